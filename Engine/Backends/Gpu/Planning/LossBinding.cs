using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Softmax, losses and other sums over everything.</summary>
internal static class LossBinding
{
    /// <summary>A softmax, a log_softmax or the adjoint of one.</summary>
    public static Launch Along(OpContext op, AxisFunction function)
    {
        int axis = op.Attributes<AxisAttributes>().Axis, count = op.YShape[axis], lanes = op.Length / Math.Max(1, count);
        return op.Each(
            SoftmaxKernels.Along, new AlongArgs(function, op.X(0), op.X(op.Count - 1), lanes, count, op.YShape.Stride(axis), op.Y), lanes);
    }

    /// <summary>factor·Σ term(output, target) over all elements; a sum of one input reads it twice.</summary>
    public static Launch Total(OpContext op, TotalTerm term, float factor) =>
        op.Groups(LossKernels.Total, new TotalArgs(term, op.X(0), op.X(op.Count - 1), op.Shape(0).Length, factor, op.Y));

    /// <summary>logits, labels → the mean of -log_softmax(logits)[n, label n] over the rows that count.</summary>
    public static Launch CrossEntropy(OpContext op) =>
        op.Groups(LossKernels.CrossEntropy, new CrossEntropyArgs(op.X(0), op.X(1), op.Shape(0)[0], op.Shape(0)[1], op.Y));

    /// <summary>gy, logits, labels → gy·(softmax(logits) - one_hot(labels))/N, N being the rows that count; 0 in the others.</summary>
    public static Launch CrossEntropyBackward(OpContext op) =>
        op.Each(
            LossKernels.CrossEntropyBackward, new CrossEntropyBackwardArgs(op.X(0), op.X(1), op.X(2), op.YShape[0], op.YShape[1], op.Y),
            op.YShape[0]);
}
