using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>A line of a picture, between two cells.</summary>
/// <param name="X1">Column of its left end.</param>
/// <param name="Y1">Row of its left end.</param>
/// <param name="X2">Column of its right end.</param>
/// <param name="Y2">Row of its right end.</param>
/// <param name="Style">Its colour.</param>
/// <param name="Light">Lit lines lie on top; strong ones are heavy.</param>
/// <param name="Backward">Whether its arrow points to the left end.</param>
internal sealed record EdgeLine(int X1, int Y1, int X2, int Y2, Style Style, Light Light, bool Backward)
{
    /// <summary>Whether its end shows where it leads.</summary>
    public bool HasTip { get; init; } = true;

    /// <summary>The cell at a share of the way.</summary>
    public (double X, double Y) At(double share) => (X1 + (X2 - X1) * share, Y1 + (Y2 - Y1) * share);
}

/// <summary>
/// Draws lines between nodes so that each can be followed: level ones as rules, slanted ones in braille, the lit ones on top.
/// </summary>
internal static class EdgeLines
{
    public static void Paint(Canvas canvas, IReadOnlyList<EdgeLine> lines)
    {
        EdgeLine[] order = [.. lines.OrderBy(l => l.Light)];
        if (canvas.Look.Unicode)
        {
            var dots = new DotGrid(canvas.Width, canvas.Height);
            foreach (EdgeLine l in order.Where(l => l.Y1 != l.Y2)) Slanted(dots, l);
            dots.Paint(canvas);
        }
        else
        {
            foreach (EdgeLine l in order.Where(l => l.Y1 != l.Y2)) Ascii(canvas, l);
        }
        foreach (EdgeLine l in order)
        {
            if (l.Y1 == l.Y2) canvas.Fill(new Rect(l.X1, l.Y1, l.X2 - l.X1 + 1, 1),
                l.Light == Light.Strong ? Heavy(canvas, '━', '═') : '─', l.Style);
        }
        foreach (EdgeLine l in order)
        {
            if (l.X2 <= l.X1 || !l.HasTip) continue;
            bool lit = l.Light != Light.None;
            if (l.Backward && lit) canvas.Set(l.X1, l.Y1, '◀', l.Style);
            else canvas.Set(l.X2, l.Y2, lit ? '▶' : '▸', l.Style);
        }
    }

    /// <summary>The sign of a heavy line; where only ASCII shows, the double one, whose stand-in differs from a thin line's.</summary>
    public static char Heavy(Canvas canvas, char heavy, char doubled) => canvas.Look.Unicode ? heavy : doubled;

    /// <summary>The frame of a box: heavy when it is lit.</summary>
    public static BorderKind Frame(Canvas canvas, bool lit) =>
        !lit ? BorderKind.Rounded : canvas.Look.Unicode ? BorderKind.Heavy : BorderKind.Double;

    private static void Slanted(DotGrid dots, EdgeLine l)
    {
        double x1 = l.X1 * 2, y1 = l.Y1 * 4 + 1.5, x2 = l.X2 * 2 + 1, y2 = l.Y2 * 4 + 1.5;
        int priority = (int)l.Light;
        dots.Line(x1, y1, x2, y2, l.Style, priority);
        if (l.Light != Light.Strong) return;
        // A second line of dots beside the first makes it heavy: above one another where it is flat, side by side where it is steep.
        if (Math.Abs(y2 - y1) < Math.Abs(x2 - x1)) dots.Line(x1, y1 + 1, x2, y2 + 1, l.Style, priority);
        else dots.Line(x1 + 1, y1, x2 + 1, y2, l.Style, priority);
    }

    private static void Ascii(Canvas canvas, EdgeLine l)
    {
        int rows = Math.Abs(l.Y2 - l.Y1), columns = l.X2 - l.X1;
        bool falls = l.Y2 > l.Y1;
        if (columns < 2 * rows)
        {
            char sign = rows > 2 * columns ? '|' : falls ? '╲' : '╱';
            for (int i = 0; i <= rows; i++)
            {
                (double x, double y) = l.At((double)i / rows);
                canvas.Set((int)Math.Round(x), (int)Math.Round(y), sign, l.Style);
            }
            return;
        }
        // A flat one is followed by how high it lies in each cell.
        for (int i = 0; i <= columns; i++)
        {
            (double x, double y) = l.At((double)i / columns);
            int row = (int)Math.Floor(y + 0.5);
            double depth = y + 0.5 - row;
            canvas.Set((int)x, row, depth < 0.375 ? falls ? '`' : '\'' : depth < 0.625 ? '-' : '.', l.Style);
        }
    }
}
