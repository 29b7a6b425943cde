using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// Every loop that uses vectors, behind one virtual call each, so that what plans a program need not know the width. A call does the
/// work of many vectors, so the indirection costs nothing.
/// </summary>
internal abstract unsafe class VectorKernels
{
    public abstract VectorWidth Width { get; }

    /// <summary>Float32 values a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Rows and columns that a tile of <see cref="RowProduct(in Kernels.RowProduct, int, int, int, int)"/> has.</summary>
    public abstract int RowTileColumns { get; }

    /// <summary>Rows of a tile of the outer product.</summary>
    public abstract int OuterTileRows { get; }

    /// <summary>The kernels of a width.</summary>
    /// <exception cref="NotSupportedException">The machine does not have it.</exception>
    public static VectorKernels For(VectorWidth width)
    {
        if (width == VectorWidth.Auto) width = VectorWidths.Widest;
        if (!VectorWidths.IsSupported(width))
            throw new NotSupportedException($"vectors of {(int)width} bits: this machine has at most {(int)VectorWidths.Widest}");
        return width switch
        {
            VectorWidth.Vector512 => new VectorKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>>(width),
            VectorWidth.Vector256 => new VectorKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>>(width),
            VectorWidth.Vector128 => new VectorKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>>(width),
            _ => new VectorKernels<Simd1, float>(VectorWidth.Scalar),
        };
    }

    /// <summary>y[i] = f(x[i]).</summary>
    public abstract void Map<T>(float* x, float* y, int length) where T : struct, IMap;

    /// <summary>y[i] = f(a[i], b[i]).</summary>
    public abstract void Zip<T>(float* a, float* b, float* y, int length) where T : struct, IZip;

    /// <summary>y[i] = f(a[i], b), or f(b, a[i]) if <paramref name="valueFirst"/>.</summary>
    public abstract void ZipValue<T>(float* a, float b, float* y, int length, bool valueFirst) where T : struct, IZip;

    /// <summary>y = factor·x.</summary>
    public abstract void Scale(float factor, float* x, float* y, int length);

    /// <summary>y = alpha·a + beta·b.</summary>
    public abstract void Combine(float alpha, float* a, float beta, float* b, float* y, int length);

    /// <summary>next = beta·v + rest·grad²; <paramref name="rest"/> is 1 - beta, taken before rounding.</summary>
    public abstract void SecondMoment(float beta, float rest, float* v, float* grad, float* next, int length);

    /// <summary>next = w - step·m / (√v/root + epsilon).</summary>
    public abstract void AdamStep(float* w, float* m, float* v, float step, float root, float epsilon, float* next, int length);

    /// <summary>Part of a <see cref="Kernels.RowProduct"/>.</summary>
    public abstract void RowProduct(in RowProduct product, int m0, int m1, int n0, int n1);

    /// <summary>Whether <see cref="PanelProduct"/> is faster for so many rows, products a sum, and columns.</summary>
    public abstract bool PrefersPanels(int rows, int k, int columns);

    /// <summary>Rows of a panel.</summary>
    public abstract int PanelRows { get; }

    /// <summary>Transposes <see cref="PanelRows"/> rows: from k values of each to a panel.</summary>
    public abstract void PackPanel(float* from, nint ld, int k, float* panel);

    /// <summary>Part of a large <see cref="Kernels.RowProduct"/>.</summary>
    public abstract void PanelProduct(in RowProduct product, int m0, int m1, int n0, int n1, Worker worker);

    /// <summary>Part of an <see cref="Kernels.OuterProduct"/>.</summary>
    public abstract void OuterProduct(in OuterProduct product, int m0, int m1, int j0, int j1, Worker worker);

    /// <summary>The sum of all values, in a fixed order.</summary>
    public abstract float Sum(float* x, int length);

    /// <summary>to = a0 b0 a1 b1 ...</summary>
    public abstract void Interleave(float* a, float* b, float* to, int length);

    /// <summary>See <see cref="Kernels.ConvTiles"/>.</summary>
    public abstract void ConvTiles(in ConvTiles tiles);

