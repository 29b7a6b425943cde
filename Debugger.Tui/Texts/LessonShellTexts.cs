using Backstep.Lessons.Grading;

namespace Backstep.Debugger.Tui.Texts;

public partial class LessonShellTexts
{
    public string Verdict(VerdictKind kind) => kind switch
    {
        VerdictKind.Right => VerdictRight,
        VerdictKind.Wrong => VerdictWrong,
        _ => VerdictNotUnderstood,
    };
}
