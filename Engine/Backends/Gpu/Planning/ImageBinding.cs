using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Convolutions and poolings.</summary>
internal static class ImageBinding
{
    /// <summary>x, weight, bias → y.</summary>
    public static Launch Conv2d(OpContext op)
    {
        var kernel = op.Host.Load("conv2d", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvShape, int, int>(Conv2dKernels.Forward));
        var shape = new ConvShape(op.Shape(0), op.Shape(1), op.YShape, op.Attributes<Conv2dAttributes>());
        (ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> y, int length, int accumulate, KernelConfig config) =
            (op.X(0), op.X(1), op.X(2), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, x, weight, bias, y, shape, length, accumulate));
    }

    /// <summary>gy, weight → gx.</summary>
    public static Launch Conv2dBackwardInput(OpContext op)
    {
        var kernel = op.Host.Load("conv2d backward input", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvShape, int, int>(Conv2dKernels.BackwardInput));
        var shape = new ConvShape(op.YShape, op.Shape(1), op.Shape(0), op.Attributes<Conv2dAttributes>());
        (ArrayView<float> gy, ArrayView<float> weight, ArrayView<float> gx, int length, int accumulate, KernelConfig config) =
            (op.X(0), op.X(1), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, gy, weight, gx, shape, length, accumulate));
    }

    /// <summary>gy, x → gw.</summary>
    public static Launch Conv2dBackwardWeight(OpContext op)
    {
        var kernel = op.Host.Load("conv2d backward weight", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvShape, int>(Conv2dKernels.BackwardWeight));
        var shape = new ConvShape(op.Shape(1), op.YShape, op.Shape(0), op.Attributes<Conv2dAttributes>());
        (ArrayView<float> gy, ArrayView<float> x, ArrayView<float> gw, int accumulate, KernelConfig config) = (op.X(0), op.X(1), op.Y, op.Accumulate, op.Host.Groups(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, gy, x, gw, shape, accumulate));
    }

    /// <summary>gy → gb.</summary>
    public static Launch Conv2dBackwardBias(OpContext op)
    {
        var kernel = op.Host.Load("conv2d backward bias", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, int, int, int, int, int>(Conv2dKernels.BackwardBias));
        (int images, int channels, int rows, int columns) = (op.Shape(0)[0], op.Shape(0)[1], op.Shape(0)[2], op.Shape(0)[3]);
        (ArrayView<float> gy, ArrayView<float> gb, int accumulate, KernelConfig config) = (op.X(0), op.Y, op.Accumulate, op.Host.Groups(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, gy, gb, images, channels, rows, columns, accumulate));
    }

    /// <summary>x → y.</summary>
    public static Launch MaxPool2d(OpContext op)
    {
        var kernel = op.Host.Load("max_pool2d", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, PoolShape, int, int>(PoolingKernels.Forward));
        var shape = new PoolShape(op.Shape(0), op.YShape, op.Attributes<MaxPool2dAttributes>());
        (ArrayView<float> x, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(0), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, x, y, shape, length, accumulate));
    }

    /// <summary>gy, x → gx.</summary>
    public static Launch MaxPool2dBackward(OpContext op)
    {
        var kernel = op.Host.Load("max_pool2d backward", a => a.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, PoolShape, int, int>(PoolingKernels.Backward));
        var shape = new PoolShape(op.Shape(1), op.Shape(0), op.Attributes<MaxPool2dAttributes>());
        (ArrayView<float> gy, ArrayView<float> x, ArrayView<float> gx, int length, int accumulate, KernelConfig config) = (op.X(0), op.X(1), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, gy, x, gx, shape, length, accumulate));
    }
}
