using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>How a small shape is stretched to a large one, as in NumPy.</summary>
internal enum StretchKind
{
    /// <summary>The shapes are the same, but for dimensions of 1.</summary>
    None,

    /// <summary>One element for a row of each <see cref="Stretch.Run"/>: (4, 1) to (4, 3).</summary>
    Rows,

    /// <summary>A row of <see cref="Stretch.Run"/> elements again and again: (3) to (4, 3).</summary>
    Repeat,

    /// <summary>Any other way.</summary>
    Other,
}

/// <summary>How a small shape is stretched to a large one, as in NumPy.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Run">Elements of a row.</param>
/// <param name="Map">For every element of the large shape the position of the small one's that lies over it; null where the shapes are the
/// same.</param>
internal sealed record Stretch(StretchKind Kind, int Run, int[]? Map)
{
    public static Stretch Of(Shape large, Shape small)
    {
        // Dimensions of 1 aside, which of the large shape's are stretched, from the last on.
        var stretched = new List<(bool Is, int Extent)>();
        for (int d = 1; d <= large.Rank; d++)
            if (large[-d] != 1) stretched.Add((d > small.Rank || small[-d] == 1, large[-d]));
        if (!stretched.Any(s => s.Is)) return new(StretchKind.None, large.Length, null);
        bool last = stretched[0].Is;
        int count = stretched.TakeWhile(s => s.Is == last).Count(), run = stretched.Take(count).Aggregate(1, (n, s) => n * s.Extent);
        StretchKind kind = stretched.Skip(count).Any(s => s.Is == last) ? StretchKind.Other
            : last ? StretchKind.Rows : StretchKind.Repeat;
        return new(kind, run, MapOf(large, small));
    }

    private static int[] MapOf(Shape large, Shape small)
    {
        var map = new int[large.Length];
        for (int i = 0; i < map.Length; i++)
        {
            int rest = i, at = 0;
            for (int d = large.Rank - 1, s = small.Rank - 1, stride = 1; d >= 0; d--, s--)
            {
                int index = rest % large[d];
                rest /= large[d];
                if (s < 0) continue;
                if (small[s] != 1) at += index * stride;
                stride *= small[s];
            }
            map[i] = at;
        }
        return map;
    }
}
