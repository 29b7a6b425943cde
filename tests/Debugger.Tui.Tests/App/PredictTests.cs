using Backstep.Debugger.Tui.App.Overlays;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class PredictTests
{
    /// <summary>Predicts l_h1, which is 0.385.</summary>
    private static Pilot Guess(string text) => new Pilot("two-layer").Press("p s").Type(text).Press("Enter");

    [TestCase("+", true, "right: it is positive")]
    [TestCase("-", false, "no: it is positive")]
    [TestCase("0.385", true, "exactly right")]
    [TestCase("0.3860", true, "right: 0.385, you were 0.26 % off")]
    [TestCase("0.38693", false, "no, but about that size: it is 0.385")]
    [TestCase("-0.385", false, "the sign is wrong")]
    [TestCase("4", false, "far too large: it is 0.385")]
    [TestCase("0.03", false, "far too small: it is 0.385")]
    [TestCase("2", false, "no, but about that size: it is 0.385")]
    public void A_guess_is_compared_after_the_step(string guess, bool right, string words)
    {
        Pilot pilot = Guess(guess);
        Assert.That(pilot.At, Is.EqualTo(1));
        Assert.That(pilot.Debug.Verdict, Does.Contain(words));
        Assert.That(pilot.Debug.IsVerdictRight, Is.EqualTo(right));
        Assert.That(pilot.Debug.Score, Is.EqualTo((right ? 1 : 0, 1)));
        Assert.That(pilot.Text, Does.Contain(words).And.Contain($"predicting, {(right ? 1 : 0)} of 1 right"));
    }

    [Test]
    public void The_value_is_not_shown_before_the_guess()
    {
        Pilot pilot = new Pilot("two-layer").Press("p s");
        Assert.That(pilot.Top, Is.TypeOf<PredictOverlay>());
        Assert.That(pilot.At, Is.Zero);
        Assert.That(pilot.Text, Does.Contain("l_h1").And.Contain("= ?").And.Not.Contain("0.385"));
    }

    [Test]
    public void An_empty_answer_steps_without_counting_and_esc_stays()
    {
        Pilot pilot = new Pilot("two-layer").Press("p s Enter");
        Assert.That((pilot.At, pilot.Debug.Verdict, pilot.Debug.Score), Is.EqualTo((1, (string?)null, (0, 0))));
        pilot.Press("s Escape");
        Assert.That((pilot.At, pilot.Top, pilot.Debug.Score), Is.EqualTo((1, (Overlay?)null, (0, 0))));
    }

    [TestCase("abc")]
    [TestCase("nan")]
    [TestCase("1,5")]
    public void What_is_no_prediction_is_told_and_can_be_mended(string text)
    {
        Pilot pilot = Guess(text);
        Assert.That(pilot.Notice, Does.Contain("no prediction"));
        Assert.That(pilot.Top, Is.TypeOf<PredictOverlay>());
        Assert.That(pilot.At, Is.Zero);
    }

    [Test]
    public void The_score_counts_over_steps_and_the_verdict_goes_with_the_next_one()
    {
        Pilot pilot = Guess("+").Press("s").Type("-").Press("Enter");
        Assert.That(pilot.Debug.Score, Is.EqualTo((1, 2)));
        Assert.That(pilot.Press("b").Debug.Verdict, Is.Null);
        Assert.That(pilot.Debug.Score, Is.EqualTo((1, 2)));
    }

    [Test]
    public void A_verdict_stays_while_a_mark_is_set() => Assert.That(Guess("+").Press("F9").Debug.Verdict, Is.Not.Null);

    [Test]
    public void P_switches_it_off_again()
    {
        Pilot pilot = new Pilot("two-layer").Press("p");
        Assert.That(pilot.Notice, Does.Contain("predict mode"));
        Assert.That(pilot.Press("p s").At, Is.EqualTo(1));
    }

    [Test]
    public void Clearing_a_gradient_and_tensors_are_not_asked_for()
    {
        Pilot cleared = new Pilot("two-layer").Press("o o p s");
        Assert.That(cleared.Top, Is.Null);
        Assert.That(cleared.At, Is.EqualTo(12));
        Assert.That(new Pilot("network2").Press("p s").At, Is.EqualTo(1));
    }
}
