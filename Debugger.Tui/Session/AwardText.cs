using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Game;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>What was won, in a few words.</summary>
internal static class AwardText
{
    /// <summary>The stars of a lesson: <c>★★☆</c>.</summary>
    public static string Stars(int stars) =>
        new string('★', stars) + new string('☆', Math.Max(0, Backstep.Lessons.Game.Stars.Most - stars));

    /// <summary>The words for one award.</summary>
    public static string Of(Award award, UiTexts texts) => award.Kind switch
    {
        AwardKind.Xp => $"+{texts.Lessons.Xp(award.Amount)}",
        AwardKind.Stars => Stars(award.Amount),
        AwardKind.Badge => texts.Lessons.NewBadge(GameTexts.BadgeName(award.Key).In(texts.Language)),
        AwardKind.Rank => texts.Lessons.NewRank(GameTexts.RankName(award.Key).In(texts.Language)),
        // One day is no row of days.
        AwardKind.Streak when award.Amount > 1 => texts.Lessons.Streak(award.Amount),
        _ => "",
    };
}
