using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What explanations say besides formulas, in Chinese.</summary>
internal sealed class ChineseExplanation : ExplanationWords
{
    public override T Choose<T>(T english, T chinese) => chinese;

    public override string EditedByYou => "由你修改";

    public override string InputOfBatch(long iteration) => $"输入（第 {iteration} 次迭代的批次）";

    public override string InitialValue => "初始值";

    public override string KeptFromBefore(long iteration) => $"第 {iteration} 次迭代之前保留下来的值";

    public override string NoLongerKept(long iteration) => $"写于第 {iteration} 次迭代，当时的值已不再保留";

    public override string MoreSummands(int count) => $"（另有 {count} 项）";

    public override string OnPadding(int products) => $"有 {products} 个乘积落在填充处，为 0";

    public override string LargestOfWindow(int elements, string winner) => $"{elements} 个中最大的是 {winner}";

    public override string InNoWindow(string element) => $"{element} 不在任何窗口中";

    public override string LargestOfItsWindows(string element, int windows) => windows == 1 ? $"{element} 是所在窗口的最大值" : $"{element} 在所在的 {windows} 个窗口中都是最大值";

    public override string GetsNothing(string element, int windows, string winners) => $"{element} 得不到梯度：所在窗口中更大的是 {winners}";

    public override string LargestOfSome(string element, int won, int windows, string winners) => $"{element} 在 {windows} 个窗口中的 {won} 个里最大；其余的梯度给了 {winners}";

    public override string MaximumTakenOff(string maximum) => $"max 是最大的一项 {maximum}：先减去它，以免指数过大";

    public override string MeanOver(int samples) => $"对 {samples} 个样本取平均";

    public override string IsLabel(int label, int sample) => $"{label} 是样本 {sample} 的标签";

    public override string IsNotLabel(int sample, int label, int other) => $"样本 {sample} 的标签是 {label}，不是 {other}";

    public override string SourceLine(int line) => $"（第 {line} 行）";

    public override string PathsToLoss(string count, string subject) => $"从 {subject} 到损失有 {count} 条路径：";

    public override string Path(int number) => $"路径 {number}:";

    public override string MorePaths(string count) => $"……另有 {count} 条路径";

    public override string Together(string sum) => $"合计 {sum}";

    public override string MoreTerms(int count) => $"……另有 {count} 项";

    public override string MoreTermsTogether(int count, string sum) => $"……另有 {count} 项，合计 {sum}";

    public override string ZeroTerms(int zeros, int count) => $"{count} 项中有 {zeros} 项恰好为 0";

    public override string OpenedAbove => "（上文已展开）";

    public override string CutAfter(int lines) => $"……超过 {lines} 行，已截断：请展开其中一项，或减少层数";
}
