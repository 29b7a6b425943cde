using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Game;

public sealed class StarsAndRanksTests
{
    [TestCase(0, 0, 5, 3, TestName = "A run without fault has three stars")]
    [TestCase(0, 1, 5, 3, TestName = "One slip is free")]
    [TestCase(0, 2, 5, 2, TestName = "The second wrong answer costs a star")]
    [TestCase(0, 4, 5, 2, TestName = "The fourth wrong answer costs no more")]
    [TestCase(0, 5, 5, 1, TestName = "The fifth wrong answer costs another one")]
    [TestCase(1, 0, 5, 2, TestName = "A hint costs a star")]
    [TestCase(2, 0, 5, 1, TestName = "Two hints cost two")]
    [TestCase(0, 0, 6, 2, TestName = "Going over par costs a star")]
    [TestCase(4, 9, 60, 1, TestName = "One star is left whatever happened")]
    public void Stars_of_a_run(int hints, int wrong, int steps, int expected)
    {
        LessonInfo lesson = new("l", "c", [], 1, ["q"], HasExercise: true, Par: 5);
        LessonPosition run = new() { GoalSteps = steps, Questions = Flow.LessonFlowPlayTests.Record("q", new(true, wrong, hints)) };
        Assert.That(Stars.Of(lesson, run), Is.EqualTo(expected));
    }

    [Test]
    public void Steps_do_not_count_without_par() =>
        Assert.That(Stars.Of(new("l", "c", [], 1, [], HasExercise: true), new() { GoalSteps = 900 }), Is.EqualTo(3));

    [Test]
    public void A_test_out_gives_two() =>
        Assert.That(Stars.Of(new("l", "c", [], 1, []), new() { IsTestedOut = true, ExerciseHints = 4 }), Is.EqualTo(2));

    [TestCase(0, "input", "neuron")]
    [TestCase(59, "input", "neuron")]
    [TestCase(60, "neuron", "hidden-layer")]
    [TestCase(999, "optimizer", "autograd")]
    [TestCase(1000, "autograd", null)]
    [TestCase(99999, "autograd", null)]
    public void Points_give_a_rank(int xp, string rank, string? after) =>
        Assert.That((Ranks.Of(xp).Key, Ranks.After(xp)?.Key), Is.EqualTo((rank, after)));

    [Test]
    public void Ranks_rise() => Assert.That(Ranks.All.Select(r => r.Xp), Is.Ordered.And.Unique);

    [Test]
    public void Every_name_is_there_in_both_languages()
    {
        LocalText[] texts = [.. Badges.All.SelectMany(b => (LocalText[])[b.Name, b.Reason]), .. Ranks.All.Select(r => r.Name)];
        Assert.That(texts.Where(t => !t.IsTranslated), Is.Empty);
        Assert.That(texts.Select(t => t.English), Is.Unique);
        Assert.That(texts.Select(t => t.Chinese), Is.Unique);
    }

    [Test]
    public void A_key_of_another_version_is_shown_as_it_is() =>
        Assert.That((GameTexts.BadgeName("new").English, Badges.Find("new"), GameTexts.RankName("r").English),
            Is.EqualTo(("new", default(Badge), "r")));

    [Test]
    public void Days_in_a_row_are_counted()
    {
        Streak streak = new();
        foreach (int day in (int[])[28, 28, 27]) streak = streak.Count(new(2026, 2, day));
        Assert.That(streak, Is.EqualTo(new Streak(1, new(2026, 2, 28), 1)),
            "a day counts once, and a clock that goes back changes nothing");
        streak = streak.Count(new(2026, 3, 1)).Count(new(2026, 3, 2));
        Assert.That(streak, Is.EqualTo(new Streak(3, new(2026, 3, 2), 3)));
        Assert.That((streak.On(new(2026, 3, 2)), streak.On(new(2026, 3, 3)), streak.On(new(2026, 3, 4))), Is.EqualTo((3, 3, 0)));
        Assert.That(streak.Count(new(2026, 3, 9)), Is.EqualTo(new Streak(1, new(2026, 3, 9), 3)));
    }
}
