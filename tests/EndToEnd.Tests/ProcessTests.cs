using System.Diagnostics;
using System.Text;

namespace Backstep.EndToEnd.Tests;

public class ProcessTests
{
    private const string Unix = "Linux,MacOsX";

    [Test]
    public void Without_arguments_it_welcomes()
    {
        Ended ended = Executable.Run();
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
        Assert.That(ended.Text, Does.StartWith("Backstep: a step debugger").And.Contain("backstep trace two-layer"));
    }

    [Test]
    public void It_writes_utf8_whatever_the_locale_says_and_no_byte_order_mark()
    {
        Ended ended = Executable.Run("trace", "two-layer");
        Assert.That(ended.ExitCode, Is.Zero);
        Assert.That(ended.Out[0], Is.EqualTo((byte)'t'));
        Assert.That(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ended.Out),
            Does.Contain("∂E/∂w5 = ∂E/∂l_o1 · ∂l_o1/∂w5").And.Contain("w5⁺ = w5 − η·∂E/∂w5"));
        Assert.That(ended.Text, Does.Not.Contain("\e"), "no colours or cursor movements in a pipe");
    }

    [TestCase("trace two-layer", 0)]
    [TestCase("trace network1", 1)]
    [TestCase("gradcheck neuron", 0)]
    [TestCase("trace nope", 2)]
    [TestCase("nope", 2)]
    [TestCase("train network2 --data-dir /no/such/folder", 2)]
    [TestCase("debug two-layer --exec bogus", 2)]
    public void Exit_codes_tell_done_from_failed_and_from_wrong_input(string args, int exitCode)
    {
        Ended ended = Executable.Run(args.Split(' '));
        Assert.That(ended.ExitCode, Is.EqualTo(exitCode), ended.Error);
        if (exitCode == 0) Assert.That(ended.Error, Is.Empty);
        else Assert.That(ended.Error.TrimEnd(), Does.StartWith("backstep: ").And.Not.Contain("\n").And.Not.Contain("   at "));
    }

    [TestCase("programs")]
    [TestCase("summary")]
    [TestCase("trace")]
    [TestCase("explain")]
    [TestCase("debug")]
    [TestCase("gradcheck")]
    [TestCase("train")]
    public void Help_of_every_command_has_an_example(string command)
    {
        Ended ended = Executable.Run(command, "--help");
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
        Assert.That(ended.Text, Does.Contain("Example").And.Contain($"  backstep {command} "));
    }

    [Test]
    public void Full_screen_debugger_without_a_terminal_names_the_plain_ways()
    {
        Ended ended = Executable.Run(["debug", "two-layer"]);
        Assert.Multiple(() =>
        {
            Assert.That(ended.ExitCode, Is.EqualTo(2));
            Assert.That(ended.Error,
                Does.StartWith("backstep: the full-screen debugger needs a terminal").And.Contain("--exec").And.Contain("--text"));
            Assert.That(ended.Out, Is.Empty);
        });
    }

    [Test]
    public void The_debugger_reads_commands_from_a_pipe()
    {
        Ended ended = Executable.Run(["debug", "two-layer", "--text"], "step\nprint l_h1\n");
        Assert.That(ended.ExitCode, Is.Zero);
        Assert.That(ended.Text, Does.EndWith("l_h1 = 0.385\n").And.Not.Contain("(backstep)"));
    }

    [Test]
    [Platform(Unix)]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        foreach (string command in new[]
            { "trace network2 --values all", "trace two-layer", "debug two-layer --exec 'iterate 3; info values; info program'" })
        {
            using Process shell = Executable.Shell($"backstep {command} | head -1");
            Ended ended = Executable.Finish(shell);
            Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")), command);
            Assert.That(ended.Text.Count(c => c == '\n'), Is.EqualTo(1), command);
        }
    }

    [Test]
    [Platform(Unix)]
    public void A_training_run_ends_when_nobody_reads_it()
    {
        using var files = new SquaresFolder();
        using Process process = Executable.Start("train", "network2", "--data-dir", files.Path, "--batch-size", "10", "--epochs", "100000",
            "--json", "--log-every", "1");
        process.StandardOutput.ReadLine();
        process.StandardOutput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That((process.ExitCode, error), Is.EqualTo((0, "")));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    [Platform(Unix)]
    public void A_signal_ends_training_after_the_step_with_what_is_known(string signal)
    {
        using var files = new SquaresFolder();
        // Without end: on a busy machine the signal may be a long time on its way.
        using Process process = Executable.Start("train", "network2", "--data-dir", files.Path, "--batch-size", "10", "--epochs",
            $"{int.MaxValue}", "--log-every", "1");
        Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("epoch: 0 step: 1 "));
        Executable.Signal(process, signal);
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line) lines.Add(line);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That((process.ExitCode, error), Is.EqualTo((130, "")));
        Assert.That(lines[^1], Is.EqualTo("interrupted"));
        Assert.That(lines[^2], Does.Match(@"^  [\d.]+ s, \d+ images/s"));
        Assert.That(lines[^3], Does.Match(@"^epoch: \d+ correct times: \d+ training accuracy: "));
    }

    [Test]
    public void Training_writes_json_that_a_script_can_follow_line_by_line()
    {
        using var files = new SquaresFolder();
        Ended ended = Executable.Run("train", "network2", "--data", "mnist", "--data-dir", files.Path, "--batch-size", "10", "--epochs",
            "1", "--json", "--log-every", "1");
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
        string[] events = [.. ended.Text.TrimEnd().Split('\n')
            .Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()!)];
        Assert.That(events, Is.EqualTo(new[] { "step", "step", "step", "epoch", "test" }));
    }

    [Test]
    [Platform("Linux")]
    public void A_full_disk_is_told_in_one_line()
    {
        using Process shell = Executable.Shell("backstep trace network2 --values all > /dev/full");
        Ended ended = Executable.Finish(shell);
        Assert.That(ended.ExitCode, Is.EqualTo(1));
        Assert.That(ended.Error, Does.StartWith("backstep: ").And.Contain("No space left").And.Not.Contain("   at "));
    }
}
