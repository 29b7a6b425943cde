using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Checking;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Tests.Checking;

namespace Backstep.Lessons.Tests.Playing;

public class AutomaticPlayerTests
{
    private static IEnumerable<TestCaseData> ShippedLessons() =>
        Shipped.Course.Lessons.Select(l => new TestCaseData(l).SetArgDisplayNames(l.Id));

    private static IEnumerable<TestCaseData> Examples() =>
        Directory.EnumerateFiles(Path.Combine(Shipped.Root, "docs"), "*.json", SearchOption.AllDirectories)
            .Select(f => new TestCaseData(f).SetArgDisplayNames(Path.GetFileName(f)));

    [TestCaseSource(nameof(ShippedLessons))]
    public void A_shipped_lesson_is_solved_and_every_mistake_in_it_is_told(Lesson lesson) =>
        Assert.That(Report(Shipped.Course, lesson, new() { Mistaken = true }).Problems, Is.Empty);

    [TestCaseSource(nameof(ShippedLessons))]
    public void A_shipped_lesson_is_solved_again_with_other_numbers(Lesson lesson) =>
        Assert.That(Report(Shipped.Course, lesson, new() { Training = null, Play = 1 }).Problems, Is.Empty);

    [Test]
    public void The_shipped_course_is_good()
    {
        CourseCheck check = CourseChecker.Check(Shipped.Course, new ReferenceBackend(), new() { Training = null });
        Assert.That(check.Problems, Is.Empty);
        Assert.That(check.Warnings.Select(w => w.ToString()), Is.Empty);
    }

    [Test]
    public void The_shipped_course_opens_lesson_after_lesson_until_all_are_solved()
    {
        Course course = Shipped.Course;
        var played = new CourseProgress(Shipped.Outline, new Profile { Name = "player" });
        var player = new AutomaticPlayer(new ReferenceBackend(), new() { Training = null });
        while (played.NextLesson is { } next)
        {
            LessonFlow flow = played.Flow(next);
            // A training that is left out cannot open the questions.
            if (course.Find(next.Id)!.Exercise.Goal is TrainGoal) flow.Fire(LessonTrigger.Skip);
            else player.Play(course.Find(next.Id)!, flow);
            played = played.Update(flow, new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)).Course;
        }
        Assert.That(course.Lessons.Where(l => !played.Record(played.Outline.Find(l.Id)!).Position.IsPassed).Select(l => l.Id), Is.Empty);
        Assert.That(played.Profile.Xp, Is.GreaterThan(0));
    }

    [Test]
    public void A_learner_who_was_sure_and_wrong_reviews_the_shipped_course_until_nothing_is_due_for_weeks()
    {
        Course course = Shipped.Course;
        var clock = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var played = new CourseProgress(Shipped.Outline, new Profile { Name = "player" });
        foreach (Lesson lesson in course.Chapters[0].Lessons)
        {
            LessonFlow flow = played.Flow(Shipped.Outline.Find(lesson.Id)!);
            var player = new AutomaticPlayer(new ReferenceBackend(), new()
            {
                Mistaken = true,
                Sure = Confidence.Sure,
                Answered = (question, answer) => played = played.Answered(lesson.Id, question.Id, answer, clock),
            });
            player.Play(lesson, flow);
            played = played.Update(flow, clock).Course;
        }
        ReviewPlan queue = ReviewPlan.Of(played, DateOnly.FromDateTime(clock.DateTime));
        Assert.That(queue.Due.Select(t => t.IsSurprise), Is.Not.Empty.And.All.True, "what he was sure of is asked at once");
        int asked = 0;
        HashSet<(string, string)> questions = [];
        for (int day = 0; day < 40; day++, clock = clock.AddDays(1))
        {
            foreach (ReviewQuestion review in ReviewPlan.Session(played, DateOnly.FromDateTime(clock.DateTime)))
            {
                Lesson lesson = course.Find(review.LessonId)!;
                Question question = lesson.Find(review.QuestionId)!;
                var world = new Backstep.Lessons.Grading.LessonWorld(lesson.Exercise, new ReferenceBackend(), review.Play);
                string right = Backstep.Lessons.Grading.AnswerKey.Of(question, world).Typed;
                Assert.That(Backstep.Lessons.Grading.Grader.Grade(question, world, right).IsRight, Is.True, $"{review}");
                played = played.Reviewed(review, new(true, right), clock).Course;
                questions.Add((review.LessonId, review.QuestionId));
                asked++;
            }
        }
        queue = ReviewPlan.Of(played, DateOnly.FromDateTime(clock.DateTime));
        Assert.That((queue.Due.Length, queue.Later.All(t => t.Box >= 4)), Is.EqualTo((0, true)));
        // Five reviews in forty days each, of different questions.
        Assert.That(asked, Is.EqualTo(5 * queue.Later.Length));
        Assert.That(questions, Has.Count.GreaterThan(queue.Later.Length));
    }

    [TestCaseSource(nameof(Examples))]
    public void An_example_for_teachers_is_good_and_can_be_played(string file)
    {
        Course course = CourseReader.Load(file);
        Assert.That(CourseChecker.Check(course, new ReferenceBackend()).Problems, Is.Empty);
        foreach (Lesson lesson in course.Lessons) Assert.That(Report(course, lesson, new() { Mistaken = true }).Problems, Is.Empty);
    }

    [Test]
    public void Each_misconception_and_wrong_option_is_answered()
    {
        Course course = CourseReader.Parse(TeacherCourse.Json);
        PlayReport report = Report(course, course.Find("sound")!, new() { Mistaken = true });
        Assert.That(report.Problems, Is.Empty);
        // Five right answers, two misconceptions, a wrong choice and a wrong experiment.
        Assert.That((report.Answers, report.Flow.Position.Wrong, report.Flow.State), Is.EqualTo((9, 4, LessonState.Solved)));
    }

    [Test]
    public void The_goal_is_reached_within_par()
    {
        Course course = CourseReader.Parse(TeacherCourse.Json);
        PlayReport report = Report(course, course.Find("sound")!, new());
        Assert.That(report.Flow.Position.GoalSteps, Is.EqualTo(report.Flow.Lesson.Par).And.Not.Null);
    }

    [Test]
    public void A_misconception_that_is_none_is_a_problem()
    {
        Course course = CourseReader.Parse(TeacherCourse.With($"{TeacherCourse.First}/questions/0/misconceptions/1/expr", "\"w5.grad\""));
        Assert.That(Report(course, course.Find("sound")!, new() { Mistaken = true }).Problems, Has.Some.Contains("misconception 2"));
    }

    private static PlayReport Report(Course course, Lesson lesson, PlayStyle style)
    {
        var flow = new LessonFlow((course == Shipped.Course ? Shipped.Outline : CourseOutlines.Of(course)).Find(lesson.Id)!);
        flow.Fire(LessonTrigger.Unlock);
        return new AutomaticPlayer(new ReferenceBackend(), style).Play(lesson, flow);
    }
}
