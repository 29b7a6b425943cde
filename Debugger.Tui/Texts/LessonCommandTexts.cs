using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.Texts;

public partial class LessonCommandTexts
{
    public string State(LessonState state) => state switch
    {
        LessonState.Locked => StateLocked,
        LessonState.Available => StateAvailable,
        LessonState.Solved => StateSolved,
        LessonState.SolvedWithHints => StateSolvedWithHints,
        LessonState.Skipped => StateSkipped,
        _ => StateBegun,
    };
}
