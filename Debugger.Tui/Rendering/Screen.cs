using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// A grid of cells. Everything written outside of it or of the clip is dropped: no method throws for a place out of bounds.
/// A wide cluster whose half is overwritten or clipped is replaced by blanks, so that no row ever shifts.
/// </summary>
public sealed class Screen
{
    private readonly Cell[] _cells;

    /// <summary>An empty grid; sizes below zero count as zero.</summary>
    public Screen(int width, int height, Style style = default)
    {
        Width = Math.Max(0, width);
        Height = Math.Max(0, height);
        _cells = new Cell[Width * Height];
        Clear(style);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The whole grid as a rectangle.</summary>
    public Rect Area => new(0, 0, Width, Height);

    /// <summary>Where the terminal's own cursor shall stand, or null for none.</summary>
    public (int X, int Y)? Cursor { get; set; }

    /// <summary>Is told of text that goes on beyond its clip, whose rest is dropped: by whom nothing is to be cut silently.</summary>
    internal Action<string>? Lost { get; init; }

    /// <summary>The cell at a column and row; blank outside of the grid.</summary>
    public Cell this[int x, int y] => (uint)x < (uint)Width && (uint)y < (uint)Height ? _cells[y * Width + x] : Cell.Blank(default);

    /// <summary>One row of cells.</summary>
    public ReadOnlySpan<Cell> Row(int y) => (uint)y < (uint)Height ? _cells.AsSpan(y * Width, Width) : default;

    /// <summary>Empties all cells.</summary>
    public void Clear(Style style = default)
    {
        _cells.AsSpan().Fill(Cell.Blank(style));
        Cursor = null;
    }

    /// <summary>Puts one rune; returns the columns taken, 0 when it is clipped.</summary>
    public int Set(int x, int y, Rune rune, Style style, Rect? clip = null) =>
        PutCell(x, y, null, rune, CellWidth.Of(rune), style, (clip ?? Area).Intersect(Area));

    /// <summary>Writes text from a column on and returns the column after it. Control characters are dropped.</summary>
    public int Put(int x, int y, ReadOnlySpan<char> text, Style style, Rect? clip = null)
    {
        Rect bounds = (clip ?? Area).Intersect(Area);
        bool visible = y >= bounds.Y && y < bounds.Bottom;
        while (!text.IsEmpty)
        {
            if (visible && x >= bounds.Right)
            {
                visible = false;
                if (Lost is not null && !text.IsWhiteSpace()) Lost(text.ToString());
            }
            int length = CellWidth.NextCluster(text, out int columns);
            if (columns > 0)
            {
                if (visible)
                {
                    bool single = Rune.DecodeFromUtf16(text, out Rune rune, out int used) == System.Buffers.OperationStatus.Done
                        && used == length;
                    if (!single && length == 1) (single, rune) = (true, Rune.ReplacementChar);
                    PutCell(x, y, single ? null : text[..length], rune, columns, style, bounds);
                }
                x += columns;
            }
            text = text[length..];
        }
        return x;
    }

    /// <summary>Fills a rectangle with one glyph of width 1.</summary>
    public void Fill(Rect area, char glyph, Style style)
    {
        Rect bounds = area.Intersect(Area);
        for (int y = bounds.Y; y < bounds.Bottom; y++)
        {
            for (int x = bounds.X; x < bounds.Right; x++) PutCell(x, y, null, new Rune(glyph), 1, style, bounds);
        }
    }

    /// <summary>Lays a style over the cells of a rectangle and keeps their glyphs.</summary>
    public void Restyle(Rect area, Style style)
    {
        Rect bounds = area.Intersect(Area);
        for (int y = bounds.Y; y < bounds.Bottom; y++)
        {
            for (int x = bounds.X; x < bounds.Right; x++)
            {
                ref Cell cell = ref _cells[y * Width + x];
                cell = cell.With(style.Over(cell.Style));
            }
        }
    }

    /// <summary>Replaces each cell's style, for example to dim what lies behind a dialog.</summary>
    public void Restyle(Rect area, Func<Style, Style> change)
    {
        Rect bounds = area.Intersect(Area);
        for (int y = bounds.Y; y < bounds.Bottom; y++)
        {
            for (int x = bounds.X; x < bounds.Right; x++)
            {
                ref Cell cell = ref _cells[y * Width + x];
                cell = cell.With(change(cell.Style));
            }
        }
    }

    /// <summary>A copy whose glyphs are ASCII only, each of the same width, for terminals without Unicode.</summary>
    /// <param name="keepWide">True leaves Chinese, Japanese and Korean signs as they are.</param>
    public Screen ToAscii(bool keepWide = false)
    {
        var copy = new Screen(Width, Height) { Cursor = Cursor };
        for (int i = 0; i < _cells.Length; i++)
        {
            Cell cell = _cells[i];
            if (keepWide && cell.Width != 1)
            {
                copy._cells[i] = cell;
                continue;
            }
            // Both halves of a wide cluster become a question mark of their own.
            copy._cells[i] = cell is { Width: 1, Cluster: null } && cell.Rune.IsAscii
                ? cell
                : new Cell(new Rune(cell.Width == 1 ? AsciiGlyphs.For(Sign(cell)) : '?'), 1, cell.Style);
        }
        return copy;
    }

    /// <summary>A letter without what is put above or below it.</summary>
    private static Rune Sign(Cell cell) => cell.Cluster is { } cluster ? Rune.GetRuneAt(cluster, 0) : cell.Rune;

    /// <summary>A copy with the colours that a terminal of this level shows.</summary>
    public Screen Downgrade(ColourLevel level)
    {
        var copy = new Screen(Width, Height) { Cursor = Cursor };
        for (int i = 0; i < _cells.Length; i++) copy._cells[i] = _cells[i].With(_cells[i].Style.Downgrade(level));
        return copy;
    }

    private int PutCell(int x, int y, ReadOnlySpan<char> cluster, Rune rune, int columns, Style style, Rect bounds)
    {
        if (columns == 0 || y < bounds.Y || y >= bounds.Bottom || x >= bounds.Right || x + columns <= bounds.X) return 0;
        if (columns == 2 && (x < bounds.X || x + 1 >= bounds.Right))
        {
            // Half of a wide cluster cannot be drawn; its place stays blank.
            int inside = x < bounds.X ? x + 1 : x;
            return PutCell(inside, y, default, new Rune(' '), 1, style, bounds);
        }
        int at = y * Width + x;
        BreakWide(at, x);
        if (columns == 2) BreakWide(at + 1, x + 1);
        Style final = style.Over(new Style(_cells[at].Style.Foreground, _cells[at].Style.Background));
        _cells[at] = cluster.IsEmpty ? new Cell(rune, columns, final) : new Cell(cluster.ToString(), columns, final);
        if (columns == 2) _cells[at + 1] = Cell.Continuation(final);
        return columns;
    }

    // Before a cell is overwritten: the other half of a wide cluster that lies in it becomes blank.
    private void BreakWide(int at, int x)
    {
        if (_cells[at].Width == 1) return;
        int other = _cells[at].IsContinuation ? (x > 0 ? at - 1 : at) : (x + 1 < Width ? at + 1 : at);
        _cells[other] = Cell.Blank(_cells[other].Style);
        _cells[at] = Cell.Blank(_cells[at].Style);
    }
}
