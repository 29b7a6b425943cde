using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>
/// Convolutions of any kernel, stride and padding, as matrix products over unrolled windows, image by image. Each thread has images
/// of its own; sums over images are formed per thread and then added in the order of the threads.
/// </summary>
internal static unsafe class Conv2dOps
{
    private const int WindowSlot = 2, SumSlot = 3;

    public static Action<Worker> Forward(OpContext op)
    {
        var g = new Geometry(op.Shape(0), op.Shape(1), op.YShape, op.Attributes<Conv2dAttributes>());
        float* x = op.X(0), weight = op.X(1), bias = op.X(2), y = op.Y;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.Share(g.Images);
            float* windows = worker.Scratch(WindowSlot, (long)g.Positions * g.WindowLength);
            for (int n = start; n < end; n++)
            {
                g.Unroll(x + (nint)n * g.InLength, windows);
                var product = new RowProduct
                {
                    A = weight,
                    LdA = g.WindowLength,
                    B = windows,
                    LdB = g.WindowLength,
                    C = y + (nint)n * g.OutLength,
                    LdC = g.Positions,
                    K = g.WindowLength,
                    RowBias = bias,
                };
                kernels.RowProduct(product, 0, g.OutChannels, 0, g.Positions);
            }
        };
    }

    /// <summary>gy, weight → the gradient of the input.</summary>
    public static Action<Worker> BackwardInput(OpContext op)
    {
        var g = new Geometry(op.YShape, op.Shape(1), op.Shape(0), op.Attributes<Conv2dAttributes>());
        float* gy = op.X(0), weight = op.X(1), gx = op.Y;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.Share(g.Images);
            float* windows = worker.Scratch(WindowSlot, (long)g.Positions * g.WindowLength);
            for (int n = start; n < end; n++)
            {
                var product = new OuterProduct
                {
                    A = gy + (nint)n * g.OutLength,
                    RowStep = 1,
                    SumStep = g.Positions,
                    B = weight,
                    LdB = g.WindowLength,
                    C = windows,
                    LdC = g.WindowLength,
                    K = g.OutChannels,
                };
                kernels.OuterProduct(product, 0, g.Positions, 0, g.WindowLength, worker);
                g.FoldBack(windows, gx + (nint)n * g.InLength);
            }
        };
    }

    /// <summary>gy, x → the gradient of the weight.</summary>
    public static Action<Worker> BackwardWeight(OpContext op)
    {
        var g = new Geometry(op.Shape(1), op.YShape, op.Shape(0), op.Attributes<Conv2dAttributes>());
        float* gy = op.X(0), x = op.X(1), gw = op.Y;
        int length = op.Length;
        VectorKernels kernels = op.Kernels;
        float*[] sums = [];
        return worker =>
        {
            if (worker.Index == 0 && sums.Length != worker.Count) sums = new float*[worker.Count];
            worker.Barrier();
            (int start, int end) = worker.Share(g.Images);
            float* windows = worker.Scratch(WindowSlot, (long)g.Positions * g.WindowLength), sum = worker.Scratch(SumSlot, length);
            sums[worker.Index] = sum;
            new Span<float>(sum, length).Clear();
            for (int n = start; n < end; n++)
            {
                g.Unroll(x + (nint)n * g.InLength, windows);
                var product = new OuterProduct
                {
                    A = gy + (nint)n * g.OutLength,
                    RowStep = g.Positions,
                    SumStep = 1,
                    B = windows,
                    LdB = g.WindowLength,
                    C = sum,
                    LdC = g.WindowLength,
                    K = g.Positions,
                    End = TileEnd.Add,
                };
                kernels.OuterProduct(product, 0, g.OutChannels, 0, g.WindowLength, worker);
            }
            worker.Barrier();
            (start, end) = worker.ShareElements(length);
            kernels.Map<Identity>(sums[0] + start, gw + start, end - start);
            for (int t = 1; t < sums.Length; t++) kernels.Zip<Plus>(gw + start, sums[t] + start, gw + start, end - start);
        };
    }

    /// <summary>gy summed over images and positions.</summary>
    public static Action<Worker> BackwardBias(OpContext op)
    {
        float* gy = op.X(0), gb = op.Y;
        Shape shape = op.Shape(0);
        int images = shape[0], channels = shape[1], positions = shape[2] * shape[3];
        return worker =>
        {
            (int start, int end) = worker.Share(channels);
            for (int o = start; o < end; o++)
            {
                double sum = 0;
                for (int n = 0; n < images; n++)
                {
                    float* plane = gy + ((nint)n * channels + o) * positions;
                    for (int i = 0; i < positions; i++) sum += plane[i];
                }
                gb[o] = (float)sum;
            }
        };
    }

    /// <summary>
    /// The sizes of a convolution, and the unrolling of one image into windows (one row a position, ordered as a weight) and back.
    /// </summary>
    private sealed class Geometry(Shape x, Shape weight, Shape y, Conv2dAttributes a)
    {
        private readonly int _channels = x[1], _height = x[2], _width = x[3], _kernelH = weight[2], _kernelW = weight[3], _outH = y[2],
            _outW = y[3];

        public int Images { get; } = x[0];

        public int OutChannels { get; } = weight[0];

        public int InLength { get; } = x[1] * x[2] * x[3];

        public int OutLength { get; } = y[1] * y[2] * y[3];

        public int Positions { get; } = y[2] * y[3];

        public int WindowLength { get; } = weight[1] * weight[2] * weight[3];

        public void Unroll(float* image, float* windows)
        {
            for (int oy = 0; oy < _outH; oy++)
                for (int ox = 0; ox < _outW; ox++)
                    for (int c = 0; c < _channels; c++)
                        for (int ky = 0; ky < _kernelH; ky++)
                        {
                            int row = oy * a.Stride + ky - a.Padding, column = ox * a.Stride - a.Padding;
                            float* from = image + ((nint)c * _height + row) * _width + column;
                            bool inside = (uint)row < (uint)_height;
                            for (int kx = 0; kx < _kernelW; kx++) *windows++ = inside && (uint)(column + kx) < (uint)_width ? from[kx] : 0;
                        }
        }

        public void FoldBack(float* windows, float* image)
        {
            new Span<float>(image, InLength).Clear();
            for (int oy = 0; oy < _outH; oy++)
                for (int ox = 0; ox < _outW; ox++)
                    for (int c = 0; c < _channels; c++)
                        for (int ky = 0; ky < _kernelH; ky++, windows += _kernelW)
                        {
                            int row = oy * a.Stride + ky - a.Padding, column = ox * a.Stride - a.Padding;
                            if ((uint)row >= (uint)_height) continue;
                            float* to = image + ((nint)c * _height + row) * _width + column;
                            for (int kx = 0; kx < _kernelW; kx++) if ((uint)(column + kx) < (uint)_width) to[kx] += windows[kx];
                        }
        }
    }
}
