using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// The gradient of weights over a <see cref="WindowList"/>, in blocks of up to 5 rows and 2 vectors that stay in registers: larger windows
/// are gone through block by block.
/// </summary>
internal static unsafe class WindowKernels<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>sums[row, i] += Σ gradient · pixels[window, row, i]: the gradient of one channel's weights; gives Σ gradient, the gradient
    /// of its bias.</summary>
    public static float Gather(in WindowList list, float* pixels, float* sums)
    {
        float total = 0;
        int vectors = (list.RowLength + S.Lanes - 1) / S.Lanes;
        for (int row = 0; row < list.Rows; row += 5)
            for (int v = 0; v < vectors; v += 2)
            {
                float* from = pixels + (nint)row * list.PixelRow + v * S.Lanes, to = sums + (nint)row * list.PackedRow + v * S.Lanes;
                bool wide = v + 1 < vectors;
                switch (Math.Min(5, list.Rows - row))
                {
                    case 1: total = wide ? Gather<One, Two>(list, from, to) : Gather<One, One>(list, from, to); break;
                    case 2: total = wide ? Gather<Two, Two>(list, from, to) : Gather<Two, One>(list, from, to); break;
                    case 3: total = wide ? Gather<Three, Two>(list, from, to) : Gather<Three, One>(list, from, to); break;
                    case 4: total = wide ? Gather<Four, Two>(list, from, to) : Gather<Four, One>(list, from, to); break;
                    default: total = wide ? Gather<Five, Two>(list, from, to) : Gather<Five, One>(list, from, to); break;
                }
            }
        return total;
    }

    /// <summary>Two windows at a time into two sets of sums: a chain of multiply-adds waits four cycles for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Gather<R, C>(in WindowList list, float* pixels, float* sums) where R : struct, INumber where C : struct, INumber
    {
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, a4 = S.Zero, b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero, b4 = S.Zero;
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, d0 = S.Zero, d1 = S.Zero, d2 = S.Zero, d3 = S.Zero, d4 = S.Zero;
        nint row = list.PixelRow;
        int* position = list.Positions;
        int* place = list.Places;
        float* gradient = list.Gradients;
        V totalA = S.Zero, totalB = S.Zero;
        // With 16 registers two sets of two columns do not fit; the columns are chains enough.
        bool pairs = C.Value == 1 || S.Registers >= 32;
        int i = 0;
        for (; pairs && i + 1 < list.Count; i += 2)
        {
            float* x = pixels + position[i];
            V g = S.Broadcast(gradient[place[i]]);
            totalA = S.Add(totalA, g);
            a0 = S.Fma(g, S.Load(x), a0);
            if (C.Value > 1) b0 = S.Fma(g, S.Load(x + S.Lanes), b0);
            if (R.Value > 1) { a1 = S.Fma(g, S.Load(x + row), a1); if (C.Value > 1) b1 = S.Fma(g, S.Load(x + row + S.Lanes), b1); }
            if (R.Value > 2) { a2 = S.Fma(g, S.Load(x + 2 * row), a2); if (C.Value > 1) b2 = S.Fma(g, S.Load(x + 2 * row + S.Lanes), b2); }
            if (R.Value > 3) { a3 = S.Fma(g, S.Load(x + 3 * row), a3); if (C.Value > 1) b3 = S.Fma(g, S.Load(x + 3 * row + S.Lanes), b3); }
            if (R.Value > 4) { a4 = S.Fma(g, S.Load(x + 4 * row), a4); if (C.Value > 1) b4 = S.Fma(g, S.Load(x + 4 * row + S.Lanes), b4); }
            x = pixels + position[i + 1];
            g = S.Broadcast(gradient[place[i + 1]]);
            totalB = S.Add(totalB, g);
            c0 = S.Fma(g, S.Load(x), c0);
            if (C.Value > 1) d0 = S.Fma(g, S.Load(x + S.Lanes), d0);
            if (R.Value > 1) { c1 = S.Fma(g, S.Load(x + row), c1); if (C.Value > 1) d1 = S.Fma(g, S.Load(x + row + S.Lanes), d1); }
            if (R.Value > 2) { c2 = S.Fma(g, S.Load(x + 2 * row), c2); if (C.Value > 1) d2 = S.Fma(g, S.Load(x + 2 * row + S.Lanes), d2); }
            if (R.Value > 3) { c3 = S.Fma(g, S.Load(x + 3 * row), c3); if (C.Value > 1) d3 = S.Fma(g, S.Load(x + 3 * row + S.Lanes), d3); }
            if (R.Value > 4) { c4 = S.Fma(g, S.Load(x + 4 * row), c4); if (C.Value > 1) d4 = S.Fma(g, S.Load(x + 4 * row + S.Lanes), d4); }
        }
        for (; i < list.Count; i++)
        {
            float* x = pixels + position[i];
            V g = S.Broadcast(gradient[place[i]]);
            totalA = S.Add(totalA, g);
            a0 = S.Fma(g, S.Load(x), a0);
            if (C.Value > 1) b0 = S.Fma(g, S.Load(x + S.Lanes), b0);
            if (R.Value > 1) { a1 = S.Fma(g, S.Load(x + row), a1); if (C.Value > 1) b1 = S.Fma(g, S.Load(x + row + S.Lanes), b1); }
            if (R.Value > 2) { a2 = S.Fma(g, S.Load(x + 2 * row), a2); if (C.Value > 1) b2 = S.Fma(g, S.Load(x + 2 * row + S.Lanes), b2); }
            if (R.Value > 3) { a3 = S.Fma(g, S.Load(x + 3 * row), a3); if (C.Value > 1) b3 = S.Fma(g, S.Load(x + 3 * row + S.Lanes), b3); }
            if (R.Value > 4) { a4 = S.Fma(g, S.Load(x + 4 * row), a4); if (C.Value > 1) b4 = S.Fma(g, S.Load(x + 4 * row + S.Lanes), b4); }
        }
        AddRow<C>(sums, S.Add(a0, c0), S.Add(b0, d0));
        if (R.Value > 1) AddRow<C>(sums + list.PackedRow, S.Add(a1, c1), S.Add(b1, d1));
        if (R.Value > 2) AddRow<C>(sums + 2 * list.PackedRow, S.Add(a2, c2), S.Add(b2, d2));
        if (R.Value > 3) AddRow<C>(sums + 3 * list.PackedRow, S.Add(a3, c3), S.Add(b3, d3));
        if (R.Value > 4) AddRow<C>(sums + 4 * list.PackedRow, S.Add(a4, c4), S.Add(b4, d4));
        return S.First(S.Add(totalA, totalB));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<C>(float* sums, V a, V b) where C : struct, INumber
    {
        S.Store(sums, S.Add(S.Load(sums), a));
        if (C.Value > 1) S.Store(sums + S.Lanes, S.Add(S.Load(sums + S.Lanes), b));
    }
}
