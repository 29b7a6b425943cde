using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>The debugger's forms: all first numbers at once, and a homework.</summary>
public class NumbersDialogTests
{
    [Test]
    public void All_that_is_changed_in_the_form_makes_one_new_timeline_from_the_beginning()
    {
        using var stage = new Stage("two-layer", 80, 24);
        stage.Play(async pilot =>
        {
            await pilot.Press("s s s V");
            Assert.That(pilot.Text, Does.Contain("Numbers of your own").And.Contain("target_o1").And.Contain("0.85"));
            await pilot.Press("C-a \"0.5\" Down C-a \"0.6\" Enter");
            SessionView view = stage.State.View!;
            Assert.That(view.Timelines, Is.EqualTo(["the first run", "i1 = 0.5, i2 = 0.6"]));
            Assert.That((view.Timeline, view.Now.Executed), Is.EqualTo((1, 0)));
            Assert.That(view[view.Program["i2"]]!.ScalarValue, Is.EqualTo(0.6));
            await pilot.Press("V");
            Assert.That(pilot.Text, Does.Contain("0.5").And.Contain("0.6"), "it begins where the timeline begins");
        });
    }

    [Test]
    public void The_word_opens_it_too_and_what_has_no_field_goes_into_the_last_one()
    {
        using var stage = new Stage("batch", 120, 40);
        stage.Play(async pilot =>
        {
            await pilot.Press(": \"values\" Enter");
            Assert.That(pilot.Text, Does.Contain("fc.bias").And.Contain("[0.1, -0.1]"));
            await pilot.Press("Up S-Tab S-Tab S-Tab");
            await pilot.Press("Esc");
            Assert.That(stage.State.View!.Timelines, Has.Length.EqualTo(1), "nothing is changed by leaving it");
        });
    }

    [Test]
    public void What_cannot_be_taken_is_said_in_the_form_which_stays()
    {
        using var stage = new Stage("two-layer", 80, 24);
        stage.Play(async pilot =>
        {
            await pilot.Press("V Enter");
            Assert.That(pilot.Text, Does.Contain("Nothing is changed yet."));
            await pilot.Press("C-a \"w11\" Enter");
            Assert.That(pilot.Text, Does.Contain("no value is named w11"));
            Assert.That(stage.State.View!.Timelines, Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void A_homework_is_judged_in_a_window_and_the_debugger_goes_to_the_first_slip()
    {
        using var stage = new Stage("two-layer", 120, 40);
        stage.Play(async pilot =>
        {
            await pilot.Press("C \"0.385\" Down Down \"0.7\" Enter");
            Assert.That(pilot.Text, Does.Contain("✓ l_h1").And.Contain("✗ out_h1").And.Contain("1 of 2 right"));
            Assert.That(stage.State.View!.LastInstruction!.Output.Name, Is.EqualTo("out_h1"));
            await pilot.Press("Esc C");
            Assert.That(pilot.Text, Does.Contain("0.385").And.Contain("0.7"), "what was typed is still there");
        });
    }
}
