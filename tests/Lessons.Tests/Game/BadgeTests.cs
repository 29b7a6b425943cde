using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using static Backstep.Lessons.Tests.Game.Players;

namespace Backstep.Lessons.Tests.Game;

public sealed class BadgeTests
{
    [TestCase(AchievementKind.SteppedBack, null, null, "reverse-step")]
    [TestCase(AchievementKind.GradientCheckPassed, null, null, "gradient-check")]
    [TestCase(AchievementKind.ProgramRepaired, null, null, "repair")]
    [TestCase(AchievementKind.DeadReluFound, null, null, "dead-relu")]
    [TestCase(AchievementKind.WhatIf, null, null, "what-if")]
    [TestCase(AchievementKind.PredictedRight, null, null, "prediction")]
    [TestCase(AchievementKind.TestOutPassed, "first", null, "test-out")]
    [TestCase(AchievementKind.DailySolved, null, null, "daily")]
    [TestCase(AchievementKind.AccuracyReached, "mnist", 0.99, "mnist-99")]
    [TestCase(AchievementKind.AccuracyReached, "fashion-mnist", 0.87, "fashion-87")]
    public void A_deed_earns_its_badge_once(AchievementKind kind, string? subject, double? figure, string badge)
    {
        ProgressUpdate first = Fresh.Achieve(new(kind, subject, figure), Day(4));
        Assert.That(first.Keys(AwardKind.Badge), Is.EqualTo([badge]));
        Assert.That(first.Course.Profile.Badges[badge], Is.EqualTo(new DateOnly(2026, 3, 4)));
        Assert.That(first.Course.Achieve(new(kind, subject, figure), Day(5)).Awards, Is.Empty);
    }

    [TestCase("mnist", 0.9899)]
    [TestCase("mnist", null)]
    [TestCase("mnist", double.NaN)]
    [TestCase("fashion-mnist", 0.8699)]
    [TestCase("squares", 1.0)]
    [TestCase(null, 1.0)]
    public void Too_low_an_accuracy_or_another_data_set_earns_nothing(string? dataset, double? accuracy) =>
        Assert.That(Fresh.Achieve(new(AchievementKind.AccuracyReached, dataset, accuracy), Day(1)).Awards, Is.Empty);

    [TestCase(2, true)]
    [TestCase(3, false)]
    public void Reaching_the_goal_within_par_earns_a_badge(int steps, bool earns) =>
        Assert.That(Fresh.Play("one").Course.Play("two", steps: steps).Keys(AwardKind.Badge).Contains("within-par"), Is.EqualTo(earns));

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void A_chapter_without_hints_earns_a_badge(int hints, bool earns)
    {
        CourseProgress course = Fresh.Play("one", hints: hints).Course.Play("two").Course;
        Assert.That(course.Profile.Badges.ContainsKey("chapter-without-hints"), Is.False);
        Assert.That(course.Play("boss").Keys(AwardKind.Badge).Contains("chapter-without-hints"), Is.EqualTo(earns));
    }

    [Test]
    public void All_stars_of_a_chapter_earn_a_badge_even_by_a_replay()
    {
        CourseProgress course = Fresh.Play("one").Course.Play("two", hints: 1).Course.Play("boss").Course;
        Assert.That(course.Profile.Badges.ContainsKey("chapter-all-stars"), Is.False);
        Assert.That(course.Play("two").Keys(AwardKind.Badge), Does.Contain("chapter-all-stars"));
    }

    [Test]
    public void A_test_out_is_no_chapter_without_hints() =>
        Assert.That(Fresh.PassTestOut("first", Day(1)).Course.Profile.Badges.Keys,
            Does.Contain("test-out").And.Not.Contain("chapter-without-hints"));

    [Test]
    public void All_bosses_and_the_whole_course_earn_their_badges()
    {
        CourseProgress course = Fresh.Play("one").Course.Play("two").Course.Play("boss").Course.Play("three").Course;
        Assert.That(course.Profile.Badges.Keys, Does.Not.Contain("all-bosses").And.Not.Contain("whole-course"));
        Assert.That(course.Play("end").Keys(AwardKind.Badge), Is.SupersetOf((string[])["all-bosses", "whole-course"]));
    }

    [Test]
    public void A_course_without_bosses_has_none_to_solve()
    {
        CourseProgress course = Fresh with { Outline = new("course", [new("one", "first", [], 1, ["a", "b"])]) };
        Assert.That(course.Play("one").Keys(AwardKind.Badge), Does.Contain("whole-course").And.Not.Contain("all-bosses"));
    }

    [Test]
    public void Seven_days_in_a_row_earn_a_badge()
    {
        CourseProgress course = Fresh;
        for (int day = 1; day <= 7; day++)
        {
            Assert.That(course.Profile.Badges.ContainsKey("week"), Is.False, $"day {day}");
            course = course.Reviewed(new("one", "a", 200), new(true, "1"), Day(day)).Course;
        }
        Assert.That(course.Profile.Badges.ContainsKey("week"), Is.True);
    }

    [Test]
    public void Badges_are_a_function_of_profile_and_deed_and_change_neither()
    {
        CourseProgress course = Fresh.Play("one").Course;
        Achievement achievement = new(AchievementKind.SteppedBack);
        for (int i = 0; i < 2; i++) Assert.That(Badges.Earned(course, achievement), Is.EqualTo([new Badge("reverse-step")]));
        Assert.That(Badges.Earned(course with { Profile = course.Profile with { Game = false } }, achievement), Is.Empty);
    }
}
