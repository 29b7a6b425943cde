using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class MouseTests
{
    private static Pilot Drag(Pilot pilot, int x, int y) => pilot.Send(new MouseEvent(MouseAction.Drag, MouseButton.Left, x, y));

    private static TimelineTarget Line(Pilot pilot, int y)
    {
        for (int x = 0; x < pilot.Screen.Width; x++)
            if (pilot.Model.Hits.At(x, y)?.Target is TimelineTarget line) return line;
        throw new AssertionException("no time line there");
    }

    [Test]
    public void Each_key_in_the_footer_can_be_clicked()
    {
        Assert.That(new Pilot("two-layer").ClickFooter("s step").At, Is.EqualTo(1));
        Assert.That(new Pilot("two-layer").Press("s s").ClickFooter("b back").At, Is.EqualTo(1));
        Assert.That(new Pilot("two-layer").ClickFooter("n next").At, Is.EqualTo(1));
        Assert.That(new Pilot("two-layer").ClickFooter("o out").At, Is.EqualTo(8));
        Assert.That(new Pilot("two-layer").Press("s").ClickFooter("e why?").Top, Is.TypeOf<ExplanationOverlay>());
        Assert.That(new Pilot("two-layer").ClickFooter("? keys").Top, Is.TypeOf<HelpOverlay>());
        Assert.That(new Pilot("two-layer").Press("s").ClickFooter("Enter inspect").Top, Is.TypeOf<InspectorOverlay>());
        Assert.That(new Pilot("two-layer").ClickFooter("c continue").At, Is.EqualTo(77));
        Assert.That(new Pilot("two-layer").Press("c").ClickFooter("r reverse").At, Is.Zero);
        Assert.That(new Pilot("two-layer").ClickFooter(": command").Top, Is.TypeOf<CommandOverlay>());
    }

    [Test]
    public void An_instruction_is_selected_by_a_click()
    {
        Pilot pilot = new Pilot("two-layer").Press("s 3").Click(new InstructionTarget(5));
        Assert.That(pilot.Debug.Focus, Is.EqualTo(Pane.Program));
        Assert.That(pilot.Selected, Is.EqualTo("l_o2"));
    }

    [Test]
    public void The_gutter_sets_and_removes_breakpoints_and_the_line_beside_it_selects()
    {
        Pilot pilot = new Pilot("two-layer").Click(new SourceTarget(4, Gutter: true));
        Assert.That(pilot.View.Breakpoints.Single().Line, Is.EqualTo(4));
        Assert.That(pilot.Press("c").At, Is.EqualTo(3), "stops before the line");
        Assert.That(pilot.Click(new SourceTarget(4, Gutter: true)).View.Breakpoints, Is.Empty);
        pilot.Click(new SourceTarget(6, Gutter: false));
        Assert.That((pilot.Debug.ShowSource, DebugRows.SourceLine(pilot.Debug)), Is.EqualTo((true, 6)));
        Assert.That(pilot.View.Breakpoints, Is.Empty);
    }

    [Test]
    public void A_value_is_selected_by_the_first_click_and_inspected_by_the_second()
    {
        var pilot = new Pilot("two-layer");
        var target = new ValueTarget(pilot.View.Program.Find("w5")!.Slot);
        pilot.Press("3 2").Click(target);
        Assert.That((pilot.Debug.Focus, pilot.Selected, pilot.Top), Is.EqualTo((Pane.Values, "w5", (Overlay?)null)));
        Assert.That(pilot.Click(target).Top, Is.TypeOf<InspectorOverlay>());
    }

    [Test]
    public void The_time_line_is_clicked_and_dragged()
    {
        var pilot = new Pilot("two-layer");
        int y = pilot.Screen.Height - 2;
        TimeLineHits line = Line(pilot, y).Hits;
        pilot.Click(line.Area.X + line.Area.Width / 2, y);
        int middle = pilot.At;
        Assert.That(middle, Is.EqualTo(line.StepAt(line.Area.X + line.Area.Width / 2)).And.InRange(20, 60));
        pilot.Send(new MouseEvent(MouseAction.Press, MouseButton.Left, line.Area.X, y));
        Assert.That(pilot.At, Is.Zero);
        Drag(pilot, line.Area.Right - 1, y);
        Assert.That(pilot.At, Is.EqualTo(77));
        for (int x = line.Area.X; x < line.Area.Right; x++) Assert.That(Drag(pilot, x, y).At, Is.EqualTo(line.StepAt(x)));
    }

    [Test]
    public void A_drag_that_leaves_the_time_line_goes_on()
    {
        var pilot = new Pilot("two-layer");
        int y = pilot.Screen.Height - 2;
        TimeLineHits line = Line(pilot, y).Hits;
        pilot.Send(new MouseEvent(MouseAction.Press, MouseButton.Left, line.Area.X, y));
        Drag(pilot, line.Area.X + 50, y - 3);
        Assert.That(pilot.At, Is.EqualTo(line.StepAt(line.Area.X + 50)), "hands slip; the line is one row high");
        pilot.Send(new MouseEvent(MouseAction.Release, MouseButton.Left, line.Area.X + 50, y - 3));
        int at = pilot.At;
        Drag(pilot, line.Area.X + 10, y - 3);
        Assert.That(pilot.At, Is.EqualTo(at), "the button is up");
    }

    [Test]
    public void A_drag_that_began_elsewhere_does_not_move_the_time_line()
    {
        var pilot = new Pilot("two-layer");
        pilot.Send(new MouseEvent(MouseAction.Press, MouseButton.Left, 5, 5));
        Assert.That(Drag(pilot, 60, pilot.Screen.Height - 2).At, Is.Zero);
    }

    [Test]
    public void Other_buttons_and_plain_movement_do_nothing()
    {
        Pilot pilot = new Pilot("two-layer").Press("s");
        string before = pilot.Text;
        (int x, int y) = pilot.Find("s step");
        pilot.Send(new MouseEvent(MouseAction.Press, MouseButton.Right, x, y)).Send(new MouseEvent(MouseAction.Press, MouseButton.Middle, x, y))
            .Send(new MouseEvent(MouseAction.Move, MouseButton.None, x, y)).Send(new MouseEvent(MouseAction.Release, MouseButton.Left, x, y)).Send(new FocusEvent(false));
        Assert.That(pilot.Text, Is.EqualTo(before));
    }

    [Test]
    public void The_wheel_scrolls_the_pane_under_it()
    {
        Pilot pilot = new Pilot("two-layer").Press("i").Wheel("3 Values", down: true);
        Assert.That((pilot.Debug.Focus, pilot.Debug.ValuesRow), Is.EqualTo((Pane.Values, 3)));
        Assert.That(pilot.Wheel("3 Values", down: false, times: 5).Debug.ValuesRow, Is.Zero);
        pilot.Wheel("1 Program", down: false);
        Assert.That((pilot.Debug.Focus, DebugRows.Instruction(pilot.Debug)), Is.EqualTo((Pane.Program, 73)));
    }

    [Test]
    public void A_click_outside_closes_a_window_and_a_click_inside_does_not()
    {
        Pilot pilot = new Pilot("two-layer").Press("?").Click("step back: undo");
        Assert.That(pilot.Top, Is.TypeOf<HelpOverlay>());
        Assert.That(pilot.Click(0, 0).Top, Is.Null);
        pilot.Press("s =").Click("now:");
        Assert.That(pilot.Top, Is.TypeOf<EditOverlay>());
        Assert.That(pilot.Click(1, 5).Top, Is.Null);
        Assert.That(pilot.At, Is.EqualTo(1), "what lies below is not clicked");
    }

    [Test]
    public void A_click_on_the_command_line_keeps_it_open()
    {
        Pilot pilot = new Pilot("two-layer").Press(":").Type("step");
        Assert.That(pilot.Click(10, pilot.Screen.Height - 1).Top, Is.TypeOf<CommandOverlay>());
        Assert.That(pilot.Click(10, 10).Top, Is.Null);
    }

    [Test]
    public void The_frame_of_a_window_belongs_to_it()
    {
        Pilot pilot = new Pilot("two-layer").Press("?");
        (int x, int y) = pilot.Find("╭ Keys");
        Assert.That(pilot.Click(x, y).Top, Is.TypeOf<HelpOverlay>());
    }
}
