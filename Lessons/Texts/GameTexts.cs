using System.Collections.Immutable;

namespace Backstep.Lessons.Texts;

public partial class GameTexts
{
    private static readonly ImmutableDictionary<string, (Func<GameTexts, string> Name, Func<GameTexts, string> Reason)> Badges =
        new Dictionary<string, (Func<GameTexts, string>, Func<GameTexts, string>)>
        {
            ["first-lesson"] = (t => t.FirstLesson, t => t.FirstLessonReason),
            ["reverse-step"] = (t => t.ReverseStep, t => t.ReverseStepReason),
            ["prediction"] = (t => t.Prediction, t => t.PredictionReason),
            ["what-if"] = (t => t.WhatIf, t => t.WhatIfReason),
            ["gradient-check"] = (t => t.GradientCheck, t => t.GradientCheckReason),
            ["repair"] = (t => t.Repair, t => t.RepairReason),
            ["dead-relu"] = (t => t.DeadRelu, t => t.DeadReluReason),
            ["within-par"] = (t => t.WithinPar, t => t.WithinParReason),
            ["chapter-without-hints"] = (t => t.ChapterWithoutHints, t => t.ChapterWithoutHintsReason),
            ["chapter-all-stars"] = (t => t.ChapterAllStars, t => t.ChapterAllStarsReason),
            ["all-bosses"] = (t => t.AllBosses, t => t.AllBossesReason),
            ["whole-course"] = (t => t.WholeCourse, t => t.WholeCourseReason),
            ["test-out"] = (t => t.TestOut, t => t.TestOutReason),
            ["daily"] = (t => t.Daily, t => t.DailyReason),
            ["week"] = (t => t.Week, t => t.WeekReason),
            ["mnist-99"] = (t => t.Mnist99, t => t.Mnist99Reason),
            ["fashion-87"] = (t => t.Fashion87, t => t.Fashion87Reason),
        }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, Func<GameTexts, string>> Ranks = new Dictionary<string, Func<GameTexts, string>>
    {
        ["input"] = t => t.RankInput,
        ["neuron"] = t => t.RankNeuron,
        ["hidden-layer"] = t => t.RankHiddenLayer,
        ["network"] = t => t.RankNetwork,
        ["backpropagator"] = t => t.RankBackpropagator,
        ["optimizer"] = t => t.RankOptimizer,
        ["autograd"] = t => t.RankAutograd,
    }.ToImmutableDictionary();

    /// <summary>A badge's name; its key where it is unknown: a profile may come from another version.</summary>
    public static LocalText BadgeName(string key) => Of(key, Badges.GetValueOrDefault(key).Name);

    /// <summary>What a badge is given for; its key where it is unknown.</summary>
    public static LocalText BadgeReason(string key) => Of(key, Badges.GetValueOrDefault(key).Reason);

    /// <summary>A rank's name; its key where it is unknown.</summary>
    public static LocalText RankName(string key) => Of(key, Ranks.GetValueOrDefault(key));

    private static LocalText Of(string key, Func<GameTexts, string>? text) =>
        text is null ? new(key, null) : LocalText.Of(l => text(In(l)));
}
