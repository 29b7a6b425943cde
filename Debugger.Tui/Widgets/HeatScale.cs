using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>
/// How a number looks in heatmaps: a tone between the negative colour, zero and the positive colour. Where the terminal has few or no
/// colours, shade glyphs show the size; without any, other glyphs stand for negative numbers.
/// </summary>
/// <param name="Look">The terminal's abilities.</param>
/// <param name="Limit">The size that gets the full colour; must be above 0.</param>
public readonly record struct HeatScale(Look Look, double Limit)
{
    /// <summary>The scale whose limit is the largest finite size among the values, or 1 when all are 0.</summary>
    public static HeatScale For(Look look, ReadOnlySpan<double> values) =>
        new(look, Largest(values) is > 0 and var limit ? limit : 1);

    /// <summary>The largest finite size among the values; 0 where there is none.</summary>
    public static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values)
            if (double.IsFinite(value)) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>The tone of a value; NaN gets the error colour.</summary>
    public Colour Tone(double value)
    {
        Theme theme = Look.Theme;
        if (double.IsNaN(value)) return theme.Error.Foreground;
        double share = Share(value);
        return Colour.Blend(theme.HeatZero, value < 0 ? theme.HeatNegative : theme.HeatPositive, share);
    }

    /// <summary>Fills so many columns of a row with the look of a value.</summary>
    public void Paint(Canvas canvas, int x, int y, int width, double value)
    {
        if (Look.HasTones)
        {
            canvas.Fill(new Rect(x, y, width, 1), ' ', new Style(default, Tone(value)));
            return;
        }
        Style style = double.IsNaN(value) ? Look.Theme.Error : value < 0 ? Look.Theme.Negative : Look.Theme.Positive;
        canvas.Fill(new Rect(x, y, width, 1), Glyph(value), style);
    }

    /// <summary>The shade glyph of a value; without colours a ladder of its own tells negative numbers.</summary>
    public char Glyph(double value)
    {
        if (double.IsNaN(value)) return '!';
        string ladder = value < 0 && Look.Colours == ColourLevel.None
            ? Look.Unicode ? " ·-=≡" : " .-=~"
            : Look.Unicode ? " ░▒▓█" : " .+*#";
        double share = Share(value);
        int step = share < 0.04 ? 0 : 1 + (int)Math.Min(3, share * 4);
        return ladder[step];
    }

    private double Share(double value) => Math.Clamp(Math.Abs(value) / Limit, 0, 1);
}
