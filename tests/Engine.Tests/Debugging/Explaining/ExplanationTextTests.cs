using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging.Explaining;

public sealed class ExplanationTextTests
{
    [Test]
    public void A_number_stands_as_subject_symbols_numbers_result()
    {
        Assert.That(
            Lines(Walkthrough.Run(), "l_h1", depth: 0)[0],
            Is.EqualTo("l_h1 = w1·i1 + w2·i2 + b1 = 0.05×0.1 + 0.15×0.2 + 0.35 = 0.385   (line 1)"));
        Assert.That(Lines(Walkthrough.Run(), "w5.grad", depth: 0), Is.EqualTo(new[]
        {
            "∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5 = -0.14769249336×0.209071672757×0.595078473866 = -0.018375021542   (line 1)",
            "  How much E changes when w5 changes: how much E changes with l_o1, times how much l_o1 changes with w5.",
        }));
    }

    [Test]
    public void A_number_that_was_given_says_so() =>
        Assert.That(Lines(Walkthrough.Run(), "i1", depth: 3), Is.EqualTo(new[] { "i1 = 0.1   input (iteration 1's batch)" }));

    [Test]
    public void Terms_have_their_share_and_open_level_by_level()
    {
        Assert.That(Lines(Walkthrough.Run(), "w5", depth: 1)[2..], Is.EqualTo(new[]
        {
            "  + w5 = 0.25   (93.2 %)",
            "  + −η·∂E/∂w5 = −1×(-0.018375021542) = 0.018375021542   (6.8 %)",
        }));
        Assert.That(Lines(Walkthrough.Run(), "w5", depth: 2)[2..], Is.EqualTo(new[]
        {
            "  + w5 = 0.25   (93.2 %)",
            "      w5 = 0.25   initial value",
            "  + −η·∂E/∂w5 = −1×(-0.018375021542) = 0.018375021542   (6.8 %)",
            "      η = 1   initial value",
            "      ∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5 = -0.14769249336×0.209071672757×0.595078473866 = -0.018375021542",
        }));
        Assert.That(Lines(Walkthrough.Run(), "w5", depth: 3), Has.Member("        ∂l_o1/∂w5 = out_h1 = 0.595078473866"));
    }

    [Test]
    public void The_paths_of_a_gradient_are_written_out_and_added_up()
    {
        Assert.That(Lines(Walkthrough.Run(), "w1.grad", depth: 0)[2..], Is.EqualTo(new[]
        {
            "  2 paths lead from w1 to the loss:",
            "    path 1: ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1",
            "            = -0.14769249336×0.209071672757×0.25×0.240960083807×0.1 = -0.000186011044",
            "    path 2: ∂E/∂out_o2 · ∂out_o2/∂l_o2 · ∂l_o2/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1",
            "            = 0.414634132471×0.203932189178×0.3×0.240960083807×0.1 = 0.000611247635",
            "    together 0.000425236591",
        }));
    }

    [Test]
    public void What_is_not_listed_is_counted_and_summed()
    {
        Timeline timeline = Networks.Image();
        var explainer = new Explainer(timeline, 6);
        Explanation e = explainer.Explain(timeline.Program["fc1"], 5, maxTerms: 3);
        string[] lines = ExplanationText.Render(e, explainer).Split('\n');
        Assert.That(lines, Has.Member($"  ... 25 more terms, together {Numbers.Format(e.Remainder, 6)}"));
        Assert.That(lines[^1], Is.EqualTo($"  {e.ZeroTerms} of the 28 terms are exactly 0"));
    }

    [Test]
    public void The_winner_of_a_window_is_pointed_at()
    {
        string[] lines = Lines(Networks.Image(), "pool1", depth: 1);
        Assert.That(lines.Count(l => l.StartsWith("  > conv1[0,0,", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(lines.Count(l => l.StartsWith("  · conv1[0,0,", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public void An_explanation_opened_too_far_is_cut_and_says_so()
    {
        string[] lines = Lines(Networks.Image(), "conv1.weight.grad", depth: 40);
        Assert.That(lines, Has.Length.EqualTo(200));
        Assert.That(lines[^1], Is.EqualTo("... cut after 200 lines: explain one of the terms, or ask for fewer levels"));
    }

    private static string[] Lines(Timeline timeline, string value, int depth)
    {
        var explainer = new Explainer(timeline);
        return ExplanationText.Render(explainer.Explain(timeline.Program[value]), explainer, depth).Split('\n');
    }
}
