using Terminal.Gui.Input;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>A text field with two more keys of every shell: Ctrl-U takes away what stands before the cursor, Ctrl-W a word of it.</summary>
public class LineField : TextField
{
    public LineField()
    {
        KeyBindings.ReplaceCommands(Key.U.WithCtrl, Command.CutToStartOfLine);
        KeyBindings.ReplaceCommands(Key.W.WithCtrl, Command.KillWordLeft);
    }
}
