using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>Complaints about what was typed: what is wrong, and what to do.</summary>
public sealed class UsageTexts(Language language) : TextArea(language)
{
    /// <summary>--lang with another word.</summary>
    public string NoSuchLanguage(string word) => Say($"--lang takes en or zh-Hans, not {word}", $"--lang 只接受 en 或 zh-Hans，而不是 {word}");

    /// <summary>Behind a mistake in the command line.</summary>
    public string ShowsWhatItTakes(string mistake, string command) => Say($"{mistake}; '{command} --help' shows what it takes", $"{mistake}；'{command} --help' 显示用法");

    /// <summary>A mistake in the command line.</summary>
    public string NoOption(string word) => Say($"there is no option {word}", $"没有选项 {word}");

    /// <summary>A mistake in the command line.</summary>
    public string NoCommand(string word, string commands) => Say($"there is no command {word}; there are {commands}", $"没有命令 {word}；可用的有 {commands}");

    /// <summary>A mistake in the command line.</summary>
    public string OneWordTooMany(string word) => Say($"'{word}' is one word too many", $"'{word}' 是多余的");

    /// <summary>A mistake in the command line.</summary>
    public string NeedsValue(string option, string value) => Say($"{option} needs a value: {option} {value}", $"{option} 需要一个值：{option} {value}");

    /// <summary>A mistake in the command line.</summary>
    public string TakesWholeNumber(string option, string word) => Say($"{option} takes a whole number, not '{word}'", $"{option} 需要整数，而不是 '{word}'");

    /// <summary>A mistake in the command line.</summary>
    public string TakesNumber(string option, string word) => Say($"{option} takes a number, not '{word}'", $"{option} 需要数字，而不是 '{word}'");

    /// <summary>A mistake in the command line.</summary>
    public string TakesOneOf(string option, string words, string word) => Say($"{option} takes {words}, not {word}", $"{option} 只接受 {words}，而不是 {word}");

    /// <summary>A command lacks its arguments.</summary>
    public string CommandNeeds(string command, string arguments) => Say($"{command} needs {arguments}", $"{command} 需要{arguments}");

    /// <summary>An argument.</summary>
    public string AProgram => Say("a program", "程序名");

    /// <summary>An argument.</summary>
    public string An(string argument) => Say($"a {argument}", $" {argument}");

    /// <summary>Between arguments.</summary>
    public string And => Say(" and ", " 和 ");

    /// <summary>Between choices.</summary>
    public string Or => Say(" or ", " 或 ");

    /// <summary>An option is out of range.</summary>
    public string NotPossibleRange(string option, string value, string low, string high) => Say($"{option} {value} is not possible; give {low} to {high}", $"{option} {value} 不可用；请给出 {low} 到 {high}");

    /// <summary>An option is out of range.</summary>
    public string NotPossibleFrom(string option, string value, int low) => Say($"{option} {value} is not possible; give {low} or more", $"{option} {value} 不可用；请给出不小于 {low} 的数");

    /// <summary>An option is out of range.</summary>
    public string NotPossibleNumberFrom0(string option, string value) => Say($"{option} {value} is not possible; give a number of 0 or more", $"{option} {value} 不可用；请给出不小于 0 的数");

    /// <summary>An option is out of range.</summary>
    public string NotPossibleNumber0To1(string option, string value) => Say($"{option} {value} is not possible; give a number from 0 to 1", $"{option} {value} 不可用；请给出 0 到 1 之间的数");

    /// <summary>A program without images.</summary>
    public string NoImages(string program) => Say($"{program} does not work on batches of images; leave --data and --data-dir out", $"{program} 不处理图像批次；请去掉 --data 和 --data-dir");

    /// <summary>An option that does not fit.</summary>
    public string MomentumIsForSgd => Say("--momentum belongs to sgd, not to adam", "--momentum 属于 sgd，不属于 adam");

