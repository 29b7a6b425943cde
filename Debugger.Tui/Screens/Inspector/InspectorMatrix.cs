using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>A matrix or vector as a heatmap, with numbers in its cells where there is room, and any plane as a table of numbers.</summary>
internal static class InspectorMatrix
{
    private const int NumberCell = 8;
    private const int WidestNumberCell = 14;
    private const int HighestCell = 4;
    private const int LeastNumberCell = 7;
    private const int FewDigitsCell = 13;
    private const int AllDigitsCell = 21;
    private const int VectorEdge = 4;

    /// <summary>How many elements of a vector have room beside one another and beside their index, with a number in each.</summary>
    public static (int Cells, int Table) Room(int width, Look look) =>
        ((width - VectorEdge) / LeastNumberCell, (width - VectorEdge) / TableCell(look));

    /// <summary>Draws the heatmap around the cursor, with indices at the edges.</summary>
    public static void PaintHeatmap(Canvas canvas, InspectorSubject subject, ScrollPlace scroll, HitMap.Builder hits)
    {
        InspectorGrid grid = subject.Grid;
        canvas = Plane(canvas, subject);
        int edge = Edge(subject), head = canvas.Height >= 5 ? 1 : 0;
        int caption = canvas.Height >= 8 ? 1 : 0;
        int room = canvas.Width - edge;
        if (room <= 0 || canvas.Height <= head + caption) return;
        int cell = CellWidthFor(grid.Columns, room);
        int legend = canvas.Height - head - caption >= 4 && !subject.IsClasses ? 2 : 0;
        int below = canvas.Height - head - caption - legend,
            high = cell >= LeastNumberCell ? Math.Clamp(below / Math.Max(grid.Rows, 1), 1, HighestCell) : 1;
        int rows = Math.Min(grid.Rows, below), columns = Math.Min(grid.Columns, room / cell);
        if (rows <= 0 || columns <= 0) return;
        (int plane, int row, int column) = grid.At(subject.Cursor);
        (int firstRow, int firstColumn) = scroll.Keep(row, rows, grid.Rows, column, columns, grid.Columns);
        int size = grid.Planes > 1 ? grid.Rows * grid.Columns : subject.Tensor.Length;
        Indices(canvas, subject, edge, head, cell, high, firstRow, firstColumn, rows, columns);
        var scale = new HeatScale(canvas.Look, subject.Facts.Limit);
        GridHits drawn = Heatmap.Paint(canvas.Sub(edge, head, room, rows * high), subject.Tensor.Data.Slice(plane * size, size),
            grid.Rows, grid.Columns,
            new HeatmapOptions
            {
                CellWidth = cell,
                CellHeight = high,
                Cursor = (row, column),
                First = (firstRow, firstColumn),
                Limit = scale.Limit,
                Legend = false,
                Numbers = cell >= LeastNumberCell,
            });
        Click(drawn, subject, plane, cell, high, firstRow, firstColumn, rows, columns, hits);
        int bottom = head + rows * high;
        if (legend > 0) Heatmap.Legend(canvas.Sub(edge, bottom + 1, room, 1), scale);
        if (caption > 0 && (rows < grid.Rows || columns < grid.Columns))
            canvas.PutCut(edge, Math.Min(bottom + legend, canvas.Height - 1), room,
                canvas.Texts.Inspector.VisiblePart(firstRow, firstRow + rows - 1, grid.Rows, firstColumn, firstColumn + columns - 1,
                grid.Columns), canvas.Theme.Caption);
    }

    /// <summary>Wide enough for numbers where all columns or at least some rows of a narrow matrix fit; else two columns or one.</summary>
    private static int CellWidthFor(int columns, int room)
    {
        if (columns * LeastNumberCell <= room) return Math.Min(WidestNumberCell, room / columns);
        if (columns <= 30 && room >= 5 * NumberCell && columns * 2 > room) return NumberCell;
        return columns * 2 <= room ? columns <= 12 ? LeastNumberCell : Math.Min(room / columns, 4) : 1;
    }

