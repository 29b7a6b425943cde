using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What lies over a screen says: help, what a command printed, lines that are typed, explanations.</summary>
public sealed class OverlayTexts(Language language) : TextArea(language)
{
    /// <summary>Over the list of keys.</summary>
    public string Keys => Say("Keys", "按键");

    /// <summary>Below a text that fits.</summary>
    public string AnyKeyCloses => Say("any key closes", "按任意键关闭");

    /// <summary>Below a text that does not.</summary>
    public string Scrolls => Say("↑↓ scroll · any other key closes", "↑↓ 滚动 · 其他任意键关闭");

    /// <summary>Keys of the first screen.</summary>
    public string UpDownKeys => Say("↑ ↓ or j k", "↑ ↓ 或 j k");

    /// <summary>What they do.</summary>
    public string Choose => Say("choose", "选择");

    /// <summary>Keys of the first screen.</summary>
    public string EnterKeys => Say("Enter or →", "Enter 或 →");

    /// <summary>What they do.</summary>
    public string OpenEntry => Say("open", "打开");

    /// <summary>Keys of the first screen.</summary>
    public string EscapeKeys => Say("Esc or ←", "Esc 或 ←");

    /// <summary>What they do.</summary>
    public string BackToLeftList => Say("back to the left list", "回到左侧列表");

    /// <summary>What q does.</summary>
    public string Quit => Say("quit", "退出");

    /// <summary>What ? does.</summary>
    public string TheseKeys => Say("these keys", "显示这些按键");

    /// <summary>What Ctrl-L does.</summary>
    public string PaintAnew => Say("paint the screen anew", "重绘屏幕");

    /// <summary>What Ctrl-Z does.</summary>
    public string Suspend => Say("suspend; fg comes back", "挂起；用 fg 回来");

    /// <summary>The mouse among the keys.</summary>
    public string Mouse => Say("mouse", "鼠标");

    /// <summary>What the mouse does.</summary>
    public string MouseDoes => Say("click panes, rows, gutter, keys; drag the time line", "点击窗格、行、行号栏、按键；拖动时间轴");

    /// <summary>An empty command line.</summary>
    public string CommandHint =>
        Say("step, back, break w5.grad, print norm(w5.grad), explain w1.grad, set lr = 0.5 ... Tab completes", "step, back, break w5.grad, print norm(w5.grad), explain w1.grad, set lr = 0.5 ... Tab 补全");

    /// <summary>An empty filter.</summary>
    public string FilterHint => Say("type a part of a name", "输入名称的一部分");

    /// <summary>Where the filter would be.</summary>
    public string Filter => Say("/ filter", "/ 筛选");

    /// <summary>Over an edit.</summary>
    public string WhatIfWere(string name) => Say($"What if {name} were ...", $"假设 {name} 是……");

    /// <summary>The present content.</summary>
    public string Now(string content) => Say($"now: {content}", $"现在：{content}");

    /// <summary>The present content.</summary>
    public string TensorOfShape(string shape) => Say($"a tensor of shape {shape}", $"形状为 {shape} 的张量");

    /// <summary>An empty edit.</summary>
    public string EditHint => Say("a number or an expression: 0.3, 2*w5, w5 - 0.1", "一个数或表达式，如 0.3、2*w5、w5 - 0.1");

    /// <summary>Below an edit.</summary>
    public string EnterMakesTimeline => Say("Enter makes a new timeline; the old one stays (t goes back)", "Enter 新建时间线；原来的保留（t 切换回去）");

    /// <summary>Over a prediction.</summary>
    public string WhatWillItGive => Say("What will it give?", "结果会是多少？");

    /// <summary>How to go about a prediction.</summary>
    public string SignSizeNumber => Say("First the sign, then the size, then the number.", "先想符号，再想大小，最后想数值。");

    /// <summary>An empty prediction.</summary>
    public string PredictHint => Say("+ or - for the sign, or a number", "+ 或 - 表示符号，或输入数值");

    /// <summary>Below a prediction.</summary>
    public string PredictKeys => Say("Enter steps and compares · empty Enter just steps · Esc closes", "Enter 执行并比较 · 留空只执行 · Esc 关闭");

