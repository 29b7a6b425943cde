using System.Runtime.Intrinsics;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// Large <see cref="RowProduct"/>s in the register tiles of <see cref="OuterTile{S, V}"/>: A is transposed into panels first, so that a vector holds the same k of
/// many rows and no lanes need to be added up at the end. B, much the larger in a layer whose batch is small, is read where it lies, once.
/// </summary>
internal static unsafe class PanelProductKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>So many rows of A are transposed at a time that they stay in the second-level cache.</summary>
    private const int RowsAtOnce = 128;

    private static int TileN => OuterTile<S, V>.Rows;

    private static int TileM => OuterTile<S, V>.Columns;

    /// <summary>Whether this is faster than <see cref="RowProductKernel{S, V}"/>: transposing costs about as much as ten columns of the result.</summary>
    public static bool IsWorthwhile(int rows, int k, int columns) => rows >= TileM && k >= 64 && columns >= 128;

    /// <summary>Computes C[m0..m1, n0..n1].</summary>
    public static void Run(in RowProduct p, int m0, int m1, int n0, int n1, Worker worker)
    {
        int whole = m0 + (m1 - m0) / TileM * TileM;
        for (int m = m0; m < whole; m += RowsAtOnce) Panels(p, m, Math.Min(m + RowsAtOnce, whole), n0, n1, worker);
        RowProductKernel<S, V>.Run(p, whole, m1, n0, n1);
    }

    private static void Panels(in RowProduct p, int m0, int m1, int n0, int n1, Worker worker)
    {
        float* panels = worker.Scratch(0, (long)p.K * (m1 - m0));
        for (int m = m0; m < m1; m += TileM) Blocks4.Transpose(p.A + (nint)m * p.LdA, p.LdA, TileM, p.K, panels + (nint)(m - m0) * p.K, TileM);
        float* sums = stackalloc float[8 * 2 * 16];
        var tile = new OuterTileJob { Row = p.LdB, Step = 1, K = p.K, C = sums, LdC = TileM };
        int looks = (m1 - m0) / TileM * ((p.K + OuterTile<S, V>.Chunk - 1) / OuterTile<S, V>.Chunk);
        for (int n = n0; n < n1; n += TileN)
        {
            tile.A = p.B + (nint)n * p.LdB;
            tile.Count = Math.Min(TileN, n1 - n);
            var ahead = new Prefetcher(tile.A + (nint)TileN * p.LdB, 32, Math.Min(TileN, Math.Max(n1 - n - TileN, 0)) * p.LdB / 32, looks);
            for (int m = m0; m < m1; m += TileM)
            {
                tile.B = panels + (nint)(m - m0) * p.K;
                OuterTile<S, V>.Run<StoreEnd, PackedPanel>(tile, ref ahead);
                Finish(p, m, n, tile.Count, sums);
            }
        }
    }

    /// <summary>Adds the biases, applies ReLU, and stores the tile, whose rows are columns of the result.</summary>
    private static void Finish(in RowProduct p, int m, int n, int columns, float* sums)
    {
        int fours = columns / 4 * 4;
        for (int r = 0; r < TileM && TileM >= 4; r += 4)
            for (int j = 0; j < fours; j += 4)
            {
                float* s = sums + j * TileM + r, c = p.C + (nint)(m + r) * p.LdC + n + j;
                Vector128<float> v0 = Vector128.Load(s), v1 = Vector128.Load(s + TileM), v2 = Vector128.Load(s + 2 * TileM), v3 = Vector128.Load(s + 3 * TileM);
                Blocks4.Transpose(ref v0, ref v1, ref v2, ref v3);
                Vector128<float> bias = p.ColumnBias == null ? default : Vector128.Load(p.ColumnBias + n + j);
                Store(c, v0 + bias, p.Relu);
                Store(c + p.LdC, v1 + bias, p.Relu);
                Store(c + 2 * (nint)p.LdC, v2 + bias, p.Relu);
                Store(c + 3 * (nint)p.LdC, v3 + bias, p.Relu);
            }
        for (int j = TileM >= 4 ? fours : 0; j < columns; j++)
        {
            float bias = p.ColumnBias == null ? 0 : p.ColumnBias[n + j];
            for (int r = 0; r < TileM; r++)
            {
                float y = sums[j * TileM + r] + bias;
                p.C[(nint)(m + r) * p.LdC + n + j] = p.Relu && y <= 0 ? 0 : y;
            }
        }
    }

    private static void Store(float* c, Vector128<float> y, bool relu)
    {
        if (relu) y = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(y, Vector128<float>.Zero), Vector128<float>.Zero, y);
        y.Store(c);
    }
}
