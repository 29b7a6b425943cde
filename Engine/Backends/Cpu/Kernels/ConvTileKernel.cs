using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// The forward convolution in register tiles of 6 channels times 4 (with 16 registers 2) vectors of positions. Every tap is 6 broadcast
/// weights times that many unaligned vectors; nothing is unrolled into memory.
/// </summary>
internal static unsafe class ConvTileKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Channels of a block.</summary>
    public const int Channels = 6;

    /// <summary>All tiles of one group and one block of channels.</summary>
    public static void Run(in ConvTiles p)
    {
        int width = S.Registers >= 32 ? 4 : 2;
        for (int v = 0; v < p.Vectors; v += width)
        {
            // A tile over the end computes the last vector again and stores it in the same place.
            int last = p.Vectors - 1, v1 = Math.Min(v + 1, last), v2 = Math.Min(v + 2, last), v3 = Math.Min(v + 3, last);
            if (S.Registers >= 32) Tile4(p, v, v1, v2, v3);
            else Tile2(p, v, v1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in ConvTiles p, int v0, int v1, int v2, int v3)
    {
        float* i0 = p.Input + p.VectorInputs[v0], i1 = p.Input + p.VectorInputs[v1], i2 = p.Input + p.VectorInputs[v2],
            i3 = p.Input + p.VectorInputs[v3];
        float* w = p.Weights;
        V s00 = S.Broadcast(p.Bias[0]), s10 = S.Broadcast(p.Bias[1]), s20 = S.Broadcast(p.Bias[2]);
        V s30 = S.Broadcast(p.Bias[3]), s40 = S.Broadcast(p.Bias[4]), s50 = S.Broadcast(p.Bias[5]);
        V s01 = s00, s02 = s00, s03 = s00, s11 = s10, s12 = s10, s13 = s10, s21 = s20, s22 = s20, s23 = s20;
        V s31 = s30, s32 = s30, s33 = s30, s41 = s40, s42 = s40, s43 = s40, s51 = s50, s52 = s50, s53 = s50;
        int* taps = p.TapOffsets;
        for (int* end = taps + p.Taps; taps < end; taps++, w += Channels)
        {
            nint at = *taps;
            V x0 = S.Load(i0 + at), x1 = S.Load(i1 + at), x2 = S.Load(i2 + at), x3 = S.Load(i3 + at);
            V k = S.Broadcast(w[0]);
            s00 = S.Fma(k, x0, s00); s01 = S.Fma(k, x1, s01); s02 = S.Fma(k, x2, s02); s03 = S.Fma(k, x3, s03);
            k = S.Broadcast(w[1]);
            s10 = S.Fma(k, x0, s10); s11 = S.Fma(k, x1, s11); s12 = S.Fma(k, x2, s12); s13 = S.Fma(k, x3, s13);
            k = S.Broadcast(w[2]);
            s20 = S.Fma(k, x0, s20); s21 = S.Fma(k, x1, s21); s22 = S.Fma(k, x2, s22); s23 = S.Fma(k, x3, s23);
            k = S.Broadcast(w[3]);
            s30 = S.Fma(k, x0, s30); s31 = S.Fma(k, x1, s31); s32 = S.Fma(k, x2, s32); s33 = S.Fma(k, x3, s33);
            k = S.Broadcast(w[4]);
            s40 = S.Fma(k, x0, s40); s41 = S.Fma(k, x1, s41); s42 = S.Fma(k, x2, s42); s43 = S.Fma(k, x3, s43);
            k = S.Broadcast(w[5]);
            s50 = S.Fma(k, x0, s50); s51 = S.Fma(k, x1, s51); s52 = S.Fma(k, x2, s52); s53 = S.Fma(k, x3, s53);
        }
        float* o0 = p.Output + p.VectorOutputs[v0], o1 = p.Output + p.VectorOutputs[v1], o2 = p.Output + p.VectorOutputs[v2],
            o3 = p.Output + p.VectorOutputs[v3];
        nint plane = p.OutPlane;
        S.Store(o0, s00); S.Store(o1, s01); S.Store(o2, s02); S.Store(o3, s03);
        S.Store(o0 + plane, s10); S.Store(o1 + plane, s11); S.Store(o2 + plane, s12); S.Store(o3 + plane, s13);
        S.Store(o0 + 2 * plane, s20); S.Store(o1 + 2 * plane, s21); S.Store(o2 + 2 * plane, s22); S.Store(o3 + 2 * plane, s23);
        S.Store(o0 + 3 * plane, s30); S.Store(o1 + 3 * plane, s31); S.Store(o2 + 3 * plane, s32); S.Store(o3 + 3 * plane, s33);
        S.Store(o0 + 4 * plane, s40); S.Store(o1 + 4 * plane, s41); S.Store(o2 + 4 * plane, s42); S.Store(o3 + 4 * plane, s43);
        S.Store(o0 + 5 * plane, s50); S.Store(o1 + 5 * plane, s51); S.Store(o2 + 5 * plane, s52); S.Store(o3 + 5 * plane, s53);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(in ConvTiles p, int v0, int v1)
    {
        float* i0 = p.Input + p.VectorInputs[v0], i1 = p.Input + p.VectorInputs[v1];
        float* w = p.Weights;
        V s00 = S.Broadcast(p.Bias[0]), s10 = S.Broadcast(p.Bias[1]), s20 = S.Broadcast(p.Bias[2]);
        V s30 = S.Broadcast(p.Bias[3]), s40 = S.Broadcast(p.Bias[4]), s50 = S.Broadcast(p.Bias[5]);
        V s01 = s00, s11 = s10, s21 = s20, s31 = s30, s41 = s40, s51 = s50;
        int* taps = p.TapOffsets;
        for (int* end = taps + p.Taps; taps < end; taps++, w += Channels)
        {
            nint at = *taps;
            V x0 = S.Load(i0 + at), x1 = S.Load(i1 + at);
            V k = S.Broadcast(w[0]);
            s00 = S.Fma(k, x0, s00); s01 = S.Fma(k, x1, s01);
            k = S.Broadcast(w[1]);
            s10 = S.Fma(k, x0, s10); s11 = S.Fma(k, x1, s11);
            k = S.Broadcast(w[2]);
            s20 = S.Fma(k, x0, s20); s21 = S.Fma(k, x1, s21);
            k = S.Broadcast(w[3]);
            s30 = S.Fma(k, x0, s30); s31 = S.Fma(k, x1, s31);
            k = S.Broadcast(w[4]);
            s40 = S.Fma(k, x0, s40); s41 = S.Fma(k, x1, s41);
            k = S.Broadcast(w[5]);
            s50 = S.Fma(k, x0, s50); s51 = S.Fma(k, x1, s51);
        }
        float* o0 = p.Output + p.VectorOutputs[v0], o1 = p.Output + p.VectorOutputs[v1];
        nint plane = p.OutPlane;
        S.Store(o0, s00); S.Store(o1, s01);
        S.Store(o0 + plane, s10); S.Store(o1 + plane, s11);
        S.Store(o0 + 2 * plane, s20); S.Store(o1 + 2 * plane, s21);
        S.Store(o0 + 3 * plane, s30); S.Store(o1 + 3 * plane, s31);
        S.Store(o0 + 4 * plane, s40); S.Store(o1 + 4 * plane, s41);
        S.Store(o0 + 5 * plane, s50); S.Store(o1 + 5 * plane, s51);
    }
}
