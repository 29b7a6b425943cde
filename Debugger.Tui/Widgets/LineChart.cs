using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A curve: its name, its values in order (NaN leaves a gap), and its style.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<double> Values, Style Style);

/// <summary>How a chart is drawn.</summary>
public sealed record ChartOptions
{
    /// <summary>Lower end of the y axis; null for the least value.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the y axis; null for the largest value.</summary>
    public double? High { get; init; }

    /// <summary>What stands under the left end of the x axis.</summary>
    public string XStart { get; init; } = "";

    /// <summary>What stands under the right end of the x axis.</summary>
    public string XEnd { get; init; } = "";

    /// <summary>How many values the x axis holds; 0 for as many as the longest series has.</summary>
    public int Span { get; init; }

    /// <summary>Position on the x axis, as an index into the values, that a vertical line marks.</summary>
    public int? Marker { get; init; }
}

/// <summary>
/// Curves drawn with braille dots, with both axes and the names of the curves. Without colours the first is a line and the others are
/// dashed.
/// </summary>
public static class LineChart
{
    /// <summary>Draws the chart over the whole canvas.</summary>
    public static void Paint(Canvas canvas, IReadOnlyList<ChartSeries> series, ChartOptions? options = null)
    {
        options ??= new ChartOptions();
        if (canvas.IsEmpty) return;
        (double low, double high) = Range(series, options);
        string top = ShortNumber.Format(high), bottom = ShortNumber.Format(low);
        int axis = canvas.Width >= 20 && canvas.Height >= 4 ? Math.Max(top.Length, bottom.Length) : 0;
        int left = axis > 0 ? axis + 1 : 0, under = axis > 0 ? 2 : 0;
        Canvas plot = canvas.Sub(left, 0, canvas.Width - left, canvas.Height - under);
        if (axis > 0) Axes(canvas, plot, axis, top, bottom, series, options);
        int span = Math.Max(options.Span, series.Count == 0 ? 0 : series.Max(one => one.Values.Count));
        var dots = new DotGrid(plot.Width, plot.Height);
        if (options.Marker is { } marker && span > 1)
        {
            int at = (int)Math.Round((double)marker * (dots.Width - 1) / (span - 1)) / 2;
            plot.Fill(new Rect(at, 0, 1, plot.Height), '┊', canvas.Theme.Border);
        }
        for (int i = 0; i < series.Count; i++) Curve(dots, series[i], span, low, high, series.Count - i, IsDashed(canvas, i));
        dots.Paint(plot);
    }

    private static bool IsDashed(Canvas canvas, int series) => series > 0 && canvas.Look.Colours == ColourLevel.None;

    private static void Curve(DotGrid dots, ChartSeries series, int span, double low, double high, int priority, bool dashed)
    {
        double lastX = 0, lastY = double.NaN;
        for (int i = 0; i < series.Values.Count; i++)
        {
            double value = series.Values[i];
            double x = span > 1 ? (double)i * (dots.Width - 1) / (span - 1) : 0;
            double y = double.IsFinite(value) ? (1 - Math.Clamp((value - low) / (high - low), 0, 1)) * (dots.Height - 1) : double.NaN;
            if (double.IsNaN(lastY)) dots.Line(x, y, x, y, series.Style, priority, dashed);
            else dots.Line(lastX, lastY, x, y, series.Style, priority, dashed);
            (lastX, lastY) = (x, y);
        }
    }

    private static void Axes(
        Canvas canvas, Canvas plot, int axis, string top, string bottom, IReadOnlyList<ChartSeries> series, ChartOptions options)
    {
        Style line = canvas.Theme.Border, text = canvas.Theme.Caption;
        canvas.PutRight(axis, 0, top, text);
        canvas.PutRight(axis, plot.Height - 1, bottom, text);
        canvas.Fill(new Rect(axis, 0, 1, plot.Height), '│', line);
        canvas.Set(axis, plot.Height, '└', line);
        canvas.Fill(new Rect(axis + 1, plot.Height, plot.Width, 1), '─', line);
        int y = plot.Height + 1;
        int after = canvas.Put(axis + 1, y, options.XStart, text);
        int right = canvas.PutRight(canvas.Width, y, options.XEnd, text);
        int width = series.Sum(one => CellWidth.Of(one.Name) + 4) - 2;
        int x = after + 1 + Math.Max(0, (right - after - width) / 2);
        for (int i = 0; i < series.Count; i++)
        {
            if (series[i] is not { Name: { Length: > 0 } name, Style: var style } || x + CellWidth.Of(name) + 2 >= right) break;
            x = canvas.Put(x, y, IsDashed(canvas, i) ? "┅ " : "━ ", style);
            x = canvas.Put(x, y, name, text) + 2;
        }
    }

    private static (double Low, double High) Range(IReadOnlyList<ChartSeries> series, ChartOptions options)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (ChartSeries one in series)
        {
            foreach (double value in one.Values)
            {
                if (!double.IsFinite(value)) continue;
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }
        if (!double.IsFinite(low)) (low, high) = (0, 1);
        low = options.Low ?? low;
        high = options.High ?? high;
        return high > low ? (low, high) : (low - 0.5, low + 0.5);
    }
}
