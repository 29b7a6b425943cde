namespace Backstep.Debugger.Tui.Shell;

/// <summary>A word of the debugger.</summary>
/// <param name="Name">The word in full.</param>
/// <param name="Short">Abbreviations.</param>
/// <param name="Usage">An example of how it is used.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="TakesArgument">Whether something may follow it.</param>
/// <param name="Moves">Whether it goes to another moment and prints no more than where that is.</param>
public sealed record DebugWord(string Name, string[] Short, string Usage, string Help, bool TakesArgument = true, bool Moves = false);

/// <summary>All words of the debugger; the abbreviations are gdb's where gdb has them.</summary>
public static class DebugWords
{
    /// <summary>In the order in which help lists them.</summary>
    public static IReadOnlyList<DebugWord> All { get; } =
    [
        new("step", ["s", "stepi", "si"], "step [N]", "run one instruction (or N)", Moves: true),
        new("next", ["n", "ni", "nexti"], "next [N]", "run the rest of this source line or, going backward, this layer", Moves: true),
        new("finish", ["fin", "out"], "finish", "run the rest of this phase", TakesArgument: false, Moves: true),
        new("back", ["bk", "reverse-step", "rs"], "back [N]", "undo one instruction (or N)", Moves: true),
        new("continue", ["c", "cont"], "continue", "run to the next breakpoint; without one, to the end of the iteration", TakesArgument: false, Moves: true),
        new("rcontinue", ["rc", "reverse-continue"], "rcontinue", "run backward to the last breakpoint, or to the beginning", TakesArgument: false, Moves: true),
        new("until", ["u", "advance"], "until PLACE", "run until a value has been computed, or to a line or a phase", Moves: true),
        new("iterate", ["i", "iter"], "iterate [N]", "run to the end of this iteration (N: of N iterations)", Moves: true),
        new("restart", ["run", "r"], "restart", "go back to the very beginning", TakesArgument: false, Moves: true),
        new("break", ["b", "br"], "break w5.grad | break line 4 | break backward | break if loss < 0.1", "stop when a value has been computed, before a line or phase, or when a condition becomes true; add 'if CONDITION' to any"),
        new("delete", ["d", "del"], "delete [N]", "remove breakpoint N, or all"),
        new("info", ["inf"], "info breakpoints | watches | values | program | phases | timelines", "what there is"),
        new("print", ["p", "inspect"], "print w5.grad | print norm(conv1.weight.grad[0])", "the value of an expression, tensors as PyTorch prints them"),
        new("watch", ["display"], "watch EXPRESSION", "show an expression after each stop"),
        new("unwatch", ["undisplay"], "unwatch EXPRESSION", "stop showing it"),
        new("set", [], "set w5 = 0.3 | set lr = 0.5 | set conv1.weight[0,0,1,1] = 0", "what if a value were another: a new timeline"),
        new("diff", [], "diff [TIMELINE]", "what differs from the timeline that this one was made from (or another)"),
        new("timeline", ["tl", "timelines"], "timeline [N]", "list the timelines, or go to one"),
        new("list", ["l"], "list", "the program's source with the present line", TakesArgument: false),
        new("where", ["w", "bt", "backtrace"], "where", "the present place", TakesArgument: false),
        new("explain", ["e", "why"], "explain w1.grad | explain conv1.weight.grad[2,0,1,1] depth 2", "why a number is what it is"),
        new("help", ["h", "?"], "help [WORD]", "this list, or one word"),
        new("quit", ["q", "exit"], "quit", "leave", TakesArgument: false),
    ];

    /// <summary>The word that <paramref name="text"/> is, in full, as an abbreviation or as an unambiguous beginning.</summary>
    /// <exception cref="UsageException">There is none, or more than one.</exception>
    public static DebugWord Find(string text)
    {
        if (All.FirstOrDefault(w => w.Name == text || w.Short.Contains(text)) is { } exact) return exact;
        DebugWord[] beginnings = [.. All.Where(w => w.Name.StartsWith(text, StringComparison.Ordinal))];
        return beginnings switch
        {
            [var only] => only,
            [] => throw new UsageException($"there is no word '{text}'; 'help' lists them"),
            _ => throw new UsageException($"'{text}' may be {string.Join(" or ", beginnings.Select(w => w.Name))}"),
        };
    }
}
