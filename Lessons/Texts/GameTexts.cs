using System.Collections.Immutable;

namespace Backstep.Lessons.Texts;

/// <summary>The names of badges and ranks.</summary>
public static class GameTexts
{
    private static readonly ImmutableDictionary<string, (LocalText Name, LocalText Reason)> Badges =
        new Dictionary<string, (LocalText, LocalText)>
        {
            ["first-lesson"] = (new("First lesson", "第一课"), new("Solve a lesson", "完成一课")),
            ["reverse-step"] = (new("Back step", "后退一步"), new("Step back in the debugger", "在调试器中后退一步")),
            ["prediction"] = (new("Foresight", "先见之明"), new("Predict a value before it is computed", "在计算之前预测出一个值")),
            ["what-if"] = (new("What if", "假如……会怎样"), new("Set a value by hand and see what follows", "手动修改一个值，看看会怎样")),
            ["gradient-check"] = (new("Trust, but verify", "信任，但要验证"), new("Pass a gradient check", "通过一次梯度检查")),
            ["repair"] = (new("Put right", "修好了"), new("Repair a program that has a bug", "修好一个有错误的程序")),
            ["dead-relu"] = (new("Life signs", "生命体征"), new("Find a dead ReLU", "找到一个死亡的 ReLU")),
            ["within-par"] = (new("Straight there", "直达目标"), new("Reach the goal of an exercise within par", "在标准步数内完成一个练习")),
            ["chapter-without-hints"] = (new("On your own", "独立完成"), new("Solve all lessons of a chapter without a hint", "不用提示完成一章的所有课程")),
            ["chapter-all-stars"] = (new("Bright sky", "满天星"), new("Get all stars of a chapter", "获得一章的全部星星")),
            ["all-bosses"] = (new("Bug hunter", "捉虫高手"), new("Solve all boss levels", "通过所有 Boss 关")),
            ["whole-course"] = (new("Converged", "收敛"), new("Solve every lesson of the course", "完成整门课程")),
            ["test-out"] = (new("Known already", "早已掌握"), new("Pass a chapter by its test", "通过一章的免修测试")),
            ["daily"] = (new("Daily batch", "每日一批"), new("Solve a challenge of the day", "完成一次每日挑战")),
            ["week"] = (new("Seven epochs", "七个轮次"), new("Learn on seven days in a row", "连续学习七天")),
            ["mnist-99"] = (new("Ninety-nine", "百里挑一"), new("Reach 99 % on MNIST", "在 MNIST 上达到 99%")),
            ["fashion-87"] = (new("Dressed up", "穿戴整齐"), new("Reach 87 % on Fashion-MNIST", "在 Fashion-MNIST 上达到 87%")),
        }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, LocalText> Ranks = new Dictionary<string, LocalText>
    {
        ["input"] = new("Input", "输入"),
        ["neuron"] = new("Neuron", "神经元"),
        ["hidden-layer"] = new("Hidden layer", "隐藏层"),
        ["network"] = new("Network", "网络"),
        ["backpropagator"] = new("Backpropagator", "反向传播者"),
        ["optimizer"] = new("Optimizer", "优化器"),
        ["autograd"] = new("Autograd", "自动求导"),
    }.ToImmutableDictionary();

    /// <summary>A badge's name; its key where it is unknown: a profile may come from another version.</summary>
    public static LocalText BadgeName(string key) => Badges.TryGetValue(key, out var badge) ? badge.Name : new(key, null);

    /// <summary>What a badge is given for; its key where it is unknown.</summary>
    public static LocalText BadgeReason(string key) => Badges.TryGetValue(key, out var badge) ? badge.Reason : new(key, null);

    /// <summary>A rank's name; its key where it is unknown.</summary>
    public static LocalText RankName(string key) => Ranks.GetValueOrDefault(key) ?? new(key, null);
}
