using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Views;

/// <summary>A painted page that may be higher than its place: arrows, pages, ends, wheel and a scroll bar move it.</summary>
public abstract class ScrolledView : PaintedView
{
    private const int WheelRows = 3;

    protected ScrolledView()
    {
        ViewportSettings |= ViewportSettingsFlags.HasVerticalScrollBar;
        AddCommand(Command.Up, () => ScrollVertical(-1));
        AddCommand(Command.Down, () => ScrollVertical(1));
        AddCommand(Command.PageUp, () => ScrollVertical(1 - Viewport.Height));
        AddCommand(Command.PageDown, () => ScrollVertical(Viewport.Height - 1));
        AddCommand(Command.Start, () => ScrollVertical(-GetContentSize().Height));
        AddCommand(Command.End, () => ScrollVertical(GetContentSize().Height));
        AddCommand(Command.ScrollUp, () => ScrollVertical(-WheelRows));
        AddCommand(Command.ScrollDown, () => ScrollVertical(WheelRows));
        foreach ((Key key, Command command) in new[]
        {
            (Key.CursorUp, Command.Up), (Key.K, Command.Up), (Key.CursorDown, Command.Down), (Key.J, Command.Down),
                (Key.PageUp, Command.PageUp), (Key.PageDown, Command.PageDown),
            (Key.Space, Command.PageDown), (Key.Home, Command.Start), (Key.End, Command.End),
        }) KeyBindings.ReplaceCommands(key, command);
        MouseBindings.Add(MouseFlags.WheeledUp, Command.ScrollUp);
        MouseBindings.Add(MouseFlags.WheeledDown, Command.ScrollDown);
    }

    /// <summary>How many rows the page has at a width.</summary>
    protected abstract int Measure(int width);

    /// <summary>Paints all of the page; what is not in sight is clipped.</summary>
    protected abstract void PaintPage(Canvas page, HitMap.Builder hits);

    /// <summary>The page is another one.</summary>
    protected void Remeasure()
    {
        SetNeedsLayout();
        SetNeedsDraw();
    }

    /// <summary>Scrolls no further than needed for these rows to be in sight, the upper one at any rate.</summary>
    protected void KeepInSight(int top, int height)
    {
        int y = Math.Max(Math.Min(Viewport.Y, top), Math.Min(top, top + height - Viewport.Height));
        if (y != Viewport.Y) Viewport = Viewport with { Y = Math.Max(y, 0) };
    }

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        int rows = Measure(Viewport.Width);
        if (rows != GetContentSize().Height) SetContentHeight(rows);
        base.OnSubViewLayout(args);
    }

    protected sealed override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        int rows = GetContentSize().Height;
        PaintPage(canvas.Sub(0, -Viewport.Y, canvas.Width, Math.Max(rows, Viewport.Y + canvas.Height)), hits);
    }
}
