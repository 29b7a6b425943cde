using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using static Backstep.Lessons.Tests.Game.Players;

namespace Backstep.Lessons.Tests.Game;

public sealed class ReviewPlanTests
{
    private static DateOnly Of(int day) => DateOnly.FromDateTime(Day(day).DateTime);

    private static string[] Due(CourseProgress played, int day) => [.. ReviewPlan.Of(played, Of(day)).Due.Select(t => t.Lesson.Id)];

    private static CourseProgress Reviewed(CourseProgress played, int day, bool right, Confidence? sure = null) =>
        played.Reviewed(ReviewPlan.Session(played, Of(day))[0], new(right, "1", Sure: sure), Day(day)).Course;

    [Test]
    public void A_lesson_is_due_the_day_after_it_was_solved_and_none_before_one_is()
    {
        CourseProgress played = Fresh.Play("one", day: 1).Course;
        Assert.That((Due(Fresh, 9), Due(played, 1), Due(played, 2)),
            Is.EqualTo((Array.Empty<string>(), Array.Empty<string>(), new[] { "one" })));
        Assert.That(ReviewPlan.Of(played, Of(1)).Next, Is.EqualTo(Of(2)));
    }

    [Test]
    public void Each_right_review_in_a_row_doubles_the_time_to_the_next()
    {
        CourseProgress played = Fresh.Play("one", day: 1).Course;
        List<int> days = [];
        for (int day = 2; day < 31;)
        {
            played = Reviewed(played, day, right: true);
            int next = ReviewPlan.Of(played, Of(day)).Next!.Value.DayNumber - Of(day).DayNumber;
            days.Add(next);
            day += next;
        }
        Assert.That(days, Is.EqualTo(new[] { 2, 4, 8, 16 }));
    }

    [Test]
    public void A_wrong_review_begins_anew_tomorrow()
    {
        CourseProgress played = Reviewed(Reviewed(Fresh.Play("one", day: 1).Course, 2, right: true), 4, right: false);
        Assert.That((Due(played, 4), Due(played, 5)), Is.EqualTo((Array.Empty<string>(), new[] { "one" })));
        Assert.That(ReviewPlan.Of(played, Of(5)).Due[0].Box, Is.Zero);
    }

