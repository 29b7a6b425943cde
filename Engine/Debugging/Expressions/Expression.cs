using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>
/// A formula over the values of a program, for printing, watches and the conditions of breakpoints:
/// <c>w5.grad</c>, <c>norm(conv1.weight.grad) &gt; 1e-3</c>, <c>abs(w[0,:,1:3] - 0.5) &lt; lr and not isnan(E)</c>.
/// </summary>
/// <remarks>
/// Operators from weak to strong: <c>or ||</c>, <c>and &amp;&amp;</c>, <c>not</c>, <c>&lt; &lt;= &gt; &gt;= == !=</c>,
/// <c>+ -</c>, <c>* /</c> (also <c>× · −</c>), <c>-a !a</c>, <c>**</c>. All work element by element with NumPy's broadcasting;
/// comparisons and logic give 0 and 1. Indices and slices are Python's. Functions:
/// abs, exp, log, sqrt, sign, sigmoid, tanh, relu, isnan by element; norm (Euclidean), sum, mean, min, max, argmax (row-major position),
/// count (of non-zero elements), numel, any, all over all elements. An expression is immutable and may be evaluated any number of times.
/// </remarks>
public sealed class Expression
{
    private Expression(string text, Node root)
    {
        Text = text;
        Root = root;
        var names = new List<string>();
        var numbers = new List<int>();
        Collect(root, names, numbers);
        Names = [.. names.Distinct()];
        NumberColumns = [.. numbers.Order()];
    }

    /// <summary>The names of all functions.</summary>
    public static ImmutableArray<string> Functions { get; } = [.. Function.All.Keys.Order(StringComparer.Ordinal)];

    public string Text { get; }

    /// <summary>The values that it reads, in the order of their first appearance, each once.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Where the numbers stand that are written out, from 1; those that are indices are none.</summary>
    public ImmutableArray<int> NumberColumns { get; }

    /// <summary>Whether it counts or numbers things (elements, positions), or calculates with such counts alone:
    /// its value is exact.</summary>
    public bool IsCount => IsCountNode(Root);

    internal Node Root { get; }

    /// <summary>Reads <paramref name="text"/>, in which the values of <paramref name="names"/> may appear.</summary>
    /// <exception cref="ExpressionException">It is not an expression, or names something that does not exist.</exception>
    public static Expression Parse(string text, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, Parser.Parse(text, [.. names]));
    }

    /// <summary>The value at this moment; a scalar has shape <c>()</c>.</summary>
    /// <exception cref="ExpressionException">A value is not known yet, or shapes or indices do not fit.</exception>
    public Tensor Evaluate(IValueResolver values) => Evaluator.Evaluate(Root, values);

    /// <summary>Whether the expression, as a condition, holds at this moment: its one element is not 0.</summary>
    /// <exception cref="ExpressionException">As for <see cref="Evaluate"/>, or there is not exactly one element.</exception>
    public bool IsTrue(IValueResolver values)
    {
        Tensor value = Evaluate(values);
        if (value.Length != 1)
            throw new ExpressionException(t => t.OneNumber(value.Shape), 1);
        return value[0] != 0;
    }

    public override string ToString() => Text;

    private static bool IsCountNode(Node node) => node switch
    {
        NumberNode number => number.Value == Math.Floor(number.Value),
        CallNode call => call.Function.Name is "numel" or "count" or "argmax",
        UnaryNode { Operator.Symbol: "-" } unary => IsCountNode(unary.Operand),
        BinaryNode { Operator.Symbol: "+" or "-" or "*" or "/" or "**" } binary => IsCountNode(binary.Left) && IsCountNode(binary.Right),
        _ => false,
    };

    private static void Collect(Node node, List<string> names, List<int> numbers)
    {
        switch (node)
        {
            case ValueNode value: names.Add(value.Name); break;
            case NumberNode number: numbers.Add(number.Column); break;
            case IndexNode index: Collect(index.Target, names, numbers); break;
            case UnaryNode unary: Collect(unary.Operand, names, numbers); break;
            case CallNode call: Collect(call.Argument, names, numbers); break;
            case BinaryNode binary:
                Collect(binary.Left, names, numbers);
                Collect(binary.Right, names, numbers);
                break;
        }
    }
}
