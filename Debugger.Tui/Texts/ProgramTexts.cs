using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the programs of the catalog are about. English is the catalog's own.</summary>
public sealed class ProgramTexts(Language language)
{
    /// <summary>What a program is about; English for a program that is not known here.</summary>
    public string Title(ProgramEntry program) => language == Language.English ? program.Title : Chinese(program.Name) ?? program.Title;

    /// <summary>Where a scenario's inputs come from; English for a source that is not known here.</summary>
    public string Input(Scenario scenario) => language == Language.English ? scenario.Batches.Description : scenario.Batches switch
    {
        LoaderBatches { Loader: var loader } => $"{loader.Dataset.Name}，批大小 {loader.BatchSize}，{(loader.Shuffle ? $"按种子 {scenario.Seed} 打乱" : "按文件顺序")}",
        { Description: var said } => said switch
        {
            "the tutorial's numbers" => "教程中的数值",
            "-4.5 to 4.5 in steps of 1" => "-4.5 到 4.5，步长 1",
            "numbers chosen by hand" => "手选的数值",
            _ when said.StartsWith("small numbers of seed", StringComparison.Ordinal) => $"种子 {scenario.Seed} 的小数值，每次迭代相同",
            _ when said.StartsWith("rand and randn", StringComparison.Ordinal) => $"种子 {scenario.Seed} 的 rand 和 randn，每次迭代相同",
            _ when said.StartsWith("randn", StringComparison.Ordinal) => $"种子 {scenario.Seed} 的 randn，每次迭代相同",
            _ => said,
        },
    };

    /// <summary>The Chinese title; null for a program that is not known here.</summary>
    internal static string? Chinese(string name) => name switch
    {
        "neuron" => "单个神经元：三个输入、三个权重、一个偏置",
        "activations" => "一段区间上的 sigmoid、tanh 和 ReLU，以及它们的导数",
        "two-layer" => "手算 2-2-2 网络：前向传播、链式法则、新权重",
        "layers" => "三张图像依次经过 Flatten、Linear、ReLU、Linear 和 Softmax",
        "tutorial-net" => "5×5 卷积网络上的脚本：两次反向传播、一次手动更新、一次优化器更新",
        "tutorial-net-001" => "同一网络，中间没有 zero_grad：梯度累加",
        "week4-net" => "3×3 卷积网络上的脚本，最后是一个完整的训练步",
        "network1" => "忘了展平的卷积网络：找出形状错误",
        "network2" => "两个卷积层和三个线性层，识别手写数字",
        "network3" => "三个卷积层（其中一个有填充），识别服装",
        "one-weight" => "一个权重和二分之一平方误差：能学习的最小程序",
        "batch" => "四个样本经过一个线性层：一批样本的梯度",
        "softmax" => "两个样本、三个类别：softmax、交叉熵与 p - y",
        "conv4x4" => "4×4 图像上的一个 3×3 卷积核：梯度在各个窗口上求和",
        "pool4x4" => "4×4 图像的 2×2 最大池化：梯度往哪里走",
        "mlp" => "三个线性层识别服装，不用卷积",
        _ => null,
    };
}
