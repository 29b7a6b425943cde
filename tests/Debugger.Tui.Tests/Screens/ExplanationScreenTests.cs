using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Tests.Screens;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class ExplanationScreenTests
{
    private static void Explain(
        string program, string value, Func<Stage, Pilot, Task> script, int offset = 0, int width = 120, int height = 40)
    {
        using var stage = new Stage(program, width, height);
        stage.Store.Dispatch(stage.Host.Adopt(ProgramCatalog.Get(program)
            .Create(new ScenarioOptions { BatchSize = program.StartsWith("network", StringComparison.Ordinal) ? 2 : null })));
        stage.Store.Ask(new Move(Movement.Iterate));
        stage.Store.Ask(new Explain(new ElementRef(stage.State.View!.Program.Find(value)!, offset, stage.State.View.Now)));
        stage.Play(pilot => script(stage, pilot));
    }

    [Test]
    public void A_gradient_is_a_product_of_fractions_and_a_sum_over_paths() => Explain("two-layer", "w1.grad", async (_, pilot) =>
    {
        string[] lines = pilot.Lines;
        Assert.That(lines, Has.Some.Match("∂E +∂E +∂out_h1 +∂l_h1"));
        Assert.That(lines, Has.Some.Match("─+ = ─+ · ─+ · ─+ = 0\\.0176476 × 0\\.24096 × 0\\.1 = 0\\.000425237"));
        Assert.That(lines, Has.Some.Contains("2 paths lead from w1 to the loss; their products add up ─"));
        Assert.That(lines, Has.Some.Contains("path 1  ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1"));
        Assert.That(lines, Has.Some.Match(@"= -0\.147692 × 0\.209072 × 0\.25 × 0\.24096 × 0\.1 += -0\.000186011 █+[▏▎▍▌▋▊▉]? +23\.3 %"));
        Assert.That(lines, Has.Some.Match(@"= 0\.414634 × 0\.203932 × 0\.3 × 0\.24096 × 0\.1 += 0\.000611248 █+[▏▎▍▌▋▊▉]? +76\.7 %"));
        Assert.That(lines, Has.Some.Match(@"together +0\.000425237"));
        Assert.That(lines, Has.Some.Match(@"▸   ∂E/∂out_h1 +0\.0176476").And.Some.Match(@"× ∂l_h1/∂w1 +0\.1 "));
        Assert.That(lines[38], Does.Contain("Enter opens ∂E/∂out_h1"));
        await pilot.Press("d");
        Assert.That(pilot.Text, Does.Contain("0.000425236591"));
    });

    [Test]
    public void Opened_terms_make_a_trail_that_leads_back() => Explain("two-layer", "w1.grad", async (stage, pilot) =>
    {
        await pilot.Press("Enter Down Right");
        Assert.That(pilot.Text, Does.Contain("∂E/∂w1 › ∂E/∂out_h1 › ∂E_o2/∂out_h1"));
        await pilot.Press("Backspace");
        Assert.That(pilot.Text, Does.Contain("∂E/∂w1 › ∂E/∂out_h1").And.Not.Contain("› ∂E_o2/∂out_h1"));
        Assert.That(pilot.Lines, Has.Some.Contains("▸ + "), "the term that was opened is still selected");
        await pilot.Press("Esc");
        Assert.That((stage.State.Place, stage.State.Trail.Count), Is.EqualTo((Place.Explanation, 1)));
        await pilot.Press("Enter Enter");
        await pilot.Click("∂E/∂w1 ›");
        Assert.That(stage.State.Trail, Has.Count.EqualTo(1));
        await pilot.Press("Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
    });

    [Test]
    public void Where_it_is_wide_the_explanation_that_one_came_from_stands_beside() =>
        Explain("two-layer", "w1.grad", async (stage, pilot) =>
    {
        await pilot.Press("Enter");
        Assert.That(pilot.Lines, Has.Some.Match("╭ ∂E/∂w1 ─+╮╭ Why"));
        await pilot.Resize(120, 40);
        Assert.That(pilot.Text, Does.Not.Match("╮╭ Why"));
        Assert.That(stage.State.Trail, Has.Count.EqualTo(2));
    }, width: 180, height: 50);

    [Test]
    public void A_click_selects_a_term_and_a_second_one_opens_it() => Explain("two-layer", "w1.grad", async (stage, pilot) =>
    {
        await pilot.Click("× ∂out_h1/∂l_h1");
        Assert.That(pilot.Lines, Has.Some.Contains("▸ × ∂out_h1/∂l_h1"));
        await pilot.Click("▸ × ∂out_h1/∂l_h1");
        Assert.That(stage.State.Trail[^1].Subject, Is.EqualTo("∂out_h1/∂l_h1"));
    });

    [Test]
    public void The_other_factors_of_a_term_can_be_opened_too_and_where_it_begins_is_said() =>
        Explain("two-layer", "l_o1", async (stage, pilot) =>
    {
        Assert.That(pilot.Lines, Has.Some.Match(@"╰─ w5 = 0\.25"));
        await pilot.Press("Down Enter");
        Assert.That(pilot.Text, Does.Contain("w5 is where it begins: initial value."));
        await pilot.Press("Enter");
        Assert.That(stage.State.Trail, Has.Count.EqualTo(2));
    });

    [Test]
    public void A_long_sum_is_grouped_by_image_and_by_position_and_its_terms_are_one_key_away() =>
        Explain("network2", "conv1.weight.grad", async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("1152 terms, added up: 2 groups of 576").And.Match(@"image \d, label \d"));
        await pilot.Press("g");
        Assert.That(pilot.Text, Does.Contain("576 groups of 2").And.Match(@"row \d+, column \d+").And.Contain("what each position adds"));
        await pilot.Press("g");
        Assert.That(pilot.Lines, Has.Some.Match(@"▸   ∂loss/∂conv1\[\d+,0,\d+,\d+\]·x\[\d+,0,\d+,\d+\]"));
        await pilot.Press("End");
        Assert.That(pilot.Text, Does.Contain("… 1112 more terms, together").And.Contain("of the 1152 terms are exactly 0"));
        await pilot.Press(Key.Home);
        await pilot.Click(" by image ");
        await pilot.Press("Enter");
        Assert.That(pilot.Text, Does.Match(@"› image \d, label \d").And.Contain("576 terms of ∂loss/∂conv1.weight[0,0,1,1]"));
        await pilot.Press("Enter");
        Assert.That(stage.State.Trail[^1].Subject, Does.StartWith("∂loss/∂conv1["));
    }, offset: 6);

    [Test]
    public void The_formula_and_the_terms_can_be_copied() => Explain("two-layer", "w5.grad", async (stage, pilot) =>
    {
        await pilot.Press("y Y");
        string[] copied = [.. stage.Asked.OfType<CopyEffect>().Select(c => c.Text)];
        Assert.That(copied[0], Does.StartWith("∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5 = ").And.EndWith(" = -0.018375"));
        Assert.That(copied[1].Split('\n'), Has.Length.EqualTo(3).And.Some.StartsWith("∂l_o1/∂w5\t0.595078"));
        Assert.That(pilot.Lines[38], Does.Contain("copied: 3 terms of ∂E/∂w5"));
    });

    [Test]
    public void On_80_by_24_formula_paths_and_factors_of_a_gradient_are_all_in_sight() => Explain("two-layer", "w1.grad", (_, pilot) =>
    {
        Assert.That(pilot.Text,
            Does.Contain("∂E/∂w1 = ∂E/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1").And.Contain("path 1").And.Contain("path 2").And.Contain(
            "× ∂l_h1/∂w1"));
        return Task.CompletedTask;
    }, width: 80, height: 24);

    [Test]
    public void A_long_trail_keeps_its_end_in_sight() => Explain("two-layer", "w1.grad", async (_, pilot) =>
    {
        await pilot.Press("Enter Down Enter Enter");
        Assert.That(pilot.Lines, Has.Some.Match(@"│ … › .*∂E/∂out_o2"));
    }, width: 40, height: 20);

    [Test]
    public void Any_number_is_explained_at_any_size([Values("network3", "two-layer", "network1")]
        string program) => Explain(program, ProgramCatalog.Get(program).Create(new ScenarioOptions()).Program.Values[0].Name,
        async (stage, pilot) =>
    {
        foreach (Value value in stage.State.View!.Program.Values.Where(v => v.Slot % 7 == 0 && v.Shape.Length > 0
            && stage.State.View[v] is not null))
        {
            await pilot.Do(() => stage.Store.Dispatch(new TrailTo(0)));
            await pilot.Do(() => stage.Store.Ask(new Explain(new ElementRef(value, value.Shape.Length - 1, stage.State.View!.Now))));
            await pilot.Resize(60 + value.Slot % 60, 12 + value.Slot % 30);
            Assert.That(pilot.Text, Does.Contain("Why"));
        }
        foreach ((int w, int h) in new[] { (1, 1), (5, 3), (20, 6), (60, 20), (200, 60) }) await pilot.Resize(w, h);
        await pilot.Press(Key.End);
        Assert.That(pilot.Lines, Has.Length.EqualTo(60));
    });
}
