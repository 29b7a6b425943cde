using System.Diagnostics;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>In what way a recorded tensor differs from ours as a whole.</summary>
public enum SlipKind
{
    /// <summary>There are no numbers where ours has some: a .grad that is None.</summary>
    None,

    /// <summary>Another shape than the value has.</summary>
    OtherShape,

    /// <summary>Every number is 0.</summary>
    Zero,

    /// <summary>An infinity or NaN where ours is larger than float16 can hold.</summary>
    HalfOverflow,

    /// <summary>An infinity or NaN where ours is finite.</summary>
    NotFinite,

    /// <summary>Every sign is the other one.</summary>
    Negated,

    /// <summary>Ours times one factor (<see cref="Slip.Factor"/>).</summary>
    Scaled,

    /// <summary>Rows and columns are exchanged.</summary>
    Transposed,

    /// <summary>A parameter that the update has not changed.</summary>
    NotUpdated,

    /// <summary>A parameter that was changed by a multiple of our step (<see cref="Slip.Factor"/>).</summary>
    OtherStep,

    /// <summary>Ours and what was recorded in the step before, added.</summary>
    AddedToLast,

    /// <summary>What was recorded in the step before.</summary>
    SameAsLast,

    /// <summary>Ours with all negative numbers at 0.</summary>
    ClippedAtZero,

    /// <summary>Ours times one factor, plus one number (<see cref="Slip.Factor"/>, <see cref="Slip.Offset"/>).</summary>
    Shifted,

    /// <summary>The rows are ours in another order.</summary>
    OtherOrder,

    /// <summary>Every picture is mirrored or turned (<see cref="Slip.Turn"/>).</summary>
    Turned,

    /// <summary>Some numbers are 0, all others ours times one factor (<see cref="Slip.Factor"/>): dropout.</summary>
    Dropout,

    /// <summary>It comes out of a module of another class (<see cref="Slip.Module"/>).</summary>
    OtherModule,

    /// <summary>Only some of the numbers differ (<see cref="Slip.Count"/>).</summary>
    Some,
}

/// <summary>How pictures are turned.</summary>
public enum Turn
{
    None,
    LeftRight,
    UpsideDown,
    RowsAndColumns,
    Quarter,
    Half,
    ThreeQuarters,
}

/// <summary>What can be said of a difference by looking at the two tensors alone.</summary>
/// <param name="Count">For <see cref="SlipKind.Some"/>: how many numbers differ.</param>
/// <param name="IsBatch">Whether the factor is the batch size, or one by it.</param>
public sealed record Slip(SlipKind Kind, double Factor = 1, double Offset = 0, int Count = 0, bool IsBatch = false)
{
    public Turn Turn { get; init; }

    /// <summary>The class of the recorded module, and what stands in its place here.</summary>
    public (string Yours, string Ours) Module { get; init; } = ("", "");

    /// <summary>What it says, as a sentence about "yours" and "ours".</summary>
    public string In(Language language)
    {
        ComparingTexts t = ComparingTexts.In(language);
        return Kind switch
        {
            SlipKind.None => t.SlipNone,
            SlipKind.OtherShape => t.SlipOtherShape,
            SlipKind.Zero => t.SlipZero,
            SlipKind.HalfOverflow => t.SlipHalfOverflow,
            SlipKind.NotFinite => t.SlipNotFinite,
            SlipKind.Negated => t.SlipNegated,
            SlipKind.Scaled when IsBatch && Factor > 1 => t.SlipSum(Text(Factor)),
            SlipKind.Scaled when IsBatch => t.SlipMean(Text(1 / Factor)),
            SlipKind.Scaled => t.SlipScaled(Text(Factor)),
            SlipKind.Transposed => t.SlipTransposed,
            SlipKind.NotUpdated => t.SlipNotUpdated,
            SlipKind.OtherStep when Factor == -1 => t.SlipUphill,
            SlipKind.OtherStep => t.SlipOtherStep(Text(Factor)),
            SlipKind.AddedToLast => t.SlipAddedToLast,
            SlipKind.SameAsLast => t.SlipSameAsLast,
            SlipKind.ClippedAtZero => t.SlipClippedAtZero,
            SlipKind.Shifted => t.SlipShifted(Text(Factor), Text(Offset)),
            SlipKind.OtherOrder => t.SlipOtherOrder,
            SlipKind.Turned => t.SlipTurned(Text(Turn, t)),
            SlipKind.Dropout => t.SlipDropout(Text(Factor), Text(1 - 1 / Factor)),
            SlipKind.OtherModule => t.SlipOtherModule(Module.Yours, Module.Ours),
            SlipKind.Some => t.SlipSome(Count),
            _ => throw new UnreachableException(),
        };
    }

