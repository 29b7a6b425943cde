namespace Backstep.Debugger.Tui.Rendering;

/// <summary>A rectangle of cells; sizes below zero count as zero.</summary>
public readonly record struct Rect
{
    /// <summary>A rectangle at a column and row with a width and height in cells.</summary>
    public Rect(int x, int y, int width, int height)
    {
        X = x;
        Y = y;
        Width = Math.Max(0, width);
        Height = Math.Max(0, height);
    }

    /// <summary>First column.</summary>
    public int X { get; }

    /// <summary>First row.</summary>
    public int Y { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The column after the last.</summary>
    public int Right => X + Width;

    /// <summary>The row after the last.</summary>
    public int Bottom => Y + Height;

    /// <summary>True when there is no cell in it.</summary>
    public bool IsEmpty => Width == 0 || Height == 0;

    /// <summary>True when the cell lies within.</summary>
    public bool Contains(int x, int y) => x >= X && x < Right && y >= Y && y < Bottom;

    /// <summary>The cells that lie in both.</summary>
    public Rect Intersect(Rect other)
    {
        int x = Math.Max(X, other.X), y = Math.Max(Y, other.Y);
        return new Rect(x, y, Math.Min(Right, other.Right) - x, Math.Min(Bottom, other.Bottom) - y);
    }

    /// <summary>True when they share a cell.</summary>
    public bool Overlaps(Rect other) => !Intersect(other).IsEmpty;

    /// <summary>Moved by columns and rows.</summary>
    public Rect Offset(int dx, int dy) => new(X + dx, Y + dy, Width, Height);

    /// <summary>Smaller by so many columns at each side and rows at top and bottom.</summary>
    public Rect Inset(int columns, int rows) => new(X + columns, Y + rows, Width - 2 * columns, Height - 2 * rows);

    /// <summary>A rectangle of this size in the middle, no larger than this one.</summary>
    public Rect Centred(int width, int height)
    {
        width = Math.Clamp(width, 0, Width);
        height = Math.Clamp(height, 0, Height);
        return new Rect(X + (Width - width) / 2, Y + (Height - height) / 2, width, height);
    }
}
