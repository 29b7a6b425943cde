using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What help says of commands, arguments and options.</summary>
public sealed class CommandTexts(Language language) : TextArea(language)
{
    /// <summary>--lang.</summary>
    public string LanguageOption => Say("Language of texts and help: en or zh-Hans. Default: the system's.", "文本和帮助的语言：en 或 zh-Hans。默认：系统语言。");

    /// <summary>--help.</summary>
    public string HelpOption => Say("Show help and usage information", "显示帮助和用法");

    /// <summary>--version.</summary>
    public string VersionOption => Say("Show version information", "显示版本");

    /// <summary>A section of help.</summary>
    public string DescriptionSection => Say("Description:", "说明：");

    /// <summary>A section of help.</summary>
    public string UsageSection => Say("Usage:", "用法：");

    /// <summary>A section of help.</summary>
    public string ArgumentsSection => Say("Arguments:", "参数：");

    /// <summary>A section of help.</summary>
    public string OptionsSection => Say("Options:", "选项：");

    /// <summary>A section of help.</summary>
    public string CommandsSection => Say("Commands:", "命令：");

    /// <summary>Before an option's default.</summary>
    public string Default => Say("[default: ", "[默认：");

    /// <summary>Behind the description of an option that takes one of a few words.</summary>
    public string OneOf(string description, string words) => Say($"{description}: {words}.", $"{description}：{words}。");

    /// <summary>The program.</summary>
    public string Root => Say(
        "A step debugger for neural networks: run the forward pass, loss, backward pass and update one operation at a time, in both directions.",
        "神经网络单步调试器：逐个操作执行前向传播、损失、反向传播和参数更新，可前进也可后退。");

    /// <summary>What the program says without a terminal and without arguments.</summary>
    public string Welcome => Say(
        """
        Backstep: a step debugger for neural networks.

        Start here
          backstep trace two-layer                      every step of a 2-2-2 network, with its numbers
          backstep explain two-layer w1.grad            why that gradient is what it is
          backstep debug two-layer                      step it yourself, forward and back ('help' lists the words)

        Go on
          backstep programs                             all networks
          backstep summary network2                     a network as PyTorch prints it
          backstep trace tutorial-net --seed 7          the tutorial's script with PyTorch's numbers
          backstep gradcheck network2                   analytic against numeric gradients
          backstep train network2 --data mnist --data-dir DIR

        Every command has --help with an example.
        """,
        """
        Backstep：神经网络单步调试器。

        从这里开始
          backstep trace two-layer                      2-2-2 网络的每一步及其数值
          backstep explain two-layer w1.grad            这个梯度为什么是这个数
          backstep debug two-layer                      自己单步执行，可前进可后退（'help' 列出命令）

        接下来
          backstep programs                             所有网络
          backstep summary network2                     按 PyTorch 的格式显示网络
          backstep trace tutorial-net --seed 7          教程脚本，数值与 PyTorch 相同
          backstep gradcheck network2                   解析梯度与数值梯度对比
          backstep train network2 --data mnist --data-dir DIR

        每个命令都有 --help，并附示例。
        """);

    /// <summary>A command.</summary>
    public string Programs => Say("List every program that can be stepped, explained or trained.", "列出所有可以单步执行、解释或训练的程序。");

    /// <summary>A command.</summary>
    public string Summary => Say("Print a network as PyTorch's print(net) does, and its named parameters with their shapes.", "按 PyTorch 的 print(net) 显示网络，并列出各参数的名称和形状。");

    /// <summary>A command.</summary>
    public string Trace => Say("Run one iteration and print every instruction with its value.", "运行一次迭代，输出每条指令及其值。");

    /// <summary>A command.</summary>
    public string Explain => Say(
        "Run one iteration and explain one number: symbols, the same with numbers, the terms it is made of.",
        "运行一次迭代，解释一个数：符号公式、代入数值、组成它的各项。");

    /// <summary>A command.</summary>
    public string Debug => Say(
        "Step a program on the full screen. With --exec, --script or --text the debugger works as text with gdb's words; 'help' lists them.",
        "全屏单步执行程序。使用 --exec、--script 或 --text 时以文本方式工作，命令与 gdb 相同；'help' 列出命令。");

    /// <summary>A command.</summary>
    public string Gradcheck => Say(
        "Compare every gradient with finite differences of the forward pass. Exit code 1 if the worst relative error is 1e-6 or more.",
        "把每个梯度与前向传播的有限差分对比。最大相对误差达到 1e-6 时退出码为 1。");

    /// <summary>A command.</summary>
    public string Train => Say(
        "Train a network on a data set. What is not given is the tutorial's: data set, epochs, batch size, learning rate.",
        "用数据集训练网络。未给出的采用教程的设置：数据集、轮次、批大小、学习率。");

    /// <summary>A command.</summary>
    public string Devices => Say(
        "List what can calculate on this machine: vector width, cores, measured peak; GPUs with driver and memory, or why there is none.",
        "列出本机的计算设备：向量宽度、核心数、实测峰值；GPU 及其驱动和内存，或不可用的原因。");

    /// <summary>An argument.</summary>
    public string ProgramArgument => Say("A program of the catalog; 'backstep programs' lists them.", "程序名；'backstep programs' 列出所有程序。");

