using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// <see cref="OuterProduct"/> in the register tiles of <see cref="OuterTile{S, V}"/>. A panel of B, two vectors wide, is packed
/// first: rows that lie a power of two apart would fall on the same few cache sets and throw each other out.
/// </summary>
internal static unsafe class OuterProductKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>So many values of A are read in columns without being packed.</summary>
    private const int SmallA = 4096;

    public static int TileM => OuterTile<S, V>.Rows;
    public static int TileN => OuterTile<S, V>.Columns;

    /// <summary>Computes C[m0..m1, j0..j1].</summary>
    public static void Run(in OuterProduct p, int m0, int m1, int j0, int j1, Worker worker)
    {
        if (m0 >= m1 || j0 >= j1) return;
        switch (p.End)
        {
            case TileEnd.Store: Run<StoreEnd>(p, m0, m1, j0, j1, worker); break;
            case TileEnd.Add: Run<AddEnd>(p, m0, m1, j0, j1, worker); break;
            case TileEnd.ReluGradient: Run<ReluGradientEnd>(p, m0, m1, j0, j1, worker); break;
            default: Run<AddScaledEnd>(p, m0, m1, j0, j1, worker); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<E>(in OuterProduct p, int m0, int m1, int j0, int j1, Worker worker) where E : struct, ITileEnd
    {
        float* panel = worker.Scratch(0, (long)p.K * TileN), sums = stackalloc float[8 * 2 * 16];
        int whole = m0 + (m1 - m0) / TileM * TileM;
        // Columns that are short enough stay in the first-level cache as they lie.
        bool packed = p.SumStep != 1 && (m1 - m0 < TileM || E.Accumulates || (long)p.K * p.SumStep > SmallA);
        var tiles = new OuterTiles { LdB = p.LdB, Panel = panel, K = p.K, Scale = p.Scale };
        // At an edge a tile may reach back over the one before, and compute the same again, if it is not added to anything.
        bool rowsAgain = !E.Accumulates && !packed && m1 - m0 >= TileM, columnsAgain = !E.Accumulates && j1 - j0 >= TileN;
        // Otherwise rows that do not fill a tile are packed in any case, and filled up.
        int from = packed ? m0 : whole;
        float* rows = from < m1 && !rowsAgain ? PackRows(p, from, m1, worker.Scratch(1, (long)p.K * (m1 - from + TileM))) : null;
        for (int next = j0; next < j1; next += TileN)
        {
            int j = columnsAgain ? Math.Min(next, j1 - TileN) : next;
            int columns = Math.Min(TileN, j1 - j);
            bool packing = columns == TileN;
            if (!packing) PackNarrow(p.B + j, p.LdB, p.K, columns, panel);
            for (int m = m0; m < m1;)
            {
                if (rowsAgain) m = Math.Min(m, m1 - TileM);
                bool fits = m + TileM <= m1, direct = columns == TileN && fits, isPacked = packed || !fits;
                // The first tile packs the panel for those below.
                tiles.Count = packing || !direct ? 1 : (m1 - m) / TileM;
                tiles.A = isPacked ? rows + (nint)(m - from) * p.K : p.A + (nint)m * p.RowStep;
                tiles.Row = isPacked ? 1 : p.RowStep;
                tiles.Step = isPacked ? TileM : p.SumStep;
                tiles.NextA = TileM * (isPacked ? p.K : (nint)p.RowStep);
                nint at = (nint)m * p.LdC + j;
                tiles.C = direct ? p.C + at : sums;
                tiles.Mask = direct ? p.Mask + at : sums;
                tiles.LdC = direct ? p.LdC : TileN;
                tiles.B = packing ? p.B + j : panel;
                if (direct && packing) OuterTile<S, V>.Run<E, PackPanel>(tiles);
                else if (direct) OuterTile<S, V>.Run<E, PackedPanel>(tiles);
                else if (packing) OuterTile<S, V>.Run<StoreEnd, PackPanel>(tiles);
                else OuterTile<S, V>.Run<StoreEnd, PackedPanel>(tiles);
                if (!direct) Finish<E>(p, m, Math.Min(TileM, m1 - m), j, columns, sums);
                packing = false;
                m += tiles.Count * TileM;
            }
        }
    }

    /// <summary>Copies A in blocks of <see cref="TileM"/> rows, each block running along K with its rows side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* PackRows(in OuterProduct p, int m0, int m1, float* into)
    {
        // A few values of k for all blocks, then the next: a cache line holds rows of two blocks, and longer columns would throw each other
        // out of the cache.
        const int Few = 16;
        for (int k0 = 0; k0 < p.K; k0 += Few)
        {
            int k1 = Math.Min(k0 + Few, p.K);
            for (int m = m0; m < m1; m += TileM)
            {
                int count = Math.Min(TileM, m1 - m);
                float* to = into + (nint)(m - m0) * p.K + (nint)k0 * TileM, from = p.A + (nint)m * p.RowStep + (nint)k0 * p.SumStep;
                if (p.RowStep == 1 && count == TileM && TileM == 8)
                {
                    for (int k = k0; k < k1; k++, to += 8, from += p.SumStep) *(Octet*)to = *(Octet*)from;
                    continue;
                }
                for (int k = k0; k < k1; k++, to += TileM, from += p.SumStep)
                    for (int r = 0; r < TileM; r++) to[r] = from[(nint)Math.Min(r, count - 1) * p.RowStep];
            }
        }
        return into;
    }

    /// <summary>Packs a panel that is narrower than a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackNarrow(float* b, int ldb, int k, int columns, float* panel)
    {
        new Span<float>(panel, k * TileN).Clear();
        for (int i = 0; i < k; i++, b += ldb, panel += TileN)
        {
            int c = 0;
            for (; c + 4 <= columns; c += 4) Vector128.Store(Vector128.Load(b + c), panel + c);
            for (; c < columns; c++) panel[c] = b[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<E>(in OuterProduct p, int m, int count, int j, int columns, float* tile) where E : struct, ITileEnd
    {
        // Rows rarely end with a whole vector, but mostly with a multiple of four.
        int whole = columns / S.Lanes * S.Lanes, fours = Math.Max(whole, columns / 4 * 4);
        if (whole > 0) Finish<E, S, V>(p, m, count, j, 0, whole, tile);
        if (fours > whole) Finish<E, Simd128, Vector128<float>>(p, m, count, j, whole, fours, tile);
        if (columns > fours) Finish<E, Simd1, float>(p, m, count, j, fours, columns, tile);
    }

    /// <summary>Columns <paramref name="from"/> to <paramref name="to"/> of a tile, in whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<E, T, W>(in OuterProduct p, int m, int count, int j, int from, int to, float* tile)
        where E : struct, ITileEnd where T : struct, ISimd<W> where W : struct
    {
        nint ld = p.LdC;
        float* c = p.C + m * ld + j, mask = p.Mask + m * ld + j;
        W scale = T.Broadcast(p.Scale);
        for (int r = 0; r < count; r++, tile += TileN, c += ld, mask += ld)
            for (int i = from; i < to; i += T.Lanes) T.Store(c + i, E.Of<T, W>(T.Load(tile + i), scale, c + i, mask + i));
    }

    /// <summary>Eight values, copied together.</summary>
    private struct Octet
    {
#pragma warning disable CS0169, IDE0051 // only its size matters
        private readonly long _a, _b, _c, _d;
#pragma warning restore CS0169, IDE0051
    }
}
