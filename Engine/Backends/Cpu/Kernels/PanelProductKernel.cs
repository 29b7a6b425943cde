using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// Large <see cref="RowProduct"/>s in the register tiles of <see cref="OuterTile{S, V}"/>: A is transposed into panels first, so that a
/// vector holds the same k of many rows and no lanes need to be added up at the end. B, much the larger in a layer whose batch is small, is
/// read where it lies, once: its rows are long, so the processor itself fetches them ahead.
/// </summary>
internal static unsafe class PanelProductKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>So many rows of A are transposed at a time that they stay in the second-level cache.</summary>
    private const int RowsAtOnce = 128;

    /// <summary>The lanes that are transposed together, and stored together.</summary>
    private const int Quad = 4;

    private static int TileN => OuterTile<S, V>.Rows;

    private static int TileM => OuterTile<S, V>.Columns;

    /// <summary>
    /// Whether this is faster than <see cref="RowProductKernel{S, V}"/>: transposing costs about as much as ten columns of the result.
    /// </summary>
    public static bool IsWorthwhile(int rows, int k, int columns) => S.Lanes >= Quad && rows >= TileM && k >= 64 && columns >= 128;

    /// <summary>Computes C[m0..m1, n0..n1].</summary>
    public static void Run(in RowProduct p, int m0, int m1, int n0, int n1, Worker worker)
    {
        int whole = m0 + (m1 - m0) / TileM * TileM;
        for (int m = m0; m < whole; m += RowsAtOnce) Panels(p, m, Math.Min(m + RowsAtOnce, whole), n0, n1, worker);
        RowProductKernel<S, V>.Run(p, whole, m1, n0, n1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panels(in RowProduct p, int m0, int m1, int n0, int n1, Worker worker)
    {
        float* panels = p.Panels + (nint)m0 * p.K;
        if (p.Panels == null)
        {
            panels = worker.Scratch(0, (long)p.K * (m1 - m0));
            for (int m = m0; m < m1; m += TileM) Pack(p.A + (nint)m * p.LdA, p.LdA, p.K, panels + (nint)(m - m0) * p.K);
        }
        float* sums = stackalloc float[8 * 2 * 16], noBias = stackalloc float[32];
        new Span<float>(noBias, 32).Clear();
        var tiles = new OuterTiles { Row = p.LdB, Step = 1, K = p.K, C = sums, LdC = TileM, Count = 1 };
        for (int next = n0; next < n1; next += TileN)
        {
            // The last tile may reach back over the one before, and compute the same again.
            int n = Math.Min(next, n1 - TileN);
            tiles.A = p.B + (nint)n * p.LdB;
            for (int m = m0; m < m1; m += TileM)
            {
                tiles.B = panels + (nint)(m - m0) * p.K;
                OuterTile<S, V>.Run<StoreEnd, PackedPanel>(tiles);
                Finish(p, m, n, sums, p.ColumnBias == null ? noBias : p.ColumnBias + n);
            }
        }
    }

    /// <summary>Transposes as many rows as a tile has columns: from k values of each to a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* from, nint ld, int k, float* panel)
    {
        int i = 0;
        for (; i + S.Lanes <= k; i += S.Lanes, from += S.Lanes, panel += S.Lanes * TileM)
            for (int r = 0; r < TileM; r += Quad)
            {
                float* x = from + r * ld, to = panel + r;
                V a = S.Load(x), b = S.Load(x + ld), c = S.Load(x + 2 * ld), d = S.Load(x + 3 * ld);
                S.TransposeQuads(ref a, ref b, ref c, ref d);
                S.StoreQuads(to, Quad * TileM, a);
                S.StoreQuads(to + TileM, Quad * TileM, b);
                S.StoreQuads(to + 2 * TileM, Quad * TileM, c);
                S.StoreQuads(to + 3 * TileM, Quad * TileM, d);
            }
        for (; i < k; i++, from++, panel += TileM)
            for (int r = 0; r < TileM; r++) panel[r] = from[r * ld];
    }

    /// <summary>Adds the biases, applies ReLU, and stores the tile, whose rows are columns of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(in RowProduct p, int m, int n, float* sums, float* bias)
    {
        nint ld = p.LdC;
        float* to = p.C + m * ld + n, panel = p.ResultPanels == null ? null : p.ResultPanels + m * ld + n * TileM;
        bool relu = p.Relu;
        int j = 0;
        for (; j + Quad <= TileN; j += Quad, sums += Quad * TileM)
        {
            V bias0 = S.Broadcast(bias[j]), bias1 = S.Broadcast(bias[j + 1]), bias2 = S.Broadcast(bias[j + 2]),
                bias3 = S.Broadcast(bias[j + 3]);
            for (int i = 0; i < TileM; i += S.Lanes)
            {
                float* s = sums + i, c = to + i * ld + j;
                V y0 = S.Add(S.Load(s), bias0), y1 = S.Add(S.Load(s + TileM), bias1);
                V y2 = S.Add(S.Load(s + 2 * TileM), bias2), y3 = S.Add(S.Load(s + 3 * TileM), bias3);
                if (relu)
                {
                    y0 = Relu.Apply<S, V>(y0);
                    y1 = Relu.Apply<S, V>(y1);
                    y2 = Relu.Apply<S, V>(y2);
                    y3 = Relu.Apply<S, V>(y3);
                }
                if (panel != null)
                {
                    float* q = panel + j * TileM + i;
                    S.Store(q, y0);
                    S.Store(q + TileM, y1);
                    S.Store(q + 2 * TileM, y2);
                    S.Store(q + 3 * TileM, y3);
                }
                S.TransposeQuads(ref y0, ref y1, ref y2, ref y3);
                S.StoreQuads(c, Quad * ld, y0);
                S.StoreQuads(c + ld, Quad * ld, y1);
                S.StoreQuads(c + 2 * ld, Quad * ld, y2);
                S.StoreQuads(c + 3 * ld, Quad * ld, y3);
            }
        }
        for (; j < TileN; j++, sums += TileM)
            for (int i = 0; i < TileM; i++)
            {
                float y = sums[i] + bias[j];
                if (relu && y <= 0) y = 0;
                to[i * ld + j] = y;
                if (panel != null) panel[j * TileM + i] = y;
            }
    }
}
