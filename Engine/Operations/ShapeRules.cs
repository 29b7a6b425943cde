using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>An application of an opcode whose output's shape is wanted.</summary>
/// <param name="inputs">What it reads.</param>
/// <param name="attributes">Stride, axis and the like.</param>
/// <param name="target">The wanted extents of a reshape; one may be -1.</param>
/// <param name="where">The layer or value that a complaint names.</param>
public readonly ref struct ShapeCall(ReadOnlySpan<Value> inputs, OpAttributes? attributes, ReadOnlySpan<int> target, string where)
{
    /// <summary>What it reads.</summary>
    public ReadOnlySpan<Value> Inputs { get; } = inputs;

    /// <summary>The wanted extents of a reshape; one may be -1.</summary>
    public ReadOnlySpan<int> Target { get; } = target;

    /// <summary>The shape of an input.</summary>
    public Shape this[int input] => Inputs[input].Shape;

    /// <summary>Whether the opcode is applied as it is.</summary>
    public bool HasNoAttributes => attributes is null;

    /// <summary>The attributes.</summary>
    public T Attributes<T>() where T : OpAttributes => (T)attributes!;

    /// <summary>What is thrown where the inputs do not fit.</summary>
    public ShapeException Fault(Func<ShapeTexts, string> problem)
    {
        string place = where;
        return new(l => ShapeTexts.In(l).At(place, problem(ShapeTexts.In(l))));
    }
}

/// <summary>From the shapes of an operation's inputs to the shape of its output.</summary>
/// <exception cref="ShapeException">The inputs do not fit; the message has the layer, the shapes and PyTorch's own words.</exception>
public delegate Shape ShapeRule(in ShapeCall call);

/// <summary>Shape rules that several families share.</summary>
public static class ShapeRules
{
    /// <summary>The shape that two operands are stretched to, aligned at their last dimension, as in NumPy.</summary>
    /// <exception cref="ShapeException">Two extents differ and neither is 1.</exception>
    public static Shape Broadcast(in ShapeCall call)
    {
        Shape a = call[0], b = call[1];
        int rank = Math.Max(a.Rank, b.Rank);
        var dims = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int da = i <= a.Rank ? a[-i] : 1, db = i <= b.Rank ? b[-i] : 1;
            int dimension = rank - i;
            if (da != db && da != 1 && db != 1) throw call.Fault(t => t.Broadcast(a, b, da, db, dimension));
            dims[rank - i] = da == 1 ? db : da;
        }
        return new Shape(dims);
    }

    /// <summary>The shape of the first input.</summary>
    internal static Shape Same(in ShapeCall call) => call[0];

    /// <summary>Complains if the first input has no such dimension.</summary>
    internal static void RequireDimension(in ShapeCall call, int axis)
    {
        Shape x = call[0];
        int last = Math.Max(x.Rank, 1) - 1;
        if (axis < 0 || axis >= x.Rank) throw call.Fault(t => t.NoDimension(x, axis, -last - 1, last));
    }

    /// <summary>A single number.</summary>
    internal static Shape Scalar(in ShapeCall call) => Shape.Scalar;

    /// <summary>A single number from single numbers.</summary>
    internal static Shape AllScalar(in ShapeCall call)
    {
        foreach (Value input in call.Inputs)
            if (!input.Shape.IsScalar) throw call.Fault(t => t.SingleNumbers(input.Name, input.Shape));
        return Shape.Scalar;
    }

    /// <summary>The side of a window operation's output: <c>floor((size + 2·padding - kernel) / stride) + 1</c>.</summary>
    internal static int WindowCount(int size, int kernel, int stride, int padding) => (size + 2 * padding - kernel) / stride + 1;

    /// <summary>A shape as PyTorch's messages write it: <c>[4, 3, 28, 28]</c>.</summary>
    internal static string Torch(Shape shape) => $"[{string.Join(", ", shape.Dims)}]";
}
