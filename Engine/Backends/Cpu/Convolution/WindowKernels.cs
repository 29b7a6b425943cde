using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>A number that the compiler knows.</summary>
internal interface INumber
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}

/// <summary>1.</summary>
internal readonly struct One : INumber
{
    /// <inheritdoc/>
    public static int Value => 1;
}

/// <summary>2.</summary>
internal readonly struct Two : INumber
{
    /// <inheritdoc/>
    public static int Value => 2;
}

/// <summary>3.</summary>
internal readonly struct Three : INumber
{
    /// <inheritdoc/>
    public static int Value => 3;
}

/// <summary>4.</summary>
internal readonly struct Four : INumber
{
    /// <inheritdoc/>
    public static int Value => 4;
}

/// <summary>5.</summary>
internal readonly struct Five : INumber
{
    /// <inheritdoc/>
    public static int Value => 5;
}

/// <summary>
/// The backward pass over a <see cref="WindowList"/>, in blocks of up to 5 rows and 2 vectors that stay in registers: larger windows
/// are gone through block by block.
/// </summary>
internal static unsafe class WindowKernels<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>sums[row, i] += Σ gradient · pixels[window, row, i]: the gradient of one channel's weights.</summary>
    public static void Gather(in WindowList list, float* pixels, float* sums)
    {
        int vectors = (list.RowLength + S.Lanes - 1) / S.Lanes;
        for (int row = 0; row < list.Rows; row += 5)
            for (int v = 0; v < vectors; v += 2)
            {
                float* from = pixels + (nint)row * list.PixelRow + v * S.Lanes, to = sums + (nint)row * list.PackedRow + v * S.Lanes;
                bool wide = v + 1 < vectors;
                switch (Math.Min(5, list.Rows - row))
                {
                    case 1: if (wide) Gather<One, Two>(list, from, to); else Gather<One, One>(list, from, to); break;
                    case 2: if (wide) Gather<Two, Two>(list, from, to); else Gather<Two, One>(list, from, to); break;
                    case 3: if (wide) Gather<Three, Two>(list, from, to); else Gather<Three, One>(list, from, to); break;
                    case 4: if (wide) Gather<Four, Two>(list, from, to); else Gather<Four, One>(list, from, to); break;
                    default: if (wide) Gather<Five, Two>(list, from, to); else Gather<Five, One>(list, from, to); break;
                }
            }
    }

    /// <summary>pixels[window, row, i] += gradient · weights[row, i]: one channel's share of the gradient of the input.</summary>
    public static void Scatter(in WindowList list, float* weights, float* pixels)
    {
        int vectors = (list.RowLength + S.Lanes - 1) / S.Lanes;
        for (int row = 0; row < list.Rows; row += 5)
            for (int v = 0; v < vectors; v += 2)
            {
                float* to = pixels + (nint)row * list.PixelRow + v * S.Lanes, from = weights + (nint)row * list.PackedRow + v * S.Lanes;
                bool wide = v + 1 < vectors;
                switch (Math.Min(5, list.Rows - row))
                {
                    case 1: if (wide) Scatter<One, Two>(list, from, to); else Scatter<One, One>(list, from, to); break;
                    case 2: if (wide) Scatter<Two, Two>(list, from, to); else Scatter<Two, One>(list, from, to); break;
                    case 3: if (wide) Scatter<Three, Two>(list, from, to); else Scatter<Three, One>(list, from, to); break;
                    case 4: if (wide) Scatter<Four, Two>(list, from, to); else Scatter<Four, One>(list, from, to); break;
                    default: if (wide) Scatter<Five, Two>(list, from, to); else Scatter<Five, One>(list, from, to); break;
                }
            }
    }

    /// <summary>Two windows at a time into two sets of sums: a chain of multiply-adds waits four cycles for each. The list has an even number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<R, C>(in WindowList list, float* pixels, float* sums) where R : struct, INumber where C : struct, INumber
    {
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, a4 = S.Zero, b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero, b4 = S.Zero;
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, d0 = S.Zero, d1 = S.Zero, d2 = S.Zero, d3 = S.Zero, d4 = S.Zero;
        nint row = list.PixelRow;
        int* position = list.Positions;
        float* gradient = list.Gradients;
        // With 16 registers two sets of two columns do not fit; the columns are chains enough.
        bool pairs = C.Value == 1 || S.Registers >= 32;
        int step = pairs ? 2 : 1;
        for (int i = 0; i < list.Count; i += step)
        {
            float* x = pixels + position[i];
            V g = S.Broadcast(gradient[i]);
            a0 = S.Fma(g, S.Load(x), a0);
            if (C.Value > 1) b0 = S.Fma(g, S.Load(x + S.Lanes), b0);
            if (R.Value > 1) { a1 = S.Fma(g, S.Load(x + row), a1); if (C.Value > 1) b1 = S.Fma(g, S.Load(x + row + S.Lanes), b1); }
            if (R.Value > 2) { a2 = S.Fma(g, S.Load(x + 2 * row), a2); if (C.Value > 1) b2 = S.Fma(g, S.Load(x + 2 * row + S.Lanes), b2); }
            if (R.Value > 3) { a3 = S.Fma(g, S.Load(x + 3 * row), a3); if (C.Value > 1) b3 = S.Fma(g, S.Load(x + 3 * row + S.Lanes), b3); }
            if (R.Value > 4) { a4 = S.Fma(g, S.Load(x + 4 * row), a4); if (C.Value > 1) b4 = S.Fma(g, S.Load(x + 4 * row + S.Lanes), b4); }
            if (!pairs) continue;
            x = pixels + position[i + 1];
            g = S.Broadcast(gradient[i + 1]);
            c0 = S.Fma(g, S.Load(x), c0);
            if (C.Value > 1) d0 = S.Fma(g, S.Load(x + S.Lanes), d0);
            if (R.Value > 1) { c1 = S.Fma(g, S.Load(x + row), c1); if (C.Value > 1) d1 = S.Fma(g, S.Load(x + row + S.Lanes), d1); }
            if (R.Value > 2) { c2 = S.Fma(g, S.Load(x + 2 * row), c2); if (C.Value > 1) d2 = S.Fma(g, S.Load(x + 2 * row + S.Lanes), d2); }
            if (R.Value > 3) { c3 = S.Fma(g, S.Load(x + 3 * row), c3); if (C.Value > 1) d3 = S.Fma(g, S.Load(x + 3 * row + S.Lanes), d3); }
            if (R.Value > 4) { c4 = S.Fma(g, S.Load(x + 4 * row), c4); if (C.Value > 1) d4 = S.Fma(g, S.Load(x + 4 * row + S.Lanes), d4); }
        }
        AddRow<C>(sums, S.Add(a0, c0), S.Add(b0, d0));
        if (R.Value > 1) AddRow<C>(sums + list.PackedRow, S.Add(a1, c1), S.Add(b1, d1));
        if (R.Value > 2) AddRow<C>(sums + 2 * list.PackedRow, S.Add(a2, c2), S.Add(b2, d2));
        if (R.Value > 3) AddRow<C>(sums + 3 * list.PackedRow, S.Add(a3, c3), S.Add(b3, d3));
        if (R.Value > 4) AddRow<C>(sums + 4 * list.PackedRow, S.Add(a4, c4), S.Add(b4, d4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<C>(float* sums, V a, V b) where C : struct, INumber
    {
        S.Store(sums, S.Add(S.Load(sums), a));
        if (C.Value > 1) S.Store(sums + S.Lanes, S.Add(S.Load(sums + S.Lanes), b));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter<R, C>(in WindowList list, float* weights, float* pixels) where R : struct, INumber where C : struct, INumber
    {
        nint row = list.PixelRow;
        int packed = list.PackedRow;
        V w0 = S.Load(weights), v0 = C.Value > 1 ? S.Load(weights + S.Lanes) : S.Zero, w1 = w0, w2 = w0, w3 = w0, w4 = w0, v1 = v0, v2 = v0, v3 = v0, v4 = v0;
        if (R.Value > 1) { w1 = S.Load(weights + packed); if (C.Value > 1) v1 = S.Load(weights + packed + S.Lanes); }
        if (R.Value > 2) { w2 = S.Load(weights + 2 * packed); if (C.Value > 1) v2 = S.Load(weights + 2 * packed + S.Lanes); }
        if (R.Value > 3) { w3 = S.Load(weights + 3 * packed); if (C.Value > 1) v3 = S.Load(weights + 3 * packed + S.Lanes); }
        if (R.Value > 4) { w4 = S.Load(weights + 4 * packed); if (C.Value > 1) v4 = S.Load(weights + 4 * packed + S.Lanes); }
        int* position = list.Positions;
        float* gradient = list.Gradients;
        for (int i = 0; i < list.Count; i++)
        {
            float* x = pixels + position[i];
            V g = S.Broadcast(gradient[i]);
            AddTo<C>(x, g, w0, v0);
            if (R.Value > 1) AddTo<C>(x + row, g, w1, v1);
            if (R.Value > 2) AddTo<C>(x + 2 * row, g, w2, v2);
            if (R.Value > 3) AddTo<C>(x + 3 * row, g, w3, v3);
            if (R.Value > 4) AddTo<C>(x + 4 * row, g, w4, v4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<C>(float* x, V g, V w, V v) where C : struct, INumber
    {
        V a = S.Load(x);
        if (C.Value > 1)
        {
            // Both loads before both stores.
            V b = S.Load(x + S.Lanes);
            S.Store(x, S.Fma(g, w, a));
            S.Store(x + S.Lanes, S.Fma(g, v, b));
        }
        else S.Store(x, S.Fma(g, w, a));
    }
}
