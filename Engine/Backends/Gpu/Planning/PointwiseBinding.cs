using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Instructions that treat every element alike.</summary>
internal static class PointwiseBinding
{
    /// <summary>y = f(x), or f(x, p) with a number of the program.</summary>
    public static Launch Unary(OpContext op, UnaryFunction function, int input = 0, double p = 0) =>
        op.Each(PointwiseKernels.Unary, new UnaryArgs(function, op.X(input), op.Y, (float)p));

    /// <summary>y = f(a, b) of the first two inputs, which have y's shape, or f(a, b, p) with a number of the program.</summary>
    public static Launch Binary(OpContext op, BinaryFunction function, double p = 0) =>
        op.Each(PointwiseKernels.Binary, new BinaryArgs(function, op.X(0), op.X(1), op.Y, (float)p));

    /// <summary>y = factor·gy·f(output, target): the gradient of a loss.</summary>
    public static Launch ScaledBinary(OpContext op, BinaryFunction function, float factor) =>
        op.Each(PointwiseKernels.ScaledBinary, new ScaledBinaryArgs(function, op.X(0), factor, op.X(1), op.X(2), op.Y));

    /// <summary>The sum of all inputs, from the first to the last.</summary>
    public static IReadOnlyList<Launch> AddN(OpContext op)
    {
        const int Most = 4;
        var launches = new List<Launch>();
        for (int k = 0; k < op.Count; k += Most)
            launches.Add(
                op.Each(
                    PointwiseKernels.Add,
                    new AddArgs(
                        Math.Min(Most, op.Count - k), op.X(k), At(k + 1), At(k + 2), At(k + 3),
                        k == 0 ? op.Y : op.Y with { Accumulate = 1 })));
        return launches;

        ArrayView<float> At(int k) => op.X(Math.Min(k, op.Count - 1));
    }

    /// <summary>y = value.</summary>
    public static Launch Fill(OpContext op, float value) => op.Each(PointwiseKernels.Fill, new FillArgs(value, op.Y));

    /// <summary>alpha·a + beta·b.</summary>
    public static Launch Combine(OpContext op, double alpha, double beta) =>
        op.Each(UpdateKernels.Combine, new CombineArgs((float)alpha, op.X(0), (float)beta, op.X(1), op.Y));

    /// <summary>v, grad → β2·v + (1 - β2)·grad².</summary>
    public static Launch SecondMoment(OpContext op)
    {
        double beta = op.Attributes<OptimizerAttributes>().Beta2;
        return op.Each(UpdateKernels.SecondMoment, new SecondMomentArgs((float)beta, op.X(0), (float)(1 - beta), op.X(1), op.Y));
    }

    /// <summary>w, m, v, t, lr → w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε).</summary>
    public static Launch AdamStep(OpContext op)
    {
        var a = op.Attributes<OptimizerAttributes>();
        return op.Each(
            UpdateKernels.AdamStep,
            new AdamArgs(
                op.X(0), op.X(1), op.X(2), op.X(3), op.X(4), (float)Math.Log(a.Beta1), (float)Math.Log(a.Beta2), (float)a.Epsilon, op.Y));
    }
}
