using System.Diagnostics;

namespace Backstep.EndToEnd.Tests;

/// <summary>Streams that are closed, full or end: never a hang, never a crash.</summary>
[Platform("Linux")]
public class StreamTests
{
    /// <summary>A short run of each command.</summary>
    private static readonly string[] Commands =
    [
        "", "--version", "debug --help", "programs --json", "summary network2", "trace two-layer", "explain two-layer w1.grad",
            "debug two-layer --exec where",
        "debug two-layer --keys s --dump-screen text", "gradcheck neuron", "devices", "lessons list", "lessons answer neuron-sum y 9.7",
            "lessons play neuron-sum",
    ];

    private static Ended Shell(string line)
    {
        string home = Path.Combine(TestContext.CurrentContext.WorkDirectory, "home");
        using Process shell = Executable.Shell($"export HOME='{home}' XDG_DATA_HOME='{home}'; {line}");
        shell.StandardInput.Close();
        return Executable.Finish(shell);
    }

    [TestCase("debug two-layer --text")]
    [TestCase("lessons play neuron-sum")]
    [TestCase("trace two-layer")]
    public void A_closed_input_is_at_its_end(string command)
    {
        Ended ended = Shell($"backstep {command} <&-");
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
    }

    private static IEnumerable<TestCaseData> Outputs() =>
        Commands.Select(c => new TestCaseData(c, "> /dev/full")).Append(new("--version", ">&-")).Append(new("trace two-layer", ">&-"))
            .Append(new("trace two-layer", "1< /dev/null"));

    [TestCaseSource(nameof(Outputs))]
    public void An_output_that_cannot_be_written_is_one_line_and_a_failure(string command, string output)
    {
        Ended ended = Shell($"backstep {command} {output}");
        Assert.That(ended.ExitCode, Is.EqualTo(1), ended.Error);
        Assert.That(ended.Error, Does.Match(@"\Abackstep: the output cannot be written: [^\n]+\n\z"));
    }

    [TestCase("trace nosuch", "2> /dev/full", 2)]
    [TestCase("trace nosuch", "2>&-", 2)]
    [TestCase("nosuch", "2< /dev/null", 2)]
    [TestCase("trace network1", "2>&-", 1)]
    [TestCase("trace two-layer", "2>&-", 0)]
    [TestCase("trace nosuch", ">&- 2>&- <&-", 2)]
    [TestCase("trace two-layer", ">&- 2>&- <&-", 1)]
    public void Where_complaints_cannot_be_written_the_exit_code_tells(string command, string streams, int exitCode) =>
        Assert.That(Shell($"backstep {command} {streams}").ExitCode, Is.EqualTo(exitCode));

    [Test]
    public void Input_that_cannot_be_read_is_told_in_one_line()
    {
        Ended ended = Shell("backstep debug two-layer --text < /");
        Assert.That(ended.ExitCode, Is.EqualTo(2));
        Assert.That(ended.Error, Does.Match(@"\Abackstep: standard input cannot be read: [^\n]+\n\z"));
    }

    [TestCase("--script", "INT", 130)]
    [TestCase("--script", "TERM", 143)]
    [TestCase("--text <", "INT", 130)]
    [TestCase("--text <", "TERM", 143)]
    public void A_signal_ends_at_once_what_waits_for_a_pipe(string option, string signal, int exitCode)
    {
        string pipe = Path.Combine(Path.GetTempPath(), $"backstep-{Guid.NewGuid():N}");
        using (Process make = Process.Start("mkfifo", [pipe])) make.WaitForExit();
        try
        {
            // Open for writing all the time, so that it does not end.
            using var writer = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            writer.Write("step\n"u8);
            using Process process = Executable.Shell($"exec backstep debug two-layer {option} '{pipe}'");
            if (option == "--script") Assert.That(SpinWait.SpinUntil(() => Reads(process, pipe), TimeSpan.FromSeconds(100)), Is.True);
            else Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("[1/77]"));
            Executable.Signal(process, signal);
            Ended ended = Executable.Finish(process);
            Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((exitCode, "")));
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    private static bool Reads(Process process, string file)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process.Id}/fd").Any(f => new FileInfo(f).LinkTarget == file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [Test]
    public void A_file_that_several_programs_write_to_holds_what_each_of_them_wrote()
    {
        string file = Path.GetTempFileName();
        Ended ended = Executable.Finish(Executable.Shell($"(backstep programs; backstep nope; backstep programs) >{file} 2>&1"));
        string[] lines = File.ReadAllLines(file);
        File.Delete(file);
        Assert.That((ended.ExitCode, lines.Count(l => l.StartsWith("backstep: ", StringComparison.Ordinal)),
            lines.Count(l => l.StartsWith("two-layer", StringComparison.Ordinal))), Is.EqualTo((0, 1, 2)));
    }
}
