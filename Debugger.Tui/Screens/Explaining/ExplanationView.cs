using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging.Explaining;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>The page of one explanation: a row of it is selected, and can be opened.</summary>
internal sealed class ExplanationView : ScrolledView
{
    // Above and below the selected row its neighbours stay in sight.
    private const int Context = 2;

    // Between the page and its scroll bar.
    private const int RightMargin = 1;

    private readonly Dictionary<Explanation, (int Selected, GroupedBy? By)> _places = new(ReferenceEqualityComparer.Instance);
    private Explanation? _shown;
    private SessionView? _view;
    private ExplanationPage? _page;

    public ExplanationView()
    {
        AddCommand(Command.Up, () => Select(Selected - 1));
        AddCommand(Command.Down, () => Select(Selected + 1));
        AddCommand(Command.PageUp, () => Select(Selected + 1 - Viewport.Height));
        AddCommand(Command.PageDown, () => Select(Selected + Viewport.Height - 1));
        AddCommand(Command.Start, () => Select(0));
        AddCommand(Command.End, () => Select(int.MaxValue));
        KeyBindings.Remove(Key.Space);
    }

    /// <summary>Another row is selected, or the terms are grouped otherwise.</summary>
    public event Action? Changed;

    /// <summary>The selected row was double clicked, or clicked once more.</summary>
    public event Action? Opened;

    /// <summary>Whether it stands beside the one that is looked at: its selected row was opened.</summary>
    public bool IsParent { get; init; }

    public ExplanationRow? Row => Page?.Rows is { Length: > 0 } rows ? rows[Math.Clamp(Selected, 0, rows.Length - 1)] : null;

    /// <summary>How the terms are grouped; null for single terms.</summary>
    public GroupedBy? By => _shown is { } shown && _places.TryGetValue(shown, out var place) ? place.By : null;

    private int Selected => _shown is { } shown && _places.TryGetValue(shown, out var place) ? place.Selected : 0;

    private ExplanationPage? Page => _page ??= _shown is null ? null : Make(Viewport.Width - RightMargin);

    /// <summary>Shows an explanation, with the row and grouping that it was left with.</summary>
    /// <param name="shown">What.</param>
    /// <param name="view">The session.</param>
    /// <param name="trail">What can still be gone back to; all else is forgotten.</param>
    public void Show(Explanation? shown, SessionView? view, IReadOnlyCollection<Explanation> trail)
    {
        if (ReferenceEquals(shown, _shown) && ReferenceEquals(view, _view)) return;
        bool another = !ReferenceEquals(shown, _shown);
        (_shown, _view) = (shown, view);
        foreach (Explanation gone in _places.Keys.Except(trail, ReferenceEqualityComparer.Instance).Cast<Explanation>().ToArray())
            _places.Remove(gone);
        if (shown is not null && !_places.ContainsKey(shown)) _places[shown] = (0, shown.Groups.IsEmpty ? null : shown.Groups[0].By);
        if (another) Viewport = Viewport with { Y = 0 };
        Renew();
        if (another) ScrollToSelected();
    }

    /// <summary>The rows and groupings of another view of the same trail.</summary>
    public void Adopt(ExplanationView other)
    {
        foreach (KeyValuePair<Explanation, (int, GroupedBy?)> place in other._places) _places[place.Key] = place.Value;
    }

    /// <summary>Terms in other groups.</summary>
    public void Group(GroupedBy? by)
    {
        if (_shown is null) return;
        _places[_shown] = (0, by);
        Renew();
        ScrollToSelected();
        Changed?.Invoke();
    }

    /// <summary>To the next way to group the terms.</summary>
    public void NextGrouping()
    {
        if (_shown is null) return;
        GroupedBy?[] all = [.. _shown.Groups.Select(g => (GroupedBy?)g.By), null];
        Group(all[(Array.IndexOf(all, By) + 1) % all.Length]);
    }

    protected override int Measure(int width)
    {
        _page = _shown is null ? null : Make(width - RightMargin);
        return _page?.Height ?? 0;
    }

    protected override void PaintPage(Canvas page, HitMap.Builder hits)
    {
        // In a theme or language that it was not measured in.
        _page = _shown is null ? null : Make(page.Width - RightMargin);
        _page?.Paint(page.Sub(0, 0, page.Width - RightMargin, page.Height), hits);
    }

    protected override void OnHit(HitTarget target, Point place, bool twice)
    {
        if (target is GroupingHit grouping) Group(grouping.By);
        if (target is not RowHit row) return;
        bool again = row.Row == Selected;
        Select(row.Row);
        if (again || twice) Opened?.Invoke();
    }

    private ExplanationPage Make(int width)
    {
        var subject = new ExplanationSubject(_shown!, By, Selected, _view);
        var page = new ExplanationPage(subject, Look, width, compact: IsParent);
        return page.Height > Viewport.Height && !IsParent ? new ExplanationPage(subject, Look, width, compact: true) : page;
    }

    private bool? Select(int row)
    {
        if (_shown is null || Page!.Rows.IsEmpty) return ScrollVertical(row > Selected ? 1 : -1);
        _places[_shown] = (Math.Clamp(row, 0, Page.Rows.Length - 1), By);
        Renew();
        ScrollToSelected();
        Changed?.Invoke();
        return true;
    }

    private void Renew()
    {
        _page = null;
        Remeasure();
    }

    // The beginning of the page as long as the first row is visible with it, else the rows around the selected one.
    private void ScrollToSelected()
    {
        if (Page is not { } page) return;
        if (Selected == 0) KeepInSight(0, 1);
        else KeepInSight(Math.Max(page.SelectedTop - Context, 0), 2 * Context + 1);
    }
}
