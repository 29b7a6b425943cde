using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Extents of one convolution: x (N, C, H, W), weight (O, C, KH, KW), y (N, O, OutH, OutW).</summary>
internal readonly record struct ConvShape(int N, int C, int H, int W, int O, int KH, int KW, int OutH, int OutW, int Stride, int Padding)
{
    /// <summary>All of them.</summary>
    public ConvShape(Shape x, Shape weight, Shape y, Conv2dAttributes a)
        : this(x[0], x[1], x[2], x[3], weight[0], weight[2], weight[3], y[2], y[3], a.Stride, a.Padding)
    {
    }

    /// <summary>Those of y alone.</summary>
    public ConvShape(Shape y) : this(y[0], 0, 0, 0, y[1], 0, 0, y[2], y[3], 0, 0)
    {
    }
}

internal readonly record struct ConvArgs(ArrayView<float> X, ArrayView<float> Weight, ArrayView<float> Bias, ConvShape Shape, Output Y);

/// <summary>Arguments of an adjoint of the convolution.</summary>
/// <param name="Gradient">gy.</param>
/// <param name="Other">What gy is multiplied by: the weight or x.</param>
/// <param name="Shape">The convolution's extents.</param>
/// <param name="Y">The gradient asked for.</param>
internal readonly record struct ConvBackwardArgs(ArrayView<float> Gradient, ArrayView<float> Other, ConvShape Shape, Output Y);

/// <summary>
/// The convolution (a cross-correlation, as in PyTorch) and its adjoints for any stride and padding.
/// What lies in the padding is left out instead of multiplied by zero.
/// </summary>
internal static class Conv2dKernels
{
    /// <summary>y[n, o, oy, ox] = bias[o] + Σ x[n, c, oy·stride + ky - padding, ...]·weight[o, c, ky, kx]; one thread an element.</summary>
    public static void Forward(ConvArgs args)
    {
        (ArrayView<float> x, ArrayView<float> weight, ConvShape g) = (args.X, args.Weight, args.Shape);
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int row = i / g.OutW, ox = i - row * g.OutW, plane = row / g.OutH, oy = row - plane * g.OutH, n = plane / g.O,
                o = plane - n * g.O;
            int top = oy * g.Stride - g.Padding, left = ox * g.Stride - g.Padding;
            int kyStart = top < 0 ? -top : 0, kyEnd = top + g.KH > g.H ? g.H - top : g.KH;
            int kxStart = left < 0 ? -left : 0, kxEnd = left + g.KW > g.W ? g.W - left : g.KW;
            float sum = 0f;
            for (int c = 0; c < g.C; c++)
            {
                float part = 0f;
                for (int ky = kyStart; ky < kyEnd; ky++)
                {
                    int atX = ((n * g.C + c) * g.H + top + ky) * g.W + left, atW = ((o * g.C + c) * g.KH + ky) * g.KW;
                    for (int kx = kxStart; kx < kxEnd; kx++) part += x[atX + kx] * weight[atW + kx];
                }
                sum += part;
            }
            args.Y.Put(i, sum + args.Bias[o]);
        }
    }

    /// <summary>gx: every pixel sums, over the outputs whose window it lies under, gy times the weight that met it there;
    /// one thread a pixel.</summary>
    public static void BackwardInput(ConvBackwardArgs args)
    {
        (ArrayView<float> gy, ArrayView<float> weight, ConvShape g) = (args.Gradient, args.Other, args.Shape);
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int row = i / g.W, px = i - row * g.W, plane = row / g.H, py = row - plane * g.H, n = plane / g.C, c = plane - n * g.C;
            float sum = 0f;
            for (int o = 0; o < g.O; o++)
            {
                float part = 0f;
                for (int ky = 0; ky < g.KH; ky++)
                {
                    // The output row whose window has this pixel in row ky: oy·stride = py + padding - ky.
                    int y = py + g.Padding - ky, oy = y / g.Stride;
                    if (y < 0 || oy >= g.OutH || oy * g.Stride != y) continue;
                    int atY = ((n * g.O + o) * g.OutH + oy) * g.OutW, atW = ((o * g.C + c) * g.KH + ky) * g.KW;
                    for (int kx = 0; kx < g.KW; kx++)
                    {
                        int x = px + g.Padding - kx, ox = x / g.Stride;
                        if (x >= 0 && ox < g.OutW && ox * g.Stride == x) part += gy[atY + ox] * weight[atW + kx];
                    }
                }
                sum += part;
            }
            args.Y.Put(i, sum);
        }
    }

    /// <summary>
    /// gw: each weight sums, over all images and positions, gy times the pixel that it met. A group for each weight;
    /// a thread takes whole output rows.
    /// </summary>
    public static void BackwardWeight(ConvBackwardArgs args)
    {
        (ArrayView<float> gy, ArrayView<float> x, ConvShape g) = (args.Gradient, args.Other, args.Shape);
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        int w = Grid.IdxX, kx = w % g.KW, ky = w / g.KW % g.KH, c = w / (g.KW * g.KH) % g.C, o = w / (g.KW * g.KH * g.C);
        // The columns ox for which the pixel ox·stride + kx - padding lies in the image.
        int shift = kx - g.Padding;
        int oxStart = shift < 0 ? (-shift + g.Stride - 1) / g.Stride : 0, oxEnd = shift < g.W ? (g.W - 1 - shift) / g.Stride + 1 : 0;
        if (oxEnd > g.OutW) oxEnd = g.OutW;
        LongSum sum = default;
        int rows = g.N * g.OutH;
        for (int row = Group.IdxX; row < rows; row += Group.DimX)
        {
            int n = row / g.OutH, oy = row - n * g.OutH, y = oy * g.Stride + ky - g.Padding;
            float part = 0f;
            if (y >= 0 && y < g.H)
            {
                int atX = ((n * g.C + c) * g.H + y) * g.W + shift, atY = ((n * g.O + o) * g.OutH + oy) * g.OutW;
                for (int ox = oxStart; ox < oxEnd; ox++) part += gy[atY + ox] * x[atX + ox * g.Stride];
            }
            sum.Add(part);
        }
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) args.Y.Put(w, total);
    }

    /// <summary>gb: gy summed over images and positions; a group for each channel.</summary>
    public static void BackwardBias(ConvBackwardArgs args)
    {
        ConvShape g = args.Shape;
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        LongSum sum = default;
        int rows = g.N * g.OutH;
        for (int row = Group.IdxX; row < rows; row += Group.DimX)
        {
            int n = row / g.OutH, at = ((n * g.O + Grid.IdxX) * g.OutH + row - n * g.OutH) * g.OutW;
            float part = 0f;
            for (int ox = 0; ox < g.OutW; ox++) part += args.Gradient[at + ox];
            sum.Add(part);
        }
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) args.Y.Put(Grid.IdxX, total);
    }
}
