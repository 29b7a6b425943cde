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

internal readonly record struct ZipArgs(
    BinaryFunction Function, ArrayView<float> A, Strided WayA, ArrayView<float> B, Strided WayB, Output Y);

/// <summary>Arguments of an adjoint: A and B are stretched over gy, and each element of y sums <paramref name="Terms"/> elements of gy, at
/// Kept of y's position plus Summed of the term's number, and takes the sum times <paramref name="Factor"/>.</summary>
internal readonly record struct SumDownArgs(
    SumTerm Term, ArrayView<float> Gradient, ArrayView<float> A, Strided WayA, ArrayView<float> B, Strided WayB, Strided Kept,
    Strided Summed, int Terms, float Factor, Output Y)
{
    /// <summary>Term <paramref name="k"/> of the element whose terms begin at <paramref name="start"/>.</summary>
    public float At(int start, int k)
    {
        int at = start + Strided.Offset(Summed, k);
        return BroadcastKernels.Apply(Term, Gradient[at], A[Strided.Offset(WayA, at)], B[Strided.Offset(WayB, at)]);
    }
}

/// <summary>Elementwise operations on shapes that are stretched to each other as in NumPy, and their adjoints,
/// which sum the stretch up again.</summary>
internal static class BroadcastKernels
{
    /// <summary>y = f(a, b) after both are stretched to y's shape.</summary>
    public static void Zip(ZipArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(
                i, PointwiseKernels.Apply(args.Function, args.A[Strided.Offset(args.WayA, i)], args.B[Strided.Offset(args.WayB, i)], 0f));
    }

    /// <summary>The sums, one thread an element.</summary>
    public static void SumDown(SumDownArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int start = Strided.Offset(args.Kept, i);
            float sum = 0f;
            for (int k = 0; k < args.Terms; k++) sum += args.At(start, k);
            args.Y.Put(i, args.Factor * sum);
        }
    }

    /// <summary>The sums, a group an element, where there are many terms.</summary>
    public static void SumDownByGroups(SumDownArgs args)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        int start = Strided.Offset(args.Kept, Grid.IdxX);
        LongSum sum = default;
        for (int k = Group.IdxX; k < args.Terms; k += Group.DimX) sum.Add(args.At(start, k));
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) args.Y.Put(Grid.IdxX, args.Factor * total);
    }

    /// <summary>One <see cref="SumTerm"/>.</summary>
    public static float Apply(SumTerm term, float gy, float a, float b)
    {
        switch (term)
        {
            case SumTerm.Negated: return -gy;
            case SumTerm.Times: return gy * a;
            case SumTerm.Over: return gy / b;
            case SumTerm.QuotientSlope: return -gy * (a / b / b);
            default: return gy;
        }
    }
}
