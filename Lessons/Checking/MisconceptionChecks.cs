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
                findings.Add(path, t =>
                    t.SameAsAnswer(Numbers.Format(number, 6), Numbers.Format(right, 6), $"{Closeness.RelativeTolerance:0.0 %}"));
                continue;
            }
            int same = Array.FindIndex(numbers, 0, i, n => n is { } other && Close(other, number, isCount));
            if (same >= 0)
                findings.Add(path, t => t.SameAsOther(Numbers.Format(number, 6), same + 1));
            else numbers[i] = number;
        }
        for (int i = 0; i < numbers.Length; i++)
            if (numbers[i] is { } number) Diagnosed(question, i, number, misconceptions[i].Path, world, findings);
    }

    private static void Diagnosed(Question question, int index, double number, string path, LessonWorld world, Findings findings)
    {
        string typed = number.ToString("R", CultureInfo.InvariantCulture);
        if (findings.Try(path, () => Grader.Grade(question, world, typed)) is not { } verdict) return;
        if (verdict.Kind != VerdictKind.Wrong) findings.Add(path, t => t.TakenFor(typed, verdict.IsRight));
        else if (verdict.Diagnosis?.Misconception != index)
            findings.Add(path, t => t.TakenForOther(typed, verdict.Diagnosis?.Text.In(t.Language)));
    }

    /// <summary>Whether a learner who means one may be taken to mean the other.</summary>
    private static bool Close(double a, double b, bool isCount) => Closeness.Accepts(a, b, isCount) || Closeness.Accepts(b, a, isCount);
}
