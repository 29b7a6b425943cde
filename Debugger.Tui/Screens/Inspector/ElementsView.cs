using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>
/// The elements of a tensor as pictures, as a heatmap or as numbers, with a cursor that keys and the mouse move; or a single number in
/// full.
/// </summary>
internal sealed class ElementsView : PaintedView
{
    private readonly InspectorCursor _cursor;
    private ScrollPlace _scroll = new();
    private (Value?, bool) _scrolled;

    public ElementsView(InspectorCursor cursor)
    {
        _cursor = cursor;
        cursor.Changed += SetNeedsDraw;
        Bind(Command.Left, () => cursor.Move(0, -1), Key.CursorLeft, Key.H);
        Bind(Command.Right, () => cursor.Move(0, 1), Key.CursorRight, Key.L);
        Bind(Command.Up, () => cursor.Move(-1, 0), Key.CursorUp, Key.K);
        Bind(Command.Down, () => cursor.Move(1, 0), Key.CursorDown, Key.J);
        Bind(Command.PageUp, () => cursor.MoveImage(-1), Key.PageUp);
        Bind(Command.PageDown, () => cursor.MoveImage(1), Key.PageDown);
        Bind(Command.Start, () => cursor.MoveToEnd(last: false), Key.Home);
        Bind(Command.End, () => cursor.MoveToEnd(last: true), Key.End);
        Bind(Command.ScrollUp, () => cursor.MovePlane(-1), new Key('['));
        Bind(Command.ScrollDown, () => cursor.MovePlane(1), new Key(']'));
        MouseBindings.Add(MouseFlags.WheeledUp, Command.PageUp);
        MouseBindings.Add(MouseFlags.WheeledDown, Command.PageDown);
        MouseBindings.Add(MouseFlags.WheeledLeft, Command.Left);
        MouseBindings.Add(MouseFlags.WheeledRight, Command.Right);
    }

    /// <summary>An element was double clicked.</summary>
    public event Action? Opened;

    /// <summary>Before anything is drawn: how a vector wraps decides what the other views say of it.</summary>
    public void Fit(Look look)
    {
        (int cells, int table) = InspectorMatrix.Room(Frame.Width, look);
        _cursor.Fit(cells, table);
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        Fit(Look);
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_cursor.Subject is not { } subject)
        {
            var texts = canvas.Texts.Inspector;
            if (_cursor.Value is { } value)
                Prose.Paint(canvas.Inset(0, 1), value.Shape.Length == 0 ? texts.IsEmpty(value.Name) : texts.NotComputed(value.Name),
                    canvas.Theme.Caption);
        }
        else if (subject.Tensor.Length == 1)
            InspectorScalar.Paint(canvas, subject, subject.Value == subject.Inspection.Value ? subject.Inspection : null);
        else PaintElements(canvas, subject, hits);
    }

    private void PaintElements(Canvas canvas, InspectorSubject subject, HitMap.Builder hits)
    {
        if (_scrolled != (subject.Value, subject.AsTable)) (_scroll, _scrolled) = (new ScrollPlace(), (subject.Value, subject.AsTable));
        if (subject.AsTable) InspectorMatrix.PaintTable(canvas, subject, _scroll, hits);
        else if (subject.Grid.IsPicture) InspectorPlanes.Paint(canvas, subject, _scroll, hits);
        else InspectorMatrix.PaintHeatmap(canvas, subject, _scroll, hits);
    }

    protected override void OnHit(HitTarget target, Point place, bool twice)
    {
        _cursor.MoveTo(((ElementHit)target).Offset);
        if (twice) Opened?.Invoke();
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        // The cursor follows the mouse that is held, and what it shows with it.
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed) && mouse.Position is { } place && At(place) is ElementHit element)
        {
            if (!HasFocus) SetFocus();
            _cursor.MoveTo(element.Offset);
            return true;
        }
        return base.OnMouseEvent(mouse);
    }

    private void Bind(Command command, Action act, params Key[] keys)
    {
        AddCommand(command, () =>
        {
            act();
            return true;
        });
        foreach (Key key in keys) KeyBindings.ReplaceCommands(key, command);
    }
}
