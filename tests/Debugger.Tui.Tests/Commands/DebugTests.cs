using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class DebugTests
{
    [Test]
    public void The_example_of_the_help_works()
    {
        string[] lines = Cli.Debug("two-layer", "step 3; print l_h1; break w5.grad; continue; back 2; explain w5.grad");
        Assert.That(lines[0], Is.EqualTo("[1/77] l_h1 = w1·i1 + w2·i2 + b1 = 0.05×0.1 + 0.15×0.2 + 0.35 = 0.385   (tutorial: 0.385)"));
        Assert.That(lines[3], Is.EqualTo("l_h1 = 0.385"));
        Assert.That(lines[4], Is.EqualTo("breakpoint 1: value w5.grad"));
        Assert.That(lines[5], Is.EqualTo("stopped at breakpoint 1: value w5.grad"));
        Assert.That(lines[6], Does.StartWith("[26/77] ∂E/∂w5 = ").And.Contain("= -0.018375021542"));
        Assert.That(lines[7], Does.StartWith("[24/77] ∂E/∂l_o1"));
        Assert.That(lines[8], Does.StartWith("w5.grad = 0"), "after going back it is what zero_grad made it");
    }

    [Test]
    public void Next_and_finish_run_a_line_and_a_phase()
    {
        Assert.That(Cli.Debug("network2", "next 2; next; where")[^2], Does.Contain("step 3/56; next: conv2"));
        Assert.That(Cli.Debug("two-layer", "next 3; where")[^1], Is.EqualTo("line 4: out_h2 = torch.sigmoid(l_h2)"));
        Assert.That(Cli.Debug("two-layer", "finish; where")[^2], Does.Contain("step 8/77").And.Contain("(loss, line 9)"));
    }

    [Test]
    public void Until_goes_to_a_value_a_line_or_a_phase()
    {
        Assert.That(Cli.Debug("two-layer", "until w1.grad")[^1], Does.StartWith("[49/77] ∂E/∂w1"));
        Assert.That(Cli.Debug("two-layer", "until line 5; where")[^1], Does.StartWith("line 5: "));
        Assert.That(Cli.Debug("two-layer", "until 5; where")[^1], Does.StartWith("line 5: "));
        Assert.That(Cli.Debug("two-layer", "until backward; where")[^1], Is.EqualTo("line 13: E.backward()"));
        Assert.That(Cli.Debug("two-layer", "until phase update; where")[^1], Is.EqualTo("line 14: optimizer.step()"));
    }

    [Test]
    public void Back_and_rcontinue_return_to_the_beginning()
    {
        Assert.That(Cli.Debug("two-layer", "step 2; back 2; where")[^2], Does.StartWith("iteration 1, step 0/77"));
        Assert.That(Cli.Debug("two-layer", "iterate 2; rcontinue")[^2], Is.EqualTo("the very beginning"));
        Assert.That(Cli.Debug("two-layer", "back")[0], Is.EqualTo("the very beginning"));
    }

    [Test]
    public void Rcontinue_stops_where_continue_stopped()
    {
        string[] lines = Cli.Debug("two-layer", "break E; c; c; c; rc; rc; print iteration");
        Assert.That(lines.Count(l => l == "stopped at breakpoint 1: value E"), Is.EqualTo(5));
        Assert.That(lines[^1], Is.EqualTo("iteration = 1"));
    }

    [Test]
    public void Iterate_and_restart_go_through_iterations()
    {
        Assert.That(Cli.Debug("two-layer", "iterate 3; print iteration; print w5; restart; print w5"),
            Has.Some.EqualTo("iteration = 3").And.Some.EqualTo("w5 = 0.25"));
        Assert.That(Cli.Debug("neuron", "step 50").Where(l => l.StartsWith("iteration ")), Is.Not.Empty.And.All.Matches("iteration [2-9]"));
    }

    [Test]
    public void Conditions_stop_a_run()
    {
        Assert.That(Cli.Debug("two-layer", "break if E < 0.05; c; print E < 0.05")[^1], Is.EqualTo("E < 0.05 = 1"));
        Assert.That(Cli.Debug("two-layer", "break E if iteration == 4; c; print iteration")[^1], Is.EqualTo("iteration = 4"));
        Assert.That(Cli.Debug("two-layer", "break line 5 if iteration == 2; c; where")[^1], Does.StartWith("line 5"));
        Assert.That(Cli.Debug("two-layer", "break if step == 30; c; print step")[^1], Is.EqualTo("step = 30"));
    }

    [Test]
    public void Breakpoints_are_listed_counted_and_deleted()
    {
        string[] lines = Cli.Debug("two-layer",
            "info breakpoints; b w5.grad; b backward; b line 3; c; info breakpoints; delete 2; info b; delete; info b");
        Assert.That(lines[0], Is.EqualTo("no breakpoints"));
        Assert.That(lines, Has.Some.EqualTo("3: line 3  (1 hit)").And.Some.EqualTo("2: phase backward  (0 hits)"));
        Assert.That(lines.Count(l => l.StartsWith("1: value w5.grad")), Is.EqualTo(2));
        Assert.That(lines[^1], Is.EqualTo("no breakpoints"));
        Assert.That(Cli.Debug("two-layer", "b line 3; list"), Has.Some.StartsWith("●     3  out_h1").Or.Some.StartsWith("●    3  out_h1"));
    }

    [Test]
    public void Print_shows_scalars_in_full_and_tensors_as_PyTorch_does()
    {
        Assert.That(Cli.Debug("two-layer", "iterate; print w5.grad; print w5.grad * 2; print ∂E/∂w5")[^3..], Is.EqualTo(new[]
        {
            "w5.grad = -0.018375021542", "w5.grad * 2 = -0.036750043084", "∂E/∂w5 = -0.018375021542",
        }));
        Assert.That(string.Join('\n', Cli.Debug("layers", "iterate; print x")), Does.Contain("tensor([[[").And.Contain("..."));
        Assert.That(Cli.Debug("network2", "print labels")[^1], Is.EqualTo("labels = tensor([0, 1, 2, 3])"));
    }

    [Test]
    public void Watches_are_shown_at_each_stop_until_they_are_taken_away()
    {
        string[] lines = Cli.Debug("two-layer", "info watches; watch l_h1 * 2; step; unwatch l_h1 * 2; step");
        Assert.That(lines[0], Is.EqualTo("nothing is watched"));
        Assert.That(lines[1], Is.EqualTo("  l_h1 * 2: not computed yet"));
        Assert.That(lines[3], Is.EqualTo("  l_h1 * 2 = 0.77"));
        Assert.That(lines, Has.Length.EqualTo(5));
    }

    [TestCase("en", "[3/77] out_h1 = sigmoid(l_h1) = sigmoid(0.385) → 0.7 (edited by you)")]
    [TestCase("zh-Hans", "[3/77] out_h1 = sigmoid(l_h1) = sigmoid(0.385) → 0.7（由你修改）")]
    public void What_was_put_there_is_never_said_to_be_what_the_formula_gives(string language, string line)
    {
        CliResult result =
            Cli.Run("debug", "two-layer", "--lang", language, "--exec", "step 3; set out_h1 = 0.7; back; step; iterate; step 3");
        string[] steps = [.. result.Out.Split('\n').Where(l => l.StartsWith('['))];
        Assert.That(steps, Has.Some.EqualTo(line));
        string edited = line[line.IndexOf('→', StringComparison.Ordinal)..];
        Assert.That(steps.Count(l => l.Contains(edited, StringComparison.Ordinal)), Is.EqualTo(2), "it lasts");
        Assert.That(steps, Has.None.Contains("= 0.7"));
    }

    [Test]
    public void What_if_makes_a_timeline_to_compare_with_and_to_leave_again()
    {
        string[] lines = Cli.Debug("two-layer",
            "until backward; print E; set w5 = 0.5; print E; diff; timeline 0; print E; timeline; set w6 0.1; info timelines");
        Assert.That(lines, Has.Some.StartsWith("what if w5 = 0.5: timeline 1"));
        Assert.That(lines, Has.Some.EqualTo("timeline 0 → timeline 1").And.Some.StartsWith("  w5: 0.25 → 0.5  (+0.25)").And.Some.StartsWith(
            "  E: 0.096867268203 → "));
        Assert.That(lines.Where(l => l.StartsWith("E = ")).ToArray() is [var a, var b, var c] && a == c && a != b);
        Assert.That(lines[^3..], Is.EqualTo(new[]
        {
            "  0: the first run", "  1: w5 changed at iteration 1, step 0, made from timeline 0",
                "→ 2: w6 changed at iteration 1, step 0, made from timeline 0",
        }));
    }

    [Test]
    public void Inputs_and_the_learning_rate_and_single_elements_can_be_set()
    {
        Assert.That(Cli.Debug("two-layer", "set lr = 0; iterate; print w5")[^1], Is.EqualTo("w5 = 0.25"));
        Assert.That(Cli.Debug("two-layer", "set i1 = i1 + 1; iterate; print l_h1")[^1], Is.EqualTo("l_h1 = 0.435"));
        Assert.That(Cli.Debug("network2", "set conv1.weight[0,0,1,1] = 7; print conv1.weight[0,0,1,1]; diff")[^1],
            Does.StartWith("  conv1.weight (6, 1, 5, 5): largest change"));
        Assert.That(Cli.Debug("network2", "set conv1.bias = 0; print norm(conv1.bias)")[^1], Is.EqualTo("norm(conv1.bias) = 0"));
    }

    [Test]
    public void What_is_set_stays_set_and_edits_are_given_together_or_in_a_file()
    {
        Assert.That(Cli.Debug("one-weight", "set x=1.5; set w=0; set target=1; set lr=1; iterate 2; print w")[^1],
            Is.EqualTo("w = -0.375"));
        string[] together = Cli.Debug("one-weight", "set x=1.5, w 0, target = 2 - 1, lr=1; iterate 2; print w; info timelines");
        Assert.That(together[0],
            Is.EqualTo("what if x = 1.5, w = 0, target = 1, lr = 1: timeline 1, from iteration 1, step 0 on; 'diff' shows what changes, "
                + "'undo' goes back to timeline 0"));
        Assert.That(together[^3..],
            Is.EqualTo(new[] { "w = -0.375", "  0: the first run",
            "→ 1: x, w, target, lr changed at iteration 1, step 0, made from timeline 0" }));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path,
                "# the classic network\ni1 = 0.05\ni2 = 0.10\n\ntarget_o1 = 0.01, target_o2 = "
                    + "0.99\nw1=.15\nw2=.2\nw3=.25\nw4=.3\nw5=.4\nw6=.45\nw7=.5\nw8=.55\nb1=.35\nb2=.6\nlr=.5\n");
            Assert.That(Cli.Debug("two-layer", $"set @{path}; iterate; print E; iterate; print E; info timelines"),
                Has.Some.EqualTo("E = 0.29837110876").And.Some.EqualTo("E = 0.285750886699").And.Some.Contains(
                    "i1, i2, target_o1, target_o2, ... (15) changed"));
            File.WriteAllText(path, "i1 = 1\ni2 = zz\n");
            Assert.That(Cli.Complaint(2, "debug", "two-layer", "--exec", $"set @{path}"),
                Does.Contain($"{path}:2: ").And.Contain("no value is named zz"));
        }
        finally
        {
            File.Delete(path);
        }
        Assert.That(Cli.Complaint(2, "debug", "two-layer", "--exec", $"set @{path}"), Does.Contain($"there is no file {path}"));
    }

    [Test]
    public void What_is_set_is_taken_back()
    {
        string[] lines = Cli.Debug("two-layer", "set w5 = 1; set i1 = 2; undo w5; print w5; print i1; undo; print i1; info timelines");
        Assert.That(lines, Has.Some.StartsWith("w5 taken back: timeline 3").And.Some.EqualTo("w5 = 0.25").And.Some.EqualTo(
            "i1 = 2").And.Some.StartsWith("i1 taken back: timeline 0"));
        Assert.That(lines[^5], Is.EqualTo("i1 = 0.1"));
        Assert.That(lines[^1], Is.EqualTo("  3: w5 taken back, made from timeline 2"));
    }

    [TestCase("set conv1.weight[0, 0, 1, 1] 0.5", "conv1.weight[0,0,1,1]")]
    [TestCase("set conv1.weight [ 0 , 0,1, 1 ]0.5, conv1.bias[0] 1", "conv1.weight[0, 0, 1, 1]")]
    [TestCase("set conv1.weight[0][0, 1][1]  =  1 / 2", "conv1.weight[0, 0][1, 1]")]
    [TestCase("set\tconv1.weight[0, 0, 1, 1]\t0.5", "conv1.weight[0,\t0, 1, 1]")]
    public void Blanks_may_stand_inside_brackets(string set, string print) =>
        Assert.That(Cli.Debug("network2", $"{set}; print {print}")[^1], Does.EndWith(" = 0.5"));

    [Test]
    public void Blanks_may_stand_inside_brackets_behind_every_word()
    {
        string[] lines = Cli.Debug("network2",
            "watch conv1.weight[0, 0, 1, 1]; unwatch conv1.weight[0,0, 1,1]; break out if conv1.weight[0, 0, 1, 1] < 9; break  line  3  "
                + "if(numel(x[0, 0]) > 0); "
            + "until line  5; continue; explain out[0, 1] depth 2; info breakpoints; info watches");
        Assert.That(lines, Has.Some.EqualTo("breakpoint 1: value out if conv1.weight[0, 0, 1, 1] < 9").And.Some.EqualTo(
            "breakpoint 2: line 3 if (numel(x[0, 0]) > 0)"));
        Assert.That(lines, Has.Some.EqualTo("stopped at breakpoint 1: value out if conv1.weight[0, 0, 1, 1] < 9").And.Some.StartsWith(
            "out[0,1] = "));
        Assert.That(lines[^1], Is.EqualTo("nothing is watched"));
    }

    [Test]
    public void Names_of_the_listing_are_printed_set_explained_and_stopped_at()
    {
        Assert.That(Cli.Debug("one-weight", "iterate; print y")[^1], Is.EqualTo("y = 1.2"));
        Assert.That(Cli.Debug("mlp", "print y")[^1], Is.EqualTo("y = tensor([0, 1, 2, 3])"));
        Assert.That(Cli.Debug("conv4x4", "break y; continue; explain y[0,0,0,0]; set y[0,0,0,1] 7; print y[0,0,0,1]"),
            Has.Some.EqualTo("breakpoint 1: value conv1").And.Some.StartsWith("conv1[0,0,0,0] = ").And.Some.EqualTo("y[0,0,0,1] = 7"));
        Assert.That(Cli.Complaint(2, "debug", "network2", "--exec", "print preds"), Does.Contain("preds has not been computed yet"));
    }

    [Test]
    public void Iterations_and_steps_stop_at_breakpoints()
    {
        Assert.That(Cli.Debug("two-layer", "break w5.grad; iterate 5")[1], Is.EqualTo("stopped at breakpoint 1: value w5.grad"));
        Assert.That(Cli.Debug("two-layer", "break out_h1; step 50"),
            Has.Length.EqualTo(5).And.Some.EqualTo("stopped at breakpoint 1: value out_h1"));
        Assert.That(Cli.Debug("two-layer", "break if w5 > 0; continue")[1], Is.EqualTo("stopped at breakpoint 1: if w5 > 0"));
    }

    [Test]
    public void Info_tells_about_values_the_program_and_phases()
    {
        string[] lines = Cli.Debug("two-layer", "step; info values; info program; info phases");
        Assert.That(lines, Has.Some.EqualTo("l_h1 = 0.385").And.Some.EqualTo("lr = 1"));
        Assert.That(lines, Has.Some.StartsWith("✓   1  forward   line 1").And.Some.StartsWith("→   2  forward"));
        Assert.That(lines, Has.Some.EqualTo("pass 1  forward   1/8").And.Some.EqualTo("pass 1  update    0/10"));
    }

    [Test]
    public void List_marks_the_present_line() =>
        Assert.That(Cli.Debug("two-layer", "until 5; list"), Has.One.Matches<string>(l => l.StartsWith(" →   5  l_o1 = ")));

    [Test]
    public void Explain_takes_a_depth_and_without_a_name_explains_the_last_step()
    {
        Assert.That(Cli.Debug("two-layer", "step; explain")[1], Does.StartWith("l_h1 = "));
        int shallow = Cli.Debug("two-layer", "iterate; explain w1.grad depth 1").Length,
            deep = Cli.Debug("two-layer", "iterate; explain w1.grad depth 3").Length;
        Assert.That(deep, Is.GreaterThan(shallow));
    }

    [Test]
    public void Every_word_has_help_and_every_abbreviation_is_its_own()
    {
        string[] all = Cli.Debug("neuron", "help");
        Assert.That(all, Has.Length.EqualTo(DebugWords.All.Count + 1));
        foreach (DebugWord word in DebugWords.All)
        {
            Assert.That(string.Join('\n', Cli.Debug("neuron", $"help {word.Name}")),
                Does.Contain(word.Usage).And.Contain(word.Help(UiTexts.English.Words)));
            foreach (string name in word.Short.Append(word.Name)) Assert.That(DebugWords.Find(name), Is.SameAs(word), name);
        }
        string[] names = [.. DebugWords.All.SelectMany(w => w.Short.Append(w.Name))];
        Assert.That(names, Is.Unique);
    }

    [TestCase("st", "step")]
    [TestCase("fini", "finish")]
    [TestCase("unw", "unwatch")]
    [TestCase("expl", "explain")]
    public void An_unambiguous_beginning_of_a_word_is_enough(string typed, string word) =>
        Assert.That(DebugWords.Find(typed).Name, Is.EqualTo(word));

    [Test]
    public void Quit_ends_and_what_follows_is_not_done() => Assert.That(Cli.Debug("neuron", "step; quit; step"), Has.Length.EqualTo(1));

    [Test]
    public void A_script_does_the_same_as_exec()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "# a comment\nstep 3\n\nprint l_h1; back\n");
            Assert.That(Cli.Good("debug", "two-layer", "--script", path).Lines,
                Is.EqualTo(Cli.Debug("two-layer", "step 3; print l_h1; back")));
            File.WriteAllText(path, "step\nbogus\n");
            Assert.That(Cli.Complaint(2, "debug", "two-layer", "--script", path),
                Does.Contain($"{path}:2 'bogus'").And.Contain("no word 'bogus'"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Commands_are_read_from_a_pipe_and_the_first_mistake_ends_them()
    {
        CliResult good = Cli.Typed("step\nprint l_h1\n", "debug", "two-layer", "--text");
        Assert.That((good.ExitCode, good.Lines), Is.EqualTo((0, Cli.Debug("two-layer", "step; print l_h1"))));
        CliResult bad = Cli.Typed("step\nprint nothing\nstep\n", "debug", "two-layer", "--text");
        Assert.That(Cli.Complaint(2, bad, "piped"), Does.Contain("no value is named nothing"));
        Assert.That(bad.Lines, Has.Length.EqualTo(1));
    }

    [TestCase("foo", "there is no word 'foo'")]
    [TestCase("s 0", "a number of times, 1 or more")]
    [TestCase("s -1", "a number of times, 1 or more")]
    [TestCase("s x", "a number of times, 1 or more")]
    [TestCase("finish 2", "finish takes nothing behind it")]
    [TestCase("print", "print needs an expression")]
    [TestCase("print zz", "no value is named zz")]
    [TestCase("print w55", "did you mean")]
    [TestCase("print l_h1", "l_h1 has not been computed yet")]
    [TestCase("print 1 +", "")]
    [TestCase("print (1", "")]
    [TestCase("break", "break needs a place or a condition")]
    [TestCase("break w1[0]", "")]
    [TestCase("break i1", "i1 is not computed")]
    [TestCase("break line 99", "line 99")]
    [TestCase("break if", "if needs a condition")]
    [TestCase("break w5.grad if", "if needs a condition")]
    [TestCase("delete 7", "there is no breakpoint 7")]
    [TestCase("info", "info tells about")]
    [TestCase("info foo", "got 'foo'")]
    [TestCase("unwatch E", "nothing is watched as 'E'")]
    [TestCase("set", "set needs a value")]
    [TestCase("set w5", "set needs a value")]
    [TestCase("set w5 = zz", "no value is named zz")]
    [TestCase("set zz 3", "no value is named zz")]
    [TestCase("set w5 = 1,", "set needs a value")]
    [TestCase("set w5[0] = 1", "")]
    [TestCase("set @", "there is no file")]
    [TestCase("undo", "nothing has been set")]
    [TestCase("undo w5", "w5 has not been set")]
    [TestCase("undo iteration", "cannot be set")]
    [TestCase("set iteration = 3", "cannot be set")]
    [TestCase("diff", "only timeline")]
    [TestCase("diff 3", "no timeline 3")]
    [TestCase("timeline 3", "no timeline 3")]
    [TestCase("timeline -1", "takes a number")]
    [TestCase("until", "until needs")]
    [TestCase("until zz", "zz")]
    [TestCase("explain zz", "no value is named zz")]
    [TestCase("explain E", "E has not been computed yet")]
    [TestCase("explain", "explain needs a value")]
    [TestCase("help foo", "no word 'foo'")]
    public void A_mistake_is_one_line_that_names_the_command(string command, string message)
    {
        string complaint = Cli.Complaint(2, "debug", "two-layer", "--exec", $"where; {command}");
        Assert.That(complaint, Does.StartWith($"backstep: --exec, command 2 '{command}': ").And.Contain(message));
        Assert.That(complaint.Length, Is.GreaterThan($"backstep: --exec, command 2 '{command}': ".Length + 8));
    }

    [Test]
    public void The_broken_network_stops_at_its_fault_and_can_be_walked_back()
    {
        Assert.That(Cli.Complaint(1, "debug", "network1", "--exec", "continue"), Does.Contain("fc1").And.Contain("PyTorch says"));
        CliResult typed = Cli.Start(["debug", "network1", "--text"], "step 6\nback 2\nwhere\n", isTerminal: false, default);
        Assert.That(typed.ExitCode, Is.Zero);
        Assert.That(typed.Out, Does.Contain("step 4/6"));
    }
}
