using System.Text.RegularExpressions;

namespace Backstep.EndToEnd.Tests.Terminal;

/// <summary>The executable on a real terminal: what is seen, and that the terminal is left as it was, whatever happens.</summary>
[Platform(Exclude = "Win", Reason = "tmux runs on Linux and macOS")]
// Each has a terminal of its own, and waits most of the time.
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class TmuxTests
{
    private const string Ready = "step  0/77";

    private static TmuxSession Debugger(string environment = "")
    {
        var terminal = new TmuxSession();
        terminal.Start("debug two-layer", Ready, environment);
        return terminal;
    }

    [Test]
    public void Steps_forward_and_back()
    {
        using TmuxSession terminal = Debugger();
        terminal.Keys("s");
        terminal.WaitFor("step  1/77");
        Assert.That(terminal.Screen, Does.Contain("l_h1").And.Contain("0.385").And.Contain("FORWARD"));
        terminal.Keys("F11", "F10");
        terminal.WaitFor("step  3/77");
        terminal.Keys("b");
        terminal.WaitFor("step  2/77");
        Assert.That(terminal.Screen, Does.Contain("0.4"));
    }

    [Test]
    public void The_first_screen_opens_the_walkthrough_with_enter()
    {
        using var terminal = new TmuxSession(80, 24);
        terminal.Start("", "New here? Press Enter");
        terminal.Keys("Enter");
        terminal.WaitFor(Ready);
        terminal.Keys("Escape");
        terminal.WaitFor("Walkthrough");
        terminal.Keys("q");
        terminal.WaitFor("left:0");
    }

    [TestCase("iterate 5000000")]
    [TestCase("set w5 = 0.3; iterate 5000000")]
    public void Long_work_says_how_far_it_is_and_Esc_stops_it(string typed)
    {
        using TmuxSession terminal = Debugger();
        terminal.Type(":" + typed);
        terminal.Keys("Enter");
        terminal.WaitFor(screen => Regex.IsMatch(screen, "[1-9][0-9]* of 5.?000.?000.*Esc"), "the count");
        terminal.Keys("Escape");
        terminal.WaitFor(screen => !screen.Contains("Esc stops", StringComparison.Ordinal), "the end of it");
        // What the first of two commands says is shown in a window.
        if (typed.Contains(';', StringComparison.Ordinal))
        {
            terminal.WaitFor("interrupted");
            terminal.Keys("Enter");
            terminal.WaitFor(screen => !screen.Contains("interrupted", StringComparison.Ordinal), "the window's end");
        }
        terminal.Keys("R", "s");
        terminal.WaitFor("step  1/77");
    }

    [Test]
    public void What_the_engine_says_of_a_file_is_seen_while_its_dialog_is_open()
    {
        using TmuxSession terminal = Debugger();
        string script = terminal.WriteFile("steps.txt", "step 2\nprint w5\nprint w6");
        terminal.Keys("C-o");
        terminal.WaitFor("Open a file");
        terminal.Keys("C-a");
        terminal.Type(script + ".none");
        terminal.Keys("Enter");
        terminal.WaitFor("there is no file");
        terminal.Keys("C-a");
        terminal.Type(script);
        terminal.Keys("Enter");
        terminal.WaitFor(screen => screen.Contains("w5 = ", StringComparison.Ordinal)
            && !screen.Contains("Open a file", StringComparison.Ordinal), "what the script prints, and no dialog above it");
        terminal.Keys("Escape");
        terminal.WaitFor(screen => !screen.Contains("Close", StringComparison.Ordinal), "the window's end");
        terminal.Keys("s");
        terminal.WaitFor("step  3/77");
    }

    [Test]
    public void What_was_chosen_is_there_at_the_next_start()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("", "New here? Press Enter");
        TerminalState shown = terminal.State();
        terminal.Keys("F2");
        terminal.WaitFor("Language");
        terminal.Click("中文");
        terminal.WaitFor("语言");
        terminal.Click("鼠标");
        terminal.WaitForState(shown with { Modes = shown.Modes.Replace("1 1 1 ", "1 0 0 ", StringComparison.Ordinal) },
            "the mouse is the terminal's own");
        terminal.Keys("Escape");
        terminal.WaitFor(screen => !screen.Contains("鼠标", StringComparison.Ordinal), "the dialog's end");
        terminal.Keys("q");
        terminal.WaitFor("left:0");
        terminal.WaitForState(before, "left");
        terminal.Start("", "课程");
        Assert.That(terminal.State().Modes, Is.Not.EqualTo(shown.Modes));
        terminal.Keys("q");
        terminal.WaitFor("left:0");
    }

    [Test]
    public void A_new_size_is_painted_at_once_and_whole()
    {
        using TmuxSession terminal = Debugger();
        string first = terminal.Screen;
        terminal.Resize(80, 24);
        terminal.WaitFor("1 Program   2 Network");
        Assert.That(terminal.Screen.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(24));
        terminal.Resize(50, 10);
        terminal.WaitFor(screen => screen.TrimEnd('\n').Split('\n').Length == 10, "ten rows");
        terminal.Resize(120, 40);
        terminal.WaitFor(screen => screen == first, "the screen as it was at first");
    }

    [Test]
    public void A_paste_is_text_and_runs_nothing()
    {
        using TmuxSession terminal = Debugger();
        terminal.Paste("sss\nq\n");
        terminal.Keys(":");
        // A field takes the first line of what is pasted.
        terminal.Paste("step 3\nquit\n");
        terminal.WaitFor(":step 3");
        terminal.Keys("Escape");
        terminal.WaitFor(screen => !screen.Contains(":step 3", StringComparison.Ordinal), "the line closed");
        Assert.That(terminal.Screen, Does.Contain(Ready));
    }

    [Test]
    public void The_mouse_steps_and_drags_the_time_line()
    {
        using TmuxSession terminal = Debugger();
        terminal.Click("step");
        terminal.WaitFor("step  1/77");
        terminal.Click("update");
        terminal.WaitFor("UPDATE");
        // Pressed on the line's left end, dragged to the right, released.
        terminal.Bytes("\u001b[<0;3;38M\u001b[<32;60;38M\u001b[<0;60;38m");
        terminal.WaitFor("BACKWARD");
    }

    [TestCase("q")]
    [TestCase("C-c")]
    [TestCase(": q u i t Enter")]
    public void A_person_leaves(string keys)
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready);
        Assert.That(terminal.State().Modes, Does.StartWith("1 1 1 0"), "alternate screen, mouse, SGR mouse, no cursor");
        Assert.That(terminal.State().Stty, Is.Not.EqualTo(before.Stty));
        terminal.Keys(keys.Split(' '));
        terminal.WaitFor("left:0");
        Left(terminal, before);
    }

    [TestCase("TERM", "left:143")]
    [TestCase("INT", "left:130")]
    [TestCase("HUP", "left:129")]
    [TestCase("QUIT", "left:131")]
    public void A_signal_ends_it(string signal, string said)
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready);
        terminal.Signal(signal);
        terminal.WaitFor(said);
        Left(terminal, before);
    }

    [TestCase("update", "", "left:1")]
    [TestCase("thread", "", "left:1")]
    [TestCase("update", "BACKSTEP_STACK_TRACE=1", "left:134")]
    [TestCase("thread", "BACKSTEP_STACK_TRACE=1", "left:134")]
    public void A_crash_ends_it(string where, string trace, string left)
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready, $"BACKSTEP_TEST_CRASH={where} {trace}");
        terminal.Keys("s", "F12");
        terminal.WaitFor(left);
        if (trace.Length == 0)
        {
            Left(terminal, before);
            Assert.That(terminal.Screen, Does.Contain("backstep: internal error: crash test").And.Not.Contain("   at "),
                "the message stands on the restored screen");
        }
        else
        {
            terminal.WaitForState(before, "after the end");
            Assert.That(terminal.Screen, Does.Contain("   at "),
                "the trace stands on the restored screen, and may have scrolled what was there away");
        }
    }

    [Test]
    public void A_GPU_that_fails_is_told_on_the_screen_and_the_terminal_is_left_as_it_was()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.StartWithGpu("lost 3", "debug two-layer --device gpu", Ready);
        Assert.That(terminal.Screen, Does.Contain("two-layer · on gpu:0"));
        terminal.Keys("s", "s", "s");
        terminal.WaitFor("the device is lost");
        Assert.That(terminal.Screen, Does.Contain("step  2/77"));
        terminal.Keys("b");
        terminal.WaitFor("step  1/77");
        terminal.Keys("q");
        terminal.WaitFor("left:0");
        Left(terminal, before);
    }

    [Test]
    public void Ctrl_Z_gives_the_terminal_back_and_fg_goes_on_where_it_was()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready);
        terminal.Keys("s");
        terminal.WaitFor("step  1/77");
        string shown = terminal.Screen;
        TerminalState within = terminal.State();
        terminal.Keys("C-z");
        terminal.WaitFor("Stopped");
        terminal.WaitForState(before, "while it is stopped");
        terminal.Type("fg");
        terminal.Keys("Enter");
        terminal.WaitFor(screen => screen == shown, "the screen as it was");
        terminal.WaitForState(within, "after fg");
        terminal.Keys("s");
        terminal.WaitFor("step  2/77");
        terminal.Keys("q");
        terminal.WaitFor("left:");
        Left(terminal, before);
    }

    [Test]
    public void A_stop_from_outside_is_survived_too()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready);
        terminal.Signal("TSTP");
        terminal.WaitFor("Stopped");
        terminal.WaitForState(before, "while it is stopped");
        terminal.Type("fg");
        terminal.Keys("Enter");
        terminal.WaitFor(Ready);
        terminal.Keys("q");
        terminal.WaitFor("left:");
        Left(terminal, before);
    }

    [Test]
    public void In_the_background_it_waits_for_the_terminal()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready);
        terminal.Keys("C-z");
        terminal.WaitFor("Stopped");
        terminal.Type("bg");
        terminal.Keys("Enter");
        terminal.WaitFor(screen => screen.TrimEnd().EndsWith("ready>", StringComparison.Ordinal), "the shell's next prompt");
        terminal.Type("echo another program");
        terminal.Keys("Enter");
        terminal.WaitFor(screen => screen.Split('\n').Any(l => l.Trim() == "another program"), "the echo");
        terminal.WaitForState(before, "in the background");
        terminal.Type("fg");
        terminal.Keys("Enter");
        terminal.WaitFor(Ready);
        terminal.Keys("s");
        terminal.WaitFor("step  1/77");
        terminal.Keys("q");
        terminal.WaitFor("left:");
        Left(terminal, before);
    }

    [Test]
    public void Stopped_by_what_nobody_can_catch_it_comes_back_too()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready);
        TerminalState within = terminal.State();
        terminal.Signal("STOP");
        terminal.WaitFor("Stopped");
        // The line is still raw.
        terminal.Type("fg");
        terminal.Keys("C-j");
        terminal.WaitFor(screen => screen.Contains(Ready, StringComparison.Ordinal)
            && !screen.Contains("Stopped", StringComparison.Ordinal), "the screen as it was");
        terminal.WaitForState(within, "after fg");
        terminal.Keys("q");
        Left(terminal, before);
    }

    [TestCase("")]
    [TestCase("trap '' HUP;")]
    public void A_closed_terminal_ends_it(string ignoring)
    {
        using var terminal = new TmuxSession();
        terminal.Start("debug two-layer", Ready, ignoring);
        terminal.Close();
    }

    [Test]
    public void A_malformed_sequence_is_survived()
    {
        using TmuxSession terminal = Debugger();
        terminal.Bytes("\u001b[<99999999999;1;1M");
        terminal.Keys("s");
        terminal.WaitFor("step  1/77");
    }

    [Test]
    public void Where_Terminal_Gui_does_not_take_our_driver_its_own_does()
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start("debug two-layer", Ready, "BACKSTEP_TEST_DRIVER=plain");
        terminal.Keys("s");
        terminal.WaitFor("step  1/77");
        terminal.Keys("C-z");
        terminal.WaitFor("Stopped");
        terminal.WaitForState(before, "while it is stopped");
        terminal.Type("fg");
        terminal.Keys("Enter");
        terminal.WaitFor("step  1/77");
        terminal.Keys("q");
        terminal.WaitFor("left:");
        Left(terminal, before);
    }

    [Test]
    public void What_the_images_are_is_said()
    {
        using var terminal = new TmuxSession();
        terminal.Start("debug network2", "images: ");
        terminal.Keys("q");
        terminal.WaitFor("left:0");
        terminal.Type("clear");
        terminal.Keys("Enter");
        terminal.Start("debug network2 --text", "images: ");
    }

    [TestCase("programs")]
    [TestCase("debug two-layer --text")]
    public void A_plain_command_leaves_no_trace(string command)
    {
        using var terminal = new TmuxSession();
        TerminalState before = terminal.State();
        terminal.Start(command, "two-layer");
        terminal.Type("quit");
        terminal.Keys("Enter");
        terminal.WaitFor("left:0");
        Assert.That(terminal.State(), Is.EqualTo(before));
    }

    private static void Left(TmuxSession terminal, TerminalState before)
    {
        terminal.WaitForState(before, "after the end");
        Assert.That(terminal.Screen, Does.Contain("what was there before"));
        Assert.That(terminal.Screen, Does.Not.Contain("step  "), "nothing of the interface stays");
    }
}
