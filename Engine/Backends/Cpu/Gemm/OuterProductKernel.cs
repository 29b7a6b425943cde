using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// <see cref="OuterProduct"/> in register tiles of 8 (with 16 registers 6) rows times two vectors. A panel of B, two vectors wide, is packed
/// first: rows that lie a power of two apart would fall on the same few cache sets and throw each other out.
/// </summary>
internal static unsafe class OuterProductKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Rows a tile.</summary>
    public static int TileM => S.Registers >= 32 ? 8 : 6;

    /// <summary>Columns a tile.</summary>
    public static int TileN => 2 * S.Lanes;

    /// <summary>Computes C[m0..m1, j0..j1].</summary>
    public static void Run(in OuterProduct p, int m0, int m1, int j0, int j1, Worker worker)
    {
        if (m0 >= m1 || j0 >= j1) return;
        float* panel = worker.Scratch(0, (long)p.K * TileN);
        float* rows = p.A + (nint)m0 * p.RowStep;
        bool packed = p.SumStep != 1;
        if (packed) rows = PackRows(p, m0, m1, worker.Scratch(1, (long)p.K * (m1 - m0 + TileM)));
        float** a = stackalloc float*[8];
        float* spill = stackalloc float[8 * 2 * 16];
        for (int j = j0; j < j1; j += TileN)
        {
            int columns = Math.Min(TileN, j1 - j);
            PackPanel(p.B + j, p.LdB, p.K, columns, panel);
            for (int m = m0; m < m1; m += TileM)
            {
                int count = Math.Min(TileM, m1 - m);
                if (p.End is TileEnd.Add or TileEnd.AddScaled) Prefetch(p, m, count, j);
                // Rows over the edge compute the last row again and are not stored.
                for (int r = 0; r < TileM; r++)
                    a[r] = packed ? rows + (nint)(m - m0) * p.K + Math.Min(r, count - 1) : rows + (nint)(m - m0 + Math.Min(r, count - 1)) * p.RowStep;
                if (TileM == 8) Tile8(a, packed ? TileM : 1, panel, p.K, spill);
                else Tile6(a, packed ? TileM : 1, panel, p.K, spill);
                Finish(p, m, count, j, columns, spill);
            }
        }
    }

    /// <summary>Asks for the values that the tile will be added to: by the time that it is finished they have arrived.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(in OuterProduct p, int m, int count, int j)
    {
        if (!Sse.IsSupported) return;
        for (int r = 0; r < count; r++)
        {
            float* c = p.C + (nint)(m + r) * p.LdC + j;
            Sse.Prefetch0(c);
            Sse.Prefetch0(c + 16);
            Sse.Prefetch0(c + TileN - 1);
        }
    }

    /// <summary>Copies A in blocks of <see cref="TileM"/> rows, each block running along K with its rows side by side.</summary>
    private static float* PackRows(in OuterProduct p, int m0, int m1, float* into)
    {
        for (int m = m0; m < m1; m += TileM)
        {
            int count = Math.Min(TileM, m1 - m);
            float* to = into + (nint)(m - m0) * p.K, from = p.A + (nint)m * p.RowStep;
            if (p.RowStep == 1 && count == TileM && TileM == 8)
            {
                for (int k = 0; k < p.K; k++, to += 8, from += p.SumStep) *(Octet*)to = *(Octet*)from;
                continue;
            }
            for (int k = 0; k < p.K; k++, to += TileM, from += p.SumStep)
                for (int r = 0; r < count; r++) to[r] = from[(nint)r * p.RowStep];
        }
        return into;
    }

    private static void PackPanel(float* b, int ldb, int k, int columns, float* panel)
    {
        if (columns == TileN)
        {
            for (int i = 0; i < k; i++, b += ldb, panel += TileN)
            {
                S.Store(panel, S.Load(b));
                S.Store(panel + S.Lanes, S.Load(b + S.Lanes));
            }
            return;
        }
        new Span<float>(panel, k * TileN).Clear();
        for (int i = 0; i < k; i++, b += ldb, panel += TileN)
        {
            int c = 0;
            for (; c + 4 <= columns; c += 4) Vector128.Store(Vector128.Load(b + c), panel + c);
            for (; c < columns; c++) panel[c] = b[c];
        }
    }

    private static void Finish(in OuterProduct p, int m, int count, int j, int columns, float* tile)
    {
        // Rows rarely end with a whole vector, but mostly with a multiple of four.
        int whole = columns / S.Lanes * S.Lanes, fours = Math.Max(whole, columns / 4 * 4);
        if (whole > 0) Finish<S, V>(p, m, count, j, 0, whole, tile);
        if (fours > whole) Finish<Simd128, Vector128<float>>(p, m, count, j, whole, fours, tile);
        if (columns > fours) Finish<Simd1, float>(p, m, count, j, fours, columns, tile);
    }

    /// <summary>Columns <paramref name="from"/> to <paramref name="to"/> of a tile, in whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<T, W>(in OuterProduct p, int m, int count, int j, int from, int to, float* tile) where T : struct, ISimd<W> where W : struct
    {
        nint ld = p.LdC;
        float* c = p.C + m * ld + j, mask = p.Mask + m * ld + j;
        W scale = T.Broadcast(p.Scale);
        switch (p.End)
        {
            case TileEnd.Store:
                for (int r = 0; r < count; r++, tile += TileN, c += ld)
                    for (int i = from; i < to; i += T.Lanes) T.Store(c + i, T.Load(tile + i));
                break;
            case TileEnd.Add:
                for (int r = 0; r < count; r++, tile += TileN, c += ld)
                    for (int i = from; i < to; i += T.Lanes) T.Store(c + i, T.Add(T.Load(c + i), T.Load(tile + i)));
                break;
            case TileEnd.ReluGradient:
                for (int r = 0; r < count; r++, tile += TileN, c += ld, mask += ld)
                    for (int i = from; i < to; i += T.Lanes) T.Store(c + i, T.Select(T.LessOrEqual(T.Load(mask + i), T.Zero), T.Zero, T.Load(tile + i)));
                break;
            default:
                for (int r = 0; r < count; r++, tile += TileN, c += ld)
                    for (int i = from; i < to; i += T.Lanes) T.Store(c + i, T.Fma(scale, T.Load(tile + i), T.Load(c + i)));
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(float** a, int step, float* b, int k, float* tile)
    {
        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], a5 = a[5], a6 = a[6], a7 = a[7];
        V s00 = S.Zero, s01 = S.Zero, s10 = S.Zero, s11 = S.Zero, s20 = S.Zero, s21 = S.Zero, s30 = S.Zero, s31 = S.Zero;
        V s40 = S.Zero, s41 = S.Zero, s50 = S.Zero, s51 = S.Zero, s60 = S.Zero, s61 = S.Zero, s70 = S.Zero, s71 = S.Zero;
        nint i = 0;
        for (; k > 0; k--, i += step, b += 2 * S.Lanes)
        {
            V b0 = S.Load(b), b1 = S.Load(b + S.Lanes);
            V x = S.Broadcast(a0[i]);
            s00 = S.Fma(x, b0, s00); s01 = S.Fma(x, b1, s01);
            x = S.Broadcast(a1[i]);
            s10 = S.Fma(x, b0, s10); s11 = S.Fma(x, b1, s11);
            x = S.Broadcast(a2[i]);
            s20 = S.Fma(x, b0, s20); s21 = S.Fma(x, b1, s21);
            x = S.Broadcast(a3[i]);
            s30 = S.Fma(x, b0, s30); s31 = S.Fma(x, b1, s31);
            x = S.Broadcast(a4[i]);
            s40 = S.Fma(x, b0, s40); s41 = S.Fma(x, b1, s41);
            x = S.Broadcast(a5[i]);
            s50 = S.Fma(x, b0, s50); s51 = S.Fma(x, b1, s51);
            x = S.Broadcast(a6[i]);
            s60 = S.Fma(x, b0, s60); s61 = S.Fma(x, b1, s61);
            x = S.Broadcast(a7[i]);
            s70 = S.Fma(x, b0, s70); s71 = S.Fma(x, b1, s71);
        }
        int n = 2 * S.Lanes;
        S.Store(tile, s00); S.Store(tile + S.Lanes, s01);
        S.Store(tile + n, s10); S.Store(tile + n + S.Lanes, s11);
        S.Store(tile + 2 * n, s20); S.Store(tile + 2 * n + S.Lanes, s21);
        S.Store(tile + 3 * n, s30); S.Store(tile + 3 * n + S.Lanes, s31);
        S.Store(tile + 4 * n, s40); S.Store(tile + 4 * n + S.Lanes, s41);
        S.Store(tile + 5 * n, s50); S.Store(tile + 5 * n + S.Lanes, s51);
        S.Store(tile + 6 * n, s60); S.Store(tile + 6 * n + S.Lanes, s61);
        S.Store(tile + 7 * n, s70); S.Store(tile + 7 * n + S.Lanes, s71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6(float** a, int step, float* b, int k, float* tile)
    {
        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], a5 = a[5];
        V s00 = S.Zero, s01 = S.Zero, s10 = S.Zero, s11 = S.Zero, s20 = S.Zero, s21 = S.Zero;
        V s30 = S.Zero, s31 = S.Zero, s40 = S.Zero, s41 = S.Zero, s50 = S.Zero, s51 = S.Zero;
        nint i = 0;
        for (; k > 0; k--, i += step, b += 2 * S.Lanes)
        {
            V b0 = S.Load(b), b1 = S.Load(b + S.Lanes);
            V x = S.Broadcast(a0[i]);
            s00 = S.Fma(x, b0, s00); s01 = S.Fma(x, b1, s01);
            x = S.Broadcast(a1[i]);
            s10 = S.Fma(x, b0, s10); s11 = S.Fma(x, b1, s11);
            x = S.Broadcast(a2[i]);
            s20 = S.Fma(x, b0, s20); s21 = S.Fma(x, b1, s21);
            x = S.Broadcast(a3[i]);
            s30 = S.Fma(x, b0, s30); s31 = S.Fma(x, b1, s31);
            x = S.Broadcast(a4[i]);
            s40 = S.Fma(x, b0, s40); s41 = S.Fma(x, b1, s41);
            x = S.Broadcast(a5[i]);
            s50 = S.Fma(x, b0, s50); s51 = S.Fma(x, b1, s51);
        }
        int n = 2 * S.Lanes;
        S.Store(tile, s00); S.Store(tile + S.Lanes, s01);
        S.Store(tile + n, s10); S.Store(tile + n + S.Lanes, s11);
        S.Store(tile + 2 * n, s20); S.Store(tile + 2 * n + S.Lanes, s21);
        S.Store(tile + 3 * n, s30); S.Store(tile + 3 * n + S.Lanes, s31);
        S.Store(tile + 4 * n, s40); S.Store(tile + 4 * n + S.Lanes, s41);
        S.Store(tile + 5 * n, s50); S.Store(tile + 5 * n + S.Lanes, s51);
    }

    /// <summary>Eight values, copied together.</summary>
    private struct Octet
    {
#pragma warning disable CS0169, IDE0051 // only its size matters
        private readonly long _a, _b, _c, _d;
#pragma warning restore CS0169, IDE0051
    }
}
