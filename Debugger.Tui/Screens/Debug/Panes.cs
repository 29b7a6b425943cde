using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The debugger's four panes: as many as fit, the one with the focus always; borders can be dragged, a pane can have all the room.
/// </summary>
internal sealed class Panes : HoldingView
{
    private readonly PaneFrame[] _frames;
    private readonly TabRow _tabs;
    private PaneChoice _choice = new(Pane.Program, Pane.Program, Pane.Program, false, new PaneSizes());
    private PaneLayout _layout = PaneLayout.Of(0, 0, new(Pane.Program, Pane.Program, Pane.Program, false, new PaneSizes()));
    private Splitter? _dragged;
    private bool _isArranging;
    private Func<bool, Pane>? _begin;

    /// <param name="contents">What stands in the panes, in the order of <see cref="Pane"/>.</param>
    public Panes(params View[] contents)
    {
        (Width, Height, CanFocus) = (Dim.Fill(), Dim.Fill(), true);
        _tabs = new TabRow(this) { Width = Dim.Fill(), Height = 1 };
        Add(_tabs);
        _frames = [.. contents.Select(c => new PaneFrame(c))];
        for (int i = 0; i < _frames.Length; i++)
        {
            var pane = (Pane)i;
            _frames[i].HasFocusChanged += (_, e) => { if (e.NewValue) GotFocus(pane); };
            Add(_frames[i]);
        }
    }

    /// <summary>Another pane has the focus, or there is another layout.</summary>
    public event Action? Changed;

    /// <summary>The pane with the focus.</summary>
    public Pane Focus => _choice.Focus;

    public bool IsZoomed => _choice.IsZoomed;

    /// <summary>A person has put borders somewhere else.</summary>
    public event Action<PaneSizes>? Resized;

    public PaneFrame this[Pane pane] => _frames[(int)pane];

    /// <summary>Whether a pane can be seen.</summary>
    public bool Shows(Pane pane) => _layout.Shows(pane);

    /// <summary>Gives a pane the focus, and shows it where it cannot be seen.</summary>
    public void Reveal(Pane pane)
    {
        Choose(_choice with { Focus = pane, IsZoomed = false });
        Arrange();
        _frames[(int)pane].SetFocus();
    }

    /// <summary>The next pane, or the one before.</summary>
    public void Step(int by) => Reveal((Pane)(((int)Focus + by + _frames.Length) % _frames.Length));

    /// <summary>The pane with the focus gets all the room, or gives it back.</summary>
    public void Zoom(bool? on = null)
    {
        Choose(_choice with { IsZoomed = on ?? !_choice.IsZoomed });
        Arrange();
    }

    /// <summary>Moves the borders of the pane with the focus.</summary>
    public void Resize(int columns, int rows)
    {
        PaneSizes s = _choice.Sizes;
        Rectangle program = _layout[Pane.Program], side = program.IsEmpty ? _layout[Pane.Values] : program, values = _layout[Pane.Values],
            why = _layout[Pane.Why];
        if (columns != 0 && Focus == Pane.Values && !program.IsEmpty) s = s with { Right = values.Width + columns };
        else if (columns != 0) s = s with { Left = side.Width + (Focus == Pane.Network ? -columns : columns) };
        if (rows != 0) s = s with { Why = why.Height + (Focus == Pane.Why ? rows : -rows) };
        Choose(_choice with { Sizes = s });
        Arrange();
        Resized?.Invoke(s);
    }

    /// <summary>Puts borders where they were put before.</summary>
    public void Show(PaneSizes sizes)
    {
        if (_dragged is not null || _choice.Sizes == sizes) return;
        Choose(_choice with { Sizes = sizes });
        SetNeedsLayout();
    }

    /// <summary>What to show first, once there is room.</summary>
    /// <param name="choose">The pane, where some cannot be seen or all can.</param>
    public void Begin(Func<bool, Pane> choose)
    {
        _begin = choose;
        SetNeedsLayout();
    }

