using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using static Backstep.Lessons.Tests.Game.Players;

namespace Backstep.Lessons.Tests.Game;

public sealed class DailyChallengeTests
{
    private static IEnumerable<DailyChallenge> Days(CourseOutline course, int count) =>
        Enumerable.Range(0, count).Select(i => DailyChallenge.Of(course, new DateOnly(2026, 1, 1).AddDays(i))!);

    /// <summary>
    /// The figures are held so that no later program gives players another day; they are
    /// from SHA-256 of <c>course/2026-01-01</c> in another language.
    /// </summary>
    [Test]
    public void A_day_has_its_challenge_for_good() => Assert.That(
        Days(Course, 3),
        Is.EqualTo(
        [
            new DailyChallenge(new(2026, 1, 1), 943504632, "two", "a"),
            new DailyChallenge(new(2026, 1, 2), 1004399960, "end", "a"),
            new DailyChallenge(new(2026, 1, 3), 1244738727, "boss", "a"),
        ]));

    [Test]
    public void The_year_asks_every_question_and_seeds_do_not_repeat()
    {
        DailyChallenge[] year = [.. Days(Course, 365)];
        Assert.That(year.Select(d => (d.LessonId, d.QuestionId)).Distinct().Count(),
            Is.EqualTo(Course.Lessons.Sum(l => l.QuestionIds.Count)));
        Assert.That(year.Select(d => d.Seed), Is.Unique.And.All.InRange(0, int.MaxValue));
    }

    [Test]
    public void Another_course_has_another_challenge() =>
        Assert.That(Days(Course with { Id = "other" }, 10).Select(d => d.Seed), Is.Not.EqualTo(Days(Course, 10).Select(d => d.Seed)));

    [Test]
    public void A_course_of_exercises_asks_an_exercise_and_one_of_pages_nothing()
    {
        Assert.That(DailyChallenge.Of(new("c", [new("l", "c", [], 1, [], HasExercise: true)]), new(2026, 1, 1)),
            Has.Property("LessonId").EqualTo("l").And.Property("QuestionId").Null);
        Assert.That(DailyChallenge.Of(new("c", [new("l", "c", [], 1, [])]), new(2026, 1, 1)), Is.Null);
    }

    [Test]
    public void It_gives_points_once_a_day()
    {
        DailyChallenge challenge = DailyChallenge.Of(Course, new(2026, 3, 1))!;
        ProgressUpdate wrong = Fresh.Daily(challenge, false, Day(1));
        Assert.That((wrong.Awards.Length, wrong.Course.DailyRecord(challenge.Day)),
            Is.EqualTo((0, new DailyRecord(challenge.LessonId, challenge.QuestionId, false, 1, 0))));
        ProgressUpdate right = wrong.Course.Daily(challenge, true, Day(1));
        Assert.That((right.Amount(AwardKind.Xp), right.Course.Profile.Streak.Days),
            Is.EqualTo((DailyChallenge.Xp + Profile.XpPerBadge, 1)));
        Assert.That(right.Course.DailyRecord(challenge.Day), Has.Property("Tries").EqualTo(2).And.Property("Right").True);
        ProgressUpdate again = right.Course.Daily(challenge, false, Day(1));
        Assert.That((again.Awards.Length, again.Course.Profile), Is.EqualTo((0, right.Course.Profile)), "what is solved stays solved");
    }
}
