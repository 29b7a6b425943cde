using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Elementwise instructions on shapes that are stretched to each other, sums along an axis, and their adjoints.</summary>
internal static class BroadcastBinding
{
    /// <summary>From this many terms on a group adds them up instead of a thread.</summary>
    private const int ManyTerms = 64;

    /// <summary>y = f(a, b) after both are stretched to y's shape.</summary>
    public static Launch Zip(OpContext op, BinaryFunction function) => op.Shape(0).Equals(op.Shape(1))
        ? PointwiseBinding.Binary(op, function)
        : op.Each(
            BroadcastKernels.Zip,
            new ZipArgs(function, op.X(0), Stretched(op.YShape, op.Shape(0)), op.X(1), Stretched(op.YShape, op.Shape(1)), op.Y));

    /// <summary>gy, or -gy, summed down to the output's shape.</summary>
    public static Launch SumDown(OpContext op, bool negate) => Sum(op, negate ? SumTerm.Negated : SumTerm.Gradient, null, null);

    /// <summary>gy·other, summed down to the output's shape.</summary>
    public static Launch MulBackward(OpContext op) => Sum(op, SumTerm.Times, 1, null);

    /// <summary>gy/b for the dividend, -gy·a/b² for the divisor, summed down to the output's shape.</summary>
    public static Launch DivBackward(OpContext op) =>
        op.Attributes<WrtAttributes>().Input == 0 ? Sum(op, SumTerm.Over, null, 2) : Sum(op, SumTerm.QuotientSlope, 1, 2);

    /// <summary>factor·x, summed along the axis whose extent has become 1.</summary>
    public static Launch SumAlong(OpContext op, float factor) => Sum(op, SumTerm.Gradient, null, null, factor);

    /// <summary>factor·x, stretched to the output's shape.</summary>
    public static Launch Expand(OpContext op, float factor) =>
        op.Each(MoveKernels.Move, new MoveArgs(
            op.X(0), Stretched(op.YShape, op.Shape(0)), factor, op.Length, Strided.Of([(op.Length, 1)]), op.Y));

    private static Launch Sum(OpContext op, SumTerm term, int? inputA, int? inputB, float factor = 1)
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
        (ArrayView<float> a, Strided wayA) = Factor(inputA);
        (ArrayView<float> b, Strided wayB) = Factor(inputB);
        var arguments = new SumDownArgs(term, op.X(0), a, wayA, b, wayB, Strided.Of(kept), Strided.Of(summed), terms, factor, op.Y);
        return terms < ManyTerms ? op.Each(BroadcastKernels.SumDown, arguments) : op.Groups(BroadcastKernels.SumDownByGroups, arguments);

        // A factor that the term does not use: the kernel reads the first element of gy in its stead.
        (ArrayView<float>, Strided) Factor(int? input) =>
            input is int k ? (op.X(k), Stretched(from, op.Shape(k))) : (op.X(0), Strided.Of([]));
    }

    /// <summary>The way through <paramref name="small"/> in the row-major order of the shape that it is stretched to.</summary>
    private static Strided Stretched(Shape large, Shape small) => Strided.Of(Enumerable.Range(0, large.Rank).Select(d =>
    {
        int at = d - (large.Rank - small.Rank);
        return (large[d], at < 0 || small[at] == 1 ? 0 : small.Stride(at));
    }));
}
