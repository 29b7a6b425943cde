using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A column: header, width in cells (0: as wide as what is visible), and whether it is set to the right, as numbers are.</summary>
public sealed record TableColumn(string Header, int Width = 0, bool Right = false);

/// <summary>First visible row and column of a table, and the cell or row that is selected (-1: none; column -1: the whole row).</summary>
public readonly record struct TableState(int RowOffset = 0, int ColumnOffset = 0, int SelectedRow = -1, int SelectedColumn = -1)
{
    /// <summary>The state whose selected cell is visible in so many rows (header not counted) and columns.</summary>
    public TableState Reveal(int visibleRows, int visibleColumns) => this with
    {
        RowOffset = SelectedRow < 0 ? RowOffset : Math.Max(Math.Min(RowOffset, SelectedRow), SelectedRow - Math.Max(1, visibleRows) + 1),
        ColumnOffset = SelectedColumn < 0 ? ColumnOffset : Math.Max(Math.Min(ColumnOffset, SelectedColumn), SelectedColumn - Math.Max(1, visibleColumns) + 1),
    };
}

/// <summary>Rows and columns of text with a header that stays.</summary>
public static class Table
{
    private const int Gap = 2;

    /// <summary>Draws the visible part; returns where each cell stands, as index <c>row * columns.Count + column</c>.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="columns">Headers and widths; no header at all leaves the header's row out.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="cell">The text and style of a cell.</param>
    /// <param name="position">Scroll position and selection; null for none.</param>
    /// <param name="focused">True when the keys go to this table.</param>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<TableColumn> columns, int rows, Func<int, int, Fragment> cell, TableState? position = null, bool focused = false)
    {
        var hits = new List<Hit>();
        if (canvas.IsEmpty || columns.Count == 0) return hits;
        TableState state = position ?? new TableState(0, 0, -1, -1);
        int header = columns.Any(column => column.Header.Length > 0) ? 1 : 0;
        int height = canvas.Height - header;
        int firstRow = Math.Clamp(state.RowOffset, 0, Math.Max(0, rows - 1));
        int lastRow = Math.Min(rows, firstRow + Math.Max(0, height));
        bool scrolls = rows > height && canvas.Width > 2;
        int right = canvas.Width - (scrolls ? 1 : 0);
        int selectedRow = state.SelectedRow;
        if (selectedRow >= firstRow && selectedRow < lastRow && state.SelectedColumn < 0)
        {
            canvas.Sub(0, header + selectedRow - firstRow, right, 1).Clear(focused ? canvas.Theme.Selection : canvas.Theme.SelectionIdle);
        }
        int x = 0;
        for (int column = Math.Max(0, state.ColumnOffset); column < columns.Count && x < right; column++)
        {
            int width = Math.Min(WidthOf(columns[column], column, firstRow, lastRow, cell), right - x);
            if (header > 0) Text(canvas.Sub(x, 0, width, 1), columns[column].Right, new Fragment(columns[column].Header, canvas.Theme.Caption));
            for (int row = firstRow; row < lastRow; row++)
            {
                int y = header + row - firstRow;
                Canvas place = canvas.Sub(x, y, width, 1);
                Text(place, columns[column].Right, cell(row, column));
                if (row == selectedRow && column == state.SelectedColumn) place.Restyle(place.Local, focused ? canvas.Theme.CursorCell : canvas.Theme.SelectionIdle);
                hits.Add(new Hit(canvas.OnScreen(new Rect(x, y, width, 1)), row * columns.Count + column));
            }
            x += width + Gap;
        }
        if (selectedRow >= firstRow && selectedRow < lastRow && state.SelectedColumn < 0)
        {
            Style mark = focused ? canvas.Theme.Selection : canvas.Theme.SelectionIdle;
            ListView.Mark(canvas.Sub(0, header + selectedRow - firstRow, right, 1), mark);
        }
        if (scrolls && height > 0) Scrollbar.Paint(canvas.Sub(right, header, 1, height), firstRow, height, rows);
        return hits;
    }

    private static int WidthOf(TableColumn column, int index, int firstRow, int lastRow, Func<int, int, Fragment> cell)
    {
        if (column.Width > 0) return column.Width;
        int width = Math.Max(1, CellWidth.Of(column.Header));
        for (int row = firstRow; row < lastRow; row++) width = Math.Max(width, cell(row, index).Width);
        return width;
    }

    private static void Text(Canvas place, bool right, Fragment text)
    {
        string cut = CellWidth.Ellipsis(text.Text, place.Width);
        Style style = text.Style == default ? place.Theme.Text : text.Style;
        if (right) place.PutRight(place.Width, 0, cut, style);
        else place.Put(0, 0, cut, style);
    }
}