    /// <summary>Draws the plane that the cursor is on as numbers.</summary>
    public static void PaintTable(Canvas canvas, InspectorSubject subject, ScrollPlace scroll, HitMap.Builder hits)
    {
        InspectorGrid grid = subject.Grid;
        (int plane, int row, int column) = grid.At(subject.Cursor);
        canvas = Plane(canvas, subject);
        int edge = Edge(subject), head = canvas.Height >= 3 ? 1 : 0;
        int room = canvas.Width - edge,
            cell = Math.Min(TableCell(canvas.Look), Math.Max(room, 1));
        int rows = Math.Min(grid.Rows, canvas.Height - head), columns = Math.Min(grid.Columns, room / cell);
        if (rows <= 0 || columns <= 0) return;
        (int firstRow, int firstColumn) = scroll.Keep(row, rows, grid.Rows, column, columns, grid.Columns);
        Indices(canvas, subject, edge, head, cell, 1, firstRow, firstColumn, rows, columns);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                int offset = grid.Offset(plane, firstRow + y, firstColumn + x);
                if (offset >= subject.Tensor.Length) continue;
                double value = subject.Tensor[offset];
                Canvas place = canvas.Sub(edge + x * cell, head + y, cell, 1);
                place.PutRight(cell, 0, CellWidth.Ellipsis(canvas.Look.Number(value), cell - 1), Sign(canvas.Theme, value));
                if (offset == subject.Cursor) place.Restyle(new Rect(1, 0, cell - 1, 1), canvas.Theme.CursorCell);
                hits.Add(place.OnScreen(place.Local), new ElementHit(offset));
            }
        }
    }

    /// <summary>Says which of several planes it is, and returns the room below.</summary>
    private static Canvas Plane(Canvas canvas, InspectorSubject subject)
    {
        if (subject.Grid.Planes <= 1 || canvas.Height < 5) return canvas;
        int[] index = subject.Value.Shape.IndexOf(subject.Cursor);
        InspectorTexts texts = canvas.Texts.Inspector;
        string word = texts.PlaneOf(InspectorPlanes.Word(subject, texts), subject.Grid.At(subject.Cursor).Plane, subject.Grid.Planes);
        canvas.PutCut(0, 0, canvas.Width, $"[{string.Join(",", index[..^2])},:,:]   {word}   PgUp PgDn", canvas.Theme.Text);
        return canvas.Sub(0, 1, canvas.Width, canvas.Height - 1);
    }

    /// <summary>Warm below zero, cool above, dim at zero.</summary>
    public static Style Sign(Theme theme, double value) =>
        double.IsNaN(value) ? theme.Error : value < 0 ? theme.Negative : value > 0 ? theme.Positive : theme.Dim;

    private static int TableCell(Look look) => look.Digits > Look.FewDigits ? AllDigitsCell : FewDigitsCell;

    private static int Edge(InspectorSubject subject) =>
        Names(subject) is { Length: > 0 } names ? names.Max(n => CellWidth.Of(n)) + 1
        : subject.Value.Shape.Length <= 10 && subject.Value.Shape.Rank < 2 ? 0
        : Math.Max(0, subject.Grid.Rows - 1).ToString().Length + (subject.Value.Shape.Rank < 2 ? 2 : 1);

    private static string[]? Names(InspectorSubject subject) =>
        subject.Value.Shape.Rank < 2 ? null : subject.Letters?.RowNames(subject.Value, subject.Name);

    // Names or numbers of rows at the left; for a wrapped vector the index of the row's first element.
    private static void Indices(
        Canvas canvas, InspectorSubject subject, int edge, int head, int cell, int high, int firstRow, int firstColumn,
        int rows, int columns)
    {
        (int _, int row, int column) = subject.Grid.At(subject.Cursor);
        Theme theme = canvas.Theme;
        string[]? names = Names(subject),
            heads = subject.Value.Shape.Rank < 2 ? null : subject.Letters?.ColumnNames(subject.Value, subject.Name);
        for (int y = 0; y < rows && edge > 0; y++)
        {
            int at = firstRow + y;
            string text = names?[at] ?? (subject.Value.Shape.Rank < 2 ? $"{at * subject.Grid.Columns}" : $"{at}");
            canvas.PutRight(edge - 1, head + y * high + (high - 1) / 2, text, at == row ? theme.Focus : theme.Caption);
        }
        if (head == 0) return;
        int every = cell >= 4 ? 1 : 10;
        for (int x = 0; x < columns; x++)
        {
            int at = firstColumn + x;
            bool cursor = at == column;
            if (!cursor && heads is null && (at % every != 0 || (every > 1 && Math.Abs(at - column) * cell < 5))) continue;
            string text = heads?[at] ?? $"{at}";
            if (cell >= 4) canvas.PutRight(edge + x * cell + cell - 1 + (cell >= FewDigitsCell ? 1 : 0), 0, text,
                cursor ? theme.Focus : theme.Caption);
            else canvas.PutCut(edge + x * cell, 0, canvas.Width, text, cursor ? theme.Focus : theme.Caption);
        }
    }

    private static void Click(
        GridHits drawn, InspectorSubject subject, int plane, int cell, int high, int firstRow, int firstColumn, int rows, int columns,
        HitMap.Builder hits)
    {
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                int offset = subject.Grid.Offset(plane, firstRow + y, firstColumn + x);
                if (offset < subject.Tensor.Length)
                    hits.Add(new Rect(drawn.Area.X + x * cell, drawn.Area.Y + y * high, cell, high).Intersect(drawn.Area),
                        new ElementHit(offset));
            }
        }
    }
}
