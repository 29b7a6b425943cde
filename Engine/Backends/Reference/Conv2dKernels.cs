using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Reference;

/// <summary>
/// The convolution and its adjoints as one matrix product a batch (im2col: Chellapilla, Puri and Simard 2006). The
/// unrolled input has a row for each place in the kernel and a column for each output position of each image.
/// </summary>
internal static class Conv2dKernels
{
    /// <summary>Extents of one convolution; K = C·kH·kW, P = H'·W'.</summary>
    private sealed record Geometry(int N, int C, int H, int W, int O, int KH, int KW, int OutH, int OutW, int Stride, int Padding)
    {
        public int K => C * KH * KW;

        public int P => OutH * OutW;

        public static Geometry Of(Tensors.Shape x, Tensors.Shape weight, Tensors.Shape y, Conv2dAttributes a) =>
            new(x[0], x[1], x[2], x[3], weight[0], weight[2], weight[3], y[2], y[3], a.Stride, a.Padding);
    }

    /// <summary>Weight (O × K) times the unrolled input (K × N·P), plus the bias.</summary>
    public static double[] Forward(in OpCall call, BufferPool pool)
    {
        var g = Geometry.Of(call.Shape(0), call.Shape(1), call.Output, call.Attributes<Conv2dAttributes>());
        double[] columns = Unroll(call[0], g, pool), byChannel = pool.Rent(call.Output.Length), y = call.NewOutput(), bias = call[2];
        for (int o = 0; o < g.O; o++) Array.Fill(byChannel, bias[o], o * g.N * g.P, g.N * g.P);
        MatrixProduct.Multiply(call[1], g.O, g.K, false, columns, g.K, g.N * g.P, false, byChannel, add: true);
        SwapLeading(byChannel, g.O, g.N, g.P, y);
        pool.Return(columns);
        pool.Return(byChannel);
        return y;
    }

    /// <summary>weightᵀ (K × O) times gy (O × N·P), folded back: what unrolling copied to many places is summed.</summary>
    public static double[] BackwardInput(in OpCall call, BufferPool pool)
    {
        var g = Geometry.Of(call.Output, call.Shape(1), call.Shape(0), call.Attributes<Conv2dAttributes>());
        double[] byChannel = pool.Rent(call.Shape(0).Length), columns = pool.Rent(g.K * g.N * g.P);
        SwapLeading(call[0], g.N, g.O, g.P, byChannel);
        MatrixProduct.Multiply(call[1], g.O, g.K, true, byChannel, g.O, g.N * g.P, false, columns);
        double[] gx = Fold(columns, g);
        pool.Return(columns);
        pool.Return(byChannel);
        return gx;
    }

    /// <summary>gy (O × N·P) times the unrolled input, transposed (N·P × K).</summary>
    public static double[] BackwardWeight(in OpCall call, BufferPool pool)
    {
        var g = Geometry.Of(call.Shape(1), call.Output, call.Shape(0), call.Attributes<Conv2dAttributes>());
        double[] columns = Unroll(call[1], g, pool), byChannel = pool.Rent(call.Shape(0).Length), gw = call.NewOutput();
        SwapLeading(call[0], g.N, g.O, g.P, byChannel);
        MatrixProduct.Multiply(byChannel, g.O, g.N * g.P, false, columns, g.K, g.N * g.P, true, gw);
        pool.Return(columns);
        pool.Return(byChannel);
        return gw;
    }

    /// <summary>gy summed over images and positions, image by image.</summary>
    public static double[] BackwardBias(in OpCall call)
    {
        double[] gy = call[0];
        int channels = call.Output.Length, positions = call.Shape(0)[2] * call.Shape(0)[3];
        var gb = new double[channels];
        for (int start = 0; start < gy.Length; start += positions)
        {
            double sum = 0;
            foreach (double g in gy.AsSpan(start, positions)) sum += g;
            gb[start / positions % channels] += sum;
        }
        return gb;
    }

