using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Instructions that treat every element alike.</summary>
internal static class PointwiseBinding
{
    /// <summary>y = f(x).</summary>
    public static Launch Unary(OpContext op, UnaryFunction function, int input = 0)
    {
        var kernel = op.Host.Load("unary", a => a.LoadKernel<int, ArrayView<float>, ArrayView<float>, int, int>(PointwiseKernels.Unary));
        (ArrayView<float> x, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(input), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, (int)function, x, y, length, accumulate));
    }

    /// <summary>y = f(a, b) of the first two inputs, or of others, which have y's shape.</summary>
    public static Launch Binary(OpContext op, BinaryFunction function, int first = 0, int second = 1)
    {
        var kernel = op.Host.Load("binary", a => a.LoadKernel<int, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(PointwiseKernels.Binary));
        (ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(first), op.X(second), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, (int)function, a, b, y, length, accumulate));
    }

    /// <summary>y = factor·gy·f(output, target): the gradient of a loss.</summary>
    public static Launch ScaledBinary(OpContext op, BinaryFunction function, float factor)
    {
        var kernel = op.Host.Load("scaled binary", a => a.LoadKernel<int, ArrayView<float>, float, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(PointwiseKernels.ScaledBinary));
        (ArrayView<float> gy, ArrayView<float> output, ArrayView<float> target, ArrayView<float> y, int length, int accumulate, KernelConfig config) =
            (op.X(0), op.X(1), op.X(2), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, (int)function, gy, factor, output, target, y, length, accumulate));
    }

    /// <summary>The sum of all inputs, from the first to the last.</summary>
    public static IReadOnlyList<Launch> AddN(OpContext op)
    {
        const int Most = 4;
        var kernel = op.Host.Load("add_n", a => a.LoadKernel<int, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(PointwiseKernels.AddN));
        (ArrayView<float> y, int length, KernelConfig config) = (op.Y, op.Length, op.Host.Each(op.Length));
        var launches = new List<Launch>();
        for (int k = 0; k < op.Count; k += Most)
        {
            int count = Math.Min(Most, op.Count - k), accumulate = k == 0 ? op.Accumulate : 1;
            (ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> d) = (op.X(k), At(k + 1), At(k + 2), At(k + 3));
            launches.Add(op.Launch((stream, _) => kernel(stream, config, count, a, b, c, d, y, length, accumulate)));
        }
        return launches;

        ArrayView<float> At(int k) => op.X(Math.Min(k, op.Count - 1));
    }

    /// <summary>y = value.</summary>
    public static Launch Fill(OpContext op, float value)
    {
        var kernel = op.Host.Load("fill", a => a.LoadKernel<float, ArrayView<float>, int, int>(PointwiseKernels.Fill));
        (ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, value, y, length, accumulate));
    }

    /// <summary>y = factor·gy in every element, gy being one number.</summary>
    public static Launch Spread(OpContext op, float factor)
    {
        var kernel = op.Host.Load("spread", a => a.LoadKernel<ArrayView<float>, float, ArrayView<float>, int, int>(PointwiseKernels.Spread));
        (ArrayView<float> gy, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(0), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, gy, factor, y, length, accumulate));
    }
}
