using System.Globalization;
using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>Collects the shapes of frames, blocks, shades and braille of one colour as SVG paths.</summary>
internal sealed class GlyphShapes
{
    private const double Light = 1.2;
    private const double Heavy = 2.6;

    private readonly StringBuilder _light = new();
    private readonly StringBuilder _heavy = new();
    private readonly StringBuilder _solid = new();
    private readonly StringBuilder[] _shades = [new(), new(), new()];
    private readonly StringBuilder _dots = new();

    /// <summary>True when the glyph is drawn as a shape.</summary>
    public static bool Draws(int glyph) =>
        glyph is (>= 0x2580 and <= 0x259F) or (>= 0x2800 and <= 0x28FF)
            || glyph is >= 0x2500 and <= 0x257F && (Arms(glyph) != 0 || Special(glyph));

    /// <summary>Draws a glyph into the cell at (x, y) of size w × h; false when it is a letter.</summary>
    public bool TryDraw(int glyph, double x, double y, double w, double h)
    {
        if (!Draws(glyph)) return false;
        if (glyph >= 0x2800) Braille(glyph - 0x2800, x, y, w, h);
        else if (glyph >= 0x2580) Block(glyph, x, y, w, h);
        else Lines(glyph, x, y, w, h);
        return true;
    }

    /// <summary>Writes what was collected.</summary>
    public void Write(StringBuilder svg, string colour)
    {
        Path(svg, _solid, $"fill=\"{colour}\" shape-rendering=\"crispEdges\"");
        for (int i = 0; i < 3; i++)
            Path(svg, _shades[i], string.Create(CultureInfo.InvariantCulture,
                $"fill=\"{colour}\" fill-opacity=\"{0.25 * (i + 1)}\" shape-rendering=\"crispEdges\""));
        Path(svg, _dots, $"fill=\"{colour}\"");
        Path(svg, _light, string.Create(CultureInfo.InvariantCulture, $"fill=\"none\" stroke=\"{colour}\" stroke-width=\"{Light}\""));
        Path(svg, _heavy, string.Create(CultureInfo.InvariantCulture, $"fill=\"none\" stroke=\"{colour}\" stroke-width=\"{Heavy}\""));
    }

    private static void Path(StringBuilder svg, StringBuilder data, string attributes)
    {
        if (data.Length > 0) svg.Append("<path ").Append(attributes).Append(" d=\"").Append(data).Append("\"/>\n");
    }

    private static bool Special(int glyph) => glyph is >= '╭' and <= '╳' or '╌' or '┄' or '┆' or '┈' or '┊';

    // Arms of a box-drawing glyph, two bits each from the lowest: left, right, up, down; 1 light, 2 heavy, 3 double.
    private static int Arms(int glyph) => glyph switch
    {
        '─' => 0x05,
        '━' => 0x0A,
        '═' => 0x0F,
        '│' => 0x50,
        '┃' => 0xA0,
        '║' => 0xF0,
        '┌' => 0x44,
        '┐' => 0x41,
        '└' => 0x14,
        '┘' => 0x11,
        '├' => 0x54,
        '┤' => 0x51,
        '┬' => 0x45,
        '┴' => 0x15,
        '┼' => 0x55,
        '┏' => 0x88,
        '┓' => 0x82,
        '┗' => 0x28,
        '┛' => 0x22,
        '┣' => 0xA8,
        '┫' => 0xA2,
        '┳' => 0x8A,
        '┻' => 0x2A,
        '╋' => 0xAA,
        '╔' => 0xCC,
        '╗' => 0xC3,
        '╚' => 0x3C,
        '╝' => 0x33,
        '╠' => 0xFC,
        '╣' => 0xF3,
        '╦' => 0xCF,
        '╩' => 0x3F,
        '╬' => 0xFF,
        '╴' => 0x01,
        '╶' => 0x04,
        '╵' => 0x10,
        '╷' => 0x40,
        '╸' => 0x02,
        '╺' => 0x08,
        '╹' => 0x20,
        '╻' => 0x80,
        '╼' => 0x09,
        '╾' => 0x06,
        '┿' => 0x5A,
        '╂' => 0xA5,
        '┝' => 0x58,
        '┥' => 0x52,
        _ => 0,
    };

