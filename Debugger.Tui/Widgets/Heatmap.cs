using System.Globalization;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How a heatmap is drawn.</summary>
public sealed record HeatmapOptions
{
    /// <summary>Columns of the screen for one element.</summary>
    public int CellWidth { get; init; } = 2;

    /// <summary>Rows of the screen for one element.</summary>
    public int CellHeight { get; init; } = 1;

    /// <summary>The element that the cursor is on.</summary>
    public (int Row, int Column)? Cursor { get; init; }

    /// <summary>The size that gets the full colour; null for the largest among the values.</summary>
    public double? Limit { get; init; }

    /// <summary>True draws a legend on the last row.</summary>
    public bool Legend { get; init; } = true;

    /// <summary>True writes the numbers into the cells where they are wide enough (5 columns or more).</summary>
    public bool Numbers { get; init; }

    /// <summary>First visible row and column; null keeps the cursor visible.</summary>
    public (int Row, int Column)? First { get; init; }
}

/// <summary>A matrix as coloured cells: negative warm, positive cool, zero between.</summary>
public static class Heatmap
{
    /// <summary>Draws what fits of a row-major matrix and returns where its elements stand.</summary>
    public static GridHits Paint(Canvas canvas, ReadOnlySpan<double> values, int rows, int columns, HeatmapOptions? options = null)
    {
        options ??= new HeatmapOptions();
        int cell = Math.Max(1, options.CellWidth), high = Math.Max(1, options.CellHeight);
        int legend = options.Legend && canvas.Height >= 2 ? 1 : 0;
        HeatScale scale = options.Limit is > 0 ? new HeatScale(canvas.Look, options.Limit.Value) : HeatScale.For(canvas.Look, values);
        int height = Math.Min(rows, (canvas.Height - legend) / high), width = Math.Min(columns, canvas.Width / cell);
        (int firstRow, int firstColumn) = options.First ?? Visible(options.Cursor, rows, columns, height, width);
        firstRow = Math.Clamp(firstRow, 0, Math.Max(0, rows - height));
        firstColumn = Math.Clamp(firstColumn, 0, Math.Max(0, columns - width));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = (firstRow + y) * columns + firstColumn + x;
                if (at >= values.Length) continue;
                bool numbers = options.Numbers && cell >= 5;
                for (int part = 0; part < high; part++)
                {
                    scale.Paint(canvas, x * cell, y * high + part, cell, values[at]);
                    if (numbers && part == (high - 1) / 2)
                        Number(canvas, x * cell, y * high + part, cell, Text(values[at], cell), values[at], scale);
                    if (options.Cursor == (firstRow + y, firstColumn + x)) Cursor(canvas, x * cell, y * high + part, cell, numbers);
                }
            }
        }
        if (legend == 1) Legend(canvas.Line(Math.Max(0, height * high)), scale);
        return new GridHits(canvas.OnScreen(new Rect(0, 0, width * cell, Math.Max(0, height * high))), 1.0 / cell, 1.0 / high, firstRow,
            firstColumn, rows, columns);
    }

    /// <summary>Draws the scale from the negative limit to the positive one on one row.</summary>
    public static void Legend(Canvas canvas, HeatScale scale)
    {
        string low = ShortNumber.Format(-scale.Limit), high = ShortNumber.Format(scale.Limit);
        int bar = Math.Min(canvas.Width - low.Length - high.Length - 2, 21);
        if (bar < 3) return;
        canvas.Put(0, 0, low, canvas.Theme.Negative);
        for (int i = 0; i < bar; i++) scale.Paint(canvas, low.Length + 1 + i, 0, 1, scale.Limit * (2.0 * i / (bar - 1) - 1));
        canvas.Put(low.Length + bar + 2, 0, high, canvas.Theme.Positive);
    }

    /// <summary>From so many columns on a cell shows what a number is, and not just about what it is.</summary>
    private const int WideCell = 11;

    private const int ShortExponent = 7;

    /// <summary>A number that leaves a column of its cell free; empty where none does.</summary>
    internal static string Text(double value, int cell)
    {
        string text = "";
        for (int digits = cell >= WideCell ? 5 : 2; digits > 0 && (text.Length == 0 || text.Length > cell - 1); digits--)
            text = ShortNumber.Format(value, digits);
        if (text.Length > cell - 1) text = value.ToString("0e-00", CultureInfo.InvariantCulture);
        // In narrow cells the exponent is short in all of them alike.
        if (cell < ShortExponent) text = text.Replace("e-0", "e-", StringComparison.Ordinal);
        return text.Length <= cell - 1 ? text : "";
    }

    /// <summary>Writes a number's text into its cell, in a colour that can be read on its tone.</summary>
    internal static void Number(Canvas canvas, int x, int y, int cell, string text, double value, HeatScale scale)
    {
        if (text.Length == 0) return;
        Style style = canvas.Theme.Text;
        if (canvas.Look.HasTones)
        {
            // Dark letters on bright tones, bright ones on dark tones.
            var (r, g, b) = scale.Tone(value).ToRgb();
            style = new Style(2 * r + 5 * g + b > 8 * 128 ? Colour.Hex(0x101010) : Colour.Hex(0xF4F4F4));
        }
        canvas.Fill(new Rect(x, y, cell, 1), ' ', Style.Plain);
        canvas.PutRight(x + cell - 1, y, text, style);
    }

    private static void Cursor(Canvas canvas, int x, int y, int cell, bool keep)
    {
        if (keep || cell == 1 || !canvas.Look.HasTones)
        {
            canvas.Restyle(new Rect(x, y, cell, 1), canvas.Theme.CursorCell);
            return;
        }
        // Marks at the sides, so that the tone of the cell itself stays visible.
        canvas.Set(x, y, cell == 2 ? '▐' : '[', canvas.Theme.Focus);
        canvas.Set(x + cell - 1, y, cell == 2 ? '▌' : ']', canvas.Theme.Focus);
    }

    internal static (int Row, int Column) Visible((int Row, int Column)? cursor, int rows, int columns, int height, int width)
    {
        if (cursor is not { } at) return (0, 0);
        return (Math.Clamp(at.Row - height / 2, 0, Math.Max(0, rows - height)),
            Math.Clamp(at.Column - width / 2, 0, Math.Max(0, columns - width)));
    }
}
