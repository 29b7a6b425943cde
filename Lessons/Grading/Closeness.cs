using System.Globalization;

namespace Backstep.Lessons.Grading;

/// <summary>When two numbers count as the same.</summary>
public static class Closeness
{
    /// <summary>Half a percent: the nearest slip of the 2-2-2 network is less than two percent off.</summary>
    public const double RelativeTolerance = 0.005;

    /// <summary>A number so small next to 1 is what rounding has left of a zero.</summary>
    private const double Zero = 1e-14;

    /// <summary>How close to zero an answer must be where zero is right.</summary>
    private const double ZeroTolerance = 1e-9;

    /// <summary>
    /// Whether <paramref name="number"/> may stand for <paramref name="wanted"/>; a count is exact, what is measured relative.
    /// </summary>
    public static bool Accepts(double wanted, double number, bool isCount = false)
    {
        if (double.IsNaN(wanted)) return double.IsNaN(number);
        if (isCount && wanted == Math.Floor(wanted)) return Math.Abs(number - wanted) <= ZeroTolerance * Math.Max(1, Math.Abs(wanted));
        if (!double.IsFinite(wanted) || !double.IsFinite(number)) return wanted.Equals(number);
        return IsZero(wanted) ? Math.Abs(number) <= ZeroTolerance : Math.Abs(number - wanted) <= RelativeTolerance * Math.Abs(wanted);
    }

    /// <summary>Whether it is zero but for rounding.</summary>
    public static bool IsZero(double number) => Math.Abs(number) <= Zero;

    /// <summary>The relative distance; 0 for two zeros.</summary>
    public static double Distance(double wanted, double number) =>
        wanted.Equals(number) ? 0 : Math.Abs(number - wanted) / Math.Max(Math.Abs(wanted), double.Epsilon);

    /// <summary>
    /// Whether a typed number is the printed one, or the printed one rounded or cut off at as many digits as were typed, three or more.
    /// </summary>
    public static bool IsPrinted(string printed, string typed)
    {
        if (!decimal.TryParse(printed, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal full)
            || !decimal.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal given)) return false;
        if (full == given) return true;
        if (SignificantDigits(typed) < 3) return false;
        int decimals = Decimals(given);
        return Math.Round(full, decimals, MidpointRounding.AwayFromZero) == given || Cut(full, decimals) == given;
    }

    private static decimal Cut(decimal number, int decimals)
    {
        decimal unit = (decimal)Math.Pow(10, decimals);
        return Math.Truncate(number * unit) / unit;
    }

    private static int SignificantDigits(string typed)
    {
        int exponent = typed.IndexOfAny(['e', 'E']);
        return (exponent < 0 ? typed : typed[..exponent]).Where(char.IsAsciiDigit).SkipWhile(c => c == '0').Count();
    }

    private static int Decimals(decimal number) => Math.Min(12, (decimal.GetBits(number)[3] >> 16) & 0xFF);
}
