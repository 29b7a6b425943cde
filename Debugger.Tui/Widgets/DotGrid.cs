using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Braille dots on a grid of 2 × 4 to a cell. Where several styles meet in a cell, the higher priority wins.</summary>
public sealed class DotGrid
{
    private readonly byte[] _dots;
    private readonly Style[] _styles;
    private readonly int[] _priorities;
    private readonly int _columns;
    private readonly int _rows;

    /// <summary>An empty grid over so many cells.</summary>
    public DotGrid(int columns, int rows)
    {
        _columns = Math.Max(0, columns);
        _rows = Math.Max(0, rows);
        _dots = new byte[_columns * _rows];
        _styles = new Style[_dots.Length];
        _priorities = new int[_dots.Length];
        Array.Fill(_priorities, int.MinValue);
    }

    /// <summary>Dots from left to right.</summary>
    public int Width => _columns * 2;

    /// <summary>Dots from top to bottom.</summary>
    public int Height => _rows * 4;

    /// <summary>Sets a dot; one outside is dropped.</summary>
    public void Set(int x, int y, Style style, int priority = 0)
    {
        if (x < 0 || y < 0 || x >= Width || y >= Height) return;
        int cell = y / 4 * _columns + x / 2;
        _dots[cell] |= Bit(x & 1, y & 3);
        if (priority < _priorities[cell]) return;
        _priorities[cell] = priority;
        _styles[cell] = style;
    }

    /// <summary>Sets the dots of a straight line; of a dashed one every other two cells.</summary>
    public void Line(double x1, double y1, double x2, double y2, Style style, int priority = 0, bool dashed = false)
    {
        if (!double.IsFinite(x1 + y1 + x2 + y2)) return;
        int steps = (int)Math.Clamp(Math.Ceiling(Math.Max(Math.Abs(x2 - x1), Math.Abs(y2 - y1))), 1, 4096);
        for (int i = 0; i <= steps; i++)
        {
            double share = (double)i / steps;
            int x = (int)Math.Round(x1 + (x2 - x1) * share);
            if (!dashed || x / 4 % 2 == 0) Set(x, (int)Math.Round(y1 + (y2 - y1) * share), style, priority);
        }
    }

    /// <summary>True when a cell has a dot.</summary>
    public bool Has(int column, int row) => (uint)column < (uint)_columns && (uint)row < (uint)_rows && _dots[row * _columns + column] != 0;

    /// <summary>Draws all cells with dots.</summary>
    public void Paint(Canvas canvas)
    {
        for (int row = 0; row < _rows; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                int cell = row * _columns + column;
                if (_dots[cell] != 0) canvas.Set(column, row, (char)(0x2800 + _dots[cell]), _styles[cell]);
            }
        }
    }

    // Unicode numbers the dots down the columns, and the fourth row came later.
    private static byte Bit(int x, int y) => y == 3 ? (byte)(0x40 << x) : (byte)(1 << (y + 3 * x));
}
