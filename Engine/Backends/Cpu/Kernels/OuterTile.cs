using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// Tiles below each other: C[r, j] = end(Σ_k A(r, k)·B[k, j]), each tile as many rows as fit in the registers and two vectors of columns.
/// </summary>
internal unsafe struct OuterTiles
{
    /// <summary>A(r, k) is at <c>A + r·Row + k·Step</c>, two vectors of B(k, j) are at <c>B + k·LdB</c>, or in a packed panel one behind
    /// the other.</summary>
    public float* A, B;

    /// <summary>Distances in A and in B.</summary>
    public nint Row, Step, LdB;

    /// <summary>From the rows of one tile to those of the next.</summary>
    public nint NextA;

    /// <summary>Where what is read of B is written one behind the other, for the tiles that follow; only for
    /// <see cref="PackPanel"/>.</summary>
    public float* Panel;

    /// <summary>The result, and the mask laid out like it.</summary>
    public float* C, Mask;

    /// <summary>Values from one row of the result to the next.</summary>
    public nint LdC;

    /// <summary>The length of the sums, and how many tiles there are.</summary>
    public int K, Count;

    /// <summary>For <see cref="TileEnd.AddScaled"/>.</summary>
    public float Scale;
}

/// <summary>Where a tile finds the columns of B.</summary>
internal interface IPanel
{
    /// <summary>Whether they are still where B is, and packed while the tile is computed: that costs next to nothing, as the stores wait
    /// for nobody.</summary>
    static abstract bool IsPacking { get; }
}

/// <summary>In a packed panel.</summary>
internal readonly struct PackedPanel : IPanel { public static bool IsPacking => false; }

/// <summary>In B.</summary>
internal readonly struct PackPanel : IPanel { public static bool IsPacking => true; }

/// <summary>The register tiles: 8 (with 16 registers 6) rows times two vectors.</summary>
internal static unsafe class OuterTile<S, V> where S : struct, ISimd<V> where V : struct
{
    public static int Rows => S.Registers >= 32 ? 8 : 6;
    public static int Columns => 2 * S.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<E, P>(in OuterTiles tiles) where E : struct, ITileEnd where P : struct, IPanel
    {
        if (S.Registers >= 32) Tiles8<E, P>(tiles);
        else Tiles6<E, P>(tiles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End<E>(V s0, V s1, V scale, float* c, float* mask) where E : struct, ITileEnd
    {
        S.Store(c, E.Of<S, V>(s0, scale, c, mask));
        S.Store(c + S.Lanes, E.Of<S, V>(s1, scale, c + S.Lanes, mask + S.Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles8<E, P>(in OuterTiles t) where E : struct, ITileEnd where P : struct, IPanel
    {
        float* a0 = t.A, c = t.C, mask = t.Mask;
        nint step = t.Step, row = t.Row, ld = t.LdC;
        V scale = S.Broadcast(t.Scale);
        for (int tile = 0; tile < t.Count; tile++, a0 += t.NextA, c += ld, mask += ld)
        {
            float* b = t.B, panel = t.Panel, a1 = a0 + row, a2 = a1 + row, a3 = a2 + row, a4 = a3 + row, a5 = a4 + row, a6 = a5 + row,
                a7 = a6 + row;
            V s00 = S.Zero, s01 = S.Zero, s10 = S.Zero, s11 = S.Zero, s20 = S.Zero, s21 = S.Zero, s30 = S.Zero, s31 = S.Zero;
            V s40 = S.Zero, s41 = S.Zero, s50 = S.Zero, s51 = S.Zero, s60 = S.Zero, s61 = S.Zero, s70 = S.Zero, s71 = S.Zero;
            nint i = 0, next = P.IsPacking ? t.LdB : 2 * S.Lanes;
            int k = t.K;
            for (; k > 0; k--, i += step, b += next)
            {
                V b0 = S.Load(b), b1 = S.Load(b + S.Lanes);
                if (P.IsPacking)
                {
                    S.Store(panel, b0);
                    S.Store(panel + S.Lanes, b1);
                    panel += 2 * S.Lanes;
                }
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
            End<E>(s00, s01, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s10, s11, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s20, s21, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s30, s31, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s40, s41, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s50, s51, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s60, s61, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s70, s71, scale, c, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles6<E, P>(in OuterTiles t) where E : struct, ITileEnd where P : struct, IPanel
    {
        float* a0 = t.A, c = t.C, mask = t.Mask;
        nint step = t.Step, row = t.Row, ld = t.LdC;
        V scale = S.Broadcast(t.Scale);
        for (int tile = 0; tile < t.Count; tile++, a0 += t.NextA, c += ld, mask += ld)
        {
            float* b = t.B, panel = t.Panel, a1 = a0 + row, a2 = a1 + row, a3 = a2 + row, a4 = a3 + row, a5 = a4 + row;
            V s00 = S.Zero, s01 = S.Zero, s10 = S.Zero, s11 = S.Zero, s20 = S.Zero, s21 = S.Zero;
            V s30 = S.Zero, s31 = S.Zero, s40 = S.Zero, s41 = S.Zero, s50 = S.Zero, s51 = S.Zero;
            nint i = 0, next = P.IsPacking ? t.LdB : 2 * S.Lanes;
            int k = t.K;
            for (; k > 0; k--, i += step, b += next)
            {
                V b0 = S.Load(b), b1 = S.Load(b + S.Lanes);
                if (P.IsPacking)
                {
                    S.Store(panel, b0);
                    S.Store(panel + S.Lanes, b1);
                    panel += 2 * S.Lanes;
                }
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
            End<E>(s00, s01, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s10, s11, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s20, s21, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s30, s31, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s40, s41, scale, c, mask);
            c += ld; mask += ld;
            End<E>(s50, s51, scale, c, mask);
        }
    }
}
