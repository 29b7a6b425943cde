using System.Globalization;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>What is said of a number that no known slip gives: how far from the answer it is, and in which way.</summary>
internal static class NearMiss
{
    /// <summary>A number so near is said to be close.</summary>
    private const double Near = 0.05;

    /// <summary>Differences of counts up to this are told exactly.</summary>
    private const double SmallCount = 100;

    /// <summary>How <paramref name="given"/> misses <paramref name="right"/>.</summary>
    public static Diagnosis Of(double right, LearnerNumber given, bool isCount)
    {
        double number = given.Number;
        if (!double.IsFinite(right)) return Said(DiagnosisKind.NotFinite, number, t => t.AnswerNotFinite);
        if (!double.IsFinite(number)) return Said(DiagnosisKind.NotFinite, number, t => t.AnswerFinite);
        if (isCount && number != Math.Floor(number)) return Said(DiagnosisKind.NotFinite, number, t => t.CountIsWhole);
        if (isCount && Math.Abs(number - right) <= Math.Min(SmallCount, Math.Max(2, Math.Abs(right) / 4)))
            return Count(number, number - right);
        if (Closeness.IsZero(right))
            return Said(DiagnosisKind.TooLarge, number, t => t.FarFromZero);
        if (number == 0) return Said(DiagnosisKind.TooSmall, number, t => t.NotZero);
        if (Math.Sign(number) != Math.Sign(right))
        {
            Diagnosis size = Size(-right, given);
            return size with
            {
                Kind = DiagnosisKind.Sign,
                Text = LocalText.Of(l => NearMissTexts.In(l).SignWrong(size.Text.In(l))),
            };
        }
        return Size(right, given);
    }

    /// <summary>A calculation that comes near the answer, and says something else.</summary>
    public static Diagnosis OtherFormula(double right, double number, string formula)
    {
        double off = Math.Abs(number - right) / Math.Abs(right);
        return Said(DiagnosisKind.OtherFormula, number, t => off < 1e-6 ? t.ByChance(formula) : t.ByChanceNear(Percent(off), formula));
    }

    private static Diagnosis Size(double right, LearnerNumber given)
    {
        double number = given.Number, ratio = number / right, off = Math.Abs(ratio - 1);
        if (given.Literal is { } literal && IsRounded(right, number, literal))
            return Said(DiagnosisKind.Rounded, number, t => t.Rounded);
        if (off <= Near)
            return Said(DiagnosisKind.Close, number, t => ratio > 1 ? t.CloseAbove(Percent(off)) : t.CloseBelow(Percent(off)));
        int power = (int)Math.Round(Math.Log10(ratio));
        if (power != 0 && Math.Abs((ratio / Math.Pow(10, power)) - 1) <= Near)
        {
            string times = Times(Math.Pow(10, Math.Abs(power)));
            return Said(DiagnosisKind.PowerOfTen, number, t => power > 0 ? t.PointTooLarge(times) : t.PointTooSmall(times));
        }
        return ratio > 1
            ? Said(DiagnosisKind.TooLarge, number, t => t.TooLarge(Times(ratio)))
            : Said(DiagnosisKind.TooSmall, number, t => t.TooSmall(Times(1 / ratio)));
    }

    private static Diagnosis Count(double number, double difference)
    {
        string by = Math.Abs(difference).ToString("R", CultureInfo.InvariantCulture);
        return difference > 0
            ? Said(DiagnosisKind.TooLarge, number, t => t.TooMany(by))
            : Said(DiagnosisKind.TooSmall, number, t => t.TooFew(by));
    }

    /// <summary>Whether it is the answer, rounded or cut off at as many digits as were typed.</summary>
    public static bool IsRounded(double right, double number, string literal)
    {
        string digits = literal.Split('e', 'E')[0];
        int decimals = digits.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? digits.Length - point - 1 : 0;
        double unit = Math.Pow(10, -decimals);
        if (literal.Contains('e', StringComparison.OrdinalIgnoreCase))
            unit *= Math.Pow(10, Magnitude(number) - Magnitude(double.Parse(digits, CultureInfo.InvariantCulture)));
        double off = Math.Abs(right - number);
        return off <= unit * 0.5000001 || (off < unit && Math.Abs(right) > Math.Abs(number));

        static double Magnitude(double number) => Math.Floor(Math.Log10(Math.Abs(number)));
    }

    private static Diagnosis Said(DiagnosisKind kind, double number, Func<NearMissTexts, string> text) =>
        new() { Kind = kind, Text = LocalText.Of(l => text(NearMissTexts.In(l))), Number = number };

    private static string Percent(double share) =>
        (100 * share).ToString(share < 0.01 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    private static string Times(double ratio)
    {
        int digits = (int)Math.Log10(ratio);
        if (digits >= 6) return $"10^{digits}";
        double unit = Math.Pow(10, digits - 1);
        return (Math.Round(ratio / unit) * unit).ToString("0.#", CultureInfo.InvariantCulture);
    }
}
