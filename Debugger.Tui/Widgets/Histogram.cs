using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How often values fall into equal intervals.</summary>
/// <param name="Counts">Values in each interval.</param>
/// <param name="Low">Lower end of the first interval.</param>
/// <param name="High">Upper end of the last interval.</param>
public sealed record HistogramBins(int[] Counts, double Low, double High)
{
    /// <summary>Counts the finite values in so many intervals from the least to the largest.</summary>
    public static HistogramBins Count(ReadOnlySpan<double> values, int bins)
    {
        var counts = new int[Math.Max(1, bins)];
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        if (!double.IsFinite(low)) return new HistogramBins(counts, 0, 0);
        double width = high - low;
        foreach (double value in values)
        {
            if (double.IsFinite(value)) counts[width > 0 ? Math.Min(counts.Length - 1, (int)((value - low) / width * counts.Length)) : 0]++;
        }
        return new HistogramBins(counts, low, high);
    }
}

/// <summary>Bars that show how values are spread.</summary>
public static class Histogram
{
    /// <summary>
    /// Draws bars from the bottom and, where there are 3 rows or more, an axis with both ends and zero below. Intervals below zero are
    /// warm, above cool.
    /// </summary>
    public static void Paint(Canvas canvas, HistogramBins bins)
    {
        if (canvas.IsEmpty) return;
        int under = canvas.Height >= 3 ? 1 : 0, height = canvas.Height - under;
        int most = Math.Max(1, bins.Counts.Max());
        int bar = Math.Max(1, canvas.Width / bins.Counts.Length), shown = Math.Min(bins.Counts.Length, canvas.Width);
        double step = (bins.High - bins.Low) / bins.Counts.Length;
        for (int i = 0; i < shown; i++)
        {
            double middle = bins.Low + (i + 0.5) * step;
            Style style = middle < 0 ? canvas.Theme.Negative : canvas.Theme.Positive;
            int eighths = (int)Math.Round((double)bins.Counts[i] / most * height * 8);
            // One value among thousands must still be seen.
            if (bins.Counts[i] > 0) eighths = Math.Max(1, eighths);
            int gap = bar > 2 ? 1 : 0;
            for (int y = 0; y < height && eighths > 0; y++, eighths -= 8)
            {
                canvas.Fill(new Rect(i * bar, height - 1 - y, bar - gap, 1), eighths >= 8 ? '█' : (char)('▁' + eighths - 1), style);
            }
        }
        if (under == 0) return;
        int width = shown * bar;
        int after = canvas.Put(0, height, ShortNumber.Format(bins.Low), canvas.Theme.Caption);
        int right = canvas.PutRight(width, height, ShortNumber.Format(bins.High), canvas.Theme.Caption);
        if (bins.Low >= 0 || bins.High <= 0) return;
        int zero = (int)(-bins.Low / (bins.High - bins.Low) * width);
        if (zero > after && zero < right - 1) canvas.Put(zero, height, "0", canvas.Theme.Caption);
    }
}