    /// <summary>An argument of explain.</summary>
    public string ValueArgument => Say("A value and, for a tensor, the index of the element: conv1.weight.grad[2,0,1,1].", "值的名称；张量还要给出元素下标：conv1.weight.grad[2,0,1,1]。");

    /// <summary>--seed.</summary>
    public string Seed => Say("What torch.manual_seed would be given: the same seed gives PyTorch's numbers.", "相当于 torch.manual_seed 的种子：种子相同，数值就与 PyTorch 相同。");

    /// <summary>--data.</summary>
    public string Data => Say("Take image batches from this data set: mnist, fashion-mnist or synthetic (drawn digits, needs no files).", "从该数据集取图像批次：mnist、fashion-mnist 或 synthetic（绘制的数字，不需要文件）。");

    /// <summary>--data-dir.</summary>
    public string DataDir => Say(
        "The folder that the data set lies in (the four IDX files, plain or .gz, or torchvision's layout).",
        "数据集所在文件夹（四个 IDX 文件，可为 .gz，或 torchvision 的目录结构）。");

    /// <summary>--batch-size.</summary>
    public string BatchSize => Say("Images a batch.", "每批的图像数。");

    /// <summary>--lr.</summary>
    public string LearningRate => Say("Learning rate.", "学习率。");

    /// <summary>--optimizer.</summary>
    public string Optimizer => Say("sgd, momentum (SGD with momentum 0.9) or adam.", "sgd、momentum（动量为 0.9 的 SGD）或 adam。");

    /// <summary>--momentum.</summary>
    public string Momentum => Say("Momentum of SGD.", "SGD 的动量。");

    /// <summary>--weight-decay.</summary>
    public string WeightDecay => Say("L2 penalty.", "L2 正则化（权重衰减）。");

    /// <summary>--device.</summary>
    public string Device(string standard) => Say(
        $"What calculates: cpu (single precision, vectors, all cores), reference (double precision), gpu or gpu:N (single precision, the first or another GPU). Default: {standard}.",
        $"计算设备：cpu（单精度、向量指令、所有核心）、reference（双精度）、gpu 或 gpu:N（单精度，第一个或另一个 GPU）。默认：{standard}。");

    /// <summary>--threads.</summary>
    public string Threads => Say("Threads of the device cpu; default: one a core.", "cpu 设备的线程数；默认每个核心一个。");

    /// <summary>--digits.</summary>
    public string Digits => Say("Decimals of each number at most, 1 to 17.", "每个数最多的小数位数，1 到 17。");

    /// <summary>--format.</summary>
    public string Format => Say("Text for people, or one JSON object a line", "供人阅读的文本，或每行一个 JSON 对象");

    /// <summary>--values.</summary>
    public string Values => Say("How much of a tensor is shown", "张量显示多少内容");

    /// <summary>--depth.</summary>
    public string Depth => Say("How many levels of terms are opened, 0 to 20.", "展开几层，0 到 20。");

    /// <summary>--exec.</summary>
    public string Exec => Say("Commands, separated by ';'.", "命令，用 ';' 分隔。");

    /// <summary>--script.</summary>
    public string Script => Say("A file with a command on each line; # begins a comment.", "命令文件，每行一条；# 开头为注释。");

    /// <summary>--text.</summary>
    public string Text => Say("Type the debugger's words instead of using the full screen.", "不用全屏，直接输入调试器命令。");

    /// <summary>--grad-fn.</summary>
    public string GradFn => Say("Print the chain of backward nodes from the loss to the parameters instead.", "改为显示从损失到参数的反向节点链。");

    /// <summary>--epochs.</summary>
    public string Epochs => Say("How often the whole training set is gone through.", "遍历整个训练集的次数（轮次）。");

    /// <summary>--max-steps.</summary>
    public string MaxSteps => Say("Stop after this many batches.", "训练这么多批次后停止。");

    /// <summary>--log-every.</summary>
    public string LogEvery => Say("Report every K-th step.", "每 K 步报告一次。");

    /// <summary>--no-test.</summary>
    public string NoTest => Say("Do not try the model on the test set.", "不在测试集上测试模型。");

    /// <summary>--json of train.</summary>
    public string JsonLines => Say("One JSON object a line.", "每行一个 JSON 对象。");

    /// <summary>--json of programs.</summary>
    public string JsonArray => Say("One JSON array.", "一个 JSON 数组。");

    /// <summary>--json of devices.</summary>
    public string JsonObject => Say("One JSON object.", "一个 JSON 对象。");

    /// <summary>--keys.</summary>
    public string Keys => Say("Play these keys without a terminal: \"F11 F11 i e Enter\".", "不用终端，直接播放这些按键：\"F11 F11 i e Enter\"。");

    /// <summary>--size.</summary>
    public string Size => Say("Size of the screen for --keys and --dump-screen, columns x rows.", "--keys 和 --dump-screen 的屏幕大小，列x行。");

    /// <summary>--dump-screen.</summary>
    public string DumpScreen => Say("Print the last screen as text, ansi or svg.", "以 text、ansi 或 svg 格式输出最后的屏幕。");

    /// <summary>--theme.</summary>
    public string Theme => Say("dark or light.", "dark（深色）或 light（浅色）。");

    /// <summary>--color.</summary>
    public string Colour(string levels) => Say($"Colours: {levels}.", $"颜色：{levels}。");

    /// <summary>--ascii.</summary>
    public string Ascii => Say("Draw with ASCII only.", "只用 ASCII 绘制。");
}
