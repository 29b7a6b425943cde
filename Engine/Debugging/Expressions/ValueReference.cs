using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>A value, or one element of it, as the user points to it: <c>w5.grad</c>, <c>conv1.weight.grad[2,0,1,1]</c>.</summary>
public sealed class ValueReference
{
    private readonly ImmutableArray<int> _columns;
    private readonly int _end;

    private ValueReference(string name, ImmutableArray<int> indices, ImmutableArray<int> columns, int end)
    {
        Name = name;
        Indices = indices;
        _columns = columns;
        _end = end;
    }

    /// <summary>The value's name, one of those that were given to <see cref="Parse"/>.</summary>
    public string Name { get; }

    /// <summary>The indices as they were typed, outermost first; negative ones count from the end. Empty if none were.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <summary>Reads a name from <paramref name="names"/> with or without integer indices.</summary>
    /// <exception cref="ExpressionException">It is something else, or the name does not exist.</exception>
    public static ValueReference Parse(string text, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(text);
        Node node = Parser.Parse(text, [.. names]);
        // w[2][0] means w[2,0]; the outermost brackets are the last ones.
        var subscripts = new Stack<ImmutableArray<Subscript>>();
        while (node is IndexNode index)
        {
            subscripts.Push(index.Subscripts);
            node = index.Target;
        }
        if (node is not ValueNode value)
            throw new ExpressionException(t => t.NameWanted, node.Column);

        Subscript[] all = [.. subscripts.SelectMany(s => s)];
        foreach (Subscript s in all)
            if (s.IsSlice) throw new ExpressionException(t => t.OneElement, s.Column);
        return new(value.Name, [.. all.Select(s => s.Start!.Value)], [.. all.Select(s => s.Column)], text.Length + 1);
    }

    /// <summary>The row-major position of the element in a value of <paramref name="shape"/>; no indices mean the only element.</summary>
    /// <exception cref="ExpressionException">There are too few or too many indices, or one lies outside.</exception>
    public int Resolve(Shape shape)
    {
        string what = ExpressionException.Quote(Name);
        if (Indices.IsEmpty && shape.Length == 1) return 0;
        if (Indices.Length > shape.Rank) throw Indexing.TooMany(_ => what, shape, Indices.Length, _columns[shape.Rank]);
        if (Indices.Length < shape.Rank)
        {
            string example = shape.Length == 0 ? "" : $"{what}[{string.Join(",", Enumerable.Repeat(0, shape.Rank))}]";
            throw new ExpressionException(t => t.NeedsIndices(what, shape.Rank, Indices.Length, shape, example), _end);
        }
        int offset = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
            offset = offset * shape[axis] + Indexing.Normalized(Indices[axis], shape, axis, _ => what, _columns[axis]);
        return offset;
    }

    /// <summary>The name with its indices: <c>conv1.weight.grad[2,0,1,1]</c>.</summary>
    public override string ToString() => Indices.IsEmpty ? Name : $"{Name}[{string.Join(",", Indices)}]";
}
