using System.Diagnostics;

namespace Backstep.EndToEnd.Tests;

/// <summary>A training that is kept and killed goes on as if nothing had been.</summary>
public class KilledRunTests
{
    private static readonly string[] Settings =
        ["network2", "--data", "synthetic", "--max-steps", "90", "--batch-size", "20", "--no-test", "--log-every", "1", "--json"];

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_run_that_is_killed_anywhere_and_gone_on_with_has_every_loss_of_one_that_was_not([Values(3, 17, 41, 71)] int step)
    {
        string home = Directory.CreateTempSubdirectory("backstep-killed-").FullName;
        try
        {
            Assert.That(Finish(home, "train", [.. Settings, "--run", "whole"]), Is.Zero);
            using (Process process = Start(home, "train", [.. Settings, "--run", "killed"]))
            {
                while (process.StandardOutput.ReadLine() is { } line && !line.Contains($"\"step\":{step},", StringComparison.Ordinal))
                {
                }
                process.Kill();
                process.WaitForExit();
            }
            Assert.That(Finish(home, "train", "--resume", "killed"), Is.Zero);
            Assert.That(File.ReadAllText(Of("killed", "steps.csv")), Is.EqualTo(File.ReadAllText(Of("whole", "steps.csv"))));
            Assert.That(File.ReadAllBytes(Of("killed", "model.safetensors")),
                Is.EqualTo(File.ReadAllBytes(Of("whole", "model.safetensors"))));

            string Of(string run, string name) => Path.Combine(home, "runs", run, name);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static Process Start(string home, string command, params string[] args)
    {
        var start = new ProcessStartInfo(Executable.Path, [command, .. args])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BACKSTEP_HOME"] = home;
        return Process.Start(start)!;
    }

    private static int Finish(string home, string command, params string[] args)
    {
        using Process process = Start(home, command, args);
        return Executable.Finish(process).ExitCode;
    }
}
