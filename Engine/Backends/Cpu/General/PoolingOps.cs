using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Max pooling. As in PyTorch the first maximum of a window wins a tie, and a NaN wins over every number.</summary>
internal static unsafe class PoolingOps
{
    public static Action<Worker> Forward(OpContext op)
    {
        float* x = op.X(0), y = op.Y;
        Planes p = new(op.Shape(0), op.YShape, op.Attributes<MaxPool2dAttributes>());
        return worker =>
        {
            (int start, int end) = worker.Share(p.Count);
            for (int plane = start; plane < end; plane++)
            {
                float* from = x + (nint)plane * p.Height * p.Width, to = y + (nint)plane * p.OutHeight * p.OutWidth;
                for (int oy = 0; oy < p.OutHeight; oy++)
                    for (int ox = 0; ox < p.OutWidth; ox++) *to++ = from[p.FirstMaximum(from, oy, ox)];
            }
        };
    }

    /// <summary>Each window's gradient goes to its maximum; windows that overlap add up.</summary>
    public static Action<Worker> Backward(OpContext op)
    {
        float* gy = op.X(0), x = op.X(1), gx = op.Y;
        Planes p = new(op.Shape(1), op.Shape(0), op.Attributes<MaxPool2dAttributes>());
        return worker =>
        {
            (int start, int end) = worker.Share(p.Count);
            for (int plane = start; plane < end; plane++)
            {
                float* image = x + (nint)plane * p.Height * p.Width, to = gx + (nint)plane * p.Height * p.Width;
                float* from = gy + (nint)plane * p.OutHeight * p.OutWidth;
                new Span<float>(to, p.Height * p.Width).Clear();
                for (int oy = 0; oy < p.OutHeight; oy++)
                    for (int ox = 0; ox < p.OutWidth; ox++) to[p.FirstMaximum(image, oy, ox)] += *from++;
            }
        };
    }

    /// <summary>Images times channels, and the window that moves over each.</summary>
    private readonly struct Planes(Tensors.Shape x, Tensors.Shape y, MaxPool2dAttributes a)
    {
        public int Count { get; } = x[0] * x[1];

        public int Height { get; } = x[2];

        public int Width { get; } = x[3];

        public int OutHeight { get; } = y[2];

        public int OutWidth { get; } = y[3];

        private int Kernel { get; } = a.Kernel;

        private int Stride { get; } = a.Stride;

        /// <summary>Where in the plane the maximum of a window is.</summary>
        public int FirstMaximum(float* plane, int oy, int ox)
        {
            int corner = oy * Stride * Width + ox * Stride, best = corner;
            for (int ky = 0; ky < Kernel; ky++)
                for (int kx = 0; kx < Kernel; kx++)
                {
                    int at = corner + ky * Width + kx;
                    if (plane[at] > plane[best] || float.IsNaN(plane[at])) best = at;
                }
            return best;
        }
    }
}
