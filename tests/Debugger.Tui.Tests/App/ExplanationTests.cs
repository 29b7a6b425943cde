using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class ExplanationTests
{
    [Test]
    public void A_gradient_is_a_product_of_fractions_and_a_sum_over_paths()
    {
        string[] lines = new OverlayStage("two-layer").Explain("w1.grad").Lines();
        Assert.That(lines[1].TrimEnd('│', ' '), Is.EqualTo("  │ ∂E/∂w1"));
        Assert.That(lines[3], Does.Match("│ ∂E +∂E +∂out_h1 +∂l_h1 "));
        Assert.That(lines[4], Does.Match("│ ─+ = ─+ · ─+ · ─+ = 0.017647594743 × 0.240960083807 × 0.1 = 0.000425236591 "));
        Assert.That(lines[5], Does.Match("│ ∂w1 +∂out_h1 +∂l_h1 +∂w1 "));
        Assert.That(lines, Has.Some.Contains("2 paths lead from w1 to the loss; their products add up ─"));
        Assert.That(lines, Has.Some.Contains("path 1  ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1 "));
        Assert.That(lines, Has.Some.Match(@"= -0\.14769249336 × 0\.209071672757 × 0\.25 × 0\.240960083807 × 0\.1 += -0\.000186011044 █+[▏▎▍▌▋▊▉]? +23\.3 %"));
        Assert.That(lines, Has.Some.Match(@"= 0\.414634132471 × 0\.203932189178 × 0\.3 × 0\.240960083807 × 0\.1 += 0\.000611247635 █+[▏▎▍▌▋▊▉]? +76\.7 %"));
        Assert.That(lines, Has.Some.Match(@"together +0\.000425236591"));
        Assert.That(lines, Has.Some.Match(@"▸   ∂E/∂out_h1 +0\.017647594743"));
        Assert.That(lines, Has.Some.Match(@"× ∂l_h1/∂w1 +0\.1 "));
        Assert.That(lines, Has.Some.Contains("Enter opens ∂E/∂out_h1 "));
    }

    [Test]
    public void Opened_terms_make_a_trail_that_leads_back()
    {
        OverlayStage stage = new OverlayStage("two-layer").Explain("w1.grad").Keys("Enter Down Enter");
        Assert.That(stage.Lines()[1], Does.StartWith("  │ ∂E/∂w1 › ∂E/∂out_h1 › ∂E_o2/∂out_h1 "));
        stage.Keys("Backspace");
        Assert.That(stage.Lines()[1], Does.StartWith("  │ ∂E/∂w1 › ∂E/∂out_h1 "));
        Assert.That(stage.Explanation.Trail[^1].Selected, Is.EqualTo(1), "the term that was opened is still selected");
        stage.Keys("Backspace Backspace");
        Assert.That(stage.Model.Overlays.IsEmpty, Is.True);
    }

    [Test]
    public void A_long_trail_keeps_its_end_in_sight()
    {
        OverlayStage stage = new OverlayStage("two-layer", width: 40, height: 20).Explain("w1.grad").Keys("Enter Down Enter Enter");
        string line = stage.Lines()[1];
        Assert.That(line, Does.StartWith("│ … › ").And.Contain("∂E/∂out_o2"));
    }

    [Test]
    public void On_80_by_24_formula_paths_and_factors_of_a_gradient_are_all_in_sight()
    {
        string text = string.Join('\n', new OverlayStage("two-layer", width: 80, height: 24).Explain("w1.grad").Lines());
        Assert.That(text, Does.Contain("∂E/∂w1 = ∂E/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1").And.Contain("path 1").And.Contain("path 2").And.Contain("× ∂l_h1/∂w1"));
    }

    [Test]
    public void An_element_of_a_kernels_gradient_lists_its_largest_terms_and_what_they_leave()
    {
        OverlayStage stage = new OverlayStage("network2").Explain("conv1.weight.grad", 6);
        string[] lines = stage.Lines();
        Assert.That(lines[1], Does.Contain("∂loss/∂conv1.weight[0,0,1,1]"));
        Assert.That(lines, Has.Some.Contains("1152 terms, added up, the 40 largest; bars show each one's share"));
        Assert.That(lines, Has.Some.Match(@"▸   ∂loss/∂conv1\[\d+,0,\d+,\d+\]·x\[\d+,0,\d+,\d+\] += "));
        stage.Keys("End");
        Assert.That(string.Join('\n', stage.Lines()), Does.Contain("… 1112 more terms, together").And.Contain("of the 1152 terms are exactly 0"));
        stage.Keys("Home Enter");
        Assert.That(stage.Explanation.Trail, Has.Count.EqualTo(2));
        Assert.That(stage.Explanation.Trail[1].Explanation.Subject, Does.StartWith("∂loss/∂conv1["));
    }

    [Test]
    public void The_other_factors_of_a_term_can_be_opened_too()
    {
        OverlayStage stage = new OverlayStage("two-layer").Explain("l_o1");
        Assert.That(stage.Lines(), Has.Some.Match(@"╰─ w5 = 0\.25 "));
        stage.Keys("Down Enter");
        Assert.That(stage.Explanation.Trail[^1].Explanation.Subject, Is.EqualTo("w5"));
        Assert.That(stage.Lines(), Has.Some.Contains("w5 is where it begins: initial value."));
    }

    [Test]
    public void A_click_selects_a_term_and_a_second_one_opens_it()
    {
        OverlayStage stage = new OverlayStage("two-layer").Explain("w1.grad");
        string[] lines = stage.Lines();
        int y = Array.FindIndex(lines, l => l.Contains("× ∂out_h1/∂l_h1"));
        stage.Click(20, y);
        Assert.That(stage.Explanation.Trail[^1].Selected, Is.EqualTo(1));
        stage.Lines();
        stage.Click(20, y);
        Assert.That(stage.Explanation.Trail[^1].Explanation.Subject, Is.EqualTo("∂out_h1/∂l_h1"));
    }

    [Test]
    public void No_value_of_any_program_fails_to_be_explained_at_any_size()
    {
        (int, int)[] sizes = [(0, 0), (1, 1), (5, 3), (20, 6), (60, 20), (80, 24), (120, 40)];
        foreach (ProgramEntry entry in ProgramCatalog.All)
        {
            var stage = new OverlayStage(entry.Name);
            foreach (Value value in stage.Program.Values.Where(v => v.Shape.Length > 0 && stage.Model.Debug!.View[v] is not null))
            {
                stage.Explain(value.Name, value.Shape.Length - 1);
                ExplanationOverlay shown = stage.Explanation;
                int rows = ExplanationRows.Of(shown.Trail[0].Explanation).Length;
                foreach ((int width, int height) in sizes)
                {
                    var overlay = new ExplanationOverlay([(shown.Trail[0].Explanation, width % 3 == 0 ? Math.Max(rows - 1, 0) : 0)]);
                    var look = new Look(Theme.Dark, width % 2 == 0 ? ColourLevel.TrueColour : ColourLevel.None);
                    Assert.DoesNotThrow(
                        () => ExplanationView.Paint(new Canvas(look.NewScreen(width, height), look), stage.Model, overlay, new HitMap.Builder()),
                        $"{entry.Name} {value.Name} {width}×{height}");
                }
                stage.Close();
            }
        }
    }
}