    /// <summary>See <see cref="PoolPlane"/>.</summary>
    public abstract int Pool(in PoolPlane plane);

    /// <summary>Whether there are registers enough for <see cref="PooledTiles(in Kernels.PooledTiles)"/>.</summary>
    public abstract bool PoolsInRegisters { get; }

    /// <summary>See <see cref="Kernels.PooledTiles"/>.</summary>
    public abstract void PooledTiles(in PooledTiles tiles);

    /// <summary>sums[row, i] += Σ gradient · pixels[window, row, i]; gives Σ gradient.</summary>
    public abstract float GatherWindows(in WindowList list, float* pixels, float* sums);

    /// <summary>See <see cref="SpreadCells"/>.</summary>
    public abstract void Spread(in SpreadCells cells);

    /// <summary>See <see cref="AttentionHead"/>.</summary>
    public abstract void AttentionForward(in AttentionHead head);

    /// <summary>The gradients of its operands, from that of its result.</summary>
    public abstract void AttentionBackward(in AttentionHead head);

    /// <summary>The working memory of a head.</summary>
    public abstract long AttentionScratch(int positions, int width);

    /// <summary>Multiply-adds in registers, to measure the peak.</summary>
    public abstract float PeakLoop(int rounds);

    /// <summary>sum[j] = Σ over rows of x[row, j0 + j].</summary>
    public abstract void SumRows(float* x, int rows, int ld, int j0, int j1, float* sum);
}

internal sealed unsafe class VectorKernels<S, V>(VectorWidth width) : VectorKernels where S : struct, ISimd<V> where V : struct
{
    public override VectorWidth Width { get; } = width;
    public override int Lanes => S.Lanes;
    public override int RowTileColumns => RowProductKernel<S, V>.TileN;
    public override int OuterTileRows => OuterProductKernel<S, V>.TileM;

