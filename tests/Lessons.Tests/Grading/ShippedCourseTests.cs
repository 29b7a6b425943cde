using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

public sealed class ShippedCourseTests
{
    private static IEnumerable<TestCaseData> Lessons() =>
        Shipped.Course.Lessons.Select(l => new TestCaseData(l).SetName($"{l.Id}: the key's answers are accepted in every play"));

    [TestCaseSource(nameof(Lessons))]
    public void Answers_are_accepted(Lesson lesson)
    {
        for (int play = 0; play < 2; play++)
        {
            LessonWorld world = Shipped.World(lesson, play);
            foreach (Question question in lesson.Questions)
                Assert.That(Grader.Grade(question, world, AnswerKey.Of(question, world).Typed).IsRight, Is.True,
                    $"{question.Id}, play {play}");
        }
    }
}
