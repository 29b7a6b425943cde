using Backstep.Engine.Programs;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the debugger's screen says.</summary>
public sealed class DebugTexts(Language language) : TextArea(language)
{
    /// <summary>A pane.</summary>
    public string ProgramPane => Say("1 Program", "1 程序");

    /// <summary>A pane.</summary>
    public string NetworkPane => Say("2 Network", "2 网络");

    /// <summary>A pane.</summary>
    public string ValuesPane => Say("3 Values", "3 数值");

    /// <summary>A pane.</summary>
    public string WhyPane => Say("4 Why", "4 为什么");

    /// <summary>A phase in the header.</summary>
    public string PhaseNow(Phase phase) => Say(phase.Name().ToUpperInvariant(), PhaseInWords(phase));

    /// <summary>A phase over its instructions; its English name is a word of the debugger and stays.</summary>
    public string PhaseTitle(Phase phase) => Say(phase.Name(), $"{phase.Name()} {PhaseInWords(phase)}");

    /// <summary>A phase of one of several passes.</summary>
    public string PhaseOfPass(Phase phase, int pass) => Say($"{phase.Name()} (pass {pass})", $"{phase.Name()} {PhaseInWords(phase)}（第 {pass} 遍）");

    /// <summary>The iteration in the header.</summary>
    public string IterationNow(long iteration) => Say($"iteration {iteration} · ", $"第 {iteration} 次迭代 · ");

    /// <summary>An iteration.</summary>
    public string Iteration(long iteration) => Say($"iteration {iteration}", $"第 {iteration} 次迭代");

    /// <summary>The GPU that calculates, in the header.</summary>
    public string Gpu(int index) => Say($"on gpu:{index}", $"设备 gpu:{index}");

    /// <summary>A GPU that is none, in the header.</summary>
    public string ProcessorAsGpu(int index) => Say($"on gpu:{index} (a processor)", $"设备 gpu:{index}（处理器）");

    /// <summary>A timeline in the header.</summary>
    public string TimelineNow(int index, string name) => Say($"  timeline {index}: {name}", $"  时间线 {index}：{name}");

    /// <summary>Before the course of the loss.</summary>
    public string Loss => Say("loss", "损失");

    /// <summary>Steps done, at the end of the time line.</summary>
    public string StepOf(string done, string all) => Say($"step {done}/{all}", $"步 {done}/{all}");

    /// <summary>Nothing has run, where there is one line.</summary>
    public string PressToStep => Say("press s to step", "按 s 单步执行");

    /// <summary>Nothing has run; keys stand between the parts.</summary>
    public string NothingHasRun => Say("Nothing has run yet. ", "还没有执行任何指令。");

    /// <summary>Behind the key s.</summary>
    public string StepsForward => Say(" steps forward, ", " 前进一步，");

    /// <summary>Behind the key b.</summary>
    public string StepsBack => Say(" back, ", " 后退一步，");

    /// <summary>Behind the key e.</summary>
    public string AsksWhy => Say(" asks why.\n", " 问为什么。\n");

    /// <summary>What runs next, at the beginning of a line.</summary>
    public string Next(string label, string formula) => Say($"Next: {label} = {formula}", $"下一步：{label} = {formula}");

    /// <summary>What runs next, at the foot of the pane.</summary>
    public string Coming(string label, string formula) => Say($"next: {label} = {formula}", $"下一步：{label} = {formula}");

    /// <summary>The tutorial's digits.</summary>
    public string TutorialPrints(string digits) => Say($"the tutorial prints {digits} ", $"教程给出 {digits} ");

    /// <summary>How many predictions were right.</summary>
    public string Predicting(int right, int all) => Say($"predicting, {right} of {all} right", $"预测中：{all} 次里对了 {right} 次");

    /// <summary>The program is broken at the next instruction.</summary>
    public string NextStepFails(string why) => Say($"The next step fails. {why}", $"下一步会出错。{why}");

    /// <summary>The values pane.</summary>
    public string NothingComputed => Say("nothing has been computed yet: press s to step", "还没有计算任何值：按 s 单步执行");

    /// <summary>The values pane with a filter that nothing matches.</summary>
    public string NoValueContains(string filter) => Say($"no value's name contains “{filter}”", $"没有名称包含“{filter}”的值");

    /// <summary>A watch without a value.</summary>
    public string NotComputedYet => Say("not computed yet", "尚未计算");

    /// <summary>A tensor as a watch.</summary>
    public string TensorOf(string shape) => Say($"tensor {shape}", $"张量 {shape}");

    /// <summary>The shape of a single number.</summary>
    public string Scalar => Say("scalar", "标量");

    /// <summary>A notice.</summary>
    public string PredictOff => Say("predict mode is off", "预测模式已关闭");

    /// <summary>A notice.</summary>
    public string PredictOn => Say("predict mode: before each step, say what it will give", "预测模式：每一步之前先说出结果");

    /// <summary>A notice.</summary>
    public string OneTimeline => Say("there is one timeline; = makes a what-if", "只有一条时间线；按 = 新建一个假设");

