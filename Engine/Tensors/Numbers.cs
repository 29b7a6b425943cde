namespace Backstep.Engine.Tensors;

/// <summary>Text of single numbers, the same in every culture.</summary>
public static class Numbers
{
    /// <summary>Below this magnitude (0 apart) a number is written with an exponent.</summary>
    private const double Tiny = 1e-4;

    /// <summary>From this magnitude on a double no longer holds every integer's digits, and an exponent says more.</summary>
    private const double Huge = 1e15;

    /// <summary>A double holds this many decimal digits of any number; further ones would show its binary rounding.</summary>
    private const int SignificantDigits = 15;

    /// <summary>
    /// <paramref name="value"/> with up to <paramref name="decimals"/> decimals, trailing zeros trimmed: <c>0.385</c>,
    /// <c>-0.018375021542</c>, <c>9.7</c>, <c>1</c>. Numbers that are not 0 and below 1e-4 (or from 1e15 on) get
    /// <paramref name="decimals"/> significant digits and an exponent: <c>1.234e-07</c>. Both zeros are <c>0</c>;
    /// the rest is <c>nan</c>, <c>inf</c>, <c>-inf</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decimals"/> is negative.</exception>
    public static string Format(double value, int decimals = 12)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        if (value == 0) return "0";
        if (!double.IsFinite(value)) return ExactDecimal.Fixed(value, 0);
        double magnitude = Math.Abs(value);
        if (magnitude is < Tiny or >= Huge)
        {
            string text = ExactDecimal.Scientific(value, Math.Max(decimals, 1) - 1);
            int e = text.IndexOf('e', StringComparison.Ordinal);
            text = Trimmed(text[..e]) + text[e..];
            // A number just below the limit may have been rounded up to it.
            if (text is not ("1e-04" or "-1e-04")) return text;
        }
        int integerDigits = magnitude < 1 ? 0 : (int)Math.Log10(magnitude) + 1;
        string plain = Trimmed(ExactDecimal.Fixed(value, Math.Min(decimals, SignificantDigits - integerDigits)));
        return plain == "-0" ? "0" : plain;
    }

    /// <summary>
    /// <paramref name="value"/> with up to <paramref name="digits"/> significant digits, in the style of <see cref="Format"/>:
    /// <c>0.0183750</c> is
    /// <c>0.018375</c>, <c>57600.25</c> is <c>57600.2</c>, integers stay whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is below 1.</exception>
    public static string Significant(double value, int digits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        double magnitude = Math.Abs(value);
        return magnitude is < Tiny or >= Huge || double.IsNaN(value)
            ? Format(value, digits)
            : Format(value, Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(magnitude))));
    }

    private static string Trimmed(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
