using System.Drawing;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>The iteration as a line; a click goes to a step, the knob can be dragged.</summary>
internal sealed class TimeLineView : PaintedView
{
    private SessionView? _view;
    private TimeLineHits? _line;
    private int? _asked;

    public TimeLineView() => CanFocus = false;

    /// <summary>A step of this iteration is to be gone to.</summary>
    public event Action<int>? Chosen;

    public void Show(SessionView? view)
    {
        if (ReferenceEquals(view, _view)) return;
        _view = view;
        _asked = null;
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_view is not { } view) return;
        var segments = new List<TimeSegment>();
        foreach (Instruction i in view.Program.Instructions)
        {
            bool same = segments.Count > 0 && i.Index > 0 && view.Program.Instructions[i.Index - 1] is { } before
                && (before.Phase, before.Pass) == (i.Phase, i.Pass);
            if (same) segments[^1] = segments[^1] with { Steps = segments[^1].Steps + 1 };
            else segments.Add(new(i.Phase.Name(), 1, PhaseLook.Style(canvas.Theme, i.Phase)));
        }
        // Always of the same width, or the line would shift under the mouse that drags it.
        string all = view.Program.Instructions.Length.ToString(CultureInfo.InvariantCulture),
            done = view.Now.Executed.ToString(CultureInfo.InvariantCulture).PadLeft(all.Length);
        _line = TimeLine.Paint(canvas.Inset(1, 0), segments, view.Now.Executed, canvas.Texts.Debug.StepOf(done, all));
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (_line is not { } line || mouse.Position is not { } place) return base.OnMouseEvent(mouse);
        bool held = mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed), dragged = App!.Mouse.IsGrabbed(this);
        if (held && !dragged && !line.Area.Contains(place.X, place.Y)) return base.OnMouseEvent(mouse);
        // A hand that slips off the row goes on dragging.
        if (held && !dragged) App.Mouse.GrabMouse(this);
        if (held) Go(line.StepAt(place.X));
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonReleased) && dragged) App.Mouse.UngrabMouse();
        return true;
    }

    private void Go(int step)
    {
        if (step == (_asked ?? _view?.Now.Executed)) return;
        _asked = step;
        Chosen?.Invoke(step);
    }
}
