using System.Globalization;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How a matrix with named rows is drawn.</summary>
/// <param name="Rows">The rows' names; as many rows are drawn.</param>
public sealed record NamedGridOptions(IReadOnlyList<string> Rows)
{
    /// <summary>The columns' names; as many columns are drawn. Without names all of them, by index.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Rows with a mark before their name.</summary>
    public IReadOnlySet<int> Marked { get; init; } = new HashSet<int>();

    public (int Row, int Column)? Cursor { get; init; }

    /// <summary>The size that gets the full colour; null for the largest among what is drawn.</summary>
    public double? Limit { get; init; }

    /// <summary>Whether the numbers are shares of 1, which need few columns: <c>.23</c>.</summary>
    public bool AreShares { get; init; }

    /// <summary>
    /// Whether nothing but zeros may stand above the diagonal: zeros are left empty there, and anything else is striking.
    /// </summary>
    public bool IsCausal { get; init; }

    /// <summary>Columns of the screen for an element at most.</summary>
    public int MostCell { get; init; } = 9;
}

/// <summary>
/// A matrix as coloured cells with names at its edges: attention weights by letter, an embedding's rows by letter or position.
/// </summary>
public static class NamedGrid
{
    private const int LeastShare = 4, LeastNumber = 5;

    /// <summary>Columns of the screen that the names of rows take.</summary>
    public static int Edge(NamedGridOptions options) =>
        options.Rows.Select(n => CellWidth.Of(n)).DefaultIfEmpty(0).Max() + 1 + (options.Marked.Count > 0 ? 1 : 0);

    /// <summary>
    /// Draws what fits around the cursor, or else around the marked rows, of a row-major matrix; returns where its elements stand.
    /// </summary>
    /// <param name="canvas">Where.</param>
    /// <param name="values">The matrix.</param>
    /// <param name="stride">Its columns, drawn or not.</param>
    /// <param name="options">The rest.</param>
    public static GridHits Paint(Canvas canvas, ReadOnlySpan<double> values, int stride, NamedGridOptions options)
    {
        int count = options.Rows.Count, columns = Math.Min(options.Columns?.Count ?? stride, stride), edge = Edge(options);
        int head = canvas.Height >= 3 ? 1 : 0, room = canvas.Width - edge;
        if (count == 0 || columns == 0 || room < 1 || canvas.Height <= head || values.Length < count * stride)
            return new GridHits(default, 1, 1, 0, 0, count, columns);
        int cell = Cell(room, columns, options);
        int rows = Math.Min(count, canvas.Height - head), wide = Math.Min(columns, room / cell);
        // Around the cursor, or as many marked rows as fit.
        int wanted = options.Cursor?.Row ?? (options.Marked.Count == 0 ? 0 : options.Marked.Min() + rows / 2 - 1);
        int firstRow = Math.Clamp(wanted - rows / 2, 0, count - rows),
            firstColumn = Math.Clamp((options.Cursor?.Column ?? 0) - wide / 2, 0, columns - wide);
        // Numbers for some and none for others would look as if nothing were there.
        bool numbers = HasNumbers(cell, options) && Fit(values, stride, new Rect(firstColumn, firstRow, wide, rows), cell, options);
        var scale = new HeatScale(canvas.Look, options.Limit ?? Limit(values, stride, count, columns));
        for (int y = 0; y < rows; y++)
        {
            int row = firstRow + y;
            bool marked = options.Marked.Contains(row), here = options.Cursor?.Row == row;
            Style name = here ? canvas.Theme.Focus : marked ? canvas.Theme.Bright : canvas.Theme.Caption;
            if (marked) canvas.Set(0, head + y, '▸', canvas.Theme.Focus);
            canvas.PutRight(edge - 1, head + y, options.Rows[row], name);
            for (int x = 0; x < wide; x++)
                Element(canvas, (edge + x * cell, head + y, cell), (row, firstColumn + x), values[row * stride + firstColumn + x],
                    scale, options, numbers);
        }
        for (int x = 0; x < wide && head > 0; x++)
        {
            int at = firstColumn + x;
            string text = options.Columns is { } names ? names[at] : at.ToString(CultureInfo.InvariantCulture);
            Style style = options.Cursor?.Column == at ? canvas.Theme.Focus : canvas.Theme.Caption;
            if (CellWidth.Of(text) > cell || cell < 3 && options.Columns is null && at % 5 > 0) continue;
            // Above the last digit where numbers stand, else in the middle of the cell.
            if (numbers) canvas.PutRight(edge + (x + 1) * cell - 1, 0, text, style);
            else canvas.Put(edge + x * cell + (cell - CellWidth.Of(text)) / 2, 0, text, style);
        }
        return new GridHits(canvas.OnScreen(new Rect(edge, head, wide * cell, rows)), 1.0 / cell, 1, firstRow, firstColumn, count, columns);
    }

