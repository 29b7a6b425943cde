using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Playing;

namespace Backstep.Lessons.Tests.Flow;

public sealed class CourseOutlinesTests
{
    [Test]
    public void The_outline_has_every_lesson_and_question_of_the_course()
    {
        Course course = Shipped.Course;
        CourseOutline outline = CourseOutlines.Of(course);
        Assert.That((outline.Id, outline.Lessons.Count), Is.EqualTo((course.Id, course.Lessons.Count())));
        Assert.That(outline.ChapterIds, Is.EqualTo(course.Chapters.Select(c => c.Id)));
        foreach (LessonInfo lesson in outline.Lessons)
        {
            Lesson original = course.Find(lesson.Id)!;
            Assert.That(lesson.QuestionIds, Is.EqualTo(original.Questions.Select(q => q.Id)));
            Assert.That((lesson.PageCount, lesson.HasExercise, lesson.IsBoss),
                Is.EqualTo((original.Pages.Length, original.Exercise.Goal is not null, original.Kind == LessonKind.Boss)));
        }
    }

    [Test]
    public void What_is_asked_alone_speaks_of_nothing_that_only_its_lesson_has()
    {
        string[] lessonWords = ["timeline", "debugger", "the page", "same place", "Step on", "Try it", "then try", "时间线", "调试器", "单步"];
        foreach (Lesson lesson in Shipped.Course.Lessons)
            foreach (string id in Shipped.Outline.Find(lesson.Id)!.TestQuestions)
                foreach (string text in new[] { lesson.Find(id)!.Ask.English, lesson.Find(id)!.Ask.Chinese! })
                    Assert.That(lessonWords.Where(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)), Is.Empty,
                        $"{lesson.Id}/{id}: {text}");
        Assert.That(
            Shipped.Outline.Lessons.Where(l => !l.IsBoss && l.TestQuestions.Count == 0).Select(l => l.Id),
            Is.EquivalentTo(["activation-slopes", "convolution-forward", "shapes-at-flatten"]),
            "only lessons whose numbers lie in tensors, which the debugger shows, have no question for the test-out");
    }

    [Test]
    public void The_shipped_course_is_played_to_its_end_from_a_fresh_profile()
    {
        CourseProgress played = new(Shipped.Outline, new() { Name = "Anna" });
        DateTimeOffset now = Tests.Game.Players.Day(1);
        int solved = 0;
        while (played.NextLesson is { } lesson)
        {
            LessonFlow flow = played.Flow(lesson);
            while (flow.State is not LessonState.Solved)
            {
                if (flow.Onward is { } trigger)
                    flow.Fire(trigger);
                else if (flow.State == LessonState.Stepping)
                    flow.Fire(LessonTrigger.GoalReached);
                else
                    flow.Answer(true);
            }
            played = played.Update(flow, now).Course;
            solved++;
        }
        Assert.That(solved, Is.EqualTo(played.Outline.Lessons.Count));
        Assert.That(played.Outline.ChapterIds.Select(played.Summary), Has.All.Property(nameof(ChapterSummary.IsClosed)).True);
    }
}
