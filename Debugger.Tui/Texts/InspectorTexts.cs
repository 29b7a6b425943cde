using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the inspector says of one value.</summary>
public sealed class InspectorTexts(Language language) : TextArea(language)
{
    /// <summary>A kernel, as the convolution read it.</summary>
    public string AsRead(string value) => Say($"as {value} read it", $"{value} 读取时");

    /// <summary>There is nothing to show yet.</summary>
    public string NotComputed(string name) => Say($"{name} has not been computed in this iteration: step on until it is", $"{name} 在本次迭代中尚未计算：请继续单步执行");

    /// <summary>A tensor without elements.</summary>
    public string IsEmpty(string name) => Say($"{name} is empty", $"{name} 是空的");

    /// <summary>Over the weights of a neuron.</summary>
    public string RowAsPixels(int row) => Say($"row {row} as 28×28 pixels", $"第 {row} 行显示为 28×28 像素");

    /// <summary>A tab.</summary>
    public string Content => Say("content", "内容");

    /// <summary>A tab.</summary>
    public string Gradient => Say("gradient", "梯度");

    /// <summary>A tab.</summary>
    public string KernelTab(string name) => Say($"kernel {name}", $"卷积核 {name}");

    /// <summary>A kind of value.</summary>
    public string Input => Say("input", "输入");

    /// <summary>A kind of value.</summary>
    public string Parameter => Say("parameter", "参数");

    /// <summary>A kind of value.</summary>
    public string GradientOf(string name) => Say($"gradient of {name}", $"{name} 的梯度");

    /// <summary>A kind of value.</summary>
    public string Derivative => Say("derivative", "导数");

    /// <summary>A kind of value.</summary>
    public string OptimizerState => Say("kept by the optimizer", "优化器的状态");

    /// <summary>A kind of value.</summary>
    public string Hyperparameter => Say("chosen by a person", "超参数");

    /// <summary>A kind of value.</summary>
    public string Activation => Say("activation", "激活值");

    /// <summary>A key.</summary>
    public string Move => Say("move", "移动");

    /// <summary>A key.</summary>
    public string Why => Say("why?", "为什么");

    /// <summary>A key.</summary>
    public string WhatIf => Say("what if", "假设");

    /// <summary>A key.</summary>
    public string Switch => Say("switch", "切换");

    /// <summary>A key.</summary>
    public string Picture => Say("picture", "图像");

    /// <summary>A key.</summary>
    public string Numbers => Say("numbers", "数字");

    /// <summary>One of the planes of a parameter.</summary>
    public string Kernel => Say("kernel", "卷积核");

    /// <summary>One of the planes of an input.</summary>
    public string Image => Say("image", "图像");

    /// <summary>One of the planes of an activation.</summary>
    public string Map => Say("map", "特征图");

    /// <summary>Over a table of numbers.</summary>
    public string PlaneOf(string word, int plane, int planes) => Say($"{word} {plane} of {planes}", $"{word} {plane}，共 {planes} 个");

    /// <summary>The class of an image.</summary>
    public string Label(string label) => Say($"label {label}", $"标签 {label}");

    /// <summary>Over the maps of one image.</summary>
    public string ImageWithMaps(int image, int images, int maps) => Say($"image {image} of {images}, its {maps} maps", $"图像 {image}，共 {images} 个；它的 {maps} 个特征图");

    /// <summary>Over the maps of one image of a known class.</summary>
    public string LabelledImageWithMaps(int image, int images, string label, int maps) =>
        Say($"image {image} of {images}, label {label}, its {maps} maps", $"图像 {image}，共 {images} 个，标签 {label}；它的 {maps} 个特征图");

    /// <summary>Which part of a matrix is visible.</summary>
    public string VisiblePart(int firstRow, int lastRow, int rows, int firstColumn, int lastColumn, int columns) =>
        Say($"rows {firstRow} to {lastRow} of {rows}, columns {firstColumn} to {lastColumn} of {columns}", $"第 {firstRow} 到 {lastRow} 行（共 {rows} 行），第 {firstColumn} 到 {lastColumn} 列（共 {columns} 列）");

    /// <summary>What it was before the what-if.</summary>
    public string Was(string number) => Say($"was {number}", $"原为 {number}");

    /// <summary>A class of the batch.</summary>
    public string Class(string number) => Say($"class {number}", $"类别 {number}");

    /// <summary>A figure.</summary>
    public string Min => Say("min", "最小");

    /// <summary>A figure.</summary>
    public string Max => Say("max", "最大");

    /// <summary>A figure.</summary>
    public string Mean => Say("mean", "均值");

    /// <summary>A figure.</summary>
    public string Norm => Say("norm", "范数");

    /// <summary>A figure.</summary>
    public string Zeros => Say("zeros", "零值");

    /// <summary>No element is so.</summary>
    public string None => Say("none", "无");

    /// <summary>How many elements are so.</summary>
    public string Share(string percent, int count, int all) => Say($"{percent} % ({count} of {all})", $"{percent} %（{all} 个中 {count} 个）");

    /// <summary>A leaf.</summary>
    public string Given => Say("given, not computed", "给定的，不是算出来的");

    /// <summary>Before the number of a gradient.</summary>
    public string GradientIs => Say("gradient ", "梯度 ");

    /// <summary>Before a line of the source.</summary>
    public string SourceLine(int line) => Say($"line {line}   ", $"第 {line} 行   ");

    /// <summary>There is no course to show.</summary>
    public string OneContent => Say("it has had one content so far: run more iterations (i) to see its course", "目前只有过一个值：多运行几次迭代（i）可看到变化");

    /// <summary>How many contents there have been.</summary>
    public string Contents(int count) => Say($"{count} contents", $"{count} 个值");

    /// <summary>The first content.</summary>
    public string First => Say("first", "最初");

    /// <summary>The last content.</summary>
    public string Last => Say("last", "最后");

    /// <summary>Before the first iteration.</summary>
    public string Start => Say("start", "开始");

    /// <summary>The convolution at a place.</summary>
    public string SumOfProducts => Say("  sum of products", "  乘积之和");

    /// <summary>The convolution at a place.</summary>
    public string SumOfChannel(int channel) => Say($"  sum, channel {channel}", $"  通道 {channel} 之和");

    /// <summary>The convolution at a place.</summary>
    public string OtherChannels(int count) => Say($"+ {count} other {(count == 1 ? "channel" : "channels")}", $"+ 其余 {count} 个通道");

    /// <summary>Over the input of the convolution.</summary>
    public string PatchFramed(string name) => Say($"{name}, the patch framed", $"{name}，框内为当前区域");

    /// <summary>What lies under the kernel, in a word.</summary>
    public string Patch => Say("patch", "区域");

    /// <summary>What lies under the kernel.</summary>
    public string PatchOf(string name) => Say($"  patch {name}", $"  区域 {name}");

    /// <summary>The kernel.</summary>
    public string KernelOf(string name) => Say($"× kernel {name}", $"× 卷积核 {name}");

    /// <summary>Their products, in a word.</summary>
    public string ProductsBrief => Say("products", "乘积");

    /// <summary>Their products.</summary>
    public string Products => Say("= products", "= 乘积");
}
