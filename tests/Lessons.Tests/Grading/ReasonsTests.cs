using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>Why an answer is right: one reason among those that others believe.</summary>
public sealed class ReasonsTests
{
    private static readonly Because Because = Worlds.Because(("it is not {E:2}", "but {E:2}"), ("of the weather", "no"));

    [Test]
    public void Every_reason_is_offered_and_one_is_right_in_every_play()
    {
        for (int play = 0; play < 4; play++)
        {
            LessonWorld world = Worlds.Of(new Run { Program = "two-layer" }, play);
            OfferedReason[] offered = [.. Reasons.Offered(Because, world)];
            Assert.That(offered.Count(r => r.IsRight), Is.EqualTo(1));
            Assert.That(offered.Select(r => Reasons.Grade(Because, world, $"{Array.IndexOf(offered, r) + 1}").IsRight),
                Is.EqualTo(offered.Select(r => r.IsRight)));
        }
    }

    [Test]
    public void The_place_of_the_right_one_cannot_be_learnt_by_heart() =>
        Assert.That(Enumerable.Range(0, 12).Select(play => Reasons.Offered(Because, Worlds.Of(new Run { Program = "two-layer" }, play))
            .Select(r => r.IsRight).ToList().IndexOf(true)).Distinct().Count(), Is.GreaterThan(1));

    [Test]
    public void A_wrong_one_says_why_with_the_engines_numbers()
    {
        LessonWorld world = Worlds.TwoLayer();
        int number = Reasons.Offered(Because, world).Select(r => r.Text.English).ToList().FindIndex(t => t.StartsWith("it is not 0.")) + 1;
        Assert.That(Reasons.Grade(Because, world, $"{number}").Message!.English, Does.Match("^but 0[.][0-9]+$"));
        Assert.That(Reasons.Grade(Because, world, "4").Kind, Is.EqualTo(VerdictKind.Unreadable));
        Assert.That(Reasons.Ask(Because, world).English, Does.StartWith("Why"));
    }
}