    internal static string Text(Turn turn, ComparingTexts t) => turn switch
    {
        Turn.LeftRight => t.TurnLeftRight,
        Turn.UpsideDown => t.TurnUpsideDown,
        Turn.RowsAndColumns => t.TurnRowsAndColumns,
        Turn.Quarter => t.TurnBy(90),
        Turn.Half => t.TurnBy(180),
        _ => t.TurnBy(270),
    };

    private static string Text(double number) => Numbers.Significant(number, 4);
}

/// <summary>Finds the way in which a recorded tensor differs.</summary>
public static class SlipFinder
{
    /// <param name="ours">What it should be.</param>
    /// <param name="yours">What was recorded, in our shape; null for None.</param>
    /// <param name="before">What ours was before the instruction that differs.</param>
    /// <param name="last">What was recorded under the name in the step before.</param>
    /// <param name="tolerance">Relative to norms.</param>
    /// <param name="batch">How many samples a step takes.</param>
    public static Slip? Find(Tensor ours, Tensor? yours, Tensor? before, Tensor? last, double tolerance, int batch)
    {
        if (yours is null) return new(SlipKind.None);
        double[] a = ours.Data.ToArray(), b = yours.Data.ToArray();
        if (b.All(x => x == 0) && a.Any(x => x != 0)) return new(SlipKind.Zero);
        if (b.Any(x => !double.IsFinite(x)) && a.All(double.IsFinite))
            return new(a.Any(x => Math.Abs(x) > Precisions.LargestHalf) ? SlipKind.HalfOverflow : SlipKind.NotFinite);
        if (a.Concat(b).Any(x => !double.IsFinite(x))) return null;
        if (before is not null && before.Length == a.Length && Step(a, b, [.. before.Data], tolerance) is { } step) return step;
        if (last is not null && last.Length == a.Length)
        {
            double[] l = [.. last.Data];
            if (Same(b, l, tolerance)) return new(SlipKind.SameAsLast);
            if (Same(b, [.. a.Zip(l, (x, y) => x + y)], tolerance)) return new(SlipKind.AddedToLast);
        }
        double factor = Dot(a, b) / Dot(a, a);
        // Any two numbers are multiples of each other; a whole multiple says something.
        bool tells = a.Length > 1 || IsWhole(factor, 1e-5) || IsWhole(1 / factor, 1e-5);
        if (tells && double.IsFinite(factor) && Same(b, [.. a.Select(x => factor * x)], tolerance)) return Scaled(factor, batch);
        if (a.Length == 1) return null;
        if (ours.Shape is { Rank: 2 } shape && shape[0] == shape[1] && Same(b, [.. ours.Transposed().Data], tolerance))
            return new(SlipKind.Transposed);
        if (Same(b, [.. a.Select(x => Math.Max(x, 0))], tolerance)) return new(SlipKind.ClippedAtZero);
        if (Affine(a, b, tolerance) is { } shifted) return shifted;
        if (Turned(ours, yours) is { } turned) return turned;
        if (IsPermutation(ours, yours)) return new(SlipKind.OtherOrder);
        if (Dropped(a, b, tolerance) is { } dropped) return dropped;
        double scale = Math.Sqrt(Dot(a, a) / a.Length);
        int differing = a.Zip(b).Count(p => Math.Abs(p.First - p.Second) > Math.Max(tolerance * scale, tolerance * Math.Abs(p.First)));
        return differing < a.Length / 2 ? new(SlipKind.Some, Count: differing) : null;
    }

    private static Slip? Step(double[] a, double[] b, double[] before, double tolerance)
    {
        double[] ours = [.. a.Zip(before, (x, y) => x - y)], yours = [.. b.Zip(before, (x, y) => x - y)];
        double size = Math.Sqrt(Dot(before, before)), way = Math.Sqrt(Dot(ours, ours));
        // A step is a small difference of two numbers, which their rounding blurs.
        if (Math.Sqrt(Dot(yours, yours)) <= 0.02 * way) return new(SlipKind.NotUpdated);
        double factor = Dot(ours, yours) / Dot(ours, ours), blurred = Math.Max(tolerance, tolerance * size / way) * 2;
        return double.IsFinite(factor) && blurred < 0.2 && Same(yours, [.. ours.Select(x => factor * x)], blurred)
            ? new(SlipKind.OtherStep, Rounded(factor)) : null;
    }

