using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Softmax, losses and other sums over everything.</summary>
internal static class LossBinding
{
    /// <summary>A softmax, a log_softmax or the adjoint of one.</summary>
    public static Launch Along(OpContext op, AxisFunction function)
    {
        var kernel = op.Host.Load("softmax", a => a.LoadKernel<int, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int, int>(SoftmaxKernels.Along));
        int axis = op.Attributes<AxisAttributes>().Axis, count = op.YShape[axis], distance = op.YShape.Stride(axis), lanes = op.Length / Math.Max(1, count), accumulate = op.Accumulate;
        (ArrayView<float> x, ArrayView<float> second, ArrayView<float> y, KernelConfig config) = (op.X(0), op.X(op.Count - 1), op.Y, op.Host.Each(lanes));
        return op.Launch((stream, _) => kernel(stream, config, (int)function, x, second, y, lanes, count, distance, accumulate));
    }

    /// <summary>factor·Σ term(output, target) over all elements; a sum of one input reads it twice.</summary>
    public static Launch Total(OpContext op, TotalTerm term, float factor)
    {
        var kernel = op.Host.Load("total", a => a.LoadKernel<int, ArrayView<float>, ArrayView<float>, float, ArrayView<float>, int, int>(LossKernels.Total));
        int length = op.Shape(0).Length, accumulate = op.Accumulate;
        (ArrayView<float> output, ArrayView<float> target, ArrayView<float> y, KernelConfig config) = (op.X(0), op.X(op.Count - 1), op.Y, op.Host.Groups(1));
        return op.Launch((stream, _) => kernel(stream, config, (int)term, output, target, factor, y, length, accumulate));
    }

    /// <summary>logits, labels → the mean of -log_softmax(logits)[n, label n].</summary>
    public static Launch CrossEntropy(OpContext op)
    {
        var kernel = op.Host.Load("cross_entropy", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int>(LossKernels.CrossEntropy));
        (int rows, int classes, int accumulate) = (op.Shape(0)[0], op.Shape(0)[1], op.Accumulate);
        (ArrayView<float> logits, ArrayView<float> labels, ArrayView<float> y, KernelConfig config) = (op.X(0), op.X(1), op.Y, op.Host.Groups(1));
        return op.Launch((stream, _) => kernel(stream, config, logits, labels, y, rows, classes, accumulate));
    }

    /// <summary>gy, logits, labels → gy·(softmax(logits) - one_hot(labels))/N.</summary>
    public static Launch CrossEntropyBackward(OpContext op)
    {
        var kernel = op.Host.Load("cross_entropy backward", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int>(LossKernels.CrossEntropyBackward));
        (int rows, int classes, int accumulate) = (op.YShape[0], op.YShape[1], op.Accumulate);
        (ArrayView<float> gy, ArrayView<float> logits, ArrayView<float> labels, ArrayView<float> gx, KernelConfig config) = (op.X(0), op.X(1), op.X(2), op.Y, op.Host.Each(rows));
        return op.Launch((stream, _) => kernel(stream, config, gy, logits, labels, gx, rows, classes, accumulate));
    }
}
