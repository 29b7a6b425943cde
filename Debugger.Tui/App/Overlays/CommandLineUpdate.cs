using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Commands.Text;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>The line behind <c>:</c>: history with the arrows, completion with Tab.</summary>
public static class CommandLineUpdate
{
    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, CommandOverlay command, Keystroke key)
    {
        switch (key.Code)
        {
            case KeyCode.Enter: return Run(app, command);
            case KeyCode.Up: return Recall(app, command, command.HistoryIndex + 1);
            case KeyCode.Down: return Recall(app, command, command.HistoryIndex - 1);
            case KeyCode.Tab: return new(app.Replace(Complete(app, command)));
            case KeyCode.Backspace when command.Text.Length == 0: return new(app.Close());
            default:
                (string text, int cursor) = LineEditor.Apply(command.Text, command.Cursor, key);
                return new(app.Replace(command with { Text = text, Cursor = cursor }));
        }
    }

    /// <summary>What the word before the cursor may become: debugger's words first in a command, names of values after that.</summary>
    public static ImmutableArray<string> Candidates(AppModel app, CommandOverlay command)
    {
        (int start, string word) = Word(command);
        bool first = command.Text[..start].Split(';')[^1].Trim().Length == 0;
        IEnumerable<string> names = first ? DebugWords.All.Select(w => w.Name)
            : app.Debug is { } debug ? HistoryResolver.NamesOf(debug.View.Program).Concat(Enum.GetValues<Phase>().Select(p => p.Name()))
            : [];
        return [.. names.Where(n => n.StartsWith(word, StringComparison.Ordinal) && n != word).Distinct().Order(StringComparer.Ordinal)];
    }

    private static Step Run(AppModel app, CommandOverlay command)
    {
        string line = command.Text.Trim();
        AppModel closed = app.Close();
        if (line.Length == 0) return new(closed);
        closed = closed with { CommandHistory = closed.CommandHistory.Remove(line).Add(line) };
        // 'quit' is for the interface, all else for the debugger.
        return line.Split(';').Any(c => c.Trim() is "quit" or "q" or "exit") ? new(closed, new QuitEffect()) : new(closed, new TypedCommand(line));
    }

    private static Step Recall(AppModel app, CommandOverlay command, int index)
    {
        index = Math.Clamp(index, 0, app.CommandHistory.Count);
        string text = index == 0 ? "" : app.CommandHistory[^index];
        return new(app.Replace(new CommandOverlay(text, text.Length, index)));
    }

    /// <summary>As far as all candidates agree; the only one whole.</summary>
    private static CommandOverlay Complete(AppModel app, CommandOverlay command)
    {
        ImmutableArray<string> candidates = Candidates(app, command);
        if (candidates.IsEmpty) return command;
        (int start, string word) = Word(command);
        string common = candidates.Aggregate(CommonStart)!;
        string insert = candidates.Length == 1 ? candidates[0] + " " : common;
        if (insert.Length <= word.Length) return command;
        return command with { Text = command.Text[..start] + insert + command.Text[command.Cursor..], Cursor = start + insert.Length };
    }

    private static string CommonStart(string a, string b)
    {
        int length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length]) length++;
        return a[..length];
    }

    private static (int Start, string Word) Word(CommandOverlay command)
    {
        int start = command.Cursor;
        while (start > 0 && command.Text[start - 1] is not (' ' or '(' or ',' or '+' or '*' or '-' or '=' or '<' or '>' or ';')) start--;
        return (start, command.Text[start..command.Cursor]);
    }
}
