using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using static Backstep.Lessons.Tests.Game.Players;

namespace Backstep.Lessons.Tests.Game;

public sealed class CourseProgressTests
{
    [Test]
    public void A_lesson_opens_when_what_it_requires_is_solved_or_skipped()
    {
        Assert.That(Course.Lessons.Select(Fresh.StateOf),
            Is.EqualTo([LessonState.Available, LessonState.Locked, LessonState.Locked, LessonState.Locked, LessonState.Locked]));
        Assert.That(Fresh.WaitsFor(Info("two")), Is.EqualTo([Info("one")]));
        CourseProgress solved = Fresh.Play("one").Course;
        Assert.That((solved.StateOf(Info("two")), solved.StateOf(Info("boss")), solved.NextLesson),
            Is.EqualTo((LessonState.Available, LessonState.Locked, Info("two"))));
        LessonFlow flow = solved.Flow(Info("two"));
        flow.Fire(LessonTrigger.Skip);
        CourseProgress skipped = solved.Update(flow, Day(1)).Course;
        Assert.That((skipped.StateOf(Info("boss")), skipped.NextLesson), Is.EqualTo((LessonState.Available, Info("boss"))));
    }

    [Test]
    public void A_lesson_that_is_not_in_the_course_is_not_waited_for()
    {
        CourseProgress course = Fresh with { Outline = new("course", [new("only", "chapter", ["gone"], 1, [])]) };
        Assert.That(course.StateOf(course.Outline.Lessons[0]), Is.EqualTo(LessonState.Available));
    }

    [Test]
    public void A_lesson_goes_on_where_it_was_kept()
    {
        LessonFlow flow = Fresh.Flow(Info("one"));
        flow.Fire(LessonTrigger.Open);
        flow.Fire(LessonTrigger.StartQuiz);
        CourseProgress kept = Fresh.Update(flow, Day(1), TimeSpan.FromSeconds(40)).Course;
        Assert.That(kept.Flow(Info("one")).State, Is.EqualTo(LessonState.Quiz));
        Assert.That((kept.Record(Info("one")).Seconds, kept.Record(Info("one")).Touched), Is.EqualTo((40, Day(1))));
    }

    [Test]
    public void Solving_gives_stars_points_a_day_and_a_badge_once()
    {
        LessonFlow flow = Fresh.Finished("one");
        ProgressUpdate first = Fresh.Update(flow, Day(1)), again = first.Course.Update(flow, Day(1));
        Assert.That(first.Awards, Is.EqualTo(
        [
            new Award(AwardKind.Stars, "one", 3), new Award(AwardKind.Xp, "", 45),
            new Award(AwardKind.Streak, "", 1), new Award(AwardKind.Badge, "first-lesson", 20),
        ]));
        Assert.That((again.Awards.Length, again.Course.Profile.Xp), Is.EqualTo((0, 45)));
    }

    [Test]
    public void A_better_replay_raises_stars_and_points_and_a_worse_one_lowers_nothing()
    {
        CourseProgress course = Fresh.Play("one", hints: 2).Course;
        Assert.That((course.Record(Info("one")).Stars, course.Record(Info("one")).Xp), Is.EqualTo((1, 15)));
        ProgressUpdate better = course.Play("one");
        Assert.That((better.Amount(AwardKind.Stars), better.Amount(AwardKind.Xp), better.Course.Record(Info("one")).FewestHints),
            Is.EqualTo((3, 10, 0)));
        ProgressUpdate worse = better.Course.Play("one", hints: 4, wrong: 5);
        Assert.That((worse.Awards.Length, worse.Course.Record(Info("one")).Stars, worse.Course.Record(Info("one")).FewestHints),
            Is.EqualTo((0, 3, 0)));
        Assert.That(worse.Course.Record(Info("one")).Position.Replays, Is.EqualTo(2));
    }

