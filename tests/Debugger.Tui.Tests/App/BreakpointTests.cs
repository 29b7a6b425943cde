using Backstep.Debugger.Tui.App;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class BreakpointTests
{
    [Test]
    public void F9_on_a_value_stops_forward_and_backward()
    {
        Pilot pilot = new Pilot("two-layer").Press("s o").Press("3 /").Type("out_o1").Press("Enter F9");
        Assert.That(pilot.View.Breakpoints.Single().Value!.Name, Is.EqualTo("out_o1"));
        pilot.Press("R c");
        Assert.That(pilot.At, Is.EqualTo(7));
        Assert.That(pilot.Notice, Does.StartWith("breakpoint 1"));
        pilot.Press("o o o r");
        Assert.That(pilot.View.LastInstruction!.Output.Name, Is.EqualTo("out_o1"));
        Assert.That(pilot.Press("r").At, Is.Zero);
    }

    [Test]
    public void F9_on_a_source_line_stops_before_it_in_both_directions()
    {
        Pilot pilot = new Pilot("two-layer").Press("v Down Down Down Down F9");
        Assert.That(pilot.View.Breakpoints.Single().Line, Is.EqualTo(5));
        Assert.That(pilot.Press("c").At, Is.EqualTo(4));
        pilot.Press("c");
        Assert.That((pilot.View.Now.Iteration, pilot.At), Is.EqualTo((1, 4)), "with a breakpoint, continue goes on into the next iteration");
        pilot.Press("r");
        Assert.That((pilot.View.Now.Iteration, pilot.At), Is.EqualTo((0, 4)));
        Assert.That(pilot.Press("Home Down Down Down Down F9").View.Breakpoints, Is.Empty);
    }

    [Test]
    public void Breakpoints_are_seen_in_the_gutter_and_beside_the_instruction()
    {
        Pilot pilot = new Pilot("two-layer").Click(new SourceTarget(4, Gutter: true)).Press("s Down F9");
        Assert.That(pilot.Text, Does.Contain("●   4"));
        Assert.That(pilot.Text, Does.Contain("●  l_h2"));
    }

    [Test]
    public void G_runs_to_the_selected_instruction()
    {
        Pilot pilot = new Pilot("two-layer").Press("Down Down Down Down g");
        Assert.That(pilot.View.LastInstruction!.Output.Name, Is.EqualTo("l_o1"));
        Assert.That(pilot.At, Is.EqualTo(5));
    }

    [Test]
    public void G_on_an_instruction_that_has_run_goes_back_to_it()
    {
        Pilot pilot = new Pilot("two-layer").Press("o Home Down g");
        Assert.That(pilot.View.LastInstruction!.Output.Name, Is.EqualTo("l_h2"));
        Assert.That((pilot.View.Now.Iteration, pilot.At), Is.EqualTo((0, 2)));
    }

    [Test]
    public void G_on_a_row_of_the_program_goes_to_that_very_row()
    {
        Pilot pilot = new Pilot("two-layer").Click(new InstructionTarget(3)).Press("Down Down g");
        Assert.That(pilot.At, Is.EqualTo(6));
        Assert.That(pilot.Press("v Home End Up g").View.NextInstruction!.Phase, Is.EqualTo(Backstep.Engine.Programs.Phase.Backward), "before the line of backward()");
    }

    [Test]
    public void A_source_line_stands_for_the_value_that_it_makes()
    {
        Pilot pilot = new Pilot("two-layer").Press("s s s v Home");
        Assert.That(pilot.Selected, Is.EqualTo("l_h1"));
        Assert.That(pilot.Press("Down Down Down").Selected, Is.EqualTo("out_h2"));
    }
}
