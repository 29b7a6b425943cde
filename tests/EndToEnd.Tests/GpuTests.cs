using System.Diagnostics;
using System.Text.Json;
using Backstep.GpuPluginStub;

namespace Backstep.EndToEnd.Tests;

/// <summary>The built executable with a plug-in in a folder: found by the environment, loaded by the real thing.</summary>
public class GpuTests
{
    private static Ended Run(string folder, params string[] args)
    {
        using Process process = Executable.StartWithGpu(folder, args);
        process.StandardInput.Close();
        return Executable.Finish(process);
    }

    [Test]
    public void A_plug_in_in_the_folder_that_the_environment_names_trains()
    {
        using var folder = new StubFolder();
        using var files = new SquaresFolder();
        Ended ended = Run(folder.Path, "train", "network2", "--data", "mnist", "--data-dir", files.Path, "--batch-size", "4", "--epochs", "2", "--json", "--log-every", "1", "--device", "gpu");
        Assert.That((ended.ExitCode, ended.Error.TrimEnd()), Is.EqualTo((0, "running on gpu:0, Stub Card: CUDA, driver 580.1, 16.0 GiB, single precision")));
        string[] events = [.. ended.Text.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()!)];
        // 30 images are seven batches of four and one of two.
        string[] epoch = [.. Enumerable.Repeat("step", 8), "epoch"];
        Assert.That(events, Is.EqualTo(new[] { epoch, epoch, ["test"] }.SelectMany(e => e)));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_signal_ends_training_on_a_queue_with_what_is_known()
    {
        using var folder = new StubFolder();
        using var files = new SquaresFolder();
        using Process process = Executable.StartWithGpu(folder.Path, "train", "network2", "--data-dir", files.Path, "--batch-size", "10", "--epochs", "100000", "--log-every", "1", "--device", "gpu");
        Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("epoch: 0 step: 1 "));
        Executable.Signal(process, "INT");
        Ended ended = Executable.Finish(process);
        string[] lines = ended.Text.TrimEnd().Split('\n');
        Assert.That((ended.ExitCode, lines[^1]), Is.EqualTo((130, "interrupted")));
        Assert.That(lines[^3], Does.Match(@"^epoch: \d+ correct times: \d+ training accuracy: "));
    }

    [Test]
    public void Devices_list_what_the_plug_in_finds()
    {
        using var folder = new StubFolder("processor");
        Ended ended = Run(folder.Path, "devices");
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
        Assert.That(ended.Text, Does.Contain("gpu:0      Stub Processor: OpenCL").And.Contain("no graphics card").And.Contain("CUDA: there is no driver"));
    }

    [TestCase("trace two-layer --device gpu", 2)]
    [TestCase("debug two-layer --exec step --device gpu", 2)]
    [TestCase("devices", 0)]
    [TestCase("trace two-layer --device cpu", 0)]
    public void Without_a_plug_in_the_command_that_adds_it_is_named_and_the_processor_goes_on_to_work(string line, int exitCode)
    {
        Ended ended = Run("/no/such/folder", line.Split(' '));
        Assert.That(ended.ExitCode, Is.EqualTo(exitCode), ended.Error);
        if (line.Contains("cpu")) Assert.That(ended.Error, Is.Empty);
        else Assert.That(exitCode == 0 ? ended.Text : ended.Error, Does.Contain("'dotnet build Engine.Ilgpu -c Release' in the project's folder adds it").And.Not.Contain("   at "));
    }

    [TestCase("lost 1", "the GPU or its driver failed: the device is lost")]
    [TestCase("memory", "not enough memory on Stub Card")]
    public void A_device_that_fails_ends_the_run_with_one_line(string behaviour, string message)
    {
        using var folder = new StubFolder(behaviour);
        using var files = new SquaresFolder();
        Ended ended = Run(folder.Path, "train", "network2", "--data-dir", files.Path, "--device", "gpu");
        string[] lines = ended.Error.TrimEnd().Split('\n');
        Assert.That((ended.ExitCode, lines.Length), Is.EqualTo((2, 2)), ended.Error);
        Assert.That(lines[1], Does.StartWith($"backstep: {message}"));
    }
}