    /// <summary>What was typed is no prediction.</summary>
    public string NoPrediction(string guess) => Say($"'{guess}' is no prediction: type + or - for the sign, or a number", $"'{guess}' 不是预测：请输入 + 或 - 表示符号，或输入数值");

    /// <summary>There is nothing behind a term.</summary>
    public string WhereItBegins => Say("this is where it begins: it was given, not computed", "这里是起点：它是给定的，不是算出来的");

    /// <summary>Over an explanation.</summary>
    public string Why => Say("Why", "为什么");

    /// <summary>Where an explained number was computed.</summary>
    public string IterationAndLine(long iteration, int line) => Say($"iteration {iteration} · line {line}", $"第 {iteration} 次迭代 · 第 {line} 行");

    /// <summary>Before the name of what Enter opens.</summary>
    public string Opens => Say(" opens ", " 展开 ");

    /// <summary>A key.</summary>
    public string Select => Say("select", "选择");

    /// <summary>A key.</summary>
    public string Open => Say("open", "展开");

    /// <summary>A key.</summary>
    public string Back => Say("back", "返回");

    /// <summary>A key.</summary>
    public string Close => Say("close", "关闭");

    /// <summary>What was given.</summary>
    public string BeginsHere(string subject, string origin) => Say($"{subject} is where it begins: {origin}.", $"{subject} 是起点：{origin}。");

    /// <summary>Before a line of the source.</summary>
    public string SourceLine(int line) => Say($"line {line}  ", $"第 {line} 行  ");

    /// <summary>Over the paths of a gradient.</summary>
    public string PathsToLoss(string count, string subject) => Say($"{count} paths lead from {subject} to the loss; their products add up", $"从 {subject} 到损失有 {count} 条路径，各路径的乘积相加");

    /// <summary>A path.</summary>
    public string Path(int number) => Say($"path {number}  ", $"路径 {number}  ");

    /// <summary>Paths that are not listed.</summary>
    public string MorePaths(string count) => Say($"and {count} more paths", $"另有 {count} 条路径");

    /// <summary>The sum of the paths.</summary>
    public string Together => Say("together", "合计");

    /// <summary>Over the terms.</summary>
    public string OnlyFactor => Say("the only factor", "唯一的因子");

    /// <summary>Over the terms.</summary>
    public string Factors(int count) => Say($"{count} factors, multiplied", $"{count} 个因子相乘");

    /// <summary>Over the terms.</summary>
    public string LargestOf(int count) => Say($"the largest of {count}", $"{count} 个中的最大值");

    /// <summary>Over the terms: not all of them are listed.</summary>
    public string LargestOfShown(int count, int shown) => Say($"the largest of {count}, the {shown} largest", $"{count} 个中的最大值，列出最大的 {shown} 个");

    /// <summary>Over the terms.</summary>
    public string FirstOverSum => Say("the first, divided by the sum of all", "第一项除以各项之和");

    /// <summary>Over the terms.</summary>
    public string OnlyTerm => Say("the only term", "唯一的一项");

    /// <summary>Over the terms.</summary>
    public string Terms(int count) => Say($"{count} terms, added up; bars show each one's share", $"{count} 项相加；条形表示各项占比");

    /// <summary>Over the terms: not all of them are listed.</summary>
    public string TermsShown(int count, int shown) => Say($"{count} terms, added up, the {shown} largest; bars show each one's share", $"{count} 项相加，列出最大的 {shown} 项；条形表示各项占比");

    /// <summary>Terms that are not listed.</summary>
    public string MoreTerms(int count) => Say($"  … {count} more {(count == 1 ? "term" : "terms")}", $"  … 另有 {count} 项");

    /// <summary>Terms that are not listed, before their sum.</summary>
    public string MoreTermsTogether(int count) => Say($"  … {count} more {(count == 1 ? "term" : "terms")}, together", $"  … 另有 {count} 项，合计");

    /// <summary>Terms of zero.</summary>
    public string ZeroTerms(int zeros, int count) => Say($"  {zeros} of the {count} terms {(zeros == 1 ? "is" : "are")} exactly 0", $"  {count} 项中有 {zeros} 项恰好为 0");
}
