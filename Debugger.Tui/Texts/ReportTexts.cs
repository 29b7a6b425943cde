using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the plain commands and the debugger as text print for people. JSON is never translated, nor is what tutorials and PyTorch print.</summary>
public sealed class ReportTexts(Language language) : TextArea(language)
{
    /// <summary>A breakpoint that was set.</summary>
    public string Breakpoint(int number, string description) => Say($"breakpoint {number}: {description}", $"断点 {number}：{description}");

    /// <summary>A run came to rest.</summary>
    public string StoppedAt(int number, string description) => Say($"stopped at breakpoint {number}: {description}", $"停在断点 {number}：{description}");

    /// <summary>A run came to rest.</summary>
    public string EndOfIteration(long iteration) => Say($"end of iteration {iteration}", $"第 {iteration} 次迭代结束");

    /// <summary>A run came to rest.</summary>
    public string VeryBeginning => Say("the very beginning", "最开头");

    /// <summary>A run came to rest.</summary>
    public string NoBreakpointIn(long iterations) => Say($"no breakpoint stopped the run in {iterations} iterations", $"{iterations} 次迭代中没有遇到断点");

    /// <summary>A run came to rest.</summary>
    public string Interrupted => Say("interrupted", "已中断");

    /// <summary>What runs next.</summary>
    public string NextIs(string label, string formula, string phase, int line) => Say($"next: {label} = {formula} ({phase}, line {line})", $"下一步：{label} = {formula}（{phase}，第 {line} 行）");

    /// <summary>Nothing runs next.</summary>
    public string IterationComplete => Say("the iteration is complete", "本次迭代已完成");

    /// <summary>The present place.</summary>
    public string Place(long iteration, int step, int steps, string next) => Say($"iteration {iteration}, step {step}/{steps}; {next}", $"第 {iteration} 次迭代，第 {step}/{steps} 步；{next}");

    /// <summary>The present place, where there are several timelines.</summary>
    public string PlaceInTimeline(long iteration, int step, int steps, int timeline, string next) =>
        Say($"iteration {iteration}, step {step}/{steps}, timeline {timeline}; {next}", $"第 {iteration} 次迭代，第 {step}/{steps} 步，时间线 {timeline}；{next}");

    /// <summary>A new iteration begins.</summary>
    public string Iteration(long iteration) => Say($"iteration {iteration}", $"第 {iteration} 次迭代");

    /// <summary>A line of the source.</summary>
    public string SourceLine(int line, string source) => Say($"line {line}: {source}", $"第 {line} 行：{source}");

    /// <summary>A watch without a value.</summary>
    public string NotComputed(string expression) => Say($"  {expression}: not computed yet", $"  {expression}：尚未计算");

    /// <summary>There are no watches.</summary>
    public string NothingWatched => Say("nothing is watched", "没有监视任何值");

    /// <summary>There are no breakpoints.</summary>
    public string NoBreakpoints => Say("no breakpoints", "没有断点");

    /// <summary>How often a breakpoint has stopped a run.</summary>
    public string Hits(int hits) => Say(hits == 1 ? "1 hit" : $"{hits} hits", $"命中 {hits} 次");

    /// <summary>Behind the hits.</summary>
    public string Disabled => Say(", disabled", "，已停用");

    /// <summary>A tensor in a list of values.</summary>
    public string Tensor(string shape, string norm) => Say($"tensor of shape {shape}, norm {norm}", $"形状为 {shape} 的张量，范数 {norm}");

    /// <summary>The first timeline.</summary>
    public string FirstRun => Say("the first run", "首次运行");

    /// <summary>Another timeline.</summary>
    public string ChangedAt(string value, long iteration, int step, int? parent) =>
        Say($"{value} changed at iteration {iteration}, step {step}, made from timeline {parent}", $"在第 {iteration} 次迭代第 {step} 步修改了 {value}，由时间线 {parent} 派生");

    /// <summary>Two timelines are the same.</summary>
    public string NothingDiffers(int timeline) => Say($"nothing differs from timeline {timeline}", $"与时间线 {timeline} 没有差别");

    /// <summary>Over what differs.</summary>
    public string Timelines(int from, int to) => Say($"timeline {from} → timeline {to}", $"时间线 {from} → 时间线 {to}");

    /// <summary>A tensor that differs.</summary>
    public string LargestChange(string change) => Say($"largest change {change}", $"最大变化 {change}");

    /// <summary>Below the list of words.</summary>
    public string HelpOnWords => Say("'help WORD' shows how a word is used. Several commands in a line are separated by ';'.", "'help WORD' 显示某个命令的用法。一行中的多条命令用 ';' 分隔。");

    /// <summary>A value was set.</summary>
    public string WhatIf(string target, string content, int timeline, long iteration, int step, int? parent) => Say(
        $"what if {target} = {content}: timeline {timeline}, from iteration {iteration}, step {step} on; 'diff' shows what changes, 'timeline {parent}' goes back",
        $"假设 {target} = {content}：时间线 {timeline}，从第 {iteration} 次迭代第 {step} 步开始；'diff' 显示变化，'timeline {parent}' 返回");

    /// <summary>The debugger as text is ready.</summary>
    public string Ready(string program, int instructions) => Say(
        $"{program}: {instructions} instructions. Type 'step', 'next', 'back', 'explain', 'help' or 'quit'; an empty line repeats.",
        $"{program}：{instructions} 条指令。请输入 'step'、'next'、'back'、'explain'、'help' 或 'quit'；空行重复上一条。");

