using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// ReLU and 2×2 pooling of a plane, and the list of those values that will pass a gradient. ReLU comes after the maximum here: the result is the same, and
/// where it is 0 no gradient passes either way. Places are reckoned in float32, exact up to 2^24, so that one register type does.
/// </summary>
internal static unsafe class PoolKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Does the plane; gives the number of new entries of the lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(in PoolPlane p)
    {
        V right = S.Broadcast(p.PositionColumn), down = S.Broadcast(p.PositionRow), none = S.Broadcast(-1), exists = S.Broadcast(-0.5f);
        V choiceRight = S.Broadcast(p.ChoiceColumnStep), choiceDown = S.Broadcast(p.ChoiceRowStep), choiceBase = S.Broadcast(p.ChoiceBase);
        bool relu = p.Relu;
        int count = 0;
        for (int y = 0; y < p.Rows; y++)
        {
            float* top = p.Input + (nint)y * p.Pool * p.InRow, bottom = top + p.InRow;
            float* output = p.Output + (nint)y * p.OutRow;
            V row = S.Broadcast((float)y * p.Pool * p.PositionRow), gradientRow = S.Broadcast((float)y * p.GradientRow);
            for (int j = 0; j < p.Columns; j += S.Lanes)
            {
                V best, place = S.Zero, choice = choiceBase;
                if (p.Pool == 1) best = S.Load(top + j);
                else
                {
                    // The first of equal values wins, in the order of reading: left before right, top before bottom.
                    S.Deinterleave(S.Load(top + 2 * j), S.Load(top + 2 * j + S.Lanes), p.Interleave, out V a, out V b);
                    S.Deinterleave(S.Load(bottom + 2 * j), S.Load(bottom + 2 * j + S.Lanes), p.Interleave, out V c, out V d);
                    V later = S.Greater(b, a), laterBelow = S.Greater(d, c);
                    best = S.Select(later, b, a);
                    V below = S.Select(laterBelow, d, c), lower = S.Greater(below, best);
                    best = S.Select(lower, below, best);
                    place = S.Select(lower, S.Add(down, S.Select(laterBelow, right, S.Zero)), S.Select(later, right, S.Zero));
                    if (p.Choices != null)
                        choice = S.Add(choiceBase, S.Select(lower, S.Add(choiceDown, S.Select(laterBelow, choiceRight, S.Zero)), S.Select(later, choiceRight, S.Zero)));
                }
                V dead = S.LessOrEqual(best, S.Zero);
                if (relu) best = S.Select(dead, S.Zero, best);
                S.Store(output + j, best);
                if (p.Positions == null) continue;
                V at = S.Add(S.Add(row, S.Load(p.PositionColumns + j)), place);
                if (relu) at = S.Select(dead, none, at);
                V passes = S.Greater(at, exists);
                S.StoreWhere(passes, S.Integers(S.Add(gradientRow, S.Load(p.GradientColumns + j)), p.GradientBase), (float*)(p.Gradients + count));
                int more = S.StoreWhere(passes, S.Integers(at, p.PositionBase), (float*)(p.Positions + count));
                count += more;
                if (p.Choices != null) S.Store(p.Choices + (nint)y * p.ChoiceRow + j, S.Select(passes, choice, none));
            }
        }
        return count;
    }
}
