using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>Which image of the batch is looked at: a slider to click and drag, and digits that are typed.</summary>
internal sealed class BatchBar : PaintedView
{
    private const int LeastSlider = 12, MostSlider = 60;

    private readonly InspectorCursor _cursor;
    private string _typed = "";
    private (int Left, int Width) _slider;

    public BatchBar(InspectorCursor cursor)
    {
        _cursor = cursor;
        CanFocus = false;
        cursor.Changed += SetNeedsDraw;
        MouseBindings.Add(MouseFlags.WheeledUp, Command.ScrollUp);
        MouseBindings.Add(MouseFlags.WheeledDown, Command.ScrollDown);
        AddCommand(Command.ScrollUp, () => Moved(-1));
        AddCommand(Command.ScrollDown, () => Moved(1));
    }

    /// <summary>Whether there is anything to choose from.</summary>
    public bool IsWanted => _cursor.Subject is { Images: > 1 };

    /// <summary>A digit of an image's number; those before it still count, as long as there is such an image.</summary>
    public void Type(char digit)
    {
        if (_cursor.Subject is not { Images: > 1 } subject) return;
        _typed = int.TryParse(_typed + digit, out int number) && number < subject.Images ? _typed + digit : $"{digit}";
        _cursor.ShowImage(int.Parse(_typed, System.Globalization.CultureInfo.InvariantCulture));
        SetNeedsDraw();
    }

    /// <summary>The number is done; the next digit begins another.</summary>
    public void EndTyping()
    {
        if (_typed.Length == 0) return;
        _typed = "";
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        _slider = default;
        if (_cursor.Subject is not { Images: > 1 } subject) return;
        Theme theme = canvas.Theme;
        var texts = canvas.Texts.Inspector;
        int last = subject.Images - 1;
        string number = _typed.Length > 0 ? _typed + "▏" : $"{subject.Image}";
        int x = canvas.Put(0, 0, texts.Image + " ", theme.Text);
        x = canvas.Put(x, 0, number, _typed.Length > 0 ? theme.Focus : theme.Bright);
        x = canvas.Put(x, 0, texts.OfImages(subject.Images), theme.Text);
        if (subject.View.LabelOf(subject.Image, subject.Images) is { } label) x = canvas.Put(x, 0, " · " + texts.Label(label), theme.Text);
        // Wide enough for any number, or the slider would shift under the mouse that drags it.
        x = Math.Max(x + 2, CellWidth.Of($"{texts.Image} {last}▏{texts.OfImages(subject.Images)}") + 12);
        string from = "0 ", to = $" {last}";
        int room = canvas.Width - x - from.Length - to.Length - 1;
        if (room < LeastSlider) return;
        string hint = texts.TypeImage;
        int width = Math.Min(MostSlider, room - CellWidth.Of(hint) - 2 >= LeastSlider ? room - CellWidth.Of(hint) - 2 : room);
        x = canvas.Put(x, 0, from, theme.Caption);
        canvas.Fill(new Rect(x, 0, width, 1), '─', theme.Border);
        int knob = x + (int)Math.Round((double)subject.Image / last * (width - 1));
        canvas.Fill(new Rect(x, 0, knob - x, 1), '━', theme.Focus);
        canvas.Set(knob, 0, '●', theme.Focus);
        _slider = (x, width);
        x = canvas.Put(x + width, 0, to, theme.Caption) + 2;
        if (CellWidth.Of(hint) <= canvas.Width - x) canvas.Put(x, 0, hint, theme.Caption);
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (_slider.Width == 0 || mouse.Position is not { } place) return base.OnMouseEvent(mouse);
        bool held = mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed), dragged = App!.Mouse.IsGrabbed(this);
        if (held && !dragged && (place.X < _slider.Left || place.X >= _slider.Left + _slider.Width)) return base.OnMouseEvent(mouse);
        // A hand that slips off the row goes on dragging.
        if (held && !dragged) App.Mouse.GrabMouse(this);
        if (held)
        {
            EndTyping();
            _cursor.ShowImage((int)Math.Round((place.X - _slider.Left) / (double)(_slider.Width - 1) * (_cursor.Subject!.Images - 1)));
        }
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonReleased) && dragged) App.Mouse.UngrabMouse();
        return held || dragged || base.OnMouseEvent(mouse);
    }

    private bool? Moved(int by)
    {
        EndTyping();
        if (_cursor.Subject is { } subject) _cursor.ShowImage(subject.Image + by);
        return true;
    }
}
