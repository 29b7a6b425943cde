using System.Diagnostics;

namespace Backstep.EndToEnd.Tests;

/// <summary>
/// A disk that has no room left: a small one in memory, which a process may make for itself alone where the system lets it.
/// </summary>
[Platform("Linux")]
public class FullDiskTests
{
    private const string Train = "train network2 --data synthetic --max-steps 4 --batch-size 10 --no-test --device cpu";

    private string _disk = "";

    [SetUp]
    public void MakeFolder()
    {
        _disk = Directory.CreateTempSubdirectory("backstep-disk-").FullName;
        if (OnDisk(64, "true").ExitCode != 0) Assert.Ignore("no disk of its own can be made here");
    }

    [TearDown]
    public void DropFolder() => Directory.Delete(_disk, recursive: true);

    /// <summary>Runs lines of the shell with a disk of so many kilobytes at the folder.</summary>
    private Ended OnDisk(int kilobytes, string lines)
    {
        var start = new ProcessStartInfo(
            "unshare", ["-rm", "sh", "-c", $"mount -t tmpfs -o size={kilobytes}k tmpfs '{_disk}' && cd '{_disk}' && {lines}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BACKSTEP_HOME"] = _disk;
        start.Environment["LC_ALL"] = "C";
        try
        {
            using Process process = Process.Start(start)!;
            return Executable.Finish(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new(-1, [], "");
        }
    }

    [Test]
    public void A_run_goes_on_when_it_cannot_be_kept_and_says_so()
    {
        Ended ended = OnDisk(40, $"'{Executable.Path}' {Train} --run r > log; rc=$?; cat runs/r/steps.csv; exit $rc");
        Assert.That((ended.ExitCode, ended.Error.Count(c => c == '\n')), Is.EqualTo((2, 1)), ended.Error);
        Assert.That(ended.Error,
            Does.StartWith("backstep: the run went on, but is not kept: ").And.Contain("state.safetensors: cannot be written"));
        Assert.That(ended.Text, Does.StartWith("step,epoch,batch,loss,correct,samples\n1,0,0,"));
    }

    [Test]
    public void Weights_that_do_not_fit_leave_the_old_file_and_nothing_else()
    {
        // One file of 130 kB fits, a second one beside it does not.
        Ended ended = OnDisk(220, $"'{Executable.Path}' {Train} --save w > /dev/null && cp w /dev/shm/backstep-$$ && "
            + $"{{ '{Executable.Path}' {Train} --seed 2 --save w > /dev/null; rc=$?; cmp w /dev/shm/backstep-$$ || rc=9; rm "
            + $"/dev/shm/backstep-$$; ls; exit $rc; }}");
        Assert.That((ended.ExitCode, ended.Text), Is.EqualTo((2, "w\n")), ended.Error);
        Assert.That(ended.Error, Does.StartWith("backstep: w: cannot be written (").And.Contain("what was there is untouched"));
    }
}