    public override void EndInit()
    {
        base.EndInit();
        App!.Mouse.MouseEvent += OnAnyMouse;
    }

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        Arrange();
        base.OnSubViewLayout(args);
    }

    protected override void Dispose(bool disposing)
    {
        if (App is not null) App.Mouse.MouseEvent -= OnAnyMouse;
        base.Dispose(disposing);
    }

    private void GotFocus(Pane pane)
    {
        if (_isArranging) return;
        if (_choice.Focus != pane) Choose(_choice with { Focus = pane });
        Changed?.Invoke();
    }

    private void Choose(PaneChoice choice)
    {
        _choice = choice with
        {
            Side = choice.Focus is Pane.Program or Pane.Values ? choice.Focus : choice.Side,
            Top = choice.Focus is not Pane.Why ? choice.Focus : choice.Top,
        };
        _tabs.SetNeedsDraw();
    }

    private void Arrange()
    {
        if (Viewport.Width <= 0 || Viewport.Height <= 0) return;
        PaneLayout before = _layout;
        if (_begin is { } begin)
        {
            _begin = null;
            Choose(_choice with { Focus = begin(!PaneLayout.Of(Viewport.Width, Viewport.Height, _choice).ShowsTabs), IsZoomed = false });
        }
        _layout = PaneLayout.Of(Viewport.Width, Viewport.Height, _choice);
        // What is to be seen comes before what is to go: a pane that goes hands its focus on.
        _isArranging = true;
        bool hadFocus = HasFocus;
        for (int i = 0; i < _frames.Length; i++)
        {
            Rectangle place = _layout[(Pane)i];
            if (place.IsEmpty) continue;
            PaneFrame frame = _frames[i];
            if (frame.Frame != place) (frame.X, frame.Y, frame.Width, frame.Height) = (place.X, place.Y, place.Width, place.Height);
            if (!frame.Visible) frame.Visible = true;
        }
        if (hadFocus && !_frames[(int)Focus].HasFocus) _frames[(int)Focus].SetFocus();
        for (int i = 0; i < _frames.Length; i++)
            if (_layout[(Pane)i].IsEmpty && _frames[i].Visible) _frames[i].Visible = false;
        if (_tabs.Visible != _layout.ShowsTabs) _tabs.Visible = _layout.ShowsTabs;
        _isArranging = false;
        if (_frames.Select((_, i) => before.Shows((Pane)i) != _layout.Shows((Pane)i)).Any(b => b)) Changed?.Invoke();
    }

    /// <summary>Borders are dragged; a border belongs to no pane, so this looks at every event first.</summary>
    private void OnAnyMouse(object? sender, Mouse mouse)
    {
        if (App?.TopRunnableView is not { } top || !ReferenceEquals(top, Root())) return;
        Point place = ScreenToViewport(mouse.ScreenPosition);
        bool held = mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed);
        if (_dragged is null && held && !mouse.Flags.HasFlag(MouseFlags.PositionReport))
            _dragged = _layout.Splitters.FirstOrDefault(s => s.Area.Contains(place));
        else if (_dragged is { } splitter && held)
        {
            Choose(_choice with { Sizes = splitter.Move(_choice.Sizes, place) });
            Arrange();
            mouse.Handled = true;
        }
        else if (!held && _dragged is not null)
        {
            _dragged = null;
            Resized?.Invoke(_choice.Sizes);
        }
    }

    private View? Root()
    {
        View? view = this;
        while (view.SuperView is { } above) view = above;
        return view;
    }

    /// <summary>The names of all panes where some cannot be seen; a click shows one.</summary>
    private sealed class TabRow : PaintedView
    {
        private readonly Panes _panes;

        public TabRow(Panes panes)
        {
            _panes = panes;
            CanFocus = false;
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            int selected = (int)_panes.Focus;
            foreach (Widgets.Hit hit in Widgets.Tabs.Paint(canvas, [.. _panes._frames.Select(f => f.Title)], selected))
                hits.Add(hit.Area, new TabTarget((Pane)hit.Index));
        }

        protected override void OnHit(HitTarget target, Point place, bool twice)
        {
            if (target is TabTarget tab) _panes.Reveal(tab.Pane);
        }
    }

    private sealed record TabTarget(Pane Pane) : HitTarget;
}
