using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// ReLU and 2×2 pooling of a plane, with the place of each maximum. ReLU comes after the maximum here: the result is the same, and
/// where it is 0 no gradient passes either way. Places are reckoned in float32, exact up to 2^24, so that one register type does.
/// </summary>
internal static unsafe class PoolKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in PoolPlane p)
    {
        V right = S.Broadcast(p.PixelColumn), down = S.Broadcast(p.PixelRow), none = S.Broadcast(-1);
        bool relu = p.Relu;
        for (int y = 0; y < p.Rows; y++)
        {
            float* top = p.Input + (nint)y * p.Pool * p.InRow, bottom = top + p.InRow;
            float* output = p.Output + (nint)y * p.OutRow;
            int* positions = p.Positions + (nint)y * p.PositionRow;
            V row = S.Broadcast((float)y * p.Pool * p.PixelRow);
            for (int j = 0; j < p.Columns; j += S.Lanes)
            {
                V best, at = S.Add(row, S.Load(p.ColumnPlaces + j));
                if (p.Pool == 1) best = S.Load(top + j);
                else
                {
                    // The first of equal values wins, in the order of reading: left before right, top before bottom.
                    S.Deinterleave(S.Load(top + 2 * j), S.Load(top + 2 * j + S.Lanes), p.Interleave, out V a, out V b);
                    V later = S.Greater(b, a);
                    best = S.Select(later, b, a);
                    V place = S.Select(later, right, S.Zero);
                    S.Deinterleave(S.Load(bottom + 2 * j), S.Load(bottom + 2 * j + S.Lanes), p.Interleave, out a, out b);
                    later = S.Greater(b, a);
                    a = S.Select(later, b, a);
                    b = S.Add(down, S.Select(later, right, S.Zero));
                    later = S.Greater(a, best);
                    best = S.Select(later, a, best);
                    at = S.Add(at, S.Select(later, b, place));
                }
                if (relu)
                {
                    V dead = S.LessOrEqual(best, S.Zero);
                    best = S.Select(dead, S.Zero, best);
                    at = S.Select(dead, none, at);
                }
                S.Store(output + j, best);
                S.StoreIntegers(positions + j, at);
            }
        }
    }
}
