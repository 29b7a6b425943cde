using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>A line of a place in a text that can be clicked, brought into sight, and selected.</summary>
/// <param name="place">The place's number; all its lines have the same.</param>
/// <param name="parts">What stands there.</param>
internal sealed class PlacedLine(int place, IEnumerable<Fragment> parts) : List<Fragment>(parts)
{
    public int Place => place;

    public bool IsSelected { get; init; }
}

/// <summary>A text that is wrapped to the width at hand, and scrolls where it is longer than its place.</summary>
internal sealed class ProseView : ScrolledView
{
    private Func<int, Theme, List<List<Fragment>>> _write = (_, _) => [];
    private List<List<Fragment>> _lines = [];
    private (int Width, Look? Look) _madeFor;
    private Size _kept;
    private int? _place;

    public ProseView()
    {
        (X, Width, Height) = (1, Dim.Fill(1), Dim.Fill());
        // At the end of a page its keys mean something else: to go on.
        AddCommand(Command.Up, () => Moves?.Invoke(-1) == true || Viewport.Y > 0 && ScrollVertical(-1) == true);
        AddCommand(Command.Down, () => Moves?.Invoke(1) == true || HasMore && ScrollVertical(1) == true);
        AddCommand(Command.PageDown, () => HasMore ? ScrollVertical(Viewport.Height - 1) : false);
    }

    /// <summary>A place in the text was clicked.</summary>
    public event Action<int>? Clicked;

    /// <summary>Takes the arrows for something else than to scroll; false while there is nothing else.</summary>
    public Func<int, bool>? Moves { get; set; }

    /// <summary>Longer lines are hard to read.</summary>
    public int MostColumns { get; init; } = 72;

    /// <summary>Whether there is more below what is in sight.</summary>
    public bool HasMore => Viewport.Y + Viewport.Height < GetContentSize().Height;

    /// <summary>Rows that the text takes at a width.</summary>
    public int RowsAt(int width) => _write(Columns(width), Look.Theme).Count;

    /// <summary>Shows a text, from its beginning; <paramref name="write"/> makes its lines for a width.</summary>
    /// <param name="write">Makes the lines.</param>
    /// <param name="fromTop">Whether it begins anew; otherwise it stays scrolled as it was.</param>
    /// <param name="place">What is to be in sight, at this size and any other; null for the beginning.</param>
    public void Show(Func<int, Theme, List<List<Fragment>>> write, bool fromTop = true, int? place = null)
    {
        (_write, _place, _kept, _madeFor) = (write, place, Size.Empty, default);
        if (fromTop) Viewport = Viewport with { Y = 0 };
        Remeasure();
    }

    protected override int Measure(int width)
    {
        if (_madeFor == (width, Look)) return _lines.Count;
        _madeFor = (width, Look);
        _lines = _write(Columns(width), Look.Theme);
        return _lines.Count;
    }

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        base.OnSubViewLayout(args);
        if (_kept == Viewport.Size) return;
        _kept = Viewport.Size;
        int first = _lines.FindIndex(l => (l as PlacedLine)?.Place == _place);
        if (_place is not null && first >= 0) KeepInSight(first, _lines.Count(l => (l as PlacedLine)?.Place == _place));
    }

    protected override void PaintPage(Canvas page, HitMap.Builder hits)
    {
        Measure(page.Width);
        for (int y = 0; y < _lines.Count; y++)
        {
            Canvas row = page.Line(y);
            if (_lines[y] is PlacedLine line)
            {
                hits.Add(row.OnScreen(row.Local), new PlaceTarget(line.Place));
                if (line.IsSelected) row.Clear(page.Theme.Selection);
            }
            row.Put(0, 0, _lines[y]);
            if (_lines[y] is PlacedLine { IsSelected: true }) ListView.Mark(row, page.Theme.Selection);
        }
    }

    protected override void OnHit(HitTarget target, Point place, bool twice)
    {
        if (target is PlaceTarget hit) Clicked?.Invoke(hit.Place);
    }

    private int Columns(int width) => Math.Max(1, Math.Min(width - 1, MostColumns));

    private sealed record PlaceTarget(int Place) : HitTarget;
}
