using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>A word of the debugger.</summary>
/// <param name="Name">The word in full.</param>
/// <param name="Short">Abbreviations.</param>
/// <param name="Usage">An example of how it is used.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="TakesArgument">Whether something may follow it.</param>
/// <param name="Moves">Whether it goes to another moment and prints no more than where that is.</param>
public sealed record DebugWord(
    string Name, string[] Short, string Usage, Func<WordTexts, string> Help, bool TakesArgument = true, bool Moves = false);

/// <summary>All words of the debugger; the abbreviations are gdb's where gdb has them.</summary>
public static class DebugWords
{
    /// <summary>In the order in which help lists them.</summary>
    public static IReadOnlyList<DebugWord> All { get; } =
    [
        new("step", ["s", "stepi", "si"], "step [N]", t => t.Step, Moves: true),
        new("next", ["n", "ni", "nexti"], "next [N]", t => t.Next, Moves: true),
        new("finish", ["fin", "out"], "finish", t => t.Finish, TakesArgument: false, Moves: true),
        new("back", ["bk", "reverse-step", "rs"], "back [N]", t => t.Back, Moves: true),
        new("continue", ["c", "cont"], "continue", t => t.Continue, TakesArgument: false, Moves: true),
        new("rcontinue", ["rc", "reverse-continue"], "rcontinue", t => t.Rcontinue, TakesArgument: false, Moves: true),
        new("until", ["u", "advance"], "until PLACE", t => t.Until, Moves: true),
        new("iterate", ["i", "iter"], "iterate [N]", t => t.Iterate, Moves: true),
        new("restart", ["run", "r"], "restart", t => t.Restart, TakesArgument: false, Moves: true),
        new("break", ["b", "br"], "break w5.grad | break line 4 | break backward | break if loss < 0.1", t => t.Break),
        new("delete", ["d", "del"], "delete [N]", t => t.Delete),
        new("info", ["inf"], "info breakpoints | watches | values | program | phases | timelines", t => t.Info),
        new("print", ["p", "pr", "inspect"], "print w5.grad | print norm(conv1.weight.grad[0])", t => t.Print),
        new("watch", ["display"], "watch EXPRESSION", t => t.Watch),
        new("unwatch", ["undisplay"], "unwatch EXPRESSION", t => t.Unwatch),
        new("set", [], "set w5 = 0.3 | set i1 = 0.05, i2 = 0.1 | set conv1.weight[0, 0, 1, 1] 0.5 | set @FILE", t => t.Set),
        new("undo", [], "undo | undo w5", t => t.Undo),
        new("diff", [], "diff [TIMELINE]", t => t.Diff),
        new("timeline", ["tl", "timelines"], "timeline [N]", t => t.Timeline),
        new("list", ["l"], "list", t => t.List, TakesArgument: false),
        new("where", ["w", "bt", "backtrace"], "where", t => t.Where, TakesArgument: false),
        new("explain", ["e", "why"], "explain w1.grad | explain conv1.weight.grad[2,0,1,1] depth 2", t => t.Explain),
        new("predict", [], "predict + | predict 0.25", t => t.Predict),
        new("gradcheck", ["gc"], "gradcheck", t => t.Gradcheck, TakesArgument: false),
        new("help", ["h", "?"], "help [WORD]", t => t.Help),
        new("quit", ["q", "exit"], "quit", t => t.Quit, TakesArgument: false),
    ];

    /// <summary>The word that <paramref name="text"/> is, in full, as an abbreviation or as an unambiguous beginning.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="texts">The language of complaints; English unless given.</param>
    /// <exception cref="UsageException">There is none, or more than one.</exception>
    public static DebugWord Find(string text, UiTexts? texts = null)
    {
        if (All.FirstOrDefault(w => w.Name == text || w.Short.Contains(text)) is { } exact) return exact;
        texts ??= UiTexts.English;
        DebugWord[] beginnings = [.. All.Where(w => w.Name.StartsWith(text, StringComparison.Ordinal))];
        return beginnings switch
        {
            [var only] => only,
            [] => throw new UsageException(texts.Usage.NoWord(text)),
            _ => throw new UsageException(texts.Usage.MayBe(text, string.Join(texts.Usage.Or, beginnings.Select(w => w.Name)))),
        };
    }
}