    [Test]
    public void Who_was_sure_and_wrong_in_a_lesson_is_asked_that_question_first_and_at_once()
    {
        CourseProgress played = Fresh.Play("one", day: 1).Course.Play("two", day: 1).Course;
        played = played.Answered("two", "a", new(false, "7", "sign", Confidence.Sure), Day(3));
        Assert.That(Due(played, 3), Is.EqualTo(new[] { "two", "one" }));
        Assert.That(ReviewPlan.Session(played, Of(3))[0], Is.EqualTo(new ReviewQuestion("two", "a", 200)));
        Assert.That(ReviewPlan.Of(played, Of(3)).Due.Select(t => t.IsSurprise), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void Who_guessed_wrong_is_not_surprised()
    {
        CourseProgress played = Fresh.Answered("one", "a", new(false, "7", null, Confidence.Guess), Day(3));
        Assert.That(Due(played, 3), Is.Empty);
    }

    [Test]
    public void A_topic_is_asked_by_another_question_with_other_numbers_each_time()
    {
        CourseProgress played = Fresh.Play("one", day: 1).Course;
        ReviewQuestion first = ReviewPlan.Session(played, Of(2))[0];
        ReviewQuestion second = ReviewPlan.Session(Reviewed(played, 2, right: true), Of(4))[0];
        Assert.That((first, second), Is.EqualTo((new ReviewQuestion("one", "a", 200), new ReviewQuestion("one", "b", 201))));
    }

    [Test]
    public void A_session_is_short_however_much_is_due()
    {
        CourseProgress played = Fresh with
        {
            Outline = new("course", [.. Enumerable.Range(0, 30).Select(i => new LessonInfo($"l{i}", "c", [], 1, ["q"]))]),
        };
        foreach (LessonInfo lesson in played.Outline.Lessons)
            played = played with { Profile = played.Profile.With("course", lesson.Id, new() { SolvedOn = Of(1) }) };
        Assert.That((ReviewPlan.Of(played, Of(9)).Due.Length, ReviewPlan.Session(played, Of(9)).Length),
            Is.EqualTo((30, ReviewPlan.PerSession)));
    }

    [Test]
    public void The_first_right_answer_of_a_day_is_worth_points_a_day_in_a_row_and_a_badge_once()
    {
        CourseProgress played = Fresh.Play("one", day: 1).Course.Play("two", day: 1).Course;
        ProgressUpdate first = played.Reviewed(new("one", "a", 200), new(true, "1"), Day(2)),
            second = first.Course.Reviewed(new("two", "a", 200), new(true, "1"), Day(2));
        Assert.That((first.Amount(AwardKind.Xp), first.Keys(AwardKind.Badge).Single(), first.Course.Profile.Streak.Days),
            Is.EqualTo((ReviewPlan.Xp + Profile.XpPerBadge, "daily", 2)));
        Assert.That((second.Awards.Length, second.Course.DailyRecord(Of(2))!.Tries), Is.EqualTo((0, 2)));
    }

    [Test]
    public void Without_the_game_topics_come_again_all_the_same()
    {
        CourseProgress played = Quiet.Play("one", day: 1).Course;
        Assert.That((Due(played, 2), Due(Reviewed(played, 2, right: true), 3)), Is.EqualTo((new[] { "one" }, Array.Empty<string>())));
    }

    [Test]
    public void A_lesson_that_is_forgotten_is_not_reviewed()
    {
        CourseProgress played = Fresh.Play("one", day: 1).Course;
        Assert.That(Due(played with { Profile = played.Profile.With("course", "one", new() { Resets = 1 }) }, 9), Is.Empty);
    }

    [Test]
    public void How_sure_and_how_often_right_is_counted_over_the_course()
    {
        CourseProgress played = Fresh.Answered("one", "a", new(true, "1", Sure: Confidence.Sure), Day(1))
            .Answered("one", "b", new(false, "1", Sure: Confidence.Sure), Day(1))
                .Answered("two", "a", new(true, "1", Sure: Confidence.Guess), Day(1))
            .Answered("two", "a", new(true, "1"), Day(1));
        Assert.That(Enum.GetValues<Confidence>().Select(played.Calibration), Is.EqualTo(new Tally[] { new(1, 1), new(), new(2, 1) }));
    }

    [Test]
    public void Wrong_answers_are_kept_with_what_they_came_from()
    {
        CourseProgress played = Fresh;
        foreach (string typed in (string[])["0.03", "0.03", "7"]) played = played.Answered("one", "a", new(false, typed, "sign"), Day(1));
        played = played.Answered("one", "a", new(true, "1"), Day(1)).Reasoned("one", "a", true);
        AnswerRecord a = played.Record(Info("one")).Answers["a"];
        Assert.That((a.Right, a.Wrong, a.Answers["0.03"], a.Answers["7"], a.Slips["sign"], a.Reasons),
            Is.EqualTo((1, 3, 2, 1, 3, new Tally(1, 1))));
    }

    [Test]
    public void No_learner_can_fill_the_saved_game_with_answers()
    {
        CourseProgress played = Fresh;
        for (int i = 0; i < 100; i++) played = played.Answered("one", "a", new(false, new string('9', i + 1)), Day(1));
        AnswerRecord a = played.Record(Info("one")).Answers["a"];
        Assert.That((a.Wrong, a.Answers.Count), Is.EqualTo((100, AnswerRecord.MostDifferent)));
        Assert.That(a.Answers.Keys.Max(k => k.Length), Is.LessThanOrEqualTo(AnswerRecord.MostCharacters));
    }

    [Test]
    public void Two_windows_lose_no_answer_and_no_review_of_each_other()
    {
        Profile both = ProfileMerge.Merge(
            Reviewed(Fresh.Play("one", day: 1).Course, 3, right: true).Profile,
            Fresh.Play("one", day: 1).Course.Answered("one", "b", new(false, "7", Sure: Confidence.Sure), Day(2)).Profile);
        LessonRecord record = both.Lesson("course", "one");
        Assert.That((record.Answers["a"].Right, record.Answers["b"].Sure, record.Review!.Box), Is.EqualTo((1, new Tally(1, 0), 1)));
    }
}
