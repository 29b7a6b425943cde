using System.Diagnostics;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

/// <summary>Real processes that save into one folder at the same time; one of them is killed in the middle of writing.</summary>
public sealed class ProgressChildProcessTests
{
    private const string FolderVariable = "BACKSTEP_TEST_SAVES_IN", RoleVariable = "BACKSTEP_TEST_SAVES_AS";
    private const int Saves = 40, SavesBeforeDeath = 15;

    [Test]
    public void A_process_that_is_killed_while_saving_loses_no_save_of_its_own_or_of_another()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } shared)
        {
            SaveAsChild(shared, Environment.GetEnvironmentVariable(RoleVariable)!);
            return;
        }

        using TemporaryFolder folder = new();
        ProgressStore store = new(folder.Path, StoppedClock.Noon);
        store.Create("Anna");
        using Process killed = Start(folder.Path, "killed"), other = Start(folder.Path, "other");
        Task<string>[] outputs = [killed.StandardOutput.ReadToEndAsync(), other.StandardOutput.ReadToEndAsync()];
        killed.WaitForExit();
        other.WaitForExit();
        Task.WaitAll(outputs);
        Assert.That(other.ExitCode, Is.Zero, outputs[1].Result);
        Assert.That(killed.ExitCode, Is.Not.Zero, outputs[0].Result);

        StoredProfile loaded = store.Load("Anna");
        string[] expected = [.. Lessons("killed", SavesBeforeDeath), .. Lessons("other", Saves)];
        Assert.That(loaded.Notice, Is.Null);
        Assert.That(loaded.Profile.SolvedIn(), Is.EqualTo(expected));
    }

    private static IEnumerable<string> Lessons(string role, int count) => Enumerable.Range(0, count).Select(i => $"{role} {i:00}");

    private static Process Start(string folder, string role)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "vstest", typeof(ProgressChildProcessTests).Assembly.Location,
                $"--TestCaseFilter:FullyQualifiedName~{nameof(ProgressChildProcessTests)}" },
        };
        start.Environment[FolderVariable] = folder;
        start.Environment[RoleVariable] = role;
        return Process.Start(start)!;
    }

    private static void SaveAsChild(string folder, string role)
    {
        Profile profile = new ProgressStore(folder, StoppedClock.Noon).Load("Anna").Profile;
        int saved = 0;
        foreach (string lesson in Lessons(role, Saves))
        {
            bool dies = role == "killed" && saved == SavesBeforeDeath;
            // Each save knows of its own lesson alone: the others are there by merging, or are lost.
            new ProgressStore(folder, StoppedClock.Noon, dies ? new DeadlyFiles() : null).Save(profile.WithSolved(lesson));
            saved++;
        }
    }

    /// <summary>The process is killed when half of a file is written, with the lock in its hands.</summary>
    private sealed class DeadlyFiles : ProgressFiles
    {
        public override void WriteNew(string path, ReadOnlySpan<byte> content)
        {
            File.WriteAllBytes(path, content[..(content.Length / 2)]);
            Process.GetCurrentProcess().Kill();
            throw new UnreachableException();
        }
    }
}
