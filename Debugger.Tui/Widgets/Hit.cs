using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A place on the screen that stands for something, by its index, so that a click finds it.</summary>
public readonly record struct Hit(Rect Area, int Index);

/// <summary>Finds what lies under the mouse.</summary>
public static class Hits
{
    /// <summary>Index of the last hit that contains the cell, or null.</summary>
    public static int? At(this IReadOnlyList<Hit> hits, int x, int y)
    {
        for (int i = hits.Count - 1; i >= 0; i--)
        {
            if (hits[i].Area.Contains(x, y)) return hits[i].Index;
        }
        return null;
    }
}

/// <summary>Where a grid of values (heatmap, picture) was drawn, so that a cell of the screen finds its element.</summary>
/// <param name="Area">The cells of the screen that it fills.</param>
/// <param name="ColumnsPerCell">Elements beside one another in one cell; less than 1 when an element fills several cells.</param>
/// <param name="RowsPerCell">Elements above one another in one cell.</param>
/// <param name="FirstRow">Row of the element in the upper left cell.</param>
/// <param name="FirstColumn">Column of the element in the upper left cell.</param>
/// <param name="Rows">Rows of the grid.</param>
/// <param name="Columns">Columns of the grid.</param>
public readonly record struct GridHits(
    Rect Area, double ColumnsPerCell, double RowsPerCell, int FirstRow, int FirstColumn, int Rows, int Columns)
{
    /// <summary>Row and column of the element at a cell of the screen, or null outside.</summary>
    public (int Row, int Column)? At(int x, int y)
    {
        if (!Area.Contains(x, y)) return null;
        int row = FirstRow + (int)((y - Area.Y) * RowsPerCell), column = FirstColumn + (int)((x - Area.X) * ColumnsPerCell);
        return row < Rows && column < Columns ? (row, column) : null;
    }
}
