using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>A text that is wrapped to the width at hand, and scrolls where it is longer than its place.</summary>
internal sealed class ProseView : ScrolledView
{
    private Func<int, Theme, List<List<Fragment>>> _write = (_, _) => [];
    private List<List<Fragment>> _lines = [];
    private (int Width, Look? Look) _madeFor;

    public ProseView()
    {
        (X, Width, Height) = (1, Dim.Fill(1), Dim.Fill());
        // At the end of a page its keys mean something else: to go on.
        AddCommand(Command.Up, () => Viewport.Y > 0 ? ScrollVertical(-1) : false);
        AddCommand(Command.Down, () => HasMore ? ScrollVertical(1) : false);
        AddCommand(Command.PageDown, () => HasMore ? ScrollVertical(Viewport.Height - 1) : false);
    }

    /// <summary>Longer lines are hard to read.</summary>
    public int MostColumns { get; init; } = 72;

    /// <summary>Whether there is more below what is in sight.</summary>
    public bool HasMore => Viewport.Y + Viewport.Height < GetContentSize().Height;

    /// <summary>Rows that the text takes at a width.</summary>
    public int RowsAt(int width) => _write(Columns(width), Look.Theme).Count;

    /// <summary>Shows a text, from its beginning; <paramref name="write"/> makes its lines for a width.</summary>
    public void Show(Func<int, Theme, List<List<Fragment>>> write, bool fromTop = true)
    {
        _write = write;
        _madeFor = default;
        if (fromTop) Viewport = Viewport with { Y = 0 };
        Remeasure();
    }

    /// <summary>To the last row, for what was added below; false, so that a timer does it once.</summary>
    public bool ScrollToEnd()
    {
        ScrollVertical(GetContentSize().Height);
        return false;
    }

    protected override int Measure(int width)
    {
        if (_madeFor == (width, Look)) return _lines.Count;
        _madeFor = (width, Look);
        _lines = _write(Columns(width), Look.Theme);
        return _lines.Count;
    }

    protected override void PaintPage(Canvas page, HitMap.Builder hits)
    {
        Measure(page.Width);
        for (int y = 0; y < _lines.Count; y++) page.Put(0, y, _lines[y]);
    }

    private int Columns(int width) => Math.Max(1, Math.Min(width - 1, MostColumns));
}
