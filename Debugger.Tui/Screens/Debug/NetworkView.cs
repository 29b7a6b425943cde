using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>The network with its live numbers. A click or the arrows pick a number, a double click or Enter opens it.</summary>
internal sealed class NetworkView : PaintedView
{
    private SessionView? _view;
    private int? _picked;
    private int _page;

    public NetworkView()
    {
        foreach ((Command command, Key key, int x, int y) in (ReadOnlySpan<(Command, Key, int, int)>)
            [(Command.Left, Key.CursorLeft, -1, 0), (Command.Right, Key.CursorRight, 1, 0), (Command.Up, Key.CursorUp, 0, -1),
                (Command.Down, Key.CursorDown, 0, 1)])
        {
            AddCommand(command, () => Walk(x, y));
            KeyBindings.ReplaceCommands(key, command);
        }
        KeyBindings.Add(Key.K, Command.Up);
        KeyBindings.Add(Key.J, Command.Down);
        // Of several positions or heads that there is no room for at once, another.
        AddCommand(Command.PageLeft, () => Turn(_page - 1));
        KeyBindings.Add(new Key('['), Command.PageLeft);
        AddCommand(Command.PageRight, () => Turn(_page + 1));
        KeyBindings.Add(new Key(']'), Command.PageRight);
        AddCommand(Command.Accept, () => Open());
        KeyBindings.ReplaceCommands(Key.Enter, Command.Accept);
    }

    /// <summary>A number was picked.</summary>
    public event Action? Picked;

    /// <summary>A number is to be opened.</summary>
    public event Action? Opened;

    /// <summary>The value that was picked; null if none is.</summary>
    public Value? Value => _picked is { } slot && _view is { } view && slot < view.Program.Values.Length ? view.Program.Values[slot] : null;

    public void Show(SessionView? view)
    {
        if (ReferenceEquals(view, _view)) return;
        if (_view?.Program != view?.Program) (_picked, _page) = (null, 0);
        _view = view;
        SetNeedsDraw();
    }

    /// <summary>Lets go of what was picked; false if nothing was.</summary>
    public bool LetGo()
    {
        bool was = _picked is not null;
        Pick(null);
        return was;
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_view is not { } view || canvas.IsEmpty) return;
        NetworkPane.Paint(canvas, view, hits, _page);
        if (_picked is { } slot && HasFocus && Smallest(hits.Build(), slot) is { } place) canvas.Restyle(place, canvas.Theme.CursorCell);
    }

    protected override void OnHit(HitTarget target, Point place, bool twice)
    {
        if (target is PageTarget other) Turn(other.Page);
        if (target is not ValueTarget value) return;
        Pick(value.Slot);
        if (twice) Opened?.Invoke();
    }

    private bool Turn(int page)
    {
        _page = page;
        SetNeedsDraw();
        return true;
    }

    private bool Open()
    {
        Opened?.Invoke();
        return true;
    }

    private void Pick(int? slot)
    {
        if (_picked == slot) return;
        _picked = slot;
        SetNeedsDraw();
        if (slot is not null) Picked?.Invoke();
    }

    /// <summary>To the nearest number in a direction.</summary>
    private bool Walk(int dx, int dy)
    {
        (int Slot, Rect Place)[] all =
            [.. Hits.Regions.Where(r => r.Target is ValueTarget and not PageTarget).GroupBy(r => ((ValueTarget)r.Target).Slot)
            .Select(g => (g.Key, g.MinBy(r => r.Area.Width * r.Area.Height).Area))];
        if (all.Length == 0) return true;
        int? from = _picked ?? _view?.LastInstruction?.Output.Slot;
        int at = Array.FindIndex(all, a => a.Slot == from);
        if (at < 0)
        {
            Pick(all[0].Slot);
            return true;
        }
        (double x, double y) = Centre(all[at].Place);
        var ahead = all.Where(a => a.Slot != from)
            .Select(a => (a.Slot, Along: Along(a.Place, x, y, dx, dy), Aside: Aside(a.Place, x, y, dx, dy))).Where(a => a.Along > 0.5);
        (int Slot, double Along, double Aside)[] order = [.. ahead.OrderBy(a => a.Along + 2 * a.Aside)];
        if (order.Length > 0) Pick(order[0].Slot);
        return true;
    }

    // A row is about as high as two columns are wide.
    private static (double X, double Y) Centre(Rect place) => (place.X + place.Width / 2.0, 2 * (place.Y + place.Height / 2.0));

    private static double Along(Rect place, double x, double y, int dx, int dy) =>
        Centre(place) is var (px, py) ? (px - x) * dx + (py - y) * dy : 0;

    private static double Aside(Rect place, double x, double y, int dx, int dy) =>
        Centre(place) is var (px, py) ? Math.Abs((px - x) * dy) + Math.Abs((py - y) * dx) : 0;

    private static Rect? Smallest(HitMap hits, int slot)
    {
        Rect[] places = [.. hits.Regions.Where(r => r.Target is ValueTarget v and not PageTarget && v.Slot == slot).Select(r => r.Area)];
        return places.Length == 0 ? null : places.MinBy(p => p.Width * p.Height);
    }
}
