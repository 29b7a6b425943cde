using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Elementwise instructions on shapes that are stretched to each other, and their adjoints.</summary>
internal static class BroadcastBinding
{
    /// <summary>From this many terms on a group adds them up instead of a thread.</summary>
    private const int ManyTerms = 64;

    /// <summary>y = f(a, b) after both are stretched to y's shape.</summary>
    public static Launch Zip(OpContext op, BinaryFunction function)
    {
        if (op.Shape(0).Equals(op.Shape(1))) return PointwiseBinding.Binary(op, function);
        var kernel = op.Host.Load("zip", a => a.LoadKernel<int, ArrayView<float>, Strided, ArrayView<float>, Strided, ArrayView<float>, int, int>(BroadcastKernels.Zip));
        (ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(0), op.X(1), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        (Strided wayA, Strided wayB) = (Stretched(op.YShape, op.Shape(0)), Stretched(op.YShape, op.Shape(1)));
        return op.Launch((stream, _) => kernel(stream, config, (int)function, a, wayA, b, wayB, y, length, accumulate));
    }

    /// <summary>gy, or -gy, summed down to the output's shape.</summary>
    public static Launch SumDown(OpContext op, bool negate) => Sum(op, negate ? SumTerm.Negated : SumTerm.Gradient, null, null);

    /// <summary>gy·other, summed down to the output's shape.</summary>
    public static Launch MulBackward(OpContext op) => Sum(op, SumTerm.Times, 1, null);

    /// <summary>gy/b for the dividend, -gy·a/b² for the divisor, summed down to the output's shape.</summary>
    public static Launch DivBackward(OpContext op) => op.Attributes<WrtAttributes>().Input == 0 ? Sum(op, SumTerm.Over, null, 2) : Sum(op, SumTerm.QuotientSlope, 1, 2);

    private static Launch Sum(OpContext op, SumTerm term, int? inputA, int? inputB)
    {
        Shape from = op.Shape(0), to = op.YShape;
        var kept = new List<(int, int)>();
        var summed = new List<(int, int)>();
        int terms = 1;
        for (int d = 0; d < from.Rank; d++)
        {
            int at = d - (from.Rank - to.Rank);
            bool isSummed = at < 0 || (to[at] == 1 && from[d] != 1);
            (isSummed ? summed : kept).Add((from[d], from.Stride(d)));
            if (isSummed) terms *= from[d];
        }
        (Strided keptWay, Strided summedWay) = (Strided.Of(kept), Strided.Of(summed));
        (ArrayView<float> gy, ArrayView<float> y, int length, int accumulate) = (op.X(0), op.Y, op.Length, op.Accumulate);
        (ArrayView<float> a, Strided wayA) = Factor(inputA);
        (ArrayView<float> b, Strided wayB) = Factor(inputB);
        if (terms < ManyTerms)
        {
            var kernel = op.Host.Load("sum down", d => d.LoadKernel<int, ArrayView<float>, ArrayView<float>, Strided, ArrayView<float>, Strided, ArrayView<float>, Strided, Strided, int, int, int>(BroadcastKernels.SumDown));
            KernelConfig config = op.Host.Each(length);
            return op.Launch((stream, _) => kernel(stream, config, (int)term, gy, a, wayA, b, wayB, y, keptWay, summedWay, length, terms, accumulate));
        }
        var byGroups = op.Host.Load("sum down by groups", d => d.LoadKernel<int, ArrayView<float>, ArrayView<float>, Strided, ArrayView<float>, Strided, ArrayView<float>, Strided, Strided, int, int>(BroadcastKernels.SumDownByGroups));
        KernelConfig groups = op.Host.Groups(length);
        return op.Launch((stream, _) => byGroups(stream, groups, (int)term, gy, a, wayA, b, wayB, y, keptWay, summedWay, terms, accumulate));

        // A factor that the term does not use: the kernel reads the first element of gy in its stead.
        (ArrayView<float>, Strided) Factor(int? input) => input is int k ? (op.X(k), Stretched(from, op.Shape(k))) : (gy, Strided.Of([]));
    }

    /// <summary>The way through <paramref name="small"/> in the row-major order of the shape that it is stretched to.</summary>
    private static Strided Stretched(Shape large, Shape small) => Strided.Of(Enumerable.Range(0, large.Rank).Select(d =>
    {
        int at = d - (large.Rank - small.Rank);
        return (large[d], at < 0 || small[at] == 1 ? 0 : small.Stride(at));
    }));
}
