using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// Convolution, ReLU and 2×2 pooling out of the registers: a tile of 6 channels times 4 vectors is two vectors of one row and the two below
/// them, so that it holds whatever a vector of pooled values needs. The plane between is never written, and the pooling of one tile runs
/// beside the multiply-adds of the next. Needs 32 registers; with 16 the two are done one after the other
/// (<see cref="ConvTileKernel{S, V}"/>, <see cref="PoolKernel{S, V}"/>).
/// </summary>
internal static unsafe class PooledTileKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>All tiles of one group and one block of channels.</summary>
    public static void Run(in PooledTiles p)
    {
        for (int k = 0; k < p.Pool.Vectors; k++)
            if (p.Pool.Interleave == 2) Tile<Two>(p, k);
            else Tile<One>(p, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<I>(in PooledTiles p, int index) where I : struct, INumber
    {
        ref readonly ConvTiles t = ref p.Tiles;
        float* i0 = t.Input + t.VectorInputs[2 * index], i1 = t.Input + t.VectorInputs[2 * index + 1], i2 = i0 + p.Row, i3 = i1 + p.Row;
        float* w = t.Weights;
        V s00 = S.Broadcast(t.Bias[0]), s10 = S.Broadcast(t.Bias[1]), s20 = S.Broadcast(t.Bias[2]);
        V s30 = S.Broadcast(t.Bias[3]), s40 = S.Broadcast(t.Bias[4]), s50 = S.Broadcast(t.Bias[5]);
        V s01 = s00, s02 = s00, s03 = s00, s11 = s10, s12 = s10, s13 = s10, s21 = s20, s22 = s20, s23 = s20;
        V s31 = s30, s32 = s30, s33 = s30, s41 = s40, s42 = s40, s43 = s40, s51 = s50, s52 = s50, s53 = s50;
        int* taps = t.TapOffsets;
        for (int* end = taps + t.Taps; taps < end; taps++, w += ConvTileKernel<S, V>.Channels)
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
        V position = S.Zero, gradient = S.Zero;
        if (p.Pool.PositionTable != null)
        {
            position = S.AddIntegers(S.BroadcastInteger(p.Pool.PositionBase), S.Load((float*)p.Pool.PositionTable + index * S.Lanes));
            gradient = S.AddIntegers(S.BroadcastInteger(p.Pool.GradientBase), S.Load((float*)p.Pool.GradientTable + index * S.Lanes));
        }
        int low = p.Pool.Outputs[2 * index], high = p.Pool.Outputs[2 * index + 1], choices = index * S.Lanes;
        Pool<I>(p, ref p.Channels[0], low, high, choices, s00, s01, s02, s03, position, gradient);
        if (p.Count > 1) Pool<I>(p, ref p.Channels[1], low, high, choices, s10, s11, s12, s13, position, gradient);
        if (p.Count > 2) Pool<I>(p, ref p.Channels[2], low, high, choices, s20, s21, s22, s23, position, gradient);
        if (p.Count > 3) Pool<I>(p, ref p.Channels[3], low, high, choices, s30, s31, s32, s33, position, gradient);
        if (p.Count > 4) Pool<I>(p, ref p.Channels[4], low, high, choices, s40, s41, s42, s43, position, gradient);
        if (p.Count > 5) Pool<I>(p, ref p.Channels[5], low, high, choices, s50, s51, s52, s53, position, gradient);
    }

    /// <summary>
    /// One vector of pooled values of one channel, and what of it passes a gradient: as <see cref="PoolKernel{S, V}"/>, with the steps
    /// within a window chosen along with the values, so that no mask is ever needed as a vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pool<I>(
        in PooledTiles p, ref PoolChannel channel, int low, int high, int choices, V first, V second, V below, V belowSecond, V position,
        V gradient)
        where I : struct, INumber
    {
        S.Deinterleave(first, second, I.Value, out V a, out V b);
        S.Deinterleave(below, belowSecond, I.Value, out V c, out V d);
        V right = S.Greater(b, a), rightBelow = S.Greater(d, c);
        V top = S.Select(right, b, a), bottom = S.Select(rightBelow, d, c);
        V lower = S.Greater(bottom, top), best = S.Select(lower, bottom, top);
        V dead = p.Pool.Relu ? S.LessOrEqual(best, S.Zero) : S.Zero;
        S.StoreHalves(channel.Output + low, channel.Output + high, p.Pool.Relu ? S.Select(dead, S.Zero, best) : best);
        if (channel.Positions == null) return;
        V stepTop = S.And(right, S.BroadcastInteger(p.Pool.PositionColumn));
        V stepBottom = S.Select(rightBelow, S.BroadcastInteger(p.PositionDiagonal), S.BroadcastInteger(p.Pool.PositionRow));
        V at = S.AddIntegers(position, S.Select(lower, stepBottom, stepTop)), passes = S.NotNegative(S.Or(at, dead));
        int passed = channel.Passed;
        S.StoreWhere(passes, gradient, (float*)(channel.Gradients + passed));
        channel.Passed = passed + S.StoreWhere(passes, at, (float*)(channel.Positions + passed));
        if (channel.Choices == null) return;
        V above = S.Select(right, S.BroadcastInteger(p.ChoiceRight), S.BroadcastInteger(p.Pool.ChoiceBase));
        V under = S.Select(rightBelow, S.BroadcastInteger(p.ChoiceDiagonal), S.BroadcastInteger(p.ChoiceBelow));
        S.Store((float*)(channel.Choices + choices), S.Select(passes, S.Select(lower, under, above), S.BroadcastInteger(-1)));
    }
}
