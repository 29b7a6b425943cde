using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the first screen says.</summary>
public sealed class HomeTexts(Language language) : TextArea(language)
{
    /// <summary>Behind the program's name.</summary>
    public string Subtitle => Say(" · a step debugger for neural networks", " · 神经网络单步调试器");

    /// <summary>Over the left list.</summary>
    public string Start => Say("Start", "开始");

    /// <summary>Over the list of programs.</summary>
    public string Programs => Say("Programs", "程序");

    /// <summary>Over the picture.</summary>
    public string Demonstration => Say("two-layer, stepping by itself", "two-layer，自动单步演示");

    /// <summary>Over the legend of phases.</summary>
    public string OneTrainingStep => Say("One training step", "一个训练步");

    /// <summary>Before the key.</summary>
    public string NewHere => Say("New here? Press ", "第一次使用？请按 ");

    /// <summary>Behind the key.</summary>
    public string NewHereEnd => Say(".", "。");

    /// <summary>A key.</summary>
    public string Choose => Say("choose", "选择");

    /// <summary>A key.</summary>
    public string Open => Say("open", "打开");

    /// <summary>A key.</summary>
    public string Keys => Say("keys", "按键");

    /// <summary>A key.</summary>
    public string Quit => Say("quit", "退出");

    /// <summary>A key.</summary>
    public string Back => Say("back", "返回");

    /// <summary>A key: to the debugger as it was left.</summary>
    public string BackTo(string program) => Say($"back to {program}", $"回到 {program}");

    /// <summary>Training has no screen yet.</summary>
    public string TrainingFromCommandLine =>
        Say("training runs from the command line for now: backstep train network2 --data mnist --data-dir DIR", "目前请在命令行训练：backstep train network2 --data mnist --data-dir DIR");

    /// <summary>An entry of the left list.</summary>
    public string Walkthrough => Say("Walkthrough", "逐步讲解");

    /// <summary>What it is.</summary>
    public string AboutWalkthrough => Say("Step a 2-2-2 network by hand: forward, loss, backward, update. The best place to start.", "手动单步执行 2-2-2 网络：前向传播、损失、反向传播、参数更新。最好的起点。");

    /// <summary>An entry of the left list.</summary>
    public string Debug => Say("Debug a network", "调试网络");

    /// <summary>What it is.</summary>
    public string AboutDebug =>
        Say("Open any program: one neuron, activation functions, the tutorials' scripts, convolutional networks.", "打开任意程序：单个神经元、激活函数、教程脚本、卷积网络。");

    /// <summary>An entry of the left list.</summary>
    public string Train => Say("Train", "训练");

    /// <summary>What it is.</summary>
    public string AboutTrain => Say("Train a network on MNIST or Fashion-MNIST. From the command line for now.", "用 MNIST 或 Fashion-MNIST 训练网络。目前请用命令行。");

    /// <summary>An entry of the left list.</summary>
    public string Lessons => Say("Lessons", "课程");

    /// <summary>What it is.</summary>
    public string AboutLessons => Say("From one neuron to a CNN on MNIST: short pages, exercises in the debugger, questions, boss levels.", "从一个神经元到 MNIST 上的卷积网络：短课文、调试器练习、问答、Boss 关。");

    /// <summary>An entry of the left list.</summary>
    public string Theme => Say("Dark or light", "深色或浅色");

    /// <summary>What it is.</summary>
    public string AboutTheme => Say("Switch the colours.", "切换配色。");

    /// <summary>An entry of the left list.</summary>
    public string Leave => Say("Quit", "退出");

    /// <summary>What it is.</summary>
    public string AboutLeave => Say("Leave; the terminal is as it was.", "离开程序，终端恢复原样。");

    /// <summary>What the forward phase does, in one or two words.</summary>
    public string ForwardBrief => Say("outputs", "算输出");

    /// <summary>What the forward phase does.</summary>
    public string Forward => Say("inputs become outputs", "前向传播：由输入算输出");

    /// <summary>What the loss is, in one or two words.</summary>
    public string LossBrief => Say("how wrong", "算误差");

    /// <summary>What the loss is.</summary>
    public string Loss => Say("how wrong they are", "损失：输出错多少");

    /// <summary>What zero_grad does, in one or two words.</summary>
    public string ZeroGradBrief => Say("reset", "清零");

    /// <summary>What zero_grad does.</summary>
    public string ZeroGrad => Say("old gradients cleared", "清空旧梯度");

    /// <summary>What the backward phase does, in one or two words.</summary>
    public string BackwardBrief => Say("gradients", "算梯度");

    /// <summary>What the backward phase does.</summary>
    public string Backward => Say("each weight's share", "反向传播：各权重的梯度");

    /// <summary>What the update does, in one or two words.</summary>
    public string UpdateBrief => Say("weights", "改权重");

    /// <summary>What the update does.</summary>
    public string Update => Say("each weight takes a step", "参数更新：权重走一步");
}
