using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>The keys of a line that is being typed; those of a shell.</summary>
public static class LineKeys
{
    private const int MaxLength = 1000;

    /// <summary>The line after a key.</summary>
    public static LineEditor Apply(LineEditor line, Keystroke key)
    {
        if (key.IsText) return line.Text.Length + key.Text.Length > MaxLength ? line : line.Insert(key.Text);
        bool word = (key.Modifiers & (KeyModifiers.Control | KeyModifiers.Alt)) != 0;
        return key switch
        {
            { Code: KeyCode.Left } => word ? line.WordLeft() : line.Left(),
            { Code: KeyCode.Right } => word ? line.WordRight() : line.Right(),
            { Code: KeyCode.Home } => line.Home(),
            { Code: KeyCode.End } => line.End(),
            { Code: KeyCode.Backspace } => word ? line.KillWord() : line.Backspace(),
            { Code: KeyCode.Delete } => line.Delete(),
            _ when key.IsControl('a') => line.Home(),
            _ when key.IsControl('e') => line.End(),
            _ when key.IsControl('w') => line.KillWord(),
            _ when key.IsControl('u') => line.KillToStart(),
            _ when key.IsControl('k') => line.KillToEnd(),
            _ => line,
        };
    }
}