    /// <summary>A notice.</summary>
    public string NothingRunsHere => Say("nothing runs on this line", "这一行没有要执行的指令");

    /// <summary>A notice.</summary>
    public string NothingToExplain => Say("nothing has been computed yet; s steps", "还没有计算任何值；按 s 单步执行");

    /// <summary>A notice.</summary>
    public string ValueNotComputed(string name) => Say($"{name} has not been computed yet", $"{name} 尚未计算");

    /// <summary>A notice: a run was stopped by a breakpoint.</summary>
    public string AtBreakpoint(int number, string description) => Say($"breakpoint {number}: {description}", $"断点 {number}：{description}");

    /// <summary>A notice.</summary>
    public string VeryBeginning => Say("this is the very beginning", "已经在最开头");

    /// <summary>A notice.</summary>
    public string NoBreakpointStopped => Say("no breakpoint stopped the run", "没有遇到断点");

    /// <summary>A notice.</summary>
    public string Interrupted => Say("interrupted", "已中断");

    /// <summary>The first timeline.</summary>
    public string FirstRun => Say("the first run", "首次运行");

    /// <summary>What a tensor became, as a timeline's name.</summary>
    public string Edited => Say("edited", "已修改");

    /// <summary>A notice: a value was edited.</summary>
    public string WhatIf(string timeline) => Say($"what if: {timeline}; changed values show old → new", $"假设：{timeline}；变化的值显示为 旧 → 新");

    /// <summary>Nothing to work on.</summary>
    public string NoProgramOpen => Say("no program is open", "没有打开的程序");

    /// <summary>An edit of one element got a tensor.</summary>
    public string OneNumberWanted(string expression, string shape) => Say($"one number is wanted, '{expression}' has shape {shape}", $"需要一个数，而 '{expression}' 的形状是 {shape}");

    /// <summary>A prediction of the sign.</summary>
    public string RightPositive => Say("right: it is positive", "对了：是正数");

    /// <summary>A prediction of the sign.</summary>
    public string RightNegative => Say("right: it is negative", "对了：是负数");

    /// <summary>A prediction of the sign.</summary>
    public string NoPositive => Say("no: it is positive", "不对：是正数");

    /// <summary>A prediction of the sign.</summary>
    public string NoNegative => Say("no: it is negative", "不对：是负数");

    /// <summary>A prediction of the sign.</summary>
    public string NoZero => Say("no: it is zero", "不对：是零");

    /// <summary>A prediction.</summary>
    public string ExactlyRight => Say("exactly right", "完全正确");

    /// <summary>A prediction.</summary>
    public string Right(string actual, string off) => Say($"right: {actual}, you were {off} off", $"对了：{actual}，误差 {off}");

    /// <summary>A prediction.</summary>
    public string WrongSign(string actual) => Say($"no, the sign is wrong: it is {actual}", $"不对，符号错了：应为 {actual}");

    /// <summary>A prediction.</summary>
    public string AboutThatSize(string actual, string off) => Say($"no, but about that size: it is {actual}, you were {off} off", $"不对，但大小接近：应为 {actual}，误差 {off}");

    /// <summary>A prediction.</summary>
    public string FarTooLarge(string actual, string off) => Say($"no, far too large: it is {actual}, you were {off} off", $"不对，大太多了：应为 {actual}，误差 {off}");

    /// <summary>A prediction.</summary>
    public string FarTooSmall(string actual, string off) => Say($"no, far too small: it is {actual}, you were {off} off", $"不对，小太多了：应为 {actual}，误差 {off}");

    /// <summary>Below the network.</summary>
    public string NumberBelow(string root) => Say($"∂ below a number: how much {root} changes with it", $"数字下方的 ∂：{root} 随它变化多少");

    /// <summary>Above the network.</summary>
    public string PassOf(int pass, int passes) => Say($"pass {pass} of {passes}", $"第 {pass} 遍，共 {passes} 遍");

    /// <summary>Before the class that a network predicts.</summary>
    public string Class => Say("class ", "类别 ");

    /// <summary>The label of an image.</summary>
    public string Label(int label) => Say($"label {label}", $"标签 {label}");

    /// <summary>Before the class that is predicted for an image.</summary>
    public string Predicted => Say("  predicted ", "  预测 ");

    /// <summary>What a breakpoint waits for, in a few words.</summary>
    public string BreakpointAtValue(string name) => Say($"value {name}", $"值 {name}");

    /// <summary>What a breakpoint waits for.</summary>
    public string BreakpointAtLine(int line) => Say($"line {line}", $"第 {line} 行");

    /// <summary>What a breakpoint waits for.</summary>
    public string BreakpointAtPhase(Phase phase) => Say($"phase {phase.Name()}", $"阶段 {phase.Name()}");

    private static string PhaseInWords(Phase phase) => phase switch
    {
        Phase.Forward => "前向传播",
        Phase.Loss => "损失",
        Phase.ZeroGrad => "梯度清零",
        Phase.Backward => "反向传播",
        _ => "参数更新",
    };
}
