using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Views;

/// <summary>A list of rows that somebody else paints. Enter or a double click opens a row.</summary>
public sealed class RowList : PaintedList
{
    private readonly Action<Canvas, int, bool> _row;

    /// <summary>A list; <paramref name="row"/> paints the row of a number on a line, given whether it is selected.</summary>
    public RowList(Action<Canvas, int, bool> row)
    {
        _row = row;
        // At the ends of the list the keys stay in it, instead of going on to the next view; those for left and right are the screen's.
        AddCommand(Command.Up, () => MoveUp() || true);
        AddCommand(Command.Down, () => MoveDown() || true);
        KeyBindings.Remove(Key.CursorLeft);
        KeyBindings.Remove(Key.CursorRight);
        Accepting += (_, e) =>
        {
            e.Handled = true;
            if (SelectedItem is { } item) Opened?.Invoke(item);
        };
    }

    /// <summary>A row was opened.</summary>
    public event Action<int>? Opened;

    /// <summary>Whether one click opens a row, as in a menu.</summary>
    public bool OpensOnClick { get; init; }

    /// <summary>How many rows there are; the selected one stays, as far as there is one.</summary>
    public int Count
    {
        get => RowCount;
        set
        {
            RowCount = value;
            if (value > 0) SelectedItem ??= 0;
            SetNeedsDraw();
        }
    }

    protected override void PaintRow(Canvas line, int row) => _row(line, row, row == SelectedItem);

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!OpensOnClick || !mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) || mouse.Position is not { } place
            || Viewport.Y + place.Y >= Count) return base.OnMouseEvent(mouse);
        SetFocus();
        SelectedItem = Viewport.Y + place.Y;
        Opened?.Invoke(Viewport.Y + place.Y);
        return true;
    }
}
