using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Extents of one pooling: x (planes, H, W), y (planes, OutH, OutW).</summary>
internal readonly record struct PoolShape(int H, int W, int OutH, int OutW, int Kernel, int Stride)
{
    public PoolShape(Shape x, Shape y, MaxPool2dAttributes a) : this(x[2], x[3], y[2], y[3], a.Kernel, a.Stride)
    {
    }
}

internal readonly record struct PoolArgs(ArrayView<float> X, PoolShape Shape, Output Y);

internal readonly record struct PoolBackwardArgs(ArrayView<float> Gradient, ArrayView<float> X, PoolShape Shape, Output Y);

/// <summary>Max pooling. As in PyTorch the first maximum of a window wins a tie, and a NaN, the last one, wins over every number.</summary>
internal static class PoolingKernels
{
    /// <summary>The maximum of each window; one thread a window.</summary>
    public static void Forward(PoolArgs args)
    {
        (ArrayView<float> x, PoolShape g) = (args.X, args.Shape);
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int row = i / g.OutW, ox = i - row * g.OutW, plane = row / g.OutH, oy = row - plane * g.OutH;
            args.Y.Put(i, x[Maximum(x, (plane * g.H + oy * g.Stride) * g.W + ox * g.Stride, g.W, g.Kernel)]);
        }
    }

    /// <summary>Every pixel sums the gradients of the windows whose maximum it is, in row-major order; one thread a pixel.</summary>
    public static void Backward(PoolBackwardArgs args)
    {
        (ArrayView<float> gy, ArrayView<float> x, PoolShape g) = (args.Gradient, args.X, args.Shape);
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int row = i / g.W, px = i - row * g.W, plane = row / g.H, py = row - plane * g.H;
            int oyEnd = py / g.Stride + 1, oxEnd = px / g.Stride + 1;
            if (oyEnd > g.OutH) oyEnd = g.OutH;
            if (oxEnd > g.OutW) oxEnd = g.OutW;
            float sum = 0f;
            for (int oy = First(py, g.Kernel, g.Stride); oy < oyEnd; oy++)
                for (int ox = First(px, g.Kernel, g.Stride); ox < oxEnd; ox++)
                    if (Maximum(x, (plane * g.H + oy * g.Stride) * g.W + ox * g.Stride, g.W, g.Kernel) == i)
                        sum += gy[(plane * g.OutH + oy) * g.OutW + ox];
            args.Y.Put(i, sum);
        }
    }

    /// <summary>The first window that reaches a pixel.</summary>
    private static int First(int pixel, int kernel, int stride) => pixel < kernel ? 0 : (pixel - kernel) / stride + 1;

    private static int Maximum(ArrayView<float> x, int corner, int width, int kernel)
    {
        int best = corner;
        float most = x[corner];
        for (int ky = 0; ky < kernel; ky++)
            for (int kx = 0; kx < kernel; kx++)
            {
                int at = corner + ky * width + kx;
                float value = x[at];
                if (value > most || DeviceMath.IsNaN(value))
                {
                    best = at;
                    most = value;
                }
            }
        return best;
    }
}
