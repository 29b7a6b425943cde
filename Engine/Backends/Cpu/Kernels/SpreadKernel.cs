using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary><see cref="SpreadCells"/> in blocks of up to 6 rows and 3 (with 16 registers 2) vectors.</summary>
internal static unsafe class SpreadKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Adds the gradients of all cells.</summary>
    public static void Run(in SpreadCells p)
    {
        int wide = S.Registers >= 32 ? 3 : 2, vectors = p.RowLength / S.Lanes;
        for (int i = 0; i < p.Cells; i += p.Step)
        {
            int count = List(p, p.Choices + p.ChoicePlaces[i], p.Gradients + p.GradientPlaces[i]);
            if (count == 0) continue;
            float* to = p.To + p.Targets[i];
            for (int row = 0; row < p.Rows; row += 6)
                for (int v = 0; v < vectors; v += wide)
                {
                    float* at = to + (nint)row * p.ToRow + v * S.Lanes, table = p.Table + (nint)row * p.RowLength + v * S.Lanes;
                    int columns = Math.Min(wide, vectors - v);
                    switch (Math.Min(6, p.Rows - row))
                    {
                        case 1: Tile<One>(p, columns, count, table, at); break;
                        case 2: Tile<Two>(p, columns, count, table, at); break;
                        case 3: Tile<Three>(p, columns, count, table, at); break;
                        case 4: Tile<Four>(p, columns, count, table, at); break;
                        case 5: Tile<Five>(p, columns, count, table, at); break;
                        default: Tile<Six>(p, columns, count, table, at); break;
                    }
                }
        }
    }

    /// <summary>The gradients of a cell that pass, with the weights that each meets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int List(in SpreadCells p, float* choices, float* gradients)
    {
        float* places = p.ListPlaces, values = p.ListGradients;
        int count = 0;
        for (int o = 0; o < p.Channels; o += S.Lanes)
        {
            V choice = S.Load(choices + o), channel = S.Load((float*)p.ChannelPlaces + o);
            // Behind the last channel anything may lie: there the channel's place decides.
            V passes = S.And(S.NotNegative(choice), S.NotNegative(channel));
            S.StoreWhere(passes, S.Load(gradients + o), values + count);
            count += S.StoreWhere(passes, S.AddIntegers(choice, channel), places + count);
        }
        return count;
    }

    private static void Tile<R>(in SpreadCells p, int columns, int count, float* table, float* to) where R : struct, INumber
    {
        if (columns == 3) Tile<R, Three>(p, count, table, to);
        else if (columns == 2) Tile<R, Two>(p, count, table, to);
        else Tile<R, One>(p, count, table, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<R, C>(in SpreadCells p, int count, float* table, float* to) where R : struct, INumber where C : struct, INumber
    {
        nint toRow = p.ToRow, row = p.RowLength;
        int* places = (int*)p.ListPlaces;
        float* gradients = p.ListGradients;
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, a4 = S.Zero, a5 = S.Zero;
        V b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero, b4 = S.Zero, b5 = S.Zero;
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, c5 = S.Zero;
        a0 = S.Load(to);
        if (C.Value > 1) b0 = S.Load(to + S.Lanes);
        if (C.Value > 2) c0 = S.Load(to + 2 * S.Lanes);
        if (R.Value > 1) a1 = S.Load(to + toRow);
        if (R.Value > 1 && C.Value > 1) b1 = S.Load(to + toRow + S.Lanes);
        if (R.Value > 1 && C.Value > 2) c1 = S.Load(to + toRow + 2 * S.Lanes);
        if (R.Value > 2) a2 = S.Load(to + 2 * toRow);
        if (R.Value > 2 && C.Value > 1) b2 = S.Load(to + 2 * toRow + S.Lanes);
        if (R.Value > 2 && C.Value > 2) c2 = S.Load(to + 2 * toRow + 2 * S.Lanes);
        if (R.Value > 3) a3 = S.Load(to + 3 * toRow);
        if (R.Value > 3 && C.Value > 1) b3 = S.Load(to + 3 * toRow + S.Lanes);
        if (R.Value > 3 && C.Value > 2) c3 = S.Load(to + 3 * toRow + 2 * S.Lanes);
        if (R.Value > 4) a4 = S.Load(to + 4 * toRow);
        if (R.Value > 4 && C.Value > 1) b4 = S.Load(to + 4 * toRow + S.Lanes);
        if (R.Value > 4 && C.Value > 2) c4 = S.Load(to + 4 * toRow + 2 * S.Lanes);
        if (R.Value > 5) a5 = S.Load(to + 5 * toRow);
        if (R.Value > 5 && C.Value > 1) b5 = S.Load(to + 5 * toRow + S.Lanes);
        if (R.Value > 5 && C.Value > 2) c5 = S.Load(to + 5 * toRow + 2 * S.Lanes);
        for (int i = 0; i < count; i++)
        {
            float* w = table + places[i];
            V g = S.Broadcast(gradients[i]);
            a0 = S.Fma(g, S.Load(w), a0);
            if (C.Value > 1) b0 = S.Fma(g, S.Load(w + S.Lanes), b0);
            if (C.Value > 2) c0 = S.Fma(g, S.Load(w + 2 * S.Lanes), c0);
            if (R.Value > 1) a1 = S.Fma(g, S.Load(w + row), a1);
            if (R.Value > 1 && C.Value > 1) b1 = S.Fma(g, S.Load(w + row + S.Lanes), b1);
            if (R.Value > 1 && C.Value > 2) c1 = S.Fma(g, S.Load(w + row + 2 * S.Lanes), c1);
            if (R.Value > 2) a2 = S.Fma(g, S.Load(w + 2 * row), a2);
            if (R.Value > 2 && C.Value > 1) b2 = S.Fma(g, S.Load(w + 2 * row + S.Lanes), b2);
            if (R.Value > 2 && C.Value > 2) c2 = S.Fma(g, S.Load(w + 2 * row + 2 * S.Lanes), c2);
            if (R.Value > 3) a3 = S.Fma(g, S.Load(w + 3 * row), a3);
            if (R.Value > 3 && C.Value > 1) b3 = S.Fma(g, S.Load(w + 3 * row + S.Lanes), b3);
            if (R.Value > 3 && C.Value > 2) c3 = S.Fma(g, S.Load(w + 3 * row + 2 * S.Lanes), c3);
            if (R.Value > 4) a4 = S.Fma(g, S.Load(w + 4 * row), a4);
            if (R.Value > 4 && C.Value > 1) b4 = S.Fma(g, S.Load(w + 4 * row + S.Lanes), b4);
            if (R.Value > 4 && C.Value > 2) c4 = S.Fma(g, S.Load(w + 4 * row + 2 * S.Lanes), c4);
            if (R.Value > 5) a5 = S.Fma(g, S.Load(w + 5 * row), a5);
            if (R.Value > 5 && C.Value > 1) b5 = S.Fma(g, S.Load(w + 5 * row + S.Lanes), b5);
            if (R.Value > 5 && C.Value > 2) c5 = S.Fma(g, S.Load(w + 5 * row + 2 * S.Lanes), c5);
        }
        S.Store(to, a0);
        if (C.Value > 1) S.Store(to + S.Lanes, b0);
        if (C.Value > 2) S.Store(to + 2 * S.Lanes, c0);
        if (R.Value > 1) S.Store(to + toRow, a1);
        if (R.Value > 1 && C.Value > 1) S.Store(to + toRow + S.Lanes, b1);
        if (R.Value > 1 && C.Value > 2) S.Store(to + toRow + 2 * S.Lanes, c1);
        if (R.Value > 2) S.Store(to + 2 * toRow, a2);
        if (R.Value > 2 && C.Value > 1) S.Store(to + 2 * toRow + S.Lanes, b2);
        if (R.Value > 2 && C.Value > 2) S.Store(to + 2 * toRow + 2 * S.Lanes, c2);
        if (R.Value > 3) S.Store(to + 3 * toRow, a3);
        if (R.Value > 3 && C.Value > 1) S.Store(to + 3 * toRow + S.Lanes, b3);
        if (R.Value > 3 && C.Value > 2) S.Store(to + 3 * toRow + 2 * S.Lanes, c3);
        if (R.Value > 4) S.Store(to + 4 * toRow, a4);
        if (R.Value > 4 && C.Value > 1) S.Store(to + 4 * toRow + S.Lanes, b4);
        if (R.Value > 4 && C.Value > 2) S.Store(to + 4 * toRow + 2 * S.Lanes, c4);
        if (R.Value > 5) S.Store(to + 5 * toRow, a5);
        if (R.Value > 5 && C.Value > 1) S.Store(to + 5 * toRow + S.Lanes, b5);
        if (R.Value > 5 && C.Value > 2) S.Store(to + 5 * toRow + 2 * S.Lanes, c5);
    }
}