    /// <summary>Columns of the screen for an element where there is so much room for a row.</summary>
    internal static int Cell(int room, int columns, NamedGridOptions options)
    {
        int cell = Math.Clamp(room / Math.Max(columns, 1), 1, options.MostCell), least = options.AreShares ? LeastShare : LeastNumber;
        // Where a row cannot be seen whole its beginning is, and with numbers.
        return cell == 1 && room >= 4 * least && room < columns ? least : cell;
    }

    internal static bool HasNumbers(int cell, NamedGridOptions options) => cell >= (options.AreShares ? LeastShare : LeastNumber);

    /// <summary>Whether something stands where nothing may: above the diagonal.</summary>
    internal static bool IsFault(int row, int column, double value, NamedGridOptions options) =>
        options.IsCausal && column > row && value != 0 && !double.IsNegativeInfinity(value);

    private static void Element(
        Canvas canvas, (int X, int Y, int Width) place, (int Row, int Column) at, double value, HeatScale scale, NamedGridOptions options,
        bool numbers)
    {
        (int x, int y, int width) = place;
        bool empty = double.IsNegativeInfinity(value) || options.IsCausal && at.Column > at.Row && value == 0;
        if (IsFault(at.Row, at.Column, value, options))
        {
            Style style = canvas.Theme.Error.Bold.Reverse;
            canvas.Fill(new Rect(x, y, width, 1), numbers ? ' ' : '!', style);
            if (numbers) canvas.PutRight(x + width - 1, y, Text(value, width, options), style);
            if (numbers) canvas.Set(x, y, '!', style);
        }
        else if (empty)
        {
            if (!options.IsCausal && width >= LeastShare) canvas.PutRight(x + width - 1, y, Infinity(canvas.Look, width), canvas.Theme.Dim);
        }
        else
        {
            scale.Paint(canvas, x, y, width, value);
            if (numbers) Heatmap.Number(canvas, x, y, width, Text(value, width, options), value, scale);
        }
        if (options.Cursor == at) canvas.Restyle(new Rect(x, y, width, 1), canvas.Theme.CursorCell);
    }

    private static bool Fit(ReadOnlySpan<double> values, int stride, Rect part, int cell, NamedGridOptions options)
    {
        for (int row = part.Y; row < part.Bottom; row++)
        {
            for (int column = part.X; column < part.Right; column++)
                if (double.IsFinite(values[row * stride + column]) && Text(values[row * stride + column], cell, options).Length == 0)
                    return false;
        }
        return true;
    }

    private static string Infinity(Look look, int cell) => look.Unicode ? "-∞" : cell > 4 ? "-inf" : "-";

    private static string Text(double value, int cell, NamedGridOptions options)
    {
        if (options.AreShares && double.IsFinite(value))
        {
            // Where there is little room the zero before the point goes.
            int decimals = Math.Clamp(cell <= 5 ? cell - 2 : cell - 3, 1, 4);
            string share = value.ToString("0." + new string('0', decimals), CultureInfo.InvariantCulture);
            return share.Length < cell ? share : share.StartsWith("0.", StringComparison.Ordinal) ? share[1..] : share[..(cell - 1)];
        }
        return Heatmap.Text(value, cell);
    }

    private static double Limit(ReadOnlySpan<double> values, int stride, int rows, int columns)
    {
        double limit = 0;
        for (int r = 0; r < rows; r++) limit = Math.Max(limit, HeatScale.Largest(values.Slice(r * stride, columns)));
        return limit > 0 ? limit : 1;
    }
}
