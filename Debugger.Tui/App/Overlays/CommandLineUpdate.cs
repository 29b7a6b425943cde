using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>The line behind <c>:</c>: history with the arrows, completion with Tab.</summary>
public static class CommandLineUpdate
{
    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, CommandOverlay command, Keystroke key)
    {
        LineEditor line = command.Line;
        return key switch
        {
            { Code: KeyCode.Enter } => Run(app, line),
            { Code: KeyCode.Up } => Typed(app, line.Older()),
            { Code: KeyCode.Down } => Typed(app, line.Newer()),
            { Code: KeyCode.Tab } => Typed(app, line.Complete(word => Candidates(app, line, word), key.Modifiers == KeyModifiers.Shift)),
            { Code: KeyCode.Backspace } when line.Text.Length == 0 => new(app.Close()),
            _ => Typed(app, LineKeys.Apply(line, key)),
        };
    }

    /// <summary>What the word before the cursor may become: the debugger's words first in a command, names of values and phases after that.</summary>
    private static ImmutableArray<string> Candidates(AppModel app, LineEditor line, string word)
    {
        bool first = line.Text[..(line.Cursor - word.Length)].Split(';')[^1].Trim().Length == 0;
        IEnumerable<string> names = first ? DebugWords.All.Select(w => w.Name)
            : app.Debug is { } debug ? HistoryResolver.NamesOf(debug.View.Program).Concat(Enum.GetValues<Phase>().Select(p => p.Name()))
            : [];
        return [.. names.Where(n => n.StartsWith(word, StringComparison.Ordinal) && n != word).Distinct().Order(StringComparer.Ordinal)];
    }

    private static Step Typed(AppModel app, LineEditor line) => new(app.Replace(new CommandOverlay(line)));

    private static Step Run(AppModel app, LineEditor line)
    {
        string text = line.Text.Trim();
        AppModel closed = app.Close() with { CommandHistory = line.Enter().History };
        if (text.Length == 0) return new(closed);
        // 'quit' is for the interface, all else for the debugger.
        return text.Split(';').Any(c => c.Trim() is "quit" or "q" or "exit") ? new(closed, new QuitEffect()) : new(closed, new TypedCommand(text));
    }
}
