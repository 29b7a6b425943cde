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
        if (!double.IsFinite(right)) return Said(DiagnosisKind.NotFinite, number, "The answer is no finite number here.", "这里的答案不是有限的数。");
        if (!double.IsFinite(number)) return Said(DiagnosisKind.NotFinite, number, "The answer is a finite number.", "答案是一个有限的数。");
        if (isCount && number != Math.Floor(number)) return Said(DiagnosisKind.NotFinite, number, "A count is a whole number.", "个数是整数。");
        if (isCount && Math.Abs(number - right) <= Math.Min(SmallCount, Math.Max(2, Math.Abs(right) / 4)))
            return Count(number, number - right);
        if (Closeness.IsZero(right))
            return Said(DiagnosisKind.TooLarge, number, "Too far from zero: the answer lies much nearer to it.", "离零太远：答案更接近零。");
        if (number == 0) return Said(DiagnosisKind.TooSmall, number, "It is not zero.", "答案不是零。");
        if (Math.Sign(number) != Math.Sign(right))
        {
            Diagnosis size = Size(-right, given);
            return size with
            {
                Kind = DiagnosisKind.Sign,
                Text = new($"The sign is wrong. {size.Text.English}", $"正负号错了。{size.Text.Chinese}"),
            };
        }
        return Size(right, given);
    }

    /// <summary>A calculation that comes near the answer, and says something else.</summary>
    public static Diagnosis OtherFormula(double right, double number, string formula)
    {
        double off = Math.Abs(number - right) / Math.Abs(right);
        string by = off < 1e-6 ? "" : $" ({Percent(off)} off)", byZh = off < 1e-6 ? "" : $"（相差 {Percent(off)}）";
        return Said(DiagnosisKind.OtherFormula, number,
            $"The number is near the answer{by} only by chance: `{formula}` is not what is asked for. Check which factor belongs to which.",
            $"数值碰巧接近答案{byZh}，但 `{formula}` 算的不是所问的量。请检查哪个因子该和哪个相配。");
    }

    private static Diagnosis Size(double right, LearnerNumber given)
    {
        double number = given.Number, ratio = number / right, off = Math.Abs(ratio - 1);
        if (given.Literal is { } literal && IsRounded(right, number, literal))
            return Said(DiagnosisKind.Rounded, number, "It is right as far as it goes: give one more digit.", "到这一位为止是对的：请再多写一位数字。");
        if (off <= Near)
        {
            return ratio > 1
                ? Said(DiagnosisKind.Close, number,
                    $"Close, {Percent(off)} too large: calculate with more digits, and round only at the end.",
                    $"很接近，大了 {Percent(off)}：计算时多保留几位，最后再四舍五入。")
                : Said(DiagnosisKind.Close, number,
                    $"Close, {Percent(off)} too small: calculate with more digits, and round only at the end.",
                    $"很接近，小了 {Percent(off)}：计算时多保留几位，最后再四舍五入。");
        }
        int power = (int)Math.Round(Math.Log10(ratio));
        if (power != 0 && Math.Abs((ratio / Math.Pow(10, power)) - 1) <= Near)
        {
            return Said(DiagnosisKind.PowerOfTen, number,
                $"The digits are nearly right, but the decimal point is not: the number is about {Times(Math.Pow(10, Math.Abs(power)))} "
                + $"times too {(power > 0 ? "large" : "small")}.",
                $"数字大致正确，但小数点错位：大约{(power > 0 ? "大了" : "小了")} {Times(Math.Pow(10, Math.Abs(power)))} 倍。");
        }
        return ratio > 1
            ? Said(DiagnosisKind.TooLarge, number, $"Too large: about {Times(ratio)} times the answer.", $"太大：大约是答案的 {Times(ratio)} 倍。")
            : Said(DiagnosisKind.TooSmall, number, $"Too small: the answer is about {Times(1 / ratio)} times as large.",
                $"太小：答案大约是它的 {Times(1 / ratio)} 倍。");
    }

    private static Diagnosis Count(double number, double difference)
    {
        string by = Math.Abs(difference).ToString("R", CultureInfo.InvariantCulture);
        return difference > 0
            ? Said(DiagnosisKind.TooLarge, number, $"{by} too many: is something counted twice, or that does not belong to it?",
                $"多了 {by}：有没有重复计算，或者算进了不该算的？")
            : Said(DiagnosisKind.TooSmall, number, $"{by} too few: what is not counted yet?", $"少了 {by}：还有什么没有算进去？");
    }

    /// <summary>Whether it is the answer, rounded or cut off at as many digits as were typed.</summary>
    private static bool IsRounded(double right, double number, string literal)
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

    private static Diagnosis Said(DiagnosisKind kind, double number, string en, string zh) =>
        new() { Kind = kind, Text = new(en, zh), Number = number };

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