    [Test]
    public void A_replay_that_is_left_gives_nothing()
    {
        CourseProgress course = Fresh.Play("one", hints: 1).Course;
        LessonFlow flow = course.Flow(Info("one"));
        flow.Fire(LessonTrigger.Replay);
        flow.Fire(LessonTrigger.Leave);
        ProgressUpdate played = course.Update(flow, Day(1));
        Assert.That((played.Awards.Length, played.Course.Record(Info("one")).FewestHints), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Without_the_game_only_what_is_solved_counts()
    {
        CourseProgress course = Quiet.Play("one").Course.Play("two", day: 2).Course;
        ProgressUpdate boss = course.Play("boss", day: 3);
        Assert.That((boss.Awards.Length, boss.Course.Profile.Xp, boss.Course.Profile.Badges.Count, boss.Course.Profile.Streak),
            Is.EqualTo((0, 0, 0, new Streak())));
        Assert.That((boss.Course.StateOf(Info("boss")), boss.Course.Record(Info("boss")).Stars, boss.ClosedChapter),
            Is.EqualTo((LessonState.Solved, 0, "first")));
        Assert.That(Quiet.Achieve(new(AchievementKind.SteppedBack), Day(1)).Course, Is.EqualTo(Quiet));
        ProgressUpdate review = Quiet.Reviewed(new("one", "a", 200), new(true, "1"), Day(1));
        Assert.That((review.Awards.Length, review.Course.Profile.Xp, review.Course.DailyRecord(new(2026, 3, 1)),
            review.Course.Profile.Streak),
            Is.EqualTo((0, 0, (DailyRecord?)null, new Streak())));
    }

    [Test]
    public void A_boss_is_worth_more() =>
        Assert.That((Stars.Xp(3), Stars.Xp(3, isBoss: true)), Is.EqualTo((25, 40)));

    [Test]
    public void The_day_is_the_learners_own()
    {
        ProgressUpdate played = Fresh.Play("one", day: 5);
        Assert.That((played.Course.Profile.Streak.Last, played.Course.Record(Info("one")).SolvedOn),
            Is.EqualTo((new DateOnly(2026, 3, 5), new DateOnly(2026, 3, 5))));
    }

    [Test]
    public void A_right_answer_counts_as_a_day_and_reading_does_not()
    {
        LessonFlow flow = Fresh.Flow(Info("one"));
        flow.Fire(LessonTrigger.Open);
        flow.Fire(LessonTrigger.StartQuiz);
        flow.Answer(false);
        CourseProgress course = Fresh.Update(flow, Day(1)).Course;
        Assert.That(course.Profile.Streak.Days, Is.Zero);
        flow.Fire(LessonTrigger.Next);
        flow.Answer(true);
        Assert.That(course.Update(flow, Day(1)).Course.Profile.Streak.Days, Is.EqualTo(1));
    }

    [Test]
    public void The_last_lesson_of_a_chapter_closes_it_once()
    {
        ProgressUpdate two = Fresh.Play("one").Course.Play("two"), boss = two.Course.Play("boss");
        Assert.That((two.ClosedChapter, boss.ClosedChapter, boss.Course.Play("boss").ClosedChapter),
            Is.EqualTo((default(string), "first", default(string))));
    }

    [Test]
    public void A_chapter_is_summed_up()
    {
        CourseProgress course = Fresh.Play("one", hints: 1, spent: TimeSpan.FromSeconds(50)).Course
            .Play("two", steps: 7, spent: TimeSpan.FromSeconds(70)).Course;
        ChapterSummary summary = course.Summary("first");
        Assert.That((summary.Solved, summary.IsClosed, summary.Stars, summary.MostStars, summary.Hints, summary.Time),
            Is.EqualTo((2, false, 4, 9, 1, TimeSpan.FromMinutes(2))));
        Assert.That(summary.Lessons[1],
            Is.EqualTo(new LessonSummary(Info("two"), LessonStatus.Solved, 2, TimeSpan.FromSeconds(70), 0, 0, 7)));
        Assert.That(summary.Best!.Lesson.Id, Is.EqualTo("two"));
        Assert.That(course.Play("boss").Course.Summary("first").IsClosed, Is.True);
        Assert.That((course.Summary("second").Best, course.Summary("none").IsClosed), Is.EqualTo((default(LessonSummary), false)));
    }

    [Test]
    public void A_passed_test_out_solves_what_is_not_solved_yet()
    {
        CourseProgress course = Fresh.Play("one").Course;
        LessonFlow begun = course.Flow(Info("two"));
        begun.Fire(LessonTrigger.Open);
        begun.Fire(LessonTrigger.NextPage);
        course = course.Update(begun, Day(1)).Course;
        ProgressUpdate passed = course.PassTestOut("first", Day(2));
        Assert.That(Course.Chapter("first").Select(passed.Course.StateOf), Is.All.EqualTo(LessonState.Solved));
        Assert.That(Course.Chapter("first").Select(l => passed.Course.Record(l).Stars), Is.EqualTo([3, 2, 2]));
        Assert.That((passed.ClosedChapter, passed.Course.StateOf(Info("three"))), Is.EqualTo(("first", LessonState.Available)));
        Assert.That(passed.Keys(AwardKind.Badge), Is.EqualTo(["test-out"]));
        Assert.That(passed.Amount(AwardKind.Xp), Is.EqualTo(passed.Course.Profile.Xp - course.Profile.Xp));
        Assert.That(passed.Keys(AwardKind.Rank), Is.EqualTo([Ranks.Of(passed.Course.Profile.Xp).Key]));
        Assert.That(passed.Course.Record(Info("boss")).FewestHints, Is.Null, "it shows nothing of hints");
    }

    [Test]
    public void Every_test_out_asks_other_questions()
    {
        (CourseProgress once, var first) = Fresh.BeginTestOut("first");
        (CourseProgress twice, var second) = once.BeginTestOut("first");
        Assert.That((first[0].QuestionId, second[0].QuestionId, twice.Profile.Course("course").TestOuts["first"]),
            Is.EqualTo(("a", "b", 2)));
    }

    [TestCase(0, 0, false)]
    [TestCase(4, 5, true)]
    [TestCase(3, 4, false)]
    [TestCase(3, 3, true)]
    [TestCase(7, 9, false)]
    public void Four_of_five_pass_a_test_out(int right, int asked, bool passes) =>
        Assert.That(ChapterTestOut.Passes(right, asked), Is.EqualTo(passes));

    [Test]
    public void A_test_out_asks_one_question_of_every_lesson()
    {
        Assert.That(ChapterTestOut.Questions(Course, "first", 0),
            Is.EqualTo([new TestOutQuestion("one", "a"), new("two", "a"), new("boss", "a")]));
        Assert.That(ChapterTestOut.Questions(Course, "first", 1)[0], Is.EqualTo(new TestOutQuestion("one", "b")));
        Assert.That(ChapterTestOut.Questions(Course, "none", 1), Is.Empty);
    }
}
