using System.Globalization;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Checking;

/// <summary>Whether a wrong number tells which mistake made it: the misconceptions of a question give numbers of their own.</summary>
internal static class MisconceptionChecks
{
    public static void Run(Question question, LessonWorld world, Findings findings)
    {
        if (question is not CalculatedQuestion { Misconceptions: { IsEmpty: false } misconceptions, Wanted: var answer }) return;
        double right = world.Number(answer);
        bool isCount = world.IsCount(answer);
        var numbers = new double?[misconceptions.Length];
        for (int i = 0; i < misconceptions.Length; i++)
        {
            Misconception m = misconceptions[i];
            string path = m.At(m.Bug is null ? "expr" : "bug");
            if (findings.Number(path, () => Diagnoser.NumberOf(m, answer, world)) is not { } number) continue;
            if (Close(right, number, isCount))
            {
                findings.Add(path, $"this gives {Numbers.Format(number, 6)}, which is no other number than the answer {Numbers.Format(right, 6)} ({Closeness.RelativeTolerance:0.0 %} or less apart); take another misconception or other numbers");
                continue;
            }
            int same = Array.FindIndex(numbers, 0, i, n => n is { } other && Close(other, number, isCount));
            if (same >= 0)
                findings.Add(path, $"this gives {Numbers.Format(number, 6)}, as misconception {same + 1} does, so nobody could say which it was; leave one out");
            else numbers[i] = number;
        }
        for (int i = 0; i < numbers.Length; i++)
            if (numbers[i] is { } number) Diagnosed(question, i, number, misconceptions[i].Path, world, findings);
    }

    private static void Diagnosed(Question question, int index, double number, string path, LessonWorld world, Findings findings)
    {
        string typed = number.ToString("R", CultureInfo.InvariantCulture);
        if (findings.Try(path, () => Grader.Grade(question, world, typed)) is not { } verdict) return;
        if (verdict.Kind != VerdictKind.Wrong) findings.Add(path, $"this gives {typed}, which is taken for {(verdict.IsRight ? "right" : "no answer")}; take another misconception");
        else if (verdict.Diagnosis?.Misconception != index)
            findings.Add(path, $"this gives {typed}, which is taken for {(verdict.Diagnosis is { } other ? $"something else ({other.Text.English})" : "an unknown mistake")}; take another misconception");
    }

    /// <summary>Whether a learner who means one may be taken to mean the other.</summary>
    private static bool Close(double a, double b, bool isCount) => Closeness.Accepts(a, b, isCount) || Closeness.Accepts(b, a, isCount);
}
