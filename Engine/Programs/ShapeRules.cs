using Backstep.Engine.Tensors;

namespace Backstep.Engine.Programs;

/// <summary>
/// From the shapes of an instruction's inputs to the shape of its output, for every opcode that a model can contain.
/// What does not fit becomes a <see cref="ShapeException"/> with the layer, both shapes and PyTorch's own words.
/// </summary>
public static class ShapeRules
{
    /// <summary>The output's shape. <paramref name="target"/> is the wanted shape of a reshape; one extent may be -1.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public static Shape Infer(Opcode opcode, ReadOnlySpan<Value> inputs, OpAttributes? attributes, ReadOnlySpan<int> target, string where) => opcode switch
    {
        Opcode.Linear => Linear(inputs[0].Shape, inputs[1].Shape, where),
        Opcode.Conv2d => Conv2d(inputs[0].Shape, inputs[1].Shape, (Conv2dAttributes)attributes!, where),
        Opcode.MaxPool2d => MaxPool2d(inputs[0].Shape, (MaxPool2dAttributes)attributes!, where),
        Opcode.Reshape => Reshape(inputs[0].Shape, target, where),
        Opcode.Relu or Opcode.Sigmoid or Opcode.Tanh or Opcode.Neg or Opcode.Exp or Opcode.Log or Opcode.Square => inputs[0].Shape,
        Opcode.Softmax or Opcode.LogSoftmax => Along(inputs[0].Shape, ((AxisAttributes)attributes!).Axis, where),
        Opcode.Add or Opcode.Sub or Opcode.Mul or Opcode.Div => Broadcast(inputs[0].Shape, inputs[1].Shape, where),
        Opcode.Sum or Opcode.Mean => Shape.Scalar,
        Opcode.WeightedSum or Opcode.InRange => AllScalar(inputs, where),
        Opcode.HalfSquaredError or Opcode.MseLoss or Opcode.AbsoluteError or Opcode.BinaryCrossEntropy => SamePair(inputs[0].Shape, inputs[1].Shape, where),
        Opcode.CrossEntropy => CrossEntropy(inputs[0].Shape, inputs[1].Shape, where),
        _ => throw new ArgumentException($"{opcode} is not an opcode of a model", nameof(opcode)),
    };

    /// <summary>The side of a window operation's output: <c>floor((size + 2·padding - kernel) / stride) + 1</c>.</summary>
    public static int WindowCount(int size, int kernel, int stride, int padding) => (size + 2 * padding - kernel) / stride + 1;

