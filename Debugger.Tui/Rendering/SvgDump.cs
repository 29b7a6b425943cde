using System.Globalization;
using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// A screen as an SVG picture. Letters are text that can be selected; frames, blocks and braille are drawn as shapes that fill
/// their cells, as good terminals do, so that they join whatever font the viewer has.
/// </summary>
public static class SvgDump
{
    private const double CellX = 8.43;
    private const double CellY = 18;
    private const double FontSize = 14;
    private const double Baseline = 13.6;
    private const double Margin = 8;
    private const string Fonts =
        "'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,'Liberation Mono','Noto Sans Mono CJK SC','Noto Sans CJK SC',monospace";

    /// <summary>The picture of a screen as a terminal with this theme and so many colours shows it.</summary>
    public static string Render(Screen screen, Theme theme, ColourLevel level = ColourLevel.TrueColour, string title = "backstep")
    {
        var painter = new Painter(screen, theme, level);
        return painter.Draw(title);
    }

    private sealed class Painter(Screen screen, Theme theme, ColourLevel level)
    {
        private readonly StringBuilder _backgrounds = new();
        private readonly StringBuilder _texts = new();
        private readonly Dictionary<Colour, GlyphShapes> _shapes = [];
        private readonly Style _base = new(Solid(theme.Base.Foreground, level), Solid(theme.Base.Background, level));

        public string Draw(string title)
        {
            for (int y = 0; y < screen.Height; y++)
            {
                Backgrounds(y);
                Row(y);
            }
            double width = screen.Width * CellX + 2 * Margin, height = screen.Height * CellY + 2 * Margin;
            var svg = new StringBuilder();
            svg.Append(CultureInfo.InvariantCulture,
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.##} {height:0.##}\" width=\"{width:0.##}\" "
                    + $"height=\"{height:0.##}\">\n");
            svg.Append("<title>").Append(Escape(title)).Append("</title>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{_base.Background}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture,
                $"<g transform=\"translate({Margin},{Margin})\">\n<g shape-rendering=\"crispEdges\">\n").Append(_backgrounds)
                .Append("</g>\n");
            foreach ((Colour colour, GlyphShapes shapes) in _shapes) shapes.Write(svg, colour.ToString());
            svg.Append(CultureInfo.InvariantCulture,
                $"<g font-family=\"{Fonts}\" font-size=\"{FontSize}\" xml:space=\"preserve\" style=\"white-space:pre\">\n");
            return svg.Append(_texts).Append("</g>\n</g>\n</svg>\n").ToString();
        }

        // The 16 colours and the greys stand as RGB; what is left to the terminal becomes the theme's own colour.
        private static Colour Solid(Colour colour, ColourLevel level)
        {
            Colour shown = level == ColourLevel.None || colour.Downgrade(level).IsInherit ? colour : colour.Downgrade(level);
            var (r, g, b) = shown.ToRgb();
            return Colour.Rgb(r, g, b);
        }

        private Style Shown(Cell cell)
        {
            Style style = cell.Style.Downgrade(level);
            Colour fore = style.Foreground.IsInherit ? _base.Foreground : Solid(style.Foreground, level);
            Colour back = style.Background.IsInherit ? _base.Background : Solid(style.Background, level);
            if (style.Attributes.HasFlag(TextAttributes.Reverse)) (fore, back) = (back, fore);
            if (style.Attributes.HasFlag(TextAttributes.Dim)) fore = Colour.Blend(fore, back, 0.45);
            return new Style(Plain(fore), Plain(back), style.Attributes);
        }

        private static Colour Plain(Colour colour)
        {
            var (r, g, b) = colour.ToRgb();
            return Colour.Rgb(r, g, b);
        }