    public override void Map<T>(float* x, float* y, int length)
    {
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes) S.Store(y + i, T.Apply<S, V>(S.Load(x + i)));
        for (; i < length; i++) y[i] = T.Apply<Simd1, float>(x[i]);
    }

    public override void Zip<T>(float* a, float* b, float* y, int length)
    {
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes) S.Store(y + i, T.Apply<S, V>(S.Load(a + i), S.Load(b + i)));
        for (; i < length; i++) y[i] = T.Apply<Simd1, float>(a[i], b[i]);
    }

    public override void ZipValue<T>(float* a, float b, float* y, int length, bool valueFirst)
    {
        V value = S.Broadcast(b);
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes)
            S.Store(y + i, valueFirst ? T.Apply<S, V>(value, S.Load(a + i)) : T.Apply<S, V>(S.Load(a + i), value));
        for (; i < length; i++) y[i] = valueFirst ? T.Apply<Simd1, float>(b, a[i]) : T.Apply<Simd1, float>(a[i], b);
    }

    public override void Scale(float factor, float* x, float* y, int length)
    {
        V f = S.Broadcast(factor);
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes) S.Store(y + i, S.Mul(f, S.Load(x + i)));
        for (; i < length; i++) y[i] = factor * x[i];
    }

    public override void Combine(float alpha, float* a, float beta, float* b, float* y, int length)
    {
        V va = S.Broadcast(alpha), vb = S.Broadcast(beta);
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes) S.Store(y + i, S.Fma(vb, S.Load(b + i), S.Mul(va, S.Load(a + i))));
        for (; i < length; i++) y[i] = float.MultiplyAddEstimate(beta, b[i], alpha * a[i]);
    }

    public override void SecondMoment(float beta, float rest, float* v, float* grad, float* next, int length)
    {
        V vb = S.Broadcast(beta), vr = S.Broadcast(rest);
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes)
        {
            V g = S.Load(grad + i);
            S.Store(next + i, S.Fma(S.Mul(vr, g), g, S.Mul(vb, S.Load(v + i))));
        }
        for (; i < length; i++) next[i] = float.MultiplyAddEstimate(rest * grad[i], grad[i], beta * v[i]);
    }

    public override void AdamStep(float* w, float* m, float* v, float step, float root, float epsilon, float* next, int length)
    {
        V vs = S.Broadcast(step), vr = S.Broadcast(root), ve = S.Broadcast(epsilon);
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes)
        {
            V below = S.Add(S.Div(S.Sqrt(S.Load(v + i)), vr), ve);
            S.Store(next + i, S.Sub(S.Load(w + i), S.Div(S.Mul(vs, S.Load(m + i)), below)));
        }
        for (; i < length; i++) next[i] = w[i] - step * m[i] / (MathF.Sqrt(v[i]) / root + epsilon);
    }

    public override void RowProduct(in RowProduct product, int m0, int m1, int n0, int n1) =>
        RowProductKernel<S, V>.Run(product, m0, m1, n0, n1);

    public override bool PrefersPanels(int rows, int k, int columns) => PanelProductKernel<S, V>.IsWorthwhile(rows, k, columns);
    public override int PanelRows => OuterTile<S, V>.Columns;
    public override void PackPanel(float* from, nint ld, int k, float* panel) => PanelProductKernel<S, V>.Pack(from, ld, k, panel);

    public override void PanelProduct(in RowProduct product, int m0, int m1, int n0, int n1, Worker worker) =>
        PanelProductKernel<S, V>.Run(product, m0, m1, n0, n1, worker);

    public override void OuterProduct(in OuterProduct product, int m0, int m1, int j0, int j1, Worker worker) =>
        OuterProductKernel<S, V>.Run(product, m0, m1, j0, j1, worker);

    public override float Sum(float* x, int length)
    {
        V total = S.Zero;
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes) total = S.Add(total, S.Load(x + i));
        float sum = S.Sum(total);
        for (; i < length; i++) sum += x[i];
        return sum;
    }

    public override void Interleave(float* a, float* b, float* to, int length)
    {
        int i = 0;
        for (; i + S.Lanes <= length; i += S.Lanes)
        {
            S.Interleave(S.Load(a + i), S.Load(b + i), out V low, out V high);
            S.Store(to + 2 * i, low);
            S.Store(to + 2 * i + S.Lanes, high);
        }
        for (; i < length; i++) (to[2 * i], to[2 * i + 1]) = (a[i], b[i]);
    }

    public override void ConvTiles(in ConvTiles tiles) => ConvTileKernel<S, V>.Run(tiles);
    public override int Pool(in PoolPlane plane) => PoolKernel<S, V>.Run(plane);
    public override bool PoolsInRegisters => S.Registers >= 32;
    public override void PooledTiles(in PooledTiles tiles) => PooledTileKernel<S, V>.Run(tiles);
    public override float GatherWindows(in WindowList list, float* pixels, float* sums) => WindowKernels<S, V>.Gather(list, pixels, sums);
    public override void Spread(in SpreadCells cells) => SpreadKernel<S, V>.Run(cells);
    public override void AttentionForward(in AttentionHead head) => AttentionKernel<S, V>.Forward(head);
    public override void AttentionBackward(in AttentionHead head) => AttentionKernel<S, V>.Backward(head);
    public override long AttentionScratch(int positions, int width) => AttentionKernel<S, V>.ScratchLength(positions, width);
    public override float PeakLoop(int rounds) => Kernels.PeakLoop.Run<S, V>(rounds);

    public override void SumRows(float* x, int rows, int ld, int j0, int j1, float* sum)
    {
        int j = j0;
        for (; j + S.Lanes <= j1; j += S.Lanes)
        {
            V total = S.Zero;
            for (int r = 0; r < rows; r++) total = S.Add(total, S.Load(x + (nint)r * ld + j));
            S.Store(sum + (j - j0), total);
        }
        for (; j < j1; j++)
        {
            float total = 0;
            for (int r = 0; r < rows; r++) total += x[(nint)r * ld + j];
            sum[j - j0] = total;
        }
    }
}