    /// <summary>The shape that two operands are stretched to, aligned at their last dimension, as in NumPy.</summary>
    /// <exception cref="ShapeException">Two extents differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b, string where)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var dims = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int da = i <= a.Rank ? a[-i] : 1, db = i <= b.Rank ? b[-i] : 1;
            if (da != db && da != 1 && db != 1)
                throw new ShapeException($"{where}: shapes {a} and {b} do not broadcast; PyTorch says: The size of tensor a ({da}) must match the size of tensor b ({db}) at non-singleton dimension {rank - i}");
            dims[rank - i] = da == 1 ? db : da;
        }
        return new Shape(dims);
    }

    private static Shape Linear(Shape x, Shape weight, string where)
    {
        int wanted = weight[1], given = x.Rank == 0 ? 1 : x[-1];
        if (wanted != given)
        {
            int rows = x.Length / Math.Max(given, 1);
            throw new ShapeException(
                $"{where}: Linear(in_features={wanted}, out_features={weight[0]}) got an input of shape {x}, whose last dimension is {given}, not {wanted}; "
                + $"PyTorch says: mat1 and mat2 shapes cannot be multiplied ({rows}x{given} and {wanted}x{weight[0]})");
        }
        int[] dims = [.. x.Dims];
        dims[^1] = weight[0];
        return new Shape(dims);
    }

    private static Shape Conv2d(Shape x, Shape weight, Conv2dAttributes a, string where)
    {
        if (x.Rank != 4)
            throw new ShapeException($"{where}: Conv2d wants an input (N, C, H, W), got {x}; PyTorch says: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: {Torch(x)}");
        if (x[1] != weight[1])
            throw new ShapeException(
                $"{where}: Conv2d with a weight of shape {weight} got an input of shape {x}; PyTorch says: Given groups=1, weight of size {Torch(weight)}, "
                + $"expected input{Torch(x)} to have {weight[1]} channels, but got {x[1]} channels instead");
        int h = x[2] + 2 * a.Padding, w = x[3] + 2 * a.Padding;
        if (h < weight[2] || w < weight[3])
            throw new ShapeException(
                $"{where}: a kernel of {weight[2]}x{weight[3]} does not fit an input of shape {x}; PyTorch says: Calculated padded input size per channel: ({h} x {w}). "
                + $"Kernel size: ({weight[2]} x {weight[3]}). Kernel size can't be greater than actual input size");
        return new Shape(x[0], weight[0], WindowCount(x[2], weight[2], a.Stride, a.Padding), WindowCount(x[3], weight[3], a.Stride, a.Padding));
    }

    private static Shape MaxPool2d(Shape x, MaxPool2dAttributes a, string where)
    {
        if (x.Rank != 4)
            throw new ShapeException($"{where}: max_pool2d wants an input (N, C, H, W), got {x}; PyTorch says: non-empty 3D or 4D (batch mode) tensor expected for input");
        if (x[2] < a.Kernel || x[3] < a.Kernel)
            throw new ShapeException(
                $"{where}: a window of {a.Kernel}x{a.Kernel} does not fit an input of shape {x}; PyTorch says: Given input size: ({x[1]}x{x[2]}x{x[3]}). "
                + $"Calculated output size: ({x[1]}x{Count(x[2])}x{Count(x[3])}). Output size is too small");
        return new Shape(x[0], x[1], Count(x[2]), Count(x[3]));

        int Count(int size) => size < a.Kernel ? 0 : WindowCount(size, a.Kernel, a.Stride, 0);
    }

    private static Shape Reshape(Shape x, ReadOnlySpan<int> target, string where)
    {
        int[] dims = target.ToArray();
        int free = Array.IndexOf(dims, -1), known = 1;
        foreach (int d in dims) known *= d == -1 ? 1 : d;
        bool fits = free < 0 ? known == x.Length : known > 0 && x.Length % known == 0;
        if (!fits)
            throw new ShapeException($"{where}: {x.Length} elements of shape {x} cannot become ({string.Join(", ", dims)}); PyTorch says: shape '[{string.Join(", ", dims)}]' is invalid for input of size {x.Length}");
        if (free >= 0) dims[free] = x.Length / known;
        return new Shape(dims);
    }

    private static Shape Along(Shape x, int axis, string where) => axis < x.Rank
        ? x
        : throw new ShapeException($"{where}: shape {x} has no dimension {axis}; PyTorch says: Dimension out of range (expected to be in range of [{-Math.Max(x.Rank, 1)}, {Math.Max(x.Rank, 1) - 1}], but got {axis})");

    private static Shape AllScalar(ReadOnlySpan<Value> inputs, string where)
    {
        foreach (Value input in inputs)
            if (!input.Shape.IsScalar) throw new ShapeException($"{where}: works on single numbers, but {input.Name} has shape {input.Shape}");
        return Shape.Scalar;
    }

    private static Shape SamePair(Shape output, Shape target, string where) => output.Equals(target)
        ? Shape.Scalar
        : throw new ShapeException($"{where}: the output has shape {output}, the target {target}; they must be the same (PyTorch would warn: Using a target size ({Torch(target)}) that is different to the input size ({Torch(output)}))");

    private static Shape CrossEntropy(Shape logits, Shape labels, string where)
    {
        if (logits.Rank != 2 || labels.Rank != 1)
            throw new ShapeException($"{where}: wants logits (N, C) and labels (N), got {logits} and {labels}");
        if (logits[0] != labels[0])
            throw new ShapeException($"{where}: logits {logits} and labels {labels} differ in N; PyTorch says: Expected input batch_size ({logits[0]}) to match target batch_size ({labels[0]}).");
        return Shape.Scalar;
    }

    private static string Torch(Shape shape) => $"[{string.Join(", ", shape.Dims)}]";
}
