using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// <see cref="OuterProduct"/> in the register tiles of <see cref="OuterTile{S, V}"/>. A panel of B, two vectors wide, is packed
/// first: rows that lie a power of two apart would fall on the same few cache sets and throw each other out.
/// </summary>
internal static unsafe class OuterProductKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Rows a tile.</summary>
    public static int TileM => OuterTile<S, V>.Rows;

    /// <summary>Columns a tile.</summary>
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

    private static void Run<E>(in OuterProduct p, int m0, int m1, int j0, int j1, Worker worker) where E : struct, ITileEnd
    {
        float* panel = worker.Scratch(0, (long)p.K * TileN);
        float* rows = p.A + (nint)m0 * p.RowStep;
        bool packed = p.SumStep != 1;
        if (packed) rows = PackRows(p, m0, m1, worker.Scratch(1, (long)p.K * (m1 - m0 + TileM)));
        float* spill = stackalloc float[8 * 2 * 16];
        var tile = new OuterTileJob { Row = packed ? 1 : p.RowStep, Step = packed ? TileM : 1, LdB = p.LdB, Panel = panel, K = p.K, Scale = p.Scale };
        // Looks ahead of all tiles of a panel together.
        int looks = (m1 - m0 + TileM - 1) / TileM * ((p.K + OuterTile<S, V>.Chunk - 1) / OuterTile<S, V>.Chunk);
        for (int j = j0; j < j1; j += TileN)
        {
            int columns = Math.Min(TileN, j1 - j);
            bool packing = columns == TileN;
            if (!packing) PackNarrow(p.B + j, p.LdB, p.K, columns, panel);
            var ahead = new Prefetcher(p.B + j + TileN, p.LdB, j + TileN < j1 ? p.K : 0, looks);
            for (int m = m0; m < m1; m += TileM)
            {
                int count = Math.Min(TileM, m1 - m);
                if (E.ReadsResult) Prefetch(p, m, count, j);
                tile.A = rows + (nint)(m - m0) * (packed ? p.K : p.RowStep);
                // Rows over the edge compute the last row again and are not stored; in packed rows there is something to compute with.
                tile.Count = packed ? TileM : count;
                nint at = (nint)m * p.LdC + j;
                bool whole = count == TileM && columns == TileN;
                tile.C = whole ? p.C + at : spill;
                tile.Mask = whole ? p.Mask + at : spill;
                tile.LdC = whole ? p.LdC : TileN;
                tile.B = packing ? p.B + j : panel;
                if (packing)
                {
                    if (whole) OuterTile<S, V>.Run<E, PackPanel>(tile, ref ahead);
                    else OuterTile<S, V>.Run<StoreEnd, PackPanel>(tile, ref ahead);
                    packing = false;
                }
                else if (whole) OuterTile<S, V>.Run<E, PackedPanel>(tile, ref ahead);
                else OuterTile<S, V>.Run<StoreEnd, PackedPanel>(tile, ref ahead);
                if (!whole) Finish<E>(p, m, count, j, columns, spill);
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
        // A few values of k for all blocks, then the next: a cache line holds rows of two blocks, and longer columns would throw each other out of the cache.
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
