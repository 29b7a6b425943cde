using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>A word of the debugger.</summary>
/// <param name="Name">The word in full.</param>
/// <param name="Short">Abbreviations.</param>
/// <param name="Usage">An example of how it is used.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="TakesArgument">Whether something may follow it.</param>
/// <param name="Moves">Whether it goes to another moment and prints no more than where that is.</param>
public sealed record DebugWord(string Name, string[] Short, string Usage, LocalText Help, bool TakesArgument = true, bool Moves = false);

/// <summary>All words of the debugger; the abbreviations are gdb's where gdb has them.</summary>
public static class DebugWords
{
    /// <summary>In the order in which help lists them.</summary>
    public static IReadOnlyList<DebugWord> All { get; } =
    [
        new("step", ["s", "stepi", "si"], "step [N]", new("run one instruction (or N; a breakpoint on the way stops it)", "执行一条（或 N 条）指令；途中遇到断点则停下"), Moves: true),
        new("next", ["n", "ni", "nexti"], "next [N]", new("run the rest of this source line or, going backward, this layer", "执行完这一行源代码；反向传播时执行完这一层"), Moves: true),
        new("finish", ["fin", "out"], "finish", new("run the rest of this phase", "执行完这一阶段"), TakesArgument: false, Moves: true),
        new("back", ["bk", "reverse-step", "rs"], "back [N]", new("undo one instruction (or N; a breakpoint on the way stops it)", "撤销一条（或 N 条）指令；途中遇到断点则停下"), Moves: true),
        new("continue", ["c", "cont"], "continue", new("run to the next breakpoint; without one, to the end of the iteration", "运行到下一个断点；没有断点则到本次迭代结束"), TakesArgument: false, Moves: true),
        new("rcontinue", ["rc", "reverse-continue"], "rcontinue", new("run backward to the last breakpoint, or to the beginning", "反向运行到上一个断点，或到最开头"), TakesArgument: false, Moves: true),
        new("until", ["u", "advance"], "until PLACE", new("run until a value has been computed, or to a line or a phase", "运行到某个值算出为止，或到某一行、某一阶段"), Moves: true),
        new("iterate", ["i", "iter"], "iterate [N]", new("run to the end of this iteration (N: of N iterations) or to a breakpoint", "运行到本次迭代结束（N：共 N 次迭代）；遇到断点则停下"), Moves: true),
        new("restart", ["run", "r"], "restart", new("go back to the very beginning", "回到最开头"), TakesArgument: false, Moves: true),
        new("break", ["b", "br"], "break w5.grad | break line 4 | break backward | break if loss < 0.1", new("stop when a value has been computed, or before a line or phase; with 'if CONDITION' only where it holds; with a condition alone, wherever a value in it is written and it holds", "某个值算出时、某行或某阶段之前停下；加 'if CONDITION' 则只在条件成立时停下；只给条件时，每当其中某个值被写入且条件成立就停下")),
        new("delete", ["d", "del"], "delete [N]", new("remove breakpoint N, or all", "删除断点 N，或删除所有断点")),
        new("info", ["inf"], "info breakpoints | watches | values | program | phases | timelines", new("what there is", "列出有什么")),
        new("print", ["p", "pr", "inspect"], "print w5.grad | print norm(conv1.weight.grad[0])", new("the value of an expression, tensors as PyTorch prints them", "表达式的值，张量按 PyTorch 的格式显示")),
        new("watch", ["display"], "watch EXPRESSION", new("show an expression after each stop", "每次停下时显示一个表达式")),
        new("unwatch", ["undisplay"], "unwatch EXPRESSION", new("stop showing it", "不再显示它")),
        new("set", [], "set w5 = 0.3 | set i1 = 0.05, i2 = 0.1 | set conv1.weight[0, 0, 1, 1] 0.5 | set @FILE", new("what if values were others: a new timeline, in which they stay so in every iteration (weights go on from there) until 'undo'; @FILE: one 'name = value' a line", "假设某些值是别的数会怎样：新建一条时间线，每次迭代都保持这样（权重由此继续更新），直到 'undo'；@FILE：每行一个 '名称 = 值'")),
        new("undo", [], "undo | undo w5", new("take back what was set last, or what was set of one value", "撤销最近一次设置，或某个值的设置")),
        new("diff", [], "diff [TIMELINE]", new("what differs from the timeline that this one was made from (or another)", "与派生出它的时间线（或另一条）有何差别")),
        new("timeline", ["tl", "timelines"], "timeline [N]", new("list the timelines, or go to one", "列出时间线，或转到其中一条")),
        new("list", ["l"], "list", new("the program's source with the present line", "程序源代码，标出当前行"), TakesArgument: false),
        new("where", ["w", "bt", "backtrace"], "where", new("the present place", "当前位置"), TakesArgument: false),
        new("explain", ["e", "why"], "explain w1.grad | explain conv1.weight.grad[2,0,1,1] depth 2", new("why a number is what it is", "一个数为什么是这个数")),
        new("predict", [], "predict + | predict 0.25", new("say the sign or the value of what comes next, and run it", "先说出下一条指令结果的正负号或数值，再执行它")),
        new("gradcheck", ["gc"], "gradcheck", new("compare the gradients with finite differences", "用有限差分检验梯度"), TakesArgument: false),
        new("help", ["h", "?"], "help [WORD]", new("this list, or one word", "此列表，或某个命令的用法")),
        new("quit", ["q", "exit"], "quit", new("leave", "退出"), TakesArgument: false),
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
