using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>Worked examples that fade: the same calculation in full, with blanks at its end, blank.</summary>
public sealed class WorkedTests
{
    private static LessonWorld World =>
        Worlds.Of(new Run { Program = "two-layer" }, runs: ("other", new Run { Set = Worlds.Set(("i1", "0.4")) }));

    private static WorkedQuestion Question(int blanks, string? run = null) =>
        Worlds.Worked(blanks, "l_h1", "out_h1", "l_o1") with { Run = run };

    [Test]
    public void A_calculation_is_the_formula_the_numbers_and_what_they_come_to()
    {
        string line = WorkedLine.Full(World, "l_h1");
        Assert.That(line, Does.StartWith("l_h1 = w1·i1").And.EndsWith("= 0.05×0.1 + 0.15×0.2 + 0.35 = 0.385"));
        Assert.That(World.Render("So {l_h1:=}."), Is.EqualTo($"So {line}."));
    }

    [Test]
    public void What_is_left_blank_shows_its_formula_and_no_number()
    {
        string[] lines = [.. WorkedLine.Steps(Question(2), World)];
        Assert.That(lines[0], Is.EqualTo(WorkedLine.Full(World, "l_h1")));
        Assert.That(lines[1], Does.StartWith("out_h1 = ").And.EndsWith("= (1) ____").And.Not.Contains("0.595"));
        Assert.That(lines[2], Does.EndWith("= (2) ____").And.Not.Contains("0.59"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void The_key_fills_the_blanks_in_every_play_and_in_another_run(int blanks)
    {
        for (int play = 0; play < 3; play++)
            foreach (string? run in new[] { null, "other" })
            {
                LessonWorld world = Worlds.Of(new Run { Program = "two-layer" }, play, ["i2"],
                    ("other", new Run { Set = Worlds.Set(("i1", "0.4")) }));
                Assert.That(Grader.Grade(Question(blanks, run), world, AnswerKey.Of(Question(blanks, run), world).Typed).IsRight, Is.True);
            }
        Assert.That(AnswerKey.Of(Question(blanks, "other"), World).Typed, Is.Not.EqualTo(AnswerKey.Of(Question(blanks), World).Typed));
    }

    [TestCase("{0} -{1}", "right wrong", 2)]
    [TestCase("{0}; -{1}", "right wrong", 2)]
    [TestCase("0.59, {1}", "wrong right", 1)]
    public void Each_blank_is_judged_and_the_first_wrong_one_named(string typed, string expected, int first)
    {
        // 0.59 is almost one percent off.
        Verdict verdict = Grader.Grade(Question(2), World, string.Format(System.Globalization.CultureInfo.InvariantCulture, typed,
            World.Number("out_h1"), World.Number("l_o1")));
        Assert.That(string.Join(' ', verdict.Parts.Select(p => p.IsRight ? "right" : "wrong")), Is.EqualTo(expected));
        Assert.That((verdict.Kind, verdict.Message!.English), Is.EqualTo((VerdictKind.Wrong,
            $"1 of 2 blanks are right; the first wrong one is ({first})")));
        Assert.That(verdict.Diagnosis, Is.Not.Null);
    }

    [TestCase("")]
    [TestCase("0.59")]
    [TestCase("0.59 0.6 0.7")]
    [TestCase("0.59 l_o1")]
    [TestCase("a b")]
    public void What_does_not_fill_the_blanks_does_not_count(string typed) =>
        Assert.That(Grader.Grade(Question(2), World, typed).Kind, Is.EqualTo(VerdictKind.Unreadable));
}
