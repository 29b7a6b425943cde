using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// A part of a screen that a painter draws on, with coordinates of its own: (0, 0) is its upper left cell. Nothing can be drawn outside of
/// it.
/// </summary>
public readonly struct Canvas
{
    private readonly Rect _clip;

    /// <summary>A canvas over a part of a screen (all of it when not given).</summary>
    public Canvas(Screen screen, Look look, Rect? area = null)
    {
        Screen = screen;
        Look = look;
        Area = area ?? screen.Area;
        _clip = Area.Intersect(screen.Area);
    }

    private Canvas(Canvas parent, Rect local)
    {
        Screen = parent.Screen;
        Look = parent.Look;
        Area = local.Offset(parent.Area.X, parent.Area.Y);
        _clip = Area.Intersect(parent._clip);
    }

    /// <summary>The screen beneath.</summary>
    public Screen Screen { get; }

    /// <summary>Theme and abilities of the terminal.</summary>
    public Look Look { get; }

    /// <summary>Where it lies on the screen.</summary>
    public Rect Area { get; }

    /// <summary>Styles by meaning.</summary>
    public Theme Theme => Look.Theme;

    /// <summary>Columns.</summary>
    public int Width => Area.Width;

    /// <summary>Rows.</summary>
    public int Height => Area.Height;

    /// <summary>True when there is no cell to draw on.</summary>
    public bool IsEmpty => Area.IsEmpty;

    /// <summary>All of it in its own coordinates.</summary>
    public Rect Local => new(0, 0, Width, Height);

    /// <summary>A part of it, in its own coordinates; what reaches outside is clipped.</summary>
    public Canvas Sub(Rect local) => new(this, local);

    /// <summary>A part of it.</summary>
    public Canvas Sub(int x, int y, int width, int height) => new(this, new Rect(x, y, width, height));

    /// <summary>One row.</summary>
    public Canvas Line(int y) => new(this, new Rect(0, y, Width, y >= 0 && y < Height ? 1 : 0));

    /// <summary>Smaller by so many columns left and right and rows above and below.</summary>
    public Canvas Inset(int columns, int rows) => new(this, Local.Inset(columns, rows));

    /// <summary>A place of it in coordinates of the screen, cut to what is visible: for mouse hits.</summary>
    public Rect OnScreen(Rect local) => local.Offset(Area.X, Area.Y).Intersect(_clip);

    /// <summary>Writes text and returns the column after it.</summary>
    public int Put(int x, int y, ReadOnlySpan<char> text, Style style) =>
        Screen.Put(Area.X + x, Area.Y + y, text, style, _clip) - Area.X;

    /// <summary>Writes text in ordinary style and returns the column after it.</summary>
    public int Put(int x, int y, ReadOnlySpan<char> text) => Put(x, y, text, Theme.Text);

    /// <summary>Writes fragments one after another and returns the column after them.</summary>
    public int Put(int x, int y, IReadOnlyList<Fragment> fragments)
    {
        for (int i = 0; i < fragments.Count; i++) x = Put(x, y, fragments[i].Text, Plain(fragments[i].Style));
        return x;
    }

    /// <summary>Writes text that ends before the column <paramref name="right"/>; returns the column where it starts.</summary>
    public int PutRight(int right, int y, string text, Style style)
    {
        int x = right - CellWidth.Of(text);
        Put(x, y, text, style);
        return x;
    }

    /// <summary>Writes text in the middle of a row.</summary>
    public void PutCentred(int y, string text, Style style)
    {
        string cut = CellWidth.Ellipsis(text, Width);
        Put((Width - CellWidth.Of(cut)) / 2, y, cut, style);
    }

    /// <summary>Writes text cut to so many columns with an ellipsis; returns the column after it.</summary>
    public int PutCut(int x, int y, int columns, string text, Style style) =>
        Put(x, y, CellWidth.Ellipsis(text, Math.Min(columns, Width - x)), style);

    /// <summary>Writes fragments cut to so many columns with an ellipsis; returns the column after them.</summary>
    public int PutCut(int x, int y, int columns, IReadOnlyList<Fragment> fragments)
    {
        int right = Math.Min(x + columns, Width), total = 0;
        foreach (Fragment fragment in fragments) total += fragment.Width;
        bool cut = x + total > right;
        for (int i = 0; i < fragments.Count && x < right; i++)
        {
            string text = fragments[i].Text;
            int room = right - x;
            // The ellipsis stands in the fragment that fills the last column.
            if (cut && CellWidth.Of(text) >= room) text = CellWidth.Ellipsis(text + " ", room);
            x = Put(x, y, text, Plain(fragments[i].Style));
        }
        return x;
    }

    /// <summary>Puts one glyph.</summary>
    public void Set(int x, int y, char glyph, Style style) => Screen.Set(Area.X + x, Area.Y + y, new Rune(glyph), style, _clip);

    /// <summary>Fills everything with blanks in a style.</summary>
    public void Clear(Style style) => Screen.Fill(_clip, ' ', style);

    /// <summary>Fills a part with one glyph of width 1.</summary>
    public void Fill(Rect local, char glyph, Style style) => Screen.Fill(OnScreen(local), glyph, style);

    /// <summary>Lays a style over what is drawn.</summary>
    public void Restyle(Rect local, Style style) => Screen.Restyle(OnScreen(local), style);

    /// <summary>The cell at a place; blank outside.</summary>
    public Cell At(int x, int y) => _clip.Contains(Area.X + x, Area.Y + y) ? Screen[Area.X + x, Area.Y + y] : Cell.Blank(default);

    private Style Plain(Style style) => style == default ? Theme.Text : style;
}
