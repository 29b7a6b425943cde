using System.Globalization;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Lessons.Goals;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>What the debugger's words mean for the goal of an exercise.</summary>
public static class LearnerWords
{
    /// <summary>What a line that was carried out did; null where a goal cannot ask for it (print, info, breakpoints).</summary>
    /// <param name="session">The session after it.</param>
    /// <param name="line">One command, as it was typed.</param>
    /// <exception cref="UsageException">The line is no command.</exception>
    public static LearnerAction? ActionOf(DebugSession session, string line)
    {
        string[] words = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0 || words[0].StartsWith('#')) return null;
        string argument = words.Length > 1 ? words[1] : "";
        return DebugWords.Find(words[0]).Name switch
        {
            "step" => Moved(Movement.Into),
            "next" => Moved(Movement.Over),
            "finish" => Moved(Movement.Out),
            "back" => Moved(Movement.Back),
            "iterate" => Moved(Movement.Iterate),
            "continue" => Moved(Movement.Continue),
            "rcontinue" => Moved(Movement.ReverseContinue),
            "until" => Moved(Movement.RunTo),
            "restart" => Moved(Movement.Restart),
            "set" => new Edited(),
            "timeline" when argument.Length > 0 => new Edited(),
            "explain" when Explained(session, argument) is { } value => new ExplanationOpened(value),
            _ => null,
        };

        Moved Moved(Movement movement) => new(movement, int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 1);
    }

    private static Value? Explained(DebugSession session, string argument)
    {
        int depth = argument.LastIndexOf(" depth ", StringComparison.Ordinal);
        if (depth >= 0) argument = argument[..depth];
        return argument.Length == 0 ? session.Timeline.Last?.Output : HistoryResolver.Lookup(session.Program, ValueReference.Parse(argument, session.Values.Names).Name);
    }
}
