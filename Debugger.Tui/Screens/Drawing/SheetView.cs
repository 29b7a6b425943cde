using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Data;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Drawing;

/// <summary>The sheet: a drag draws, with the right button it erases; the arrows move a pen that is down or up.</summary>
internal sealed class SheetView : PaintedView
{
    private const int Side = DigitImage.Side;

    private Sketch _sketch = Sketch.Blank;
    private (double X, double Y) _last;
    private (int X, int Y) _pen = (Side / 2, Side / 2);

    /// <summary>Another sketch.</summary>
    public event Action<Sketch>? Drew;

    /// <summary>Columns of the screen for one pixel.</summary>
    public int Scale { get; set; } = 1;

    public bool IsDown { get; private set; }

    public bool Erases { get; private set; }

    public void Show(Sketch sketch)
    {
        if (ReferenceEquals(sketch, _sketch)) return;
        _sketch = sketch;
        SetNeedsDraw();
    }

    public void TogglePen()
    {
        IsDown = !IsDown;
        if (IsDown) Put(_sketch.Begun().Drawn(Tip, Tip, Erases));
        SetNeedsDraw();
    }

    public void ToggleEraser()
    {
        Erases = !Erases;
        SetNeedsDraw();
    }

    private (double X, double Y) Tip => (_pen.X + 0.5, _pen.Y + 0.5);

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        var options = new PictureOptions { Low = 0, High = 255, Scale = Scale, Cursor = HasFocus ? (_pen.Y, _pen.X) : null };
        Picture.Paint(canvas, [.. _sketch.Pixels.Select(p => (double)p)], Side, Side, options);
    }

    protected override bool OnKeyDown(Key key)
    {
        (int X, int Y) step = key == Key.CursorLeft ? (-1, 0) : key == Key.CursorRight ? (1, 0) : key == Key.CursorUp ? (0, -1)
            : key == Key.CursorDown ? (0, 1) : (0, 0);
        if (step == (0, 0)) return base.OnKeyDown(key);
        (double X, double Y) from = Tip;
        _pen = (Math.Clamp(_pen.X + step.X, 0, Side - 1), Math.Clamp(_pen.Y + step.Y, 0, Side - 1));
        if (IsDown) Put(_sketch.Drawn(from, Tip, Erases));
        SetNeedsDraw();
        return true;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position is not { } place) return base.OnMouseEvent(mouse);
        bool left = mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed), right = mouse.Flags.HasFlag(MouseFlags.RightButtonPressed);
        bool dragged = App!.Mouse.IsGrabbed(this);
        if (left || right)
        {
            if (!HasFocus) SetFocus();
            // A cell is as high as two of its width.
            (double X, double Y) to = ((place.X + 0.5) / Scale, (place.Y + 0.5) * 2 / Scale);
            Sketch begun = dragged ? _sketch : _sketch.Begun();
            if (!dragged) (_last, IsDown) = (to, false);
            Put(begun.Drawn(_last, to, right || Erases));
            _last = to;
            _pen = ((int)Math.Clamp(to.X, 0, Side - 1), (int)Math.Clamp(to.Y, 0, Side - 1));
            // A hand that slips off the sheet goes on drawing.
            if (!dragged) App.Mouse.GrabMouse(this);
        }
        if (dragged && (mouse.Flags.HasFlag(MouseFlags.LeftButtonReleased) || mouse.Flags.HasFlag(MouseFlags.RightButtonReleased)))
            App.Mouse.UngrabMouse();
        return true;
    }

    /// <summary>Events may come faster than the state's answer.</summary>
    private void Put(Sketch sketch)
    {
        _sketch = sketch;
        SetNeedsDraw();
        Drew?.Invoke(sketch);
    }
}