    private static Slip Scaled(double factor, int batch)
    {
        double rounded = Rounded(factor);
        return rounded == -1 ? new(SlipKind.Negated)
            : new(SlipKind.Scaled, rounded, IsBatch: batch > 1 && (rounded == batch || Math.Abs(factor * batch - 1) < 1e-4));
    }

    private static bool IsWhole(double factor, double tolerance) => Math.Abs(factor - Math.Round(factor)) < tolerance * Math.Abs(factor);

    private static double Rounded(double factor) => IsWhole(factor, 1e-3) && Math.Round(factor) != 1 ? Math.Round(factor) : factor;

    private static Slip? Affine(double[] a, double[] b, double tolerance)
    {
        if (a.Length < 4) return null;
        double ma = a.Average(), mb = b.Average();
        double[] ca = [.. a.Select(x => x - ma)], cb = [.. b.Select(x => x - mb)];
        double factor = Dot(ca, cb) / Dot(ca, ca);
        return double.IsFinite(factor) && factor != 0 && Same(cb, [.. ca.Select(x => factor * x)], tolerance)
            ? new(SlipKind.Shifted, factor, mb - factor * ma) : null;
    }

    private static bool IsPermutation(Tensor ours, Tensor yours)
    {
        if (ours.Shape.Rank < 2 || ours.Shape[0] is < 2 or > 4096) return false;
        int width = ours.Length / ours.Shape[0];
        return Rows(ours).SequenceEqual(Rows(yours));

        IEnumerable<float> Rows(Tensor t) =>
            Enumerable.Range(0, t.Shape[0]).Select(r => (float)Sum(t.Data.Slice(r * width, width))).Order();
    }

    /// <summary>Another number for every order of the same numbers.</summary>
    private static double Sum(ReadOnlySpan<double> row)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++) sum += (1 + i % 97 / 97.0) * (row[i] * row[i] * row[i] + row[i]);
        return sum;
    }

    private static Slip? Turned(Tensor ours, Tensor yours)
    {
        if (ours.Shape.Rank < 3 || ours.Shape[-1] < 2 || ours.Shape[-2] < 2) return null;
        int h = ours.Shape[-2], w = ours.Shape[-1];
        foreach (Turn turn in Enum.GetValues<Turn>())
        {
            if (turn == Turn.None || (h != w && turn is Turn.RowsAndColumns or Turn.Quarter or Turn.ThreeQuarters)) continue;
            bool same = true;
            for (int i = 0; same && i < ours.Length; i++)
            {
                (int picture, int y, int x) = (i / (h * w), i / w % h, i % w);
                (int fromY, int fromX) = turn switch
                {
                    Turn.LeftRight => (y, w - 1 - x),
                    Turn.UpsideDown => (h - 1 - y, x),
                    Turn.RowsAndColumns => (x, y),
                    Turn.Quarter => (x, w - 1 - y),
                    Turn.Half => (h - 1 - y, w - 1 - x),
                    _ => (h - 1 - x, y),
                };
                same = (float)yours[i] == (float)ours[picture * h * w + fromY * w + fromX];
            }
            if (same) return new(SlipKind.Turned) { Turn = turn };
        }
        return null;
    }

    private static Slip? Dropped(double[] a, double[] b, double tolerance)
    {
        (double, double)[] kept = [.. a.Zip(b).Where(p => p.Second != 0)];
        if (kept.Length < 2 || !a.Zip(b).Any(p => p.Second == 0 && p.First != 0)) return null;
        double[] ours = [.. kept.Select(p => p.Item1)], yours = [.. kept.Select(p => p.Item2)];
        double factor = Dot(ours, yours) / Dot(ours, ours);
        return factor > 1 && double.IsFinite(factor) && Same(yours, [.. ours.Select(x => factor * x)], tolerance)
            ? new(SlipKind.Dropout, Rounded(factor)) : null;
    }

    private static bool Same(double[] a, double[] b, double tolerance) => TensorDifference.Of(b, a, tolerance).Agrees;

    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
