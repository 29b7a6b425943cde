using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Overlays;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class WhatIfTests
{
    private static Pilot Select(Pilot pilot, string name) => pilot.Press("/ Escape /").Type(name).Press("Enter");

    [Test]
    public void Another_weight_makes_a_timeline_that_shows_old_and_new()
    {
        Pilot pilot = Select(new Pilot("two-layer").Press("s s s s"), "w5").Press("=").Type("0.3").Press("Enter");
        Assert.That(pilot.View.Timelines, Is.EqualTo(new[] { "the first run", "w5 = 0.3" }));
        Assert.That(pilot.Value("w5"), Is.EqualTo(0.3));
        Assert.That(pilot.Text, Does.Contain("0.25 → 0.3").And.Contain("timeline 1: w5 = 0.3"));
        pilot.Press("Escape s");
        Assert.That(pilot.Value("l_o1"), Is.EqualTo(0.3 * 0.595078473866 + 0.35 * 0.598687660112 + 0.5).Within(1e-9));
        Assert.That(pilot.Text, Does.Contain("0.85831 → 0.888064"));
    }

    [Test]
    public void T_walks_between_the_timelines()
    {
        Pilot pilot = Select(new Pilot("two-layer").Press("s"), "w5").Press("=").Type("0.3").Press("Enter t");
        Assert.That((pilot.View.Timeline, pilot.Value("w5")), Is.EqualTo((0, 0.25)));
        Assert.That(pilot.Text, Does.Not.Contain("0.25 → 0.3"));
        Assert.That(pilot.Press("t").Value("w5"), Is.EqualTo(0.3));
        Assert.That(new Pilot("two-layer").Press("t").Notice, Does.Contain("one timeline"));
    }

    [Test]
    public void Old_and_new_are_told_apart_however_little_they_differ()
    {
        Pilot pilot = Select(new Pilot("two-layer", 200, 60).Press("s"), "w5").Press("=").Type("0.2500000001").Press("Enter");
        Assert.That(pilot.Value("w5"), Is.EqualTo(0.2500000001));
        Assert.That(pilot.Text, Does.Contain("0.25 → 0.2500000001"));
        Assert.That(pilot.View.Timelines[1], Is.EqualTo("w5 = 0.2500000001"));
    }

    [Test]
    public void An_expression_may_use_values()
    {
        Pilot pilot = Select(new Pilot("two-layer").Press("s"), "w5").Press("=").Type("2*w5 + w1").Press("Enter");
        Assert.That(pilot.Value("w5"), Is.EqualTo(0.55).Within(1e-15));
    }

    [Test]
    public void What_is_typed_replaces_the_number_that_was_there()
    {
        Pilot pilot = new Pilot("two-layer").Press("s =").Type("1").Press("Enter");
        Assert.That(pilot.Value("l_h1"), Is.EqualTo(1));
    }

    [TestCase("Escape")]
    [TestCase("Enter")]
    public void Nothing_typed_changes_nothing(string key)
    {
        Pilot pilot = new Pilot("two-layer").Press("s = " + key);
        Assert.That(pilot.Top, Is.Null);
        Assert.That(pilot.View.Timelines, Has.Length.EqualTo(1));
    }

    [TestCase("foo + 1", "foo")]
    [TestCase("1 +", "")]
    public void A_mistake_is_told_and_can_be_mended(string text, string expected)
    {
        Pilot pilot = new Pilot("two-layer").Press("s =").Type(text).Press("Enter");
        Assert.That(pilot.Model.Toast!.Value.IsProblem, Is.True);
        Assert.That(pilot.Notice, Does.Contain(expected));
        Assert.That(pilot.View.Timelines, Has.Length.EqualTo(1));
    }

    [Test]
    public void An_element_of_a_tensor_is_edited_in_the_inspector_which_then_shows_it()
    {
        Pilot pilot = Select(new Pilot("network2").Press("s"), "conv1.weight").Press("Enter Right =").Type("0.5").Press("Enter");
        Assert.That(pilot.Read("conv1.weight")!.Data[1], Is.EqualTo(0.5));
        Assert.That(((InspectorOverlay)pilot.Top!).Subject.Content!.Data[1], Is.EqualTo(0.5));
        Assert.That(((InspectorOverlay)pilot.Top!).Cursor, Is.EqualTo(1));
        Assert.That(pilot.View.Before, Contains.Key(pilot.View.Program.Find("conv1.weight")!.Slot));
    }

    [Test]
    public void A_wrong_shape_is_told()
    {
        Pilot pilot = Select(new Pilot("network2").Press("s"), "conv1.bias").Press("=").Type("[1, 2]").Press("Enter");
        Assert.That(pilot.Notice, Is.Not.Empty);
        Assert.That(pilot.View.Timelines, Has.Length.EqualTo(1));
    }
}
