using Backstep.Debugger.Tui.App.Debug;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class SteppingTests
{
    private static readonly string[] Programs = [.. ProgramCatalog.All.Select(p => p.Name)];

    [TestCase("s", 1)]
    [TestCase("F11", 1)]
    [TestCase("s s s", 3)]
    [TestCase("n", 1)]
    [TestCase("F10 F10", 2)]
    [TestCase("o", 8)]
    [TestCase("S-F11", 8)]
    [TestCase("o o", 11)]
    [TestCase("s s b", 1)]
    [TestCase("s b b b", 0)]
    [TestCase("c", 77)]
    [TestCase("F5", 77)]
    [TestCase("c r", 0)]
    [TestCase("c S-F5", 0)]
    [TestCase("i", 77)]
    [TestCase("s s R", 0)]
    public void Keys_step(string keys, int expected) => Assert.That(new Pilot("two-layer").Press(keys).At, Is.EqualTo(expected));

    [Test]
    public void Iterations_go_on_and_back()
    {
        Pilot pilot = new Pilot("two-layer").Press("i i s");
        Assert.That(pilot.View.Now.Iteration, Is.EqualTo(2));
        Assert.That(pilot.Row(0), Does.Contain("iteration 3"));
        Assert.That(pilot.View.Losses, Is.Ordered.Descending);
        pilot.Press("R");
        Assert.That((pilot.View.Now.Iteration, pilot.At), Is.EqualTo((0, 0)));
    }

    [Test]
    public void The_walkthrough_shows_the_tutorials_numbers_forward_and_backward()
    {
        Pilot pilot = new Pilot("two-layer").Press("s");
        Assert.That(pilot.Text, Does.Contain("l_h1").And.Contain("0.385"));
        while (pilot.View.LastInstruction?.Label != "∂E/∂w5") pilot.Press("s");
        Assert.That(pilot.Text, Does.Contain("-0.018375021542").And.Contain("the tutorial “PyTorch neural networks” prints -0.018375021 ✓"));
        Assert.That(pilot.Row(0), Does.Contain("BACKWARD"));
    }

    [Test]
    public void The_very_beginning_is_said()
    {
        Pilot pilot = new Pilot("two-layer").Press("b");
        Assert.That(pilot.Notice, Does.Contain("beginning"));
        Assert.That(pilot.Text, Does.Contain("beginning"));
        Assert.That(pilot.Press("s").Notice, Is.Empty, "a notice has been seen once the next key comes");
    }

    [TestCaseSource(nameof(Programs))]
    public void Every_program_steps_to_its_end_and_back(string name)
    {
        var pilot = new Pilot(name, 80, 24);
        int count = pilot.View.Program.Instructions.Length, guard = 0;
        while (pilot.View.NextInstruction is not null && guard++ <= count)
        {
            int before = pilot.At;
            pilot.Press("s");
            if (pilot.At == before) break;
        }
        int end = pilot.At;
        Assert.That(end, Is.EqualTo(count));
        for (int i = end; i > 0; i--) pilot.Press("b");
        Assert.That(pilot.At, Is.Zero);
        Assert.That(pilot.View.Now.Iteration, Is.Zero);
    }

    [TestCaseSource(nameof(Programs))]
    public void Every_program_opens_from_the_first_screen(string name)
    {
        int index = Array.IndexOf(Programs, name);
        Pilot pilot = new Pilot().Press("Down Enter " + string.Concat(Enumerable.Repeat("Down ", index)) + "Enter");
        Assert.That(pilot.View.Program.Name, Is.EqualTo(name));
        Assert.That(pilot.Row(0), Does.Contain(name));
    }

    [Test]
    public void The_fault_of_network1_is_told_at_its_step_and_stepping_back_still_works()
    {
        Pilot pilot = new Pilot("network1").Press("c");
        int stuck = pilot.At;
        Assert.That(pilot.Notice, Does.Contain("fc1").And.Contain("cannot be multiplied"));
        Assert.That(pilot.Model.Toast!.Value.IsProblem, Is.True);
        Assert.That(pilot.View.LastInstruction!.Output.Name, Is.EqualTo("pool2"));
        Assert.That(pilot.Press("s").Notice, Does.Contain("fc1"));
        Assert.That(pilot.At, Is.EqualTo(stuck));
        Assert.That(pilot.Press("b").At, Is.EqualTo(stuck - 1));
        Assert.That(pilot.Notice, Is.Empty);
        Assert.That(pilot.Press("i").At, Is.EqualTo(stuck));
    }

    [TestCase(120, 40, "")]
    [TestCase(80, 24, "4")]
    public void The_fault_is_said_as_long_as_one_stands_before_it(int width, int height, string keys)
    {
        Pilot pilot = new Pilot("network1", width, height).Press("c Tab " + keys);
        Assert.That(pilot.Notice, Is.Empty);
        Assert.That(pilot.Text, Does.Contain("The next step fails. fc1"));
        Assert.That(pilot.Press("b").Text, Does.Not.Contain("fails"));
    }

    [Test]
    public void A_notice_does_not_cover_the_present_instruction()
    {
        Pilot pilot = new Pilot("network1", 80, 24).Press("c");
        Assert.That(pilot.Row(-3), Does.Contain("pool2 = ").And.Contain("(4, 12, 4, 4)"));
    }

    [Test]
    public void What_a_step_changed_is_marked_until_the_next_movement()
    {
        Pilot pilot = new Pilot("two-layer").Press("s s");
        int slot = pilot.View.Program.Find("l_h2")!.Slot;
        Assert.That(pilot.View.Changed, Is.EquivalentTo(new[] { slot }));
        pilot.Press("w F9");
        Assert.That(pilot.View.Changed, Is.EquivalentTo(new[] { slot }), "setting a mark moves nothing");
        Assert.That(pilot.Press("s").View.Changed, Does.Not.Contain(slot));
    }

    [Test]
    public void What_was_given_at_the_start_is_not_marked_as_changed() => Assert.That(new Pilot("two-layer").View.Changed, Is.Empty);

    [Test]
    public void A_gradient_that_was_cleared_and_then_computed_is_shown_where_it_was_computed()
    {
        Pilot pilot = new Pilot("two-layer", 200, 60).Press("o o o s s s s s");
        string[] rows = [.. pilot.Text.Split('\n').Where(l => l.Length > 66).Select(l => l[..66])];
        Assert.That(rows.Single(r => r.Contains("w5.grad", StringComparison.Ordinal)), Does.Not.Contain("-0.018"));
        Assert.That(rows.Single(r => r.Contains("∂E/∂w5", StringComparison.Ordinal)), Does.Contain("-0.018375021542"));
    }

    [Test]
    public void Both_arrows_stand_at_what_has_just_run_and_the_next_line_is_marked()
    {
        Pilot pilot = new Pilot("two-layer").Press("s s");
        Assert.That(pilot.Text, Does.Contain("▶  2 l_h2").And.Contain("▶ l_h2").And.Contain("›  3 out_h1"));
    }

    [Test]
    public void Every_key_of_the_help_does_something_and_no_key_is_bound_twice()
    {
        var keys = DebugKeys.All.SelectMany(k => k.Keys).ToList();
        Assert.That(keys, Is.Unique);
        foreach (var binding in DebugKeys.All)
            foreach (var key in binding.Keys) Assert.That(DebugKeys.Find(key), Is.EqualTo(binding.Action));
        Assert.That(DebugKeys.All.Select(k => k.Action), Is.EquivalentTo(Enum.GetValues<DebugAction>()));
    }
}
