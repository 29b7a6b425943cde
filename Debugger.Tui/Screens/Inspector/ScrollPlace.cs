namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>
/// Which part of a grid is in sight: it moves no further than the cursor asks for, so that nothing shifts under a mouse that clicks.
/// </summary>
internal sealed class ScrollPlace
{
    private (int Row, int Column) _first;

    /// <summary>The first row and column in sight.</summary>
    public (int Row, int Column) Keep(int row, int visibleRows, int rows, int column, int visibleColumns, int columns)
    {
        _first = (Keep(_first.Row, row, visibleRows, rows), Keep(_first.Column, column, visibleColumns, columns));
        return _first;
    }

    private static int Keep(int first, int cursor, int visible, int all) =>
        Math.Clamp(Math.Min(Math.Max(first, cursor - visible + 1), cursor), 0, Math.Max(0, all - visible));
}