        private void Backgrounds(int y)
        {
            ReadOnlySpan<Cell> row = screen.Row(y);
            for (int x = 0; x < row.Length;)
            {
                Colour back = Shown(row[x]).Background;
                int end = x + 1;
                while (end < row.Length && Shown(row[end]).Background == back) end++;
                if (back != _base.Background)
                {
                    _backgrounds.Append(CultureInfo.InvariantCulture,
                        $"<rect x=\"{x * CellX:0.##}\" y=\"{y * CellY:0.##}\" width=\"{(end - x) * CellX:0.##}\" height=\"{CellY:0.##}\" "
                            + $"fill=\"{back}\"/>\n");
                }
                x = end;
            }
        }

        private void Row(int y)
        {
            ReadOnlySpan<Cell> row = screen.Row(y);
            var spans = new StringBuilder();
            for (int x = 0; x < row.Length;)
            {
                Cell cell = row[x];
                Style style = Shown(cell);
                if (cell.Cluster is null && cell.Width == 1
                    && Shapes(style.Foreground).TryDraw(cell.Rune.Value, x * CellX, y * CellY, CellX, CellY))
                {
                    x++;
                    continue;
                }
                if (IsBlank(cell, style))
                {
                    x++;
                    continue;
                }
                int end = RunEnd(row, x, style);
                Span(spans, row, x, end, style);
                x = end;
            }
            if (spans.Length == 0) return;
            _texts.Append(CultureInfo.InvariantCulture, $"<text y=\"{y * CellY + Baseline:0.##}\">").Append(spans).Append("</text>\n");
        }

        private static bool IsBlank(Cell cell, Style style) =>
            cell.IsContinuation || (cell.Rune.Value == ' ' && !style.Attributes.HasFlag(TextAttributes.Underline)
                && !style.Attributes.HasFlag(TextAttributes.Strike));

        // Letters of one style that follow one another, single blanks between them included. A wide cluster stands alone, so that its
        // column is sure.
        private int RunEnd(ReadOnlySpan<Cell> row, int start, Style style)
        {
            if (row[start].Width != 1 || row[start].Cluster is not null) return start + Math.Max(1, row[start].Width);
            int end = start + 1;
            for (int x = start + 1; x < row.Length; x++)
            {
                Cell cell = row[x];
                if (cell.Width != 1 || cell.Cluster is not null || GlyphShapes.Draws(cell.Rune.Value) || Shown(cell) != style) break;
                if (!IsBlank(cell, style)) end = x + 1;
                else if (x + 1 < row.Length && IsBlank(row[x + 1], style)) break;
            }
            return end;
        }

        private static void Span(StringBuilder spans, ReadOnlySpan<Cell> row, int start, int end, Style style)
        {
            spans.Append(CultureInfo.InvariantCulture,
                $"<tspan x=\"{start * CellX:0.##}\" textLength=\"{(end - start) * CellX:0.##}\" lengthAdjust=\"spacingAndGlyphs\" "
                    + $"fill=\"{style.Foreground}\"");
            if (style.Attributes.HasFlag(TextAttributes.Bold)) spans.Append(" font-weight=\"bold\"");
            if (style.Attributes.HasFlag(TextAttributes.Italic)) spans.Append(" font-style=\"italic\"");
            if (style.Attributes.HasFlag(TextAttributes.Underline)) spans.Append(" text-decoration=\"underline\"");
            else if (style.Attributes.HasFlag(TextAttributes.Strike)) spans.Append(" text-decoration=\"line-through\"");
            spans.Append('>');
            for (int x = start; x < end; x++) spans.Append(Escape(row[x].Text));
            spans.Append("</tspan>");
        }

        private GlyphShapes Shapes(Colour colour)
        {
            if (!_shapes.TryGetValue(colour, out GlyphShapes? shapes)) _shapes[colour] = shapes = new GlyphShapes();
            return shapes;
        }

        private static string Escape(string text)
        {
            var clean = new StringBuilder(text.Length);
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    && !(i > 0 && char.IsLowSurrogate(c) && char.IsHighSurrogate(text[i - 1]))) c = '\uFFFD';
                clean.Append(c switch
                {
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    '"' => "&quot;",
                    < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
                    _ => c.ToString()
                });
            }
            return clean.ToString();
        }
    }
}
