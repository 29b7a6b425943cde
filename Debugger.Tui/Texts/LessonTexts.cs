using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.Texts;

public partial class LessonTexts
{
    public string Time(TimeSpan time) => time.TotalMinutes < 1 ? Seconds((int)time.TotalSeconds) : Minutes((int)time.TotalMinutes);

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