    /// <summary>What the tutorial prints, behind a number.</summary>
    public string Tutorial(string digits) => Say($"(tutorial: {digits})", $"（教程：{digits}）");

    /// <summary>The head of a trace.</summary>
    public string TraceHead(string program, long seed, int instructions, string input) =>
        Say($"{program}  seed {seed}  {instructions} instructions  input: {input}", $"{program}  种子 {seed}  {instructions} 条指令  输入：{input}");

    /// <summary>Sum and norm of a tensor.</summary>
    public string SumAndNorm(string sum, string norm) => Say($"sum {sum}  norm {norm}", $"和 {sum}  范数 {norm}");

    /// <summary>Behind a program that can be trained.</summary>
    public string TrainsOn(string dataset) => Say($" (trains on {dataset})", $"（用 {dataset} 训练）");

    /// <summary>A kind of program.</summary>
    public string ScalarProgram => Say("scalar", "标量");

    /// <summary>A kind of program.</summary>
    public string ScriptProgram => Say("script", "脚本");

    /// <summary>A kind of program.</summary>
    public string TensorProgram => Say("tensor", "张量");

    /// <summary>Below a summary.</summary>
    public string Parameters(long count) => Say($"{count} parameters", $"{count} 个参数");

    /// <summary>A backward pass among several.</summary>
    public string Pass(int pass) => Say($"pass {pass}  ", $"第 {pass} 遍  ");

    /// <summary>Checked elements of a parameter.</summary>
    public string Elements(int count, int all) => Say($"({count} of {all} elements)", $"（{all} 个元素中检查 {count} 个）");

    /// <summary>Checked elements of a parameter, some of which have no slope.</summary>
    public string ElementsWithKinks(int count, int all, int kinks) =>
        Say($"({count} of {all} elements, {kinks} left out at kinks)", $"（{all} 个元素中检查 {count} 个，{kinks} 个在折点处跳过）");

    /// <summary>The gradients are right.</summary>
    public string GradientsAgree(string worst) => Say($"worst relative error {worst}: the gradients agree", $"最大相对误差 {worst}：梯度一致");

    /// <summary>The gradients are wrong.</summary>
    public string GradientsDiffer(string worst, string tolerance) =>
        Say($"worst relative error {worst}: not under {tolerance}, something is wrong", $"最大相对误差 {worst}：不小于 {tolerance}，有错误");

    /// <summary>A device.</summary>
    public string CpuDevice(string name, int cores, string vectors, string peak) => Say(
        $"cpu        {name}: {cores} cores, {vectors}, single precision, {peak} GFLOP/s measured at most (default for train)",
        $"cpu        {name}：{cores} 个核心，{vectors}，单精度，实测峰值 {peak} GFLOP/s（train 的默认设备）");

    /// <summary>Vectors of a device.</summary>
    public string Vectors(int bits) => Say($"{bits}-bit vectors", $"{bits} 位向量");

    /// <summary>A device without vectors.</summary>
    public string NoVectors => Say("no vectors", "无向量指令");

    /// <summary>A device.</summary>
    public string ReferenceDevice => Say(
        "reference  double precision, for stepping, explaining and checking (default for trace, debug, explain, gradcheck)",
        "reference  双精度，用于单步、解释和检查（trace、debug、explain、gradcheck 的默认设备）");

    /// <summary>A device.</summary>
    public string GpuDevice(string name, string api, string driver, string gibibytes) => Say(
        $"{name}: {api}, driver {driver}, {gibibytes} GiB, single precision",
        $"{name}：{api}，驱动 {driver}，{gibibytes} GiB，单精度");

    /// <summary>A device that is no graphics card.</summary>
    public string GpuIsProcessor(string device) => Say($"{device} (this is the processor behind OpenCL, no graphics card)", $"{device}（这是通过 OpenCL 使用的处理器，不是显卡）");

    /// <summary>Which device a run uses.</summary>
    public string RunsOn(string name, string device) => Say($"running on {name}, {device}", $"运行设备 {name}，{device}");

    /// <summary>There is no device.</summary>
    public string NoGpuDevice(string why) => Say($"gpu        not available: {why}", $"gpu        不可用：{why}");

    /// <summary>The bar of a training run.</summary>
    public string Progress(int epoch, string bar, int samples, int total, string loss, string rate) =>
        Say($"epoch {epoch} {bar} {samples}/{total}  loss {loss}  {rate} images/s", $"轮次 {epoch} {bar} {samples}/{total}  损失 {loss}  {rate} 张/秒");

    /// <summary>The speed of an epoch.</summary>
    public string Speed(string seconds, string rate, string gflops) => Say($"  {seconds} s, {rate} images/s, {gflops} GFLOP/s", $"  {seconds} 秒，{rate} 张/秒，{gflops} GFLOP/s");

    /// <summary>The speed against the peak.</summary>
    public string OfPeak(string percent) => Say($" ({percent} % of the measured peak)", $"（实测峰值的 {percent} %）");

    /// <summary>An epoch that was not finished.</summary>
    public string AfterImages(int samples, int all) => Say($" (after {samples} of {all} images)", $"（{all} 张图像中的 {samples} 张之后）");

    /// <summary>An epoch that was not finished.</summary>
    public string StoppedAfter(int samples, int all, string accuracy) =>
        Say($"stopped after {samples} of {all} images: training accuracy {accuracy}%", $"在 {all} 张图像中的 {samples} 张之后停止：训练准确率 {accuracy}%");

    /// <summary>Over examples of help.</summary>
    public string Example => Say("Example:", "示例：");

    /// <summary>Over examples of help.</summary>
    public string Examples => Say("Examples:", "示例：");
}