    private void Lines(int glyph, double x, double y, double w, double h)
    {
        double cx = x + w / 2, cy = y + h / 2, r = w / 2;
        switch (glyph)
        {
            case '╭': Curve(cx, y + h, cx, cy, x + w, cy, r); return;
            case '╮': Curve(cx, y + h, cx, cy, x, cy, r); return;
            case '╯': Curve(cx, y, cx, cy, x, cy, r); return;
            case '╰': Curve(cx, y, cx, cy, x + w, cy, r); return;
            case '╱': Line(_light, x, y + h, x + w, y); return;
            case '╲': Line(_light, x, y, x + w, y + h); return;
            case '╳':
                Line(_light, x, y + h, x + w, y);
                Line(_light, x, y, x + w, y + h);
                return;
            case '╌' or '┄' or '┈':
                Line(_light, x + w * 0.1, cy, x + w * 0.4, cy);
                Line(_light, x + w * 0.6, cy, x + w * 0.9, cy);
                return;
            case '┆' or '┊':
                Line(_light, cx, y + h * 0.1, cx, y + h * 0.4);
                Line(_light, cx, y + h * 0.6, cx, y + h * 0.9);
                return;
        }
        int arms = Arms(glyph);
        Arm(arms & 3, cx, cy, x - cx, 0);
        Arm((arms >> 2) & 3, cx, cy, x + w - cx, 0);
        Arm((arms >> 4) & 3, cx, cy, 0, y - cy);
        Arm((arms >> 6) & 3, cx, cy, 0, y + h - cy);
    }

    private void Arm(int weight, double x, double y, double dx, double dy)
    {
        if (weight == 1) Line(_light, x, y, x + dx, y + dy);
        else if (weight == 2) Line(_heavy, x, y, x + dx, y + dy);
        else if (weight == 3)
        {
            double sideX = dy == 0 ? 0 : 1.6, sideY = dx == 0 ? 0 : 1.6;
            Line(_light, x - sideX, y - sideY, x + dx - sideX, y + dy - sideY);
            Line(_light, x + sideX, y + sideY, x + dx + sideX, y + dy + sideY);
        }
    }

    private static void Line(StringBuilder path, double x1, double y1, double x2, double y2) =>
        path.Append(CultureInfo.InvariantCulture, $"M{x1:0.##} {y1:0.##}L{x2:0.##} {y2:0.##}");

    // From a vertical arm round the corner into a horizontal one.
    private void Curve(double x1, double y1, double cx, double cy, double x2, double y2, double r)
    {
        double vertical = y1 > cy ? r : -r, horizontal = x2 > cx ? r : -r;
        _light.Append(CultureInfo.InvariantCulture,
            $"M{x1:0.##} {y1:0.##}L{cx:0.##} {cy + vertical:0.##}"
            + $"Q{cx:0.##} {cy:0.##} {cx + horizontal:0.##} {cy:0.##}L{x2:0.##} {y2:0.##}");
    }

    private void Block(int glyph, double x, double y, double w, double h)
    {
        switch (glyph)
        {
            case '▀': Box(_solid, x, y, w, h / 2); break;
            case >= '▁' and <= '█':
                double height = h * (glyph - 0x2580) / 8;
                Box(_solid, x, y + h - height, w, height);
                break;
            case >= '▉' and <= '▏': Box(_solid, x, y, w * (0x2590 - glyph) / 8, h); break;
            case '▐': Box(_solid, x + w / 2, y, w / 2, h); break;
            case '░' or '▒' or '▓': Box(_shades[glyph - '░'], x, y, w, h); break;
            case '▔': Box(_solid, x, y, w, h / 8); break;
            case '▕': Box(_solid, x + w * 7 / 8, y, w / 8, h); break;
            default:
                // Quadrants: bits upper left, upper right, lower left, lower right.
                int parts = glyph switch
                {
                    '▖' => 4,
                    '▗' => 8,
                    '▘' => 1,
                    '▙' => 13,
                    '▚' => 9,
                    '▛' => 7,
                    '▜' => 11,
                    '▝' => 2,
                    '▞' => 6,
                    _ => 14
                };
                for (int i = 0; i < 4; i++)
                {
                    if ((parts & (1 << i)) != 0) Box(_solid, x + (i & 1) * w / 2, y + (i >> 1) * h / 2, w / 2, h / 2);
                }
                break;
        }
    }

    private static void Box(StringBuilder path, double x, double y, double w, double h) =>
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.##} {y:0.##}h{w:0.##}v{h:0.##}h{-w:0.##}z");

    private void Braille(int dots, double x, double y, double w, double h)
    {
        for (int i = 0; i < 8; i++)
        {
            if ((dots & (1 << i)) == 0) continue;
            int column = i < 6 ? i / 3 : i - 6, row = i < 6 ? i % 3 : 3;
            double size = 2.5, cx = x + w * (0.25 + 0.5 * column), cy = y + h * (0.125 + 0.25 * row);
            Box(_dots, cx - size / 2, cy - size / 2, size, size);
        }
    }
}
