using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>
/// One of several, as radio buttons are everywhere: Tab comes to the chosen one and then goes on, arrows choose. Terminal.Gui's own
/// stops at each, moves a cursor apart from the choice, and Enter takes what lies under that cursor.
/// </summary>
public sealed class Choice : OptionSelector
{
    public Choice()
    {
        TabBehavior = Terminal.Gui.ViewBase.TabBehavior.NoStop;
        AddCommand(Command.Left, () => Move(Orientation.Horizontal, -1));
        AddCommand(Command.Right, () => Move(Orientation.Horizontal, 1));
        AddCommand(Command.Up, () => Move(Orientation.Vertical, -1));
        AddCommand(Command.Down, () => Move(Orientation.Vertical, 1));
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        if (newHasFocus && focusedView == this) Boxes[Value ?? 0].SetFocus();
    }

    private CheckBox[] Boxes => [.. SubViews.OfType<CheckBox>()];

    /// <summary>False across the direction that the choices lie in: the arrow belongs to the dialog then.</summary>
    private bool Move(Orientation along, int by)
    {
        if (along != Orientation) return false;
        CheckBox[] boxes = Boxes;
        Value = ((Value ?? 0) + by + boxes.Length) % boxes.Length;
        boxes[Value.Value].SetFocus();
        return true;
    }
}
