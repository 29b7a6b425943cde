using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Convolutions and poolings.</summary>
internal static class ImageBinding
{
    /// <summary>x, weight, bias → y.</summary>
    public static Launch Conv2d(OpContext op) =>
        op.Each(Conv2dKernels.Forward, new ConvArgs(op.X(0), op.X(1), op.X(2), Extents(op, op.Shape(0), op.Shape(1), op.YShape), op.Y));

    /// <summary>gy, weight → gx.</summary>
    public static Launch Conv2dBackwardInput(OpContext op) =>
        op.Each(
            Conv2dKernels.BackwardInput, new ConvBackwardArgs(op.X(0), op.X(1), Extents(op, op.YShape, op.Shape(1), op.Shape(0)), op.Y));

    /// <summary>gy, x → gw.</summary>
    public static Launch Conv2dBackwardWeight(OpContext op) =>
        op.Groups(
            Conv2dKernels.BackwardWeight, new ConvBackwardArgs(op.X(0), op.X(1), Extents(op, op.Shape(1), op.YShape, op.Shape(0)), op.Y));

    /// <summary>gy → gb.</summary>
    public static Launch Conv2dBackwardBias(OpContext op) =>
        op.Groups(Conv2dKernels.BackwardBias, new ConvBackwardArgs(op.X(0), op.X(0), new ConvShape(op.Shape(0)), op.Y));

    /// <summary>x → y.</summary>
    public static Launch MaxPool2d(OpContext op) =>
        op.Each(
            PoolingKernels.Forward,
            new PoolArgs(op.X(0), new PoolShape(op.Shape(0), op.YShape, op.Attributes<MaxPool2dAttributes>()), op.Y));

    /// <summary>gy, x → gx.</summary>
    public static Launch MaxPool2dBackward(OpContext op) =>
        op.Each(
            PoolingKernels.Backward,
            new PoolBackwardArgs(op.X(0), op.X(1), new PoolShape(op.Shape(1), op.Shape(0), op.Attributes<MaxPool2dAttributes>()), op.Y));

    private static ConvShape Extents(OpContext op, Shape x, Shape weight, Shape y) => new(x, weight, y, op.Attributes<Conv2dAttributes>());
}
