using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>What-ifs on the debugger's screen.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class WhatIfScreenTests
{
    private static void Play(Func<Stage, Pilot, Task> script)
    {
        using var stage = new Stage("two-layer");
        stage.Play(pilot => script(stage, pilot));
    }

    private static double Number(Stage stage, string name) => stage.State.View![stage.State.View.Program.Find(name)!]!.Data[0];

    [Test]
    public void What_if_asks_for_a_value_and_makes_a_timeline_that_shows_old_and_new() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s s s / \"w5\" Enter =");
        Assert.That(pilot.Lines[38], Does.Contain("w5").And.Contain("0.25"));
        await pilot.Press("\"0.3\" Enter n n n");
        Assert.That(stage.State.View!.Timelines, Has.Length.EqualTo(2));
        Assert.That(Number(stage, "w5"), Is.EqualTo(0.3));
        Assert.That(pilot.Text, Does.Contain("→"));
        await pilot.Press("Esc t");
        Assert.That(stage.State.View!.Timeline, Is.Zero);
    });

    [Test]
    public void What_was_put_there_is_not_said_to_be_what_the_formula_gives() => Play(async (_, pilot) =>
    {
        await pilot.Press("s s s = 0 . 7 Enter");
        Assert.That(pilot.Text, Does.Contain("sigmoid(0.385) → 0.7").And.Contain("You have put this number there"));
        Assert.That(pilot.Text, Does.Not.Contain("sigmoid(0.385) = 0.7"));
    });

    [TestCase("0.3, w6 = w5 + 1", 0.3, 1.25)]
    [TestCase("w6 = 0.4, w5 = 2*3", 6, 0.4)]
    [TestCase("0.3", 0.3, 0.35)]
    public void What_if_takes_several_values_at_once(string typed, double w5, double w6) => Play(async (stage, pilot) =>
    {
        await pilot.Press($"/ \"w5\" Enter = \"{typed}\" Enter");
        Assert.That(Number(stage, "w5"), Is.EqualTo(w5));
        Assert.That(Number(stage, "w6"), Is.EqualTo(w6));
        Assert.That(stage.State.View!.Timelines, Has.Length.EqualTo(2), "all of them at once");
    });

    [Test]
    public void Leaving_asks_first_where_a_what_if_would_be_lost_and_Enter_stays()
    {
        bool hasStayed = false, isBeyond = false;
        Play(async (stage, pilot) =>
        {
            await pilot.Press("/ \"w5\" Enter = \"0.3\" Enter q");
            Assert.That(pilot.Text, Does.Contain("A what-if is not kept when you leave"));
            await pilot.Press("Enter");
            hasStayed = stage.State.Place == Place.Debug && !pilot.Text.Contains("not kept", StringComparison.Ordinal);
            await pilot.Press("q");
            await pilot.Click("Quit ⟧");
            await pilot.Wait(TimeSpan.Zero);
            isBeyond = true;
        });
        Assert.That((hasStayed, isBeyond), Is.EqualTo((true, false)), "the program has ended");
    }
}
