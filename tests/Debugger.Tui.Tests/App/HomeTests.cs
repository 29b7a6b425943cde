using Backstep.Debugger.Tui.App.Home;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class HomeTests
{
    [Test]
    public void The_first_start_names_the_one_key_to_press_and_it_opens_the_walkthrough()
    {
        var pilot = new Pilot();
        Assert.That(pilot.Text, Does.Contain("New here? Press Enter"));
        Assert.That(pilot.Press("Enter").View.Program.Name, Is.EqualTo("two-layer"));
    }

    [TestCase("Down", HomeEntry.Debug)]
    [TestCase("j", HomeEntry.Debug)]
    [TestCase("j j k", HomeEntry.Debug)]
    [TestCase("Down Down Up Up Up", HomeEntry.Walkthrough)]
    [TestCase("Down Down Down Down Down Down Down Down", HomeEntry.Quit)]
    public void Arrows_choose_and_stop_at_the_ends(string keys, HomeEntry expected) =>
        Assert.That(new Pilot().Press(keys).Model.Home.Selected, Is.EqualTo(expected));

    [TestCase("Enter")]
    [TestCase("Right")]
    public void A_program_is_chosen_from_the_second_list(string open)
    {
        Pilot pilot = new Pilot().Press($"Down {open} Down {open}");
        Assert.That(pilot.View.Program.Name, Is.EqualTo(HomeModel.Programs[1].Name));
    }

    [TestCase("Escape")]
    [TestCase("Left")]
    [TestCase("Backspace")]
    public void The_list_of_programs_is_left_for_the_first_list(string back) =>
        Assert.That(new Pilot().Press($"Down Enter Down {back}").Model.Home.Program, Is.Null);

    [Test]
    public void Every_program_is_offered_with_its_title()
    {
        Pilot pilot = new Pilot().Press("Down");
        foreach (var program in HomeModel.Programs) Assert.That(pilot.Text, Does.Contain(program.Name));
    }

    [Test]
    public void A_click_opens_an_entry_or_a_program()
    {
        Assert.That(new Pilot().Click("Walkthrough").View.Program.Name, Is.EqualTo("two-layer"));
        Assert.That(new Pilot().Click("Debug a network").Click("neuron ").View.Program.Name, Is.EqualTo("neuron"));
    }

    [Test]
    public void The_wheel_moves_the_selection_of_the_list_that_has_the_keys()
    {
        Assert.That(new Pilot().Wheel("Walkthrough", down: true, times: 2).Model.Home.Selected, Is.EqualTo(HomeEntry.Train));
        Assert.That(new Pilot().Press("Down Enter").Wheel("Walkthrough", down: true, times: 2).Model.Home.Program, Is.EqualTo(2));
    }

    [Test]
    public void The_theme_switches_there_and_back()
    {
        Pilot pilot = new Pilot().Click("Dark or light");
        Colour light = pilot.Screen[0, 0].Style.Background;
        Assert.That(pilot.Model.Look.Theme.Name, Is.EqualTo("light"));
        pilot.Press("Enter");
        Assert.That(pilot.Model.Look.Theme.Name, Is.EqualTo("dark"));
        Assert.That(pilot.Screen[0, 0].Style.Background, Is.Not.EqualTo(light));
    }

    [TestCase("Down Down Enter", "backstep train")]
    [TestCase("Down Down Down Enter", "lessons")]
    public void What_is_not_on_the_screen_yet_says_where_it_is(string keys, string expected)
    {
        Pilot pilot = new Pilot().Press(keys);
        Assert.That(pilot.Notice, Does.Contain(expected));
        Assert.That(pilot.HasQuit, Is.False);
    }

    [TestCase("q")]
    [TestCase("C-c")]
    [TestCase("Down Down Down Down Down Enter")]
    public void The_program_can_be_left(string keys) => Assert.That(new Pilot().Press(keys).HasQuit, Is.True);

    [Test]
    public void Help_shows_the_keys_of_the_first_screen_and_any_key_closes_it()
    {
        Pilot pilot = new Pilot().Press("?");
        Assert.That(pilot.Top, Is.TypeOf<HelpOverlay>());
        Assert.That(pilot.Text, Does.Contain("choose").And.Contain("suspend"));
        Assert.That(pilot.Press("x").Top, Is.Null);
    }

    [Test]
    public void The_footer_can_be_clicked()
    {
        Assert.That(new Pilot().Click("? keys").Top, Is.TypeOf<HelpOverlay>());
        Assert.That(new Pilot().Click("q quit").HasQuit, Is.True);
        Assert.That(new Pilot().Click("Enter open").Model.Debug, Is.Not.Null);
    }

    [Test]
    public void Esc_in_the_debugger_comes_home_and_esc_there_goes_back_to_what_was_left()
    {
        Pilot pilot = new Pilot("two-layer").Press("s s s Escape");
        Assert.That(pilot.Model.Debug, Is.Null);
        Assert.That(pilot.Text, Does.Contain("Esc back to two-layer"));
        Assert.That(pilot.Press("Escape").At, Is.EqualTo(3));
    }
}
