using System.Globalization;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>Writes the engine's numbers into texts.</summary>
internal static class TextNumbers
{
    private const int DefaultDecimals = 6;

    /// <summary>More elements than these would burst a line.</summary>
    private const int MaxElements = 16;

    /// <summary>What stands in a text for <paramref name="hole"/>.</summary>
    /// <exception cref="LessonException">It cannot be computed, or the format does not fit.</exception>
    public static string Fill(LessonWorld world, TextHole hole) => hole.Format switch
    {
        null => Plain(world, hole, DefaultDecimals),
        "t" => world.PrintedDigits(hole.Expression)
            ?? (world.Play > 0 ? Plain(world, hole, 9) : throw new LessonException(l => ExerciseTexts.In(l).NoDigits(hole.Expression))),
        "s" => Shape(world, hole.Expression).ToString(),
        "%" => (world.Number(hole.Expression) * 100).ToString("0.00", CultureInfo.InvariantCulture) + "%",
        "=" => WorkedLine.Full(world, hole.Expression),
        "," => Grouped(world.Number(hole.Expression), hole),
        _ => Plain(world, hole, int.Parse(hole.Format, CultureInfo.InvariantCulture)),
    };

    /// <summary>The shape of what an expression names, also of a value that a broken program never computes.</summary>
    /// <exception cref="LessonException">It names nothing.</exception>
    public static Shape Shape(LessonWorld world, string expression) =>
        world.Plain(expression) is { Offset: null or 0 } plain && !expression.Contains('[', StringComparison.Ordinal)
            ? plain.Value.Shape : world.Evaluate(expression).Shape;

    private static string Grouped(double number, TextHole hole) =>
        Math.Abs(number - Math.Round(number)) < 1e-9 * Math.Max(1, Math.Abs(number))
            ? Math.Round(number).ToString("#,0", CultureInfo.InvariantCulture)
            : throw new LessonException(l => ExerciseTexts.In(l).NotWhole(hole.Expression, Numbers.Format(number)));

    private static string Plain(LessonWorld world, TextHole hole, int decimals)
    {
        Tensor value = world.Evaluate(hole.Expression);
        if (value.Length == 1) return Numbers.Format(value[0], decimals);
        if (value.Length > MaxElements || value.Length == 0)
            throw new LessonException(l => ExerciseTexts.In(l).TooManyNumbers(hole.Expression, value.Shape));
        return Nested(value, 0, 0, decimals);
    }

    private static string Nested(Tensor value, int axis, int offset, int decimals) => axis == value.Shape.Rank
        ? Numbers.Format(value[offset], decimals)
        : $"[{string.Join(", ", from i in Enumerable.Range(0, value.Shape[axis])
                                select Nested(value, axis + 1, offset + i * value.Shape.Stride(axis), decimals))}]";
}
