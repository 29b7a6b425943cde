using System.Globalization;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.Texts;

public partial class LessonTexts
{
    public string Time(TimeSpan time) => time.TotalMinutes < 1 ? Seconds((int)time.TotalSeconds) : Minutes((int)time.TotalMinutes);

    /// <summary>That nothing is due, and when something will be.</summary>
    public string NothingDue(DateOnly? next) => NothingIsDue(Day(next));

    /// <summary>How a review went, and what is left.</summary>
    public string ReviewResult(int right, int asked, int left, DateOnly? next) =>
        ReviewIsOver(right, asked, left > 0 ? $"{left}" : null, Day(next));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string HintsUsed(int hints) => hints == 0 ? NoHintUsed : SomeHintsUsed(hints);

    public string Status(LessonStatus status) => status switch
    {
        LessonStatus.Locked => StatusLocked,
        LessonStatus.Begun => StatusBegun,
        LessonStatus.Skipped => StatusSkipped,
        LessonStatus.SolvedWithHints => StatusSolvedWithHints,
        LessonStatus.Solved => StatusSolved,
        _ => StatusOpen,
    };

    public string ExerciseHint(Goal? goal) => goal switch
    {
        ReachGoal g => HintReach(g.Value),
        ReachPhaseGoal => HintReachPhase,
        BackToGoal g => HintBackTo(g.Value),
        ExplainGoal g => HintExplain(g.Value),
        EqualsGoal => HintEquals,
        LossBelowGoal => HintLossBelow,
        _ => HintOther,
    };
}