    /// <summary>A wrong word.</summary>
    public string NoOptimizer(string name) => Say($"there is no optimizer {name}; there are sgd, momentum and adam", $"没有优化器 {name}；可用的有 sgd、momentum 和 adam");

    /// <summary>An option that does not fit.</summary>
    public string ThreadsAreForCpu => Say("--threads belongs to --device cpu", "--threads 只用于 --device cpu");

    /// <summary>A wrong word.</summary>
    public string NoDevice(string name) => Say($"there is no device {name}; there are cpu, reference and gpu ('backstep devices' tells more)", $"没有设备 {name}；可用的有 cpu、reference 和 gpu（'backstep devices' 显示详情）");

    /// <summary>No GPU was found.</summary>
    public string NoGpu(string why) => Say($"no GPU is found ({why}); --device cpu calculates on the processor", $"没有找到 GPU（{why}）；--device cpu 使用处理器计算");

    /// <summary>A number without a GPU.</summary>
    public string NoSuchGpu(string device, string devices) => Say($"there is no device {device}; there are {devices}", $"没有设备 {device}；可用的有 {devices}");

    /// <summary>A program without a training set.</summary>
    public string NotTrained(string program, string others) => Say($"{program} is not trained on a data set; {others} are", $"{program} 不能用数据集训练；可以训练的有 {others}");

    /// <summary>Two options that exclude one another.</summary>
    public string ExecOrScript => Say("give --exec or --script, not both", "--exec 和 --script 只能给出一个");

    /// <summary>There is no terminal.</summary>
    public string NeedsTerminal => Say(
        "the full-screen debugger needs a terminal; use --exec \"step; print l_h1\", --script FILE, or --text to type or pipe the commands",
        "全屏调试器需要终端；请用 --exec \"step; print l_h1\"、--script FILE，或用 --text 输入命令");

    /// <summary>A script that is not there.</summary>
    public string NoScript(string file) => Say($"--script: there is no file {file}", $"--script：没有文件 {file}");

    /// <summary>A script that cannot be read.</summary>
    public string ScriptUnreadable(string file, string why) => Say($"--script: {file} cannot be read ({why})", $"--script：无法读取 {file}（{why}）");

    /// <summary>Where in --exec something is wrong.</summary>
    public string ExecCommand(int number) => Say($"--exec, command {number}", $"--exec 的第 {number} 条命令");

    /// <summary>A size that is none.</summary>
    public string Size(string text) => Say($"--size takes columns x rows such as 120x40, at most 500x300, not {text}", $"--size 需要 列x行，例如 120x40，最大 500x300，而不是 {text}");

    /// <summary>The memory is not enough.</summary>
    public string OutOfMemory => Say("not enough memory; try a smaller --batch-size", "内存不足；请减小 --batch-size");

    /// <summary>A fault of the program.</summary>
    public string InternalError(string why) => Say($"internal error: {why} (set BACKSTEP_STACK_TRACE=1 to see where, and please report it)", $"内部错误：{why}（设置 BACKSTEP_STACK_TRACE=1 可查看位置，请报告此问题）");

    /// <summary>A word of the debugger that there is not.</summary>
    public string NoWord(string word) => Say($"there is no word '{word}'; 'help' lists them", $"没有命令 '{word}'；'help' 列出所有命令");

    /// <summary>A word of the debugger that may be several.</summary>
    public string MayBe(string word, string words) => Say($"'{word}' may be {words}", $"'{word}' 可能是 {words}");

    /// <summary>A word that stands alone.</summary>
    public string TakesNothing(string word, string argument, string usage) => Say($"{word} takes nothing behind it, got '{argument}'; {usage}", $"{word} 后面不能有内容，却得到 '{argument}'；{usage}");

    /// <summary>A word without its argument.</summary>
    public string UntilNeeds(string usage) => Say($"until needs a value, a line or a phase; {usage}", $"until 需要值、行或阶段；{usage}");

