using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A curve in one row.</summary>
public static class Sparkline
{
    /// <summary>The last values that fit, one column each, as a text of blocks.</summary>
    public static string Text(IReadOnlyList<double> values, int width)
    {
        int count = Math.Min(values.Count, Math.Max(0, width));
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int i = values.Count - count; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            low = Math.Min(low, values[i]);
            high = Math.Max(high, values[i]);
        }
        return string.Create(count, (values, low, high), static (text, s) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                double value = s.values[s.values.Count - text.Length + i];
                if (!double.IsFinite(value)) text[i] = '!';
                else text[i] = s.high > s.low ? "▁▂▃▄▅▆▇█"[(int)Math.Round((value - s.low) / (s.high - s.low) * 7)] : '▄';
            }
        });
    }

    /// <summary>Draws the last values that fit on the first row.</summary>
    public static void Paint(Canvas canvas, IReadOnlyList<double> values, Style style) =>
        canvas.Put(0, 0, Text(values, canvas.Width), style);
}
