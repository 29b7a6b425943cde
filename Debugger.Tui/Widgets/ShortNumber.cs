using System.Globalization;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Numbers for axes and legends: few digits, few columns.</summary>
public static class ShortNumber
{
    /// <summary>
    /// A number with so many significant digits, at most about seven columns: <c>0.097</c>, <c>-1.2e-05</c>, <c>1500</c>.
    /// </summary>
    public static string Format(double value, int digits = 3)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return "0";
        double size = Math.Abs(value);
        if (size is < 1e-4 or >= 1e6)
            return value.ToString((digits == 1 ? "0" : "0." + new string('#', digits - 1)) + "e-00", CultureInfo.InvariantCulture);
        int decimals = Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, 8);
        return value.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }
}
