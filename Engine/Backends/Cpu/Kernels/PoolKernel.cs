using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// ReLU and 2×2 pooling of a plane, and the list of those values that will pass a gradient. ReLU comes after the maximum here: the result
/// is the same, and where it is 0 no gradient passes either way. Places are integers in the registers of float32 values; of these only bits
/// are moved.
/// </summary>
internal static unsafe class PoolKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Does the plane; gives the number of new entries of the lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(in PoolPlane p)
    {
        V right = S.BroadcastInteger(p.PositionColumn), down = S.BroadcastInteger(p.PositionRow), none = S.BroadcastInteger(-1);
        V choiceRight = S.BroadcastInteger(p.ChoiceColumn), choiceDown = S.BroadcastInteger(p.ChoiceRow),
            choiceBase = S.BroadcastInteger(p.ChoiceBase);
        V positionBase = S.BroadcastInteger(p.PositionBase), gradientBase = S.BroadcastInteger(p.GradientBase);
        bool relu = p.Relu;
        int* positions = p.Positions, gradients = p.Gradients;
        int count = 0;
        for (int k = 0; k < p.Vectors; k++)
        {
            float* first = p.Input + p.Inputs[2 * k], second = p.Input + p.Inputs[2 * k + 1];
            V best, place = S.Zero, choice = S.Zero;
            if (p.Pool == 1) best = S.Load(first);
            else
            {
                // The first of equal values wins, in the order of reading: left before right, top before bottom.
                S.Deinterleave(S.Load(first), S.Load(second), p.Interleave, out V a, out V b);
                S.Deinterleave(S.Load(first + p.InRow), S.Load(second + p.InRow), p.Interleave, out V c, out V d);
                V later = S.Greater(b, a), laterBelow = S.Greater(d, c);
                best = S.Select(later, b, a);
                V below = S.Select(laterBelow, d, c), lower = S.Greater(below, best);
                best = S.Select(lower, below, best);
                later = S.Select(lower, laterBelow, later);
                place = S.AddIntegers(S.And(later, right), S.And(lower, down));
                if (p.Choices != null) choice = S.AddIntegers(S.And(later, choiceRight), S.And(lower, choiceDown));
            }
            V dead = S.Zero;
            if (relu)
            {
                dead = S.LessOrEqual(best, S.Zero);
                best = S.Select(dead, S.Zero, best);
            }
            S.StoreHalves(p.Output + p.Outputs[2 * k], p.Output + p.Outputs[2 * k + 1], best);
            if (positions == null) continue;
            V at = S.AddIntegers(S.AddIntegers(positionBase, S.Load((float*)p.PositionTable + k * S.Lanes)), place);
            V passes = S.NotNegative(S.Or(at, dead));
            S.StoreWhere(passes, S.AddIntegers(gradientBase, S.Load((float*)p.GradientTable + k * S.Lanes)), (float*)(gradients + count));
            if (p.Choices != null) S.Store((float*)p.Choices + k * S.Lanes, S.Select(passes, S.AddIntegers(choiceBase, choice), none));
            count += S.StoreWhere(passes, at, (float*)(positions + count));
        }
        return count;
    }
}
