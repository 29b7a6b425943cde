using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// <see cref="RowProduct"/> in register tiles: 3 rows of A times 8 (with 16 registers 4) rows of B, each pair a vector of partial
/// sums along K that is added up at the end. Needs no packing and no transposing, so small products lose nothing.
/// </summary>
internal static unsafe class RowProductKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    private const int TileM = 3;

    public static int TileN => S.Registers >= 32 ? 8 : 4;

    /// <summary>Computes C[m0..m1, n0..n1].</summary>
    public static void Run(in RowProduct p, int m0, int m1, int n0, int n1)
    {
        float* sums = stackalloc float[TileM * 8];
        for (int n = n0; n < n1; n += TileN)
        {
            int columns = Math.Min(TileN, n1 - n);
            float* b = p.B + (nint)n * p.LdB;
            for (int m = m0; m < m1; m += TileM)
            {
                int rows = Math.Min(TileM, m1 - m);
                float* a = p.A + (nint)m * p.LdA;
                // A tile that hangs over the edge computes its last row again; those sums are not stored.
                float* a1 = a + (rows > 1 ? p.LdA : 0), a2 = a + (rows > 2 ? 2 * p.LdA : rows > 1 ? p.LdA : 0);
                for (int half = 0; half < columns; half += 4)
                    if (S.Registers < 32 || columns <= 4 || rows == 1)
                        Tile(a, a1, a2, b + (nint)half * p.LdB, p.LdB, columns - half, p.K, sums + half);
                if (S.Registers >= 32 && columns > 4 && rows > 1) WideTile(a, a1, a2, b, p.LdB, columns, p.K, sums);
                Finish(p, m, rows, n, columns, sums);
            }
        }
    }

    /// <summary>Adds the biases, applies ReLU, stores: four columns at a time, without branches that depend on the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in RowProduct p, int m, int rows, int n, int columns, float* sums)
    {
        for (int j = 0; j < columns; j += 4)
        {
            int count = Math.Min(4, columns - j);
            Vector128<float> columnBias = p.ColumnBias == null ? default : Vector128.Load(p.ColumnBias + n + j);
            for (int r = 0; r < rows; r++)
            {
                float* c = p.C + (nint)(m + r) * p.LdC + n + j;
                Vector128<float> y = Vector128.Load(sums + r * 8 + j) + columnBias;
                if (p.RowBias != null) y += Vector128.Create(p.RowBias[m + r]);
                if (p.Relu) y = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(y, Vector128<float>.Zero), Vector128<float>.Zero, y);
                if (count == 4) y.Store(c);
                else for (int k = 0; k < count; k++) c[k] = y[k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(float* a0, float* a1, float* a2, float* b, int ldb, int columns, int k, float* sums)
    {
        float* b0 = b, b1 = b + (columns > 1 ? ldb : 0), b2 = columns > 2 ? b + 2 * (nint)ldb : b1,
            b3 = columns > 3 ? b + 3 * (nint)ldb : b2;
        V s00 = S.Zero, s01 = S.Zero, s02 = S.Zero, s03 = S.Zero;
        V s10 = S.Zero, s11 = S.Zero, s12 = S.Zero, s13 = S.Zero;
        V s20 = S.Zero, s21 = S.Zero, s22 = S.Zero, s23 = S.Zero;
        int i = 0;
        for (; i + S.Lanes <= k; i += S.Lanes)
        {
            V x0 = S.Load(a0 + i), x1 = S.Load(a1 + i), x2 = S.Load(a2 + i), w = S.Load(b0 + i);
            s00 = S.Fma(x0, w, s00); s10 = S.Fma(x1, w, s10); s20 = S.Fma(x2, w, s20);
            w = S.Load(b1 + i);
            s01 = S.Fma(x0, w, s01); s11 = S.Fma(x1, w, s11); s21 = S.Fma(x2, w, s21);
            w = S.Load(b2 + i);
            s02 = S.Fma(x0, w, s02); s12 = S.Fma(x1, w, s12); s22 = S.Fma(x2, w, s22);
            w = S.Load(b3 + i);
            s03 = S.Fma(x0, w, s03); s13 = S.Fma(x1, w, s13); s23 = S.Fma(x2, w, s23);
        }
        if (i < k)
        {
            // What lies behind the row's end is cut off in both operands: it may be anything, even NaN.
            V cut = S.FirstLanes(k - i);
            V x0 = S.And(S.Load(a0 + i), cut), x1 = S.And(S.Load(a1 + i), cut), x2 = S.And(S.Load(a2 + i), cut),
                w = S.And(S.Load(b0 + i), cut);
            s00 = S.Fma(x0, w, s00); s10 = S.Fma(x1, w, s10); s20 = S.Fma(x2, w, s20);
            w = S.And(S.Load(b1 + i), cut);
            s01 = S.Fma(x0, w, s01); s11 = S.Fma(x1, w, s11); s21 = S.Fma(x2, w, s21);
            w = S.And(S.Load(b2 + i), cut);
            s02 = S.Fma(x0, w, s02); s12 = S.Fma(x1, w, s12); s22 = S.Fma(x2, w, s22);
            w = S.And(S.Load(b3 + i), cut);
            s03 = S.Fma(x0, w, s03); s13 = S.Fma(x1, w, s13); s23 = S.Fma(x2, w, s23);
        }
        S.Sum4(s00, s01, s02, s03).Store(sums);
        S.Sum4(s10, s11, s12, s13).Store(sums + 8);
        S.Sum4(s20, s21, s22, s23).Store(sums + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideTile(float* a0, float* a1, float* a2, float* b, int ldb, int columns, int k, float* sums)
    {
        nint last = columns - 1, step = ldb;
        float* b0 = b, b1 = b + Math.Min(1, last) * step, b2 = b + Math.Min(2, last) * step, b3 = b + Math.Min(3, last) * step;
        float* b4 = b + Math.Min(4, last) * step, b5 = b + Math.Min(5, last) * step, b6 = b + Math.Min(6, last) * step,
            b7 = b + last * step;
        V s00 = S.Zero, s01 = S.Zero, s02 = S.Zero, s03 = S.Zero, s04 = S.Zero, s05 = S.Zero, s06 = S.Zero, s07 = S.Zero;
        V s10 = S.Zero, s11 = S.Zero, s12 = S.Zero, s13 = S.Zero, s14 = S.Zero, s15 = S.Zero, s16 = S.Zero, s17 = S.Zero;
        V s20 = S.Zero, s21 = S.Zero, s22 = S.Zero, s23 = S.Zero, s24 = S.Zero, s25 = S.Zero, s26 = S.Zero, s27 = S.Zero;
        int i = 0;
        for (; i + S.Lanes <= k; i += S.Lanes)
        {
            V x0 = S.Load(a0 + i), x1 = S.Load(a1 + i), x2 = S.Load(a2 + i), w = S.Load(b0 + i);
            s00 = S.Fma(x0, w, s00); s10 = S.Fma(x1, w, s10); s20 = S.Fma(x2, w, s20);
            w = S.Load(b1 + i);
            s01 = S.Fma(x0, w, s01); s11 = S.Fma(x1, w, s11); s21 = S.Fma(x2, w, s21);
            w = S.Load(b2 + i);
            s02 = S.Fma(x0, w, s02); s12 = S.Fma(x1, w, s12); s22 = S.Fma(x2, w, s22);
            w = S.Load(b3 + i);
            s03 = S.Fma(x0, w, s03); s13 = S.Fma(x1, w, s13); s23 = S.Fma(x2, w, s23);
            w = S.Load(b4 + i);
            s04 = S.Fma(x0, w, s04); s14 = S.Fma(x1, w, s14); s24 = S.Fma(x2, w, s24);
            w = S.Load(b5 + i);
            s05 = S.Fma(x0, w, s05); s15 = S.Fma(x1, w, s15); s25 = S.Fma(x2, w, s25);
            w = S.Load(b6 + i);
            s06 = S.Fma(x0, w, s06); s16 = S.Fma(x1, w, s16); s26 = S.Fma(x2, w, s26);
            w = S.Load(b7 + i);
            s07 = S.Fma(x0, w, s07); s17 = S.Fma(x1, w, s17); s27 = S.Fma(x2, w, s27);
        }
        if (i < k)
        {
            V cut = S.FirstLanes(k - i);
            V x0 = S.And(S.Load(a0 + i), cut), x1 = S.And(S.Load(a1 + i), cut), x2 = S.And(S.Load(a2 + i), cut),
                w = S.And(S.Load(b0 + i), cut);
            s00 = S.Fma(x0, w, s00); s10 = S.Fma(x1, w, s10); s20 = S.Fma(x2, w, s20);
            w = S.And(S.Load(b1 + i), cut);
            s01 = S.Fma(x0, w, s01); s11 = S.Fma(x1, w, s11); s21 = S.Fma(x2, w, s21);
            w = S.And(S.Load(b2 + i), cut);
            s02 = S.Fma(x0, w, s02); s12 = S.Fma(x1, w, s12); s22 = S.Fma(x2, w, s22);
            w = S.And(S.Load(b3 + i), cut);
            s03 = S.Fma(x0, w, s03); s13 = S.Fma(x1, w, s13); s23 = S.Fma(x2, w, s23);
            w = S.And(S.Load(b4 + i), cut);
            s04 = S.Fma(x0, w, s04); s14 = S.Fma(x1, w, s14); s24 = S.Fma(x2, w, s24);
            w = S.And(S.Load(b5 + i), cut);
            s05 = S.Fma(x0, w, s05); s15 = S.Fma(x1, w, s15); s25 = S.Fma(x2, w, s25);
            w = S.And(S.Load(b6 + i), cut);
            s06 = S.Fma(x0, w, s06); s16 = S.Fma(x1, w, s16); s26 = S.Fma(x2, w, s26);
            w = S.And(S.Load(b7 + i), cut);
            s07 = S.Fma(x0, w, s07); s17 = S.Fma(x1, w, s17); s27 = S.Fma(x2, w, s27);
        }
        S.Sum4(s00, s01, s02, s03).Store(sums);
        S.Sum4(s04, s05, s06, s07).Store(sums + 4);
        S.Sum4(s10, s11, s12, s13).Store(sums + 8);
        S.Sum4(s14, s15, s16, s17).Store(sums + 12);
        S.Sum4(s20, s21, s22, s23).Store(sums + 16);
        S.Sum4(s24, s25, s26, s27).Store(sums + 20);
    }
}
