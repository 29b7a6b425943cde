using System.Globalization;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Checking;

/// <summary>
/// Ties the computed answers to what the tutorials print: a changed constant or rule of the
/// engine shows here, because no course file repeats a result.
/// </summary>
public class TutorialDigitsTests
{
    /// <summary>The tutorial rounds on the way.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Answers whose value has printed digits, in exercises that begin with the tutorial's own numbers.</summary>
    private static IEnumerable<TestCaseData> Printed()
    {
        foreach (Lesson lesson in Shipped.Course.Lessons)
        {
            if (lesson.Exercise.HasBugs || lesson.Exercise.Set.Count > 0 || lesson.Exercise.Iterations > 1
                || lesson.Exercise.LearningRate is not null)
                continue;
            LessonWorld world = Shipped.World(lesson);
            foreach (Question question in lesson.Questions)
                if (AnswerKey.AnswerExpression(question) is { } answer && world.Plain(answer) is { Offset: not null } plain
                    && plain.Run == world.Main
                    && plain.Run.Program.PublishedDigits.TryGetValue(plain.Label, out string? digits))
                    yield return new TestCaseData(world, answer, digits).SetArgDisplayNames($"{lesson.Id}/{question.Id}", digits);
        }
    }

    [TestCaseSource(nameof(Printed))]
    public void An_answer_is_what_the_tutorial_prints(LessonWorld world, string answer, string digits)
    {
        double printed = double.Parse(digits, CultureInfo.InvariantCulture);
        Assert.That(world.Number(answer), Is.EqualTo(printed).Within(Tolerance * Math.Abs(printed)));
    }

    [Test]
    public void Many_answers_are_printed_in_a_tutorial() => Assert.That(Printed().Count(), Is.GreaterThanOrEqualTo(10));
}
