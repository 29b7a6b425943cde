using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Overlays;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class PaneTests
{
    [TestCase("Tab", Pane.Network)]
    [TestCase("Tab Tab Tab Tab", Pane.Program)]
    [TestCase("S-Tab", Pane.Why)]
    [TestCase("1", Pane.Program)]
    [TestCase("2", Pane.Network)]
    [TestCase("3", Pane.Values)]
    [TestCase("4", Pane.Why)]
    public void Keys_choose_the_pane(string keys, Pane expected) => Assert.That(new Pilot("two-layer").Press(keys).Debug.Focus, Is.EqualTo(expected));

    [TestCase("1 Program", Pane.Program)]
    [TestCase("2 Network", Pane.Network)]
    [TestCase("3 Values", Pane.Values)]
    [TestCase("4 Why", Pane.Why)]
    public void A_click_chooses_the_pane_in_both_layouts(string title, Pane expected)
    {
        Assert.That(new Pilot("two-layer").Press("3").Click(title).Debug.Focus, Is.EqualTo(expected));
        Assert.That(new Pilot("two-layer", 80, 24).Click(title).Debug.Focus, Is.EqualTo(expected));
    }

    [Test]
    public void A_narrow_window_shows_one_pane_and_always_the_present_instruction()
    {
        Pilot pilot = new Pilot("two-layer", 80, 24).Press("s");
        foreach (char pane in "1234")
        {
            pilot.Press(pane.ToString());
            Assert.That(pilot.Row(-3), Does.Contain("l_h1").And.Contain("0.385"), $"pane {pane}");
        }
    }

    [TestCase("Down", 3)]
    [TestCase("j j", 4)]
    [TestCase("Up", 1)]
    [TestCase("k k k k k", 0)]
    [TestCase("PageDown", 12)]
    [TestCase("PageDown PageUp", 2)]
    [TestCase("End", 76)]
    [TestCase("End Home", 0)]
    public void Arrows_and_pages_select_instructions(string keys, int expected)
    {
        Pilot pilot = new Pilot("two-layer").Press("s s s " + keys);
        Assert.That(DebugRows.Instruction(pilot.Debug), Is.EqualTo(expected));
        Assert.That(pilot.Selected, Is.EqualTo(pilot.View.Program.Instructions[expected].Output.Name));
    }

    [Test]
    public void A_selection_follows_the_program_again_after_a_step()
    {
        Pilot pilot = new Pilot("two-layer").Press("s End s");
        Assert.That(DebugRows.Instruction(pilot.Debug), Is.EqualTo(1));
    }

    [Test]
    public void The_source_is_walked_line_by_line()
    {
        Pilot pilot = new Pilot("two-layer").Press("v Down Down");
        Assert.That(DebugRows.SourceLine(pilot.Debug), Is.EqualTo(3));
        Assert.That(DebugRows.SourceLine(pilot.Press("End").Debug), Is.EqualTo(pilot.View.Program.Source.Lines.Length));
        Assert.That(pilot.Press("v").Debug.ShowSource, Is.False);
    }

    [Test]
    public void The_values_are_walked_and_enter_inspects()
    {
        Pilot pilot = new Pilot("two-layer").Press("s 3 Down Down");
        string selected = pilot.Selected!;
        Assert.That(pilot.Debug.ValuesRow, Is.EqualTo(2));
        Assert.That(pilot.Press("Enter").Top, Is.InstanceOf<InspectorOverlay>());
        Assert.That(((InspectorOverlay)pilot.Top!).Subject.Value.Name, Is.EqualTo(selected));
        Assert.That(pilot.Press("Escape").Top, Is.Null);
    }

    [Test]
    public void The_filter_narrows_with_each_character()
    {
        Pilot pilot = new Pilot("two-layer").Press("i /").Type("w5");
        Assert.That(pilot.Debug.IsFiltering, Is.True);
        Assert.That(DebugRows.Values(pilot.Debug).Select(v => v.Name), Has.All.Contains("w5").And.No.Member("w1"));
        pilot.Type("zz");
        Assert.That(pilot.Text, Does.Contain("no value's name contains"));
        pilot.Press("Backspace Backspace Enter");
        Assert.That((pilot.Debug.IsFiltering, pilot.Debug.Filter), Is.EqualTo((false, "w5")));
        Assert.That(pilot.Press("s").Debug.Filter, Is.EqualTo("w5"), "s steps again and the filter stays");
        Assert.That(pilot.Press("Escape").Debug.Filter, Is.Empty, "the first Esc clears the filter");
    }

    [Test]
    public void Esc_while_filtering_clears_it()
    {
        Pilot pilot = new Pilot("two-layer").Press("/").Type("w5").Press("Escape");
        Assert.That((pilot.Debug.IsFiltering, pilot.Debug.Filter), Is.EqualTo((false, "")));
    }

    [Test]
    public void The_filter_takes_back_whole_characters()
    {
        Pilot pilot = new Pilot("two-layer").Press("/").Paste("w😀").Press("Backspace");
        Assert.That(pilot.Debug.Filter, Is.EqualTo("w"));
    }

    [Test]
    public void A_watch_stands_on_top_follows_the_steps_and_goes_away()
    {
        Pilot pilot = new Pilot("two-layer").Press("s Down w");
        Assert.That(pilot.View.Watches, Has.Length.EqualTo(1));
        Assert.That(pilot.View.Watches[0], Is.EqualTo(("l_h2", "not computed yet")));
        Assert.That(pilot.Text, Does.Contain("◉ l_h2"));
        pilot.Press("s");
        Assert.That(pilot.View.Watches[0].Value, Is.EqualTo("0.4"));
        Assert.That(pilot.Press("w").View.Watches, Is.Empty);
    }

    [Test]
    public void A_mark_set_on_a_selected_row_leaves_the_selection_where_it_is()
    {
        Pilot pilot = new Pilot("two-layer").Press("s Down Down Down F9");
        Assert.That(DebugRows.Instruction(pilot.Debug), Is.EqualTo(3));
        Assert.That(DebugRows.Instruction(pilot.Press("w").Debug), Is.EqualTo(3));
        Assert.That(pilot.View.Breakpoints.Single().Value!.Name, Is.EqualTo("out_h2"));
        Assert.That(pilot.Press("F9").View.Breakpoints, Is.Empty, "the second press is about the same row");
    }

    [Test]
    public void Help_lists_every_key_and_scrolls_no_further_than_its_end()
    {
        Pilot pilot = new Pilot("two-layer", 80, 24).Press("?");
        string first = pilot.Text;
        Assert.That(first, Does.Contain("step: run one instruction").And.Not.Contain("…"));
        pilot.Press("End");
        Assert.That(pilot.Text, Does.Contain("drag the time line").And.Not.Contain("…"), "nothing is cut");
        string end = pilot.Text;
        Assert.That(pilot.Press("Up").Text, Is.Not.EqualTo(end), "one key up from the end scrolls at once");
        Assert.That(pilot.Press("Home").Text, Is.EqualTo(first));
        Assert.That(pilot.Press("Escape").Top, Is.Null);
    }

    [TestCase("q")]
    [TestCase("C-c")]
    public void The_debugger_can_be_left(string key) => Assert.That(new Pilot("two-layer").Press(key).HasQuit, Is.True);

    [Test]
    public void A_window_that_is_too_small_says_so_and_a_larger_one_goes_on()
    {
        Pilot pilot = new Pilot("two-layer").Press("s s").Resize(59, 20);
        Assert.That(pilot.Text, Does.Contain("larger window").And.Contain("59×20").And.Contain("q quits"));
        pilot.Resize(60, 19);
        Assert.That(pilot.Text, Does.Contain("60×19"));
        pilot.Resize(60, 20);
        Assert.That(pilot.Text, Does.Contain("two-layer"));
        Assert.That(pilot.At, Is.EqualTo(2));
        Assert.That(pilot.Resize(10, 3).Press("q").HasQuit, Is.True);
    }

    [TestCase(1, 1)]
    [TestCase(0, 0)]
    [TestCase(60, 20)]
    [TestCase(500, 300)]
    public void Any_window_gets_a_frame_of_its_size(int width, int height)
    {
        Pilot pilot = new Pilot("network2").Press("s s s").Resize(width, height);
        Assert.That((pilot.Screen.Width, pilot.Screen.Height), Is.EqualTo((width, height)));
    }
}
