using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Checking;

/// <summary>Whether each of the four hints is there, written or made by the engine.</summary>
internal static class HintChecks
{
    public static void Run(Question question, LessonWorld world, Findings findings)
    {
        string path = question.At("hints");
        if (findings.Try(path, () => HintLadder.Of(question, world)) is not { } hints) return;
        var levels = new[] { ("formula", hints.Formula), ("numbers", hints.Numbers), ("answer", hints.Answer) };
        string[] missing = [.. levels.Where(h => h.Item2 is null).Select(h => h.Item1)];
        if (missing.Length > 0)
            findings.Add(path, t => t.NoHint(string.Join(t.And, missing), missing.Length == 1));
    }
}
