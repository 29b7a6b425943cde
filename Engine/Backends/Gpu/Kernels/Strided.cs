using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>
/// From a position in row-major order over some extents to a position in memory:
/// a kernel's way through a tensor that is stretched, or of which some dimensions are run through and others not. At most six dimensions,
/// after those that lie one in the other have become one.
/// </summary>
internal readonly struct Strided
{
    private const int MaxRank = 6;

    /// <summary>How many numbers it consists of.</summary>
    public const int Size = 2 * MaxRank - 1;

    private readonly int _d1, _d2, _d3, _d4, _d5;
    private readonly int _s0, _s1, _s2, _s3, _s4, _s5;

    private Strided(ReadOnlySpan<(int Extent, int Stride)> dims)
    {
        (_d1, _d2, _d3, _d4, _d5) = (dims[1].Extent, dims[2].Extent, dims[3].Extent, dims[4].Extent, dims[5].Extent);
        (_s0, _s1, _s2, _s3, _s4, _s5) = (dims[0].Stride, dims[1].Stride, dims[2].Stride, dims[3].Stride, dims[4].Stride, dims[5].Stride);
    }

    private Strided(ArrayView<int> table, int at)
    {
        (_d1, _d2, _d3, _d4, _d5) = (table[at], table[at + 1], table[at + 2], table[at + 3], table[at + 4]);
        (_s0, _s1, _s2, _s3, _s4, _s5) = (table[at + 5], table[at + 6], table[at + 7], table[at + 8], table[at + 9], table[at + 10]);
    }

    /// <summary>A way over extents, outermost first, with the distance in memory of neighbours along each.</summary>
    /// <exception cref="GpuException">There are too many dimensions.</exception>
    public static Strided Of(IEnumerable<(int Extent, int Stride)> dims)
    {
        var merged = new List<(int Extent, int Stride)>();
        foreach ((int extent, int stride) in dims)
        {
            if (extent == 1) continue;
            if (merged.Count > 0 && merged[^1].Stride == extent * stride) merged[^1] = (merged[^1].Extent * extent, stride);
            else merged.Add((extent, stride));
        }
        if (merged.Count > MaxRank) throw new GpuException(l => GpuTexts.In(l).TooManyDimensions(MaxRank, merged.Count));
        return new Strided([.. Enumerable.Repeat((1, 0), MaxRank - merged.Count), .. merged]);
    }

    /// <summary>The numbers that it consists of, to be read with <see cref="At"/>.</summary>
    public int[] Numbers => [_d1, _d2, _d3, _d4, _d5, _s0, _s1, _s2, _s3, _s4, _s5];

    /// <summary>A way whose numbers lie in a table.</summary>
    public static Strided At(ArrayView<int> table, int at) => new(table, at);

    /// <summary>The position in memory of element <paramref name="i"/>.</summary>
    public static int Offset(Strided way, int i)
    {
        int q5 = i / way._d5, q4 = q5 / way._d4, q3 = q4 / way._d3, q2 = q3 / way._d2, q1 = q2 / way._d1;
        return (i - q5 * way._d5) * way._s5 + (q5 - q4 * way._d4) * way._s4 + (q4 - q3 * way._d3) * way._s3
            + (q3 - q2 * way._d2) * way._s2 + (q2 - q1 * way._d1) * way._s1 + q1 * way._s0;
    }
}