    /// <summary>A word without its argument.</summary>
    public string BreakNeeds(string usage) => Say($"break needs a place or a condition; {usage}", $"break 需要位置或条件；{usage}");

    /// <summary>A word without its argument.</summary>
    public string IfNeeds(string usage) => Say($"if needs a condition behind it; {usage}", $"if 后面需要条件；{usage}");

    /// <summary>A breakpoint on an element.</summary>
    public string BreakOnWhole(string text) => Say($"a breakpoint is on a whole value; for one element use 'break if {text} ...'", $"断点针对整个值；针对单个元素请用 'break if {text} ...'");

    /// <summary>A breakpoint on a counter.</summary>
    public string BreakOnCounter(string text) => Say($"{text} is a counter; use 'break if {text} == ...'", $"{text} 是计数器；请用 'break if {text} == ...'");

    /// <summary>A breakpoint that there is not.</summary>
    public string NoBreakpoint(string number) => Say($"there is no breakpoint {number}; 'info breakpoints' lists them", $"没有断点 {number}；'info breakpoints' 列出所有断点");

    /// <summary>Info about something else.</summary>
    public string InfoTells(string topics, string got, string usage) => Say($"info tells about {topics}; got '{got}'; {usage}", $"info 可显示 {topics}；却得到 '{got}'；{usage}");

    /// <summary>A watch that there is not.</summary>
    public string NotWatched(string expression, string usage) => Say($"nothing is watched as '{expression}'; {usage}", $"没有监视 '{expression}'；{usage}");

    /// <summary>A counter cannot be set.</summary>
    public string CannotBeSet(string name) => Say($"{name} counts by itself and cannot be set", $"{name} 自动计数，不能设置");

    /// <summary>Content of the wrong shape.</summary>
    public string NeedsShape(string target, string shape, string got) => Say($"{target} needs content of shape {shape}, got shape {got}", $"{target} 需要形状 {shape}，却得到形状 {got}");

    /// <summary>Content of the wrong shape.</summary>
    public string NeedsOneNumber(string target, string got) => Say($"{target} needs one number, got shape {got}", $"{target} 需要一个数，却得到形状 {got}");

    /// <summary>A word without its argument.</summary>
    public string SetNeeds(string usage) => Say($"set needs a value and what it becomes; {usage}", $"set 需要一个值和它的新内容；{usage}");

    /// <summary>A word without its argument.</summary>
    public string ExplainNeeds(string usage) => Say($"explain needs a value; {usage}", $"explain 需要一个值；{usage}");

    /// <summary>A word without its argument.</summary>
    public string NeedsExpression(string word, string usage) => Say($"{word} needs an expression; {usage}", $"{word} 需要表达式；{usage}");

    /// <summary>A count that is none.</summary>
    public string TakesTimes(string word, string argument, string usage) => Say($"{word} takes a number of times, 1 or more, not '{argument}'; {usage}", $"{word} 需要次数，至少为 1，而不是 '{argument}'；{usage}");

    /// <summary>A number that is none.</summary>
    public string WordTakesNumber(string word, string argument, string usage) => Say($"{word} takes a number, not '{argument}'; {usage}", $"{word} 需要数字，而不是 '{argument}'；{usage}");

    /// <summary>A counter is not explained.</summary>
    public string CountsNotComputed(string name) => Say($"{name} counts, it is not computed; name a value of the program", $"{name} 是计数，不是算出来的；请给出程序中的值");

    /// <summary>There is nothing to compare with.</summary>
    public string OnlyTimeline => Say("this is the only timeline; 'set' makes another to compare with", "这是唯一的时间线；'set' 新建一条用来比较");

    /// <summary>A timeline is compared with itself.</summary>
    public string TimelineItself(int timeline) => Say($"this is timeline {timeline} itself; 'info timelines' lists those to compare it with", $"这就是时间线 {timeline}；'info timelines' 列出可比较的时间线");
}
