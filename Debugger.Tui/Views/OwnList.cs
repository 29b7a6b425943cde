using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>
/// Terminal.Gui's list, in which letters are commands instead of a search, and which may be empty: its own keys throw where nothing is
/// selected.
/// </summary>
public class OwnList : ListView
{
    public OwnList()
    {
        KeystrokeNavigator = null;
        AddCommand(Command.Start, () => IsEmpty || MoveHome());
        AddCommand(Command.End, () => IsEmpty || MoveEnd());
        AddCommand(Command.PageUp, () => IsEmpty || MovePageUp());
        AddCommand(Command.PageDown, () => IsEmpty || MovePageDown());
        (Width, Height) = (Dim.Fill(), Dim.Fill());
    }

    // Where there are rows and none is selected, the first one is.
    private bool IsEmpty
    {
        get
        {
            if (Source is not { Count: > 0 }) return true;
            SelectedItem ??= 0;
            return false;
        }
    }
}