    /// <summary>
    /// im2col: row (c, ky, kx), column (n, oy, ox) is the pixel of image n under that place of the kernel, 0 in the padding.
    /// </summary>
    private static double[] Unroll(double[] x, Geometry g, BufferPool pool)
    {
        double[] columns = pool.Rent(g.K * g.N * g.P);
        ImageLoop.Run(g.N, columns.Length, n =>
        {
            for (int k = 0; k < g.K; k++)
            {
                (int c, int ky, int kx) = (k / (g.KH * g.KW), k / g.KW % g.KH, k % g.KW);
                ReadOnlySpan<double> plane = x.AsSpan((n * g.C + c) * g.H * g.W, g.H * g.W);
                Span<double> target = columns.AsSpan((k * g.N + n) * g.P, g.P);
                for (int oy = 0; oy < g.OutH; oy++)
                {
                    int y = oy * g.Stride - g.Padding + ky;
                    Span<double> row = target.Slice(oy * g.OutW, g.OutW);
                    if ((uint)y >= (uint)g.H) row.Clear();
                    else UnrollRow(plane.Slice(y * g.W, g.W), row, kx - g.Padding, g.Stride);
                }
            }
        });
        return columns;
    }

    private static void UnrollRow(ReadOnlySpan<double> pixels, Span<double> row, int start, int stride)
    {
        if (stride == 1 && start >= 0 && start + row.Length <= pixels.Length)
        {
            pixels.Slice(start, row.Length).CopyTo(row);
            return;
        }
        for (int i = 0; i < row.Length; i++)
        {
            int at = start + i * stride;
            row[i] = (uint)at < (uint)pixels.Length ? pixels[at] : 0;
        }
    }

    /// <summary>col2im, the adjoint of <see cref="Unroll"/>: each pixel sums its places in the order of the rows.</summary>
    private static double[] Fold(double[] columns, Geometry g)
    {
        var x = new double[g.N * g.C * g.H * g.W];
        ImageLoop.Run(g.N, columns.Length, n =>
        {
            for (int k = 0; k < g.K; k++)
            {
                (int c, int ky, int kx) = (k / (g.KH * g.KW), k / g.KW % g.KH, k % g.KW);
                Span<double> plane = x.AsSpan((n * g.C + c) * g.H * g.W, g.H * g.W);
                ReadOnlySpan<double> source = columns.AsSpan((k * g.N + n) * g.P, g.P);
                for (int oy = 0; oy < g.OutH; oy++)
                {
                    int y = oy * g.Stride - g.Padding + ky;
                    if ((uint)y >= (uint)g.H) continue;
                    FoldRow(source.Slice(oy * g.OutW, g.OutW), plane.Slice(y * g.W, g.W), kx - g.Padding, g.Stride);
                }
            }
        });
        return x;
    }

    private static void FoldRow(ReadOnlySpan<double> row, Span<double> pixels, int start, int stride)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int at = start + i * stride;
            if ((uint)at < (uint)pixels.Length) pixels[at] += row[i];
        }
    }

    /// <summary>(first, second, run) becomes (second, first, run).</summary>
    private static void SwapLeading(double[] source, int first, int second, int run, double[] target)
    {
        for (int i = 0; i < first; i++)
            for (int j = 0; j < second; j++)
                source.AsSpan((i * second + j) * run, run).CopyTo(target.AsSpan((j * first + i) * run));
    }
}

/// <summary>
/// Scratch arrays that are used again: a convolution unrolls its input into megabytes at every step. MathNet wants arrays
/// of exactly the matrix's size, which the framework's own pool does not give. Safe from many threads.
/// </summary>
internal sealed class BufferPool
{
    private readonly Dictionary<int, Stack<double[]>> _free = [];

    /// <summary>An array of exactly <paramref name="length"/> elements, their content undefined.</summary>
    public double[] Rent(int length)
    {
        lock (_free)
            if (_free.TryGetValue(length, out Stack<double[]>? stack) && stack.TryPop(out double[]? buffer)) return buffer;
        return GC.AllocateUninitializedArray<double>(length);
    }

    public void Return(double[] buffer)
    {
        lock (_free)
        {
            if (!_free.TryGetValue(buffer.Length, out Stack<double[]>? stack)) _free[buffer.Length] = stack = [];
            stack.Push(buffer);
        }
    }
}
