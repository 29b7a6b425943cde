using System.Globalization;
using System.Net;
using System.Text;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>A line of a diagram.</summary>
/// <param name="Faint">Drawn thin and pale, behind the others.</param>
internal sealed record Curve(string Name, string Colour, (double X, double Y)[] Points, bool Faint = false);

/// <summary>
/// Curves over steps or epochs as an SVG picture with axes. Where there are more points than columns, each column shows its smallest and
/// its largest, so that no spike is lost.
/// </summary>
internal static class SvgCurve
{
    private const int Width = 760, Height = 300, Left = 60, Right = 20, Top = 16, Bottom = 44, Columns = 600;

    public static string Draw(string xName, params Curve[] curves)
    {
        (double X, double Y)[] all = [.. curves.SelectMany(c => c.Points).Where(p => double.IsFinite(p.Y))];
        if (all.Length == 0) return "";
        (double x0, double x1) = Range(all.Select(p => p.X));
        (double y0, double y1) = Range(all.Select(p => p.Y));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"sans-serif\" "
                + $"font-size=\"12\">\n");
        foreach (double y in Ticks(y0, y1))
            svg.Append(CultureInfo.InvariantCulture,
                $"<path d=\"M{Left} {Y(y):F1}H{Width - Right}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(y) + 4:F1}\" "
                    + $"text-anchor=\"end\" fill=\"#555\">{y:G4}</text>\n");
        foreach (double x in Ticks(x0, x1, least: 1))
            svg.Append(CultureInfo.InvariantCulture,
                $"<path d=\"M{X(x):F1} {Height - Bottom}v4\" stroke=\"#555\"/><text x=\"{X(x):F1}\" y=\"{Height - Bottom + 18}\" "
                    + $"text-anchor=\"middle\" fill=\"#555\">{x:G6}</text>\n");
        svg.Append(CultureInfo.InvariantCulture,
            $"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#555\"/>\n");
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Width - Right}\" y=\"{Height - 8}\" text-anchor=\"end\" fill=\"#555\">{WebUtility.HtmlEncode(xName)}</text>\n");
        int legend = Left;
        foreach (Curve curve in curves.Where(c => c.Points.Length > 0))
        {
            string path = Path(Reduced(curve.Points));
            svg.Append(CultureInfo.InvariantCulture,
                $"<path d=\"{path}\" fill=\"none\" stroke=\"{curve.Colour}\" stroke-width=\"{(curve.Faint ? 0.8 : 2)}\" "
                    + $"opacity=\"{(curve.Faint ? 0.35 : 1)}\"/>\n");
            if (curve.Points.Length <= 60)
                foreach ((double x, double y) in curve.Points.Where(p => double.IsFinite(p.Y)))
                    svg.Append(CultureInfo.InvariantCulture,
                        $"<circle cx=\"{X(x):F1}\" cy=\"{Y(y):F1}\" r=\"3\" fill=\"{curve.Colour}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture,
                $"<path d=\"M{legend} {Height - 12}h18\" stroke=\"{curve.Colour}\" stroke-width=\"2\" "
                    + $"opacity=\"{(curve.Faint ? 0.35 : 1)}\"/><text x=\"{legend + 24}\" y=\"{Height - 8}\" "
                    + $"fill=\"#333\">{WebUtility.HtmlEncode(curve.Name)}</text>\n");
            legend += 150;
        }
        return svg.Append("</svg>").ToString();

        double X(double x) => Left + (x - x0) / (x1 - x0) * (Width - Left - Right);
        double Y(double y) => Height - Bottom - (y - y0) / (y1 - y0) * (Height - Top - Bottom);

        // A value that is no number leaves a gap.
        string Path(IEnumerable<(double X, double Y)> points)
        {
            var path = new StringBuilder();
            bool begins = true;
            foreach ((double x, double y) in points)
            {
                if (double.IsFinite(y)) path.Append(CultureInfo.InvariantCulture, $"{(begins ? 'M' : 'L')}{X(x):F1} {Y(y):F1}");
                begins = !double.IsFinite(y);
            }
            return path.ToString();
        }
    }

    private static IEnumerable<(double X, double Y)> Reduced((double X, double Y)[] points)
    {
        int size = (points.Length + Columns - 1) / Columns;
        if (size <= 2) return points;
        return points.Chunk(size).SelectMany(chunk => new[] { chunk.MinBy(p => p.Y), chunk.MaxBy(p => p.Y) }.OrderBy(p => p.X));
    }

    private static (double, double) Range(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        double least = all.Min(), most = all.Max();
        return most > least ? (least, most) : (least - 0.5, most + 0.5);
    }

    /// <summary>Some five round numbers: 1, 2 or 5 times a power of ten apart, no less than <paramref name="least"/>.</summary>
    private static IEnumerable<double> Ticks(double from, double to, double least = 0)
    {
        double rough = (to - from) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough))), ratio = rough / power;
        double step = Math.Max(least, power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1));
        for (double tick = Math.Ceiling(from / step) * step; tick <= to + step * 1e-9; tick += step)
            yield return Math.Abs(tick) < step / 1e6 ? 0 : tick;
    }
}
