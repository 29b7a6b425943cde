using Backstep.Debugger.Tui.App.Overlays;

namespace Backstep.Debugger.Tui.Tests.App;

public sealed class CommandOverlayTests
{
    private static Pilot Run(Pilot pilot, string line) => pilot.Press(":").Type(line).Press("Enter");

    private static string Line(Pilot pilot) => ((CommandOverlay)pilot.Top!).Line.Text;

    [Test]
    public void A_typed_step_steps()
    {
        Pilot pilot = Run(new Pilot("two-layer"), "step 3");
        Assert.That(pilot.At, Is.EqualTo(3));
    }

    [Test]
    public void A_short_answer_is_a_notice()
    {
        Pilot pilot = Run(new Pilot("two-layer").Press("s"), "print l_h1");
        Assert.That(pilot.Notice, Does.Contain("0.385"));
        Assert.That(pilot.Top, Is.Null);
    }

    [Test]
    public void A_long_answer_opens_a_window_that_scrolls_no_further_than_its_end()
    {
        Pilot pilot = Run(new Pilot("two-layer", 80, 24), "help");
        Assert.That(pilot.Top, Is.TypeOf<OutputOverlay>());
        string first = pilot.Text;
        pilot.Press("Down");
        Assert.That(pilot.Text, Is.Not.EqualTo(first));
        pilot.Press("End");
        string end = pilot.Text;
        Assert.That(end, Does.Contain("quit"));
        Assert.That(pilot.Press("Up").Text, Is.Not.EqualTo(end));
        Assert.That(pilot.Press("Down Down Down").Text, Is.EqualTo(end));
        Assert.That(pilot.Wheel("quit", down: false, times: 30).Text, Is.EqualTo(first));
        Assert.That(pilot.Press("x").Top, Is.Null);
    }

    [TestCase("frobnicate", "frobnicate")]
    [TestCase("print nothing_such", "nothing_such")]
    [TestCase("set w5 =", "")]
    public void A_mistake_is_one_notice(string line, string expected)
    {
        Pilot pilot = Run(new Pilot("two-layer"), line);
        Assert.That(pilot.Notice, Does.Contain(expected).And.Not.Empty);
        Assert.That(pilot.Model.Toast!.Value.IsProblem, Is.True);
        Assert.That(pilot.Model.IsBusy, Is.False);
    }

    [Test]
    public void What_ran_before_a_mistake_is_shown()
    {
        Pilot pilot = Run(new Pilot("two-layer"), "step 2; frobnicate");
        Assert.That(pilot.Notice, Does.Contain("frobnicate"));
        Assert.That(pilot.At, Is.EqualTo(2));
        Assert.That(pilot.Press("s").At, Is.EqualTo(3));
    }

    [Test]
    public void The_arrows_walk_the_history()
    {
        Pilot pilot = Run(Run(new Pilot("two-layer"), "step"), "back").Press(":");
        Assert.That(Line(pilot.Press("Up")), Is.EqualTo("back"));
        Assert.That(Line(pilot.Press("Up")), Is.EqualTo("step"));
        Assert.That(Line(pilot.Press("Down")), Is.EqualTo("back"));
        Assert.That(Line(pilot.Press("Down")), Is.Empty);
    }

    [Test]
    public void Tab_completes_words_and_then_names()
    {
        Pilot pilot = new Pilot("two-layer").Press(":").Type("expl").Press("Tab");
        Assert.That(Line(pilot), Does.StartWith("explain"));
        pilot.Press("C-u").Type("explain w5.g").Press("Tab");
        Assert.That(Line(pilot).TrimEnd(), Is.EqualTo("explain w5.grad"));
        pilot.Press("C-u").Type("b").Press("Tab");
        Assert.That(pilot.Text, Does.Contain("back").And.Contain("break"));
        pilot.Press("C-u").Type("step; pri").Press("Tab");
        Assert.That(Line(pilot).TrimEnd(), Is.EqualTo("step; print"));
    }

    [TestCase("quit")]
    [TestCase("q")]
    public void Quit_leaves(string word) => Assert.That(Run(new Pilot("two-layer"), word).HasQuit, Is.True);

    [TestCase("Escape")]
    [TestCase("Backspace")]
    [TestCase("Enter")]
    public void An_empty_line_is_left(string key)
    {
        Pilot pilot = new Pilot("two-layer").Press(": " + key);
        Assert.That(pilot.Top, Is.Null);
        Assert.That(pilot.At, Is.Zero);
    }

    [Test]
    public void A_paste_never_runs_a_command()
    {
        Pilot pilot = new Pilot("two-layer").Press(":").Paste("step 3\nquit\r\nback\n");
        Assert.That(pilot.Top, Is.TypeOf<CommandOverlay>());
        Assert.That(Line(pilot), Is.EqualTo("step 3 quit back "));
        Assert.That((pilot.At, pilot.HasQuit), Is.EqualTo((0, false)));
    }

    [Test]
    public void A_paste_elsewhere_does_nothing()
    {
        Pilot pilot = new Pilot("two-layer").Paste("sssq\n");
        Assert.That((pilot.At, pilot.HasQuit), Is.EqualTo((0, false)));
        Assert.That(pilot.Press("?").Paste("q").Top, Is.TypeOf<HelpOverlay>());
        Assert.That(new Pilot().Paste("q\n").HasQuit, Is.False);
    }

    [Test]
    public void A_paste_without_end_is_cut()
    {
        Pilot pilot = new Pilot("two-layer").Press(":").Paste(new string('x', 100_000));
        Assert.That(Line(pilot), Has.Length.EqualTo(1000));
        pilot.Press("Escape /").Paste(new string('x', 100_000));
        Assert.That(pilot.Debug.Filter.Length, Is.LessThanOrEqualTo(1000));
    }

    [Test]
    public void Control_characters_of_a_paste_are_dropped()
    {
        Pilot pilot = new Pilot("two-layer").Press(":").Paste("pr\u001b[31mint\u0007 w5\t");
        Assert.That(Line(pilot), Is.EqualTo("pr[31mint w5"));
    }

    [Test]
    public void The_line_is_edited_as_in_a_shell()
    {
        Pilot pilot = new Pilot("two-layer").Press(":").Type("print w6").Press("Backspace 5 Home Delete").Type("P");
        Assert.That(Line(pilot), Is.EqualTo("Print w5"));
        Assert.That(Line(pilot.Press("End C-w")), Is.EqualTo("Print "));
        Assert.That(Line(pilot.Press("C-a C-k")), Is.Empty);
    }

    [Test]
    public void The_breakpoints_of_typed_commands_are_those_of_the_screen()
    {
        Pilot pilot = Run(new Pilot("two-layer"), "break w5.grad").Press("c");
        Assert.That(pilot.View.LastInstruction!.Output.Name, Is.EqualTo("w5.grad"));
        Assert.That(pilot.Press("F9").View.Breakpoints, Is.Empty);
    }
}
