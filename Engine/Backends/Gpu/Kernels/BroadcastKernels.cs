using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>What an adjoint adds up for each element of gy.</summary>
internal enum SumTerm
{
    /// <summary>gy.</summary>
    Gradient,

    /// <summary>-gy.</summary>
    Negated,

    /// <summary>gy·a.</summary>
    Times,

    /// <summary>gy/b.</summary>
    Over,

    /// <summary>-gy·(a/b/b), and not a/b²: b² can overflow or vanish where the quotient does not (PyTorch does the same).</summary>
    QuotientSlope,
}

/// <summary>Elementwise operations on shapes that are stretched to each other as in NumPy, and their adjoints, which sum the stretch up again.</summary>
internal static class BroadcastKernels
{
    /// <summary>y = f(a, b) after both are stretched to y's shape, or added to y.</summary>
    public static void Zip(int function, ArrayView<float> a, Strided wayA, ArrayView<float> b, Strided wayB, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step)
            PointwiseKernels.Put(y, i, PointwiseKernels.Apply(function, a[Strided.Offset(wayA, i)], b[Strided.Offset(wayB, i)]), accumulate);
    }

    /// <summary>
    /// Each element of y is the sum of the terms of the <paramref name="terms"/> elements of gy that lie over it: gy at <paramref name="kept"/> of y's position plus
    /// <paramref name="summed"/> of the term's number; a and b are stretched over gy. One thread an element.
    /// </summary>
    public static void SumDown(
        int term, ArrayView<float> gy, ArrayView<float> a, Strided wayA, ArrayView<float> b, Strided wayB,
        ArrayView<float> y, Strided kept, Strided summed, int length, int terms, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step)
        {
            int start = Strided.Offset(kept, i);
            float sum = 0f;
            for (int k = 0; k < terms; k++)
            {
                int at = start + Strided.Offset(summed, k);
                sum += Term(term, gy[at], a[Strided.Offset(wayA, at)], b[Strided.Offset(wayB, at)]);
            }
            PointwiseKernels.Put(y, i, sum, accumulate);
        }
    }

    /// <summary>The same with a group for each element of y, where there are many terms.</summary>
    public static void SumDownByGroups(
        int term, ArrayView<float> gy, ArrayView<float> a, Strided wayA, ArrayView<float> b, Strided wayB,
        ArrayView<float> y, Strided kept, Strided summed, int terms, int accumulate)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        int start = Strided.Offset(kept, Grid.IdxX);
        LongSum sum = default;
        for (int k = Group.IdxX; k < terms; k += Group.DimX)
        {
            int at = start + Strided.Offset(summed, k);
            sum.Add(Term(term, gy[at], a[Strided.Offset(wayA, at)], b[Strided.Offset(wayB, at)]));
        }
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) PointwiseKernels.Put(y, Grid.IdxX, total, accumulate);
    }

    private static float Term(int term, float gy, float a, float b)
    {
        switch (term)
        {
            case (int)SumTerm.Negated: return -gy;
            case (int)SumTerm.Times: return gy * a;
            case (int)SumTerm.Over: return gy / b;
            case (int)SumTerm.QuotientSlope: return -gy * (a / b / b);
            default: return gy;
        }
    }
}
