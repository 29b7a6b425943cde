using System.Diagnostics;
using System.Text.Json;

namespace Backstep.EndToEnd.Tests;

/// <summary>
/// The program with GPUs that are none (see <see cref="WithStubGpu"/>), and the built executable with what this machine has.
/// </summary>
public class GpuTests
{
    private static Ended Run(string behaviour, params string[] args)
    {
        using Process process = Executable.StartWithGpu(behaviour, args);
        process.StandardInput.Close();
        return Executable.Finish(process);
    }

    [Test]
    public void A_GPU_trains_and_is_named()
    {
        using var files = new SquaresFolder();
        Ended ended = Run("", "train", "network2", "--data", "mnist", "--data-dir", files.Path, "--batch-size", "4", "--epochs", "2",
            "--json", "--log-every", "1", "--device", "gpu");
        Assert.That((ended.ExitCode, ended.Error.TrimEnd()),
            Is.EqualTo((0, "running on gpu:0, Stub Card: CUDA, driver 580.1, 16.0 GiB, single precision")));
        string[] events = [.. ended.Text.TrimEnd().Split('\n')
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()!)];
        // 30 images are seven batches of four and one of two.
        string[] epoch = [.. Enumerable.Repeat("step", 8), "epoch"];
        Assert.That(events, Is.EqualTo(new[] { epoch, epoch, ["test"] }.SelectMany(e => e)));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_signal_ends_training_on_a_queue_with_what_is_known()
    {
        using var files = new SquaresFolder();
        using Process process = Executable.StartWithGpu("", "train", "network2", "--data-dir", files.Path, "--batch-size", "10", "--epochs",
            "100000", "--log-every", "1", "--device", "gpu");
        Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("epoch: 0 step: 1 "));
        Executable.Signal(process, "INT");
        Ended ended = Executable.Finish(process);
        string[] lines = ended.Text.TrimEnd().Split('\n');
        Assert.That((ended.ExitCode, lines[^1]), Is.EqualTo((130, "interrupted")));
        Assert.That(lines[^3], Does.Match(@"^epoch: \d+ correct times: \d+ training accuracy: "));
    }

    [Test]
    public void Devices_list_what_is_found()
    {
        Ended ended = Run("processor", "devices");
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
        Assert.That(ended.Text,
            Does.Contain("gpu:0      Stub Processor: OpenCL").And.Contain("no graphics card").And.Contain("CUDA: there is no driver"));
    }

    [Test]
    public void The_executable_lists_a_device_or_a_reason_for_each_way_of_reaching_one()
    {
        Ended ended = Executable.Run("devices", "--json");
        Assert.That((ended.ExitCode, ended.Error), Is.EqualTo((0, "")));
        JsonElement root = JsonDocument.Parse(ended.Text).RootElement;
        string[] apis = [.. root.GetProperty("devices").EnumerateArray().Where(d => d.TryGetProperty("api", out _))
            .Select(d => d.GetProperty("api").GetString()!)];
        string[] missing = [.. root.GetProperty("gpu_missing").EnumerateArray().Select(m => m.GetString()!)];
        foreach (string api in (string[])["CUDA", "OpenCL"])
            Assert.That(apis.Contains(api) || missing.Any(m => m.StartsWith(api + ": ", StringComparison.Ordinal)), api);
        Assert.That(root.GetProperty("gpu_library").GetString(), Does.Match(@"^ILGPU \d+\.\d+\.\d+$"));
    }

    [TestCase("trace two-layer --device gpu", 2)]
    [TestCase("debug two-layer --exec step --device gpu", 2)]
    [TestCase("devices", 0)]
    [TestCase("trace two-layer --device cpu", 0)]
    public void Without_a_GPU_the_reason_is_named_and_the_processor_goes_on_to_work(string line, int exitCode)
    {
        Ended ended = Run("none", line.Split(' '));
        Assert.That(ended.ExitCode, Is.EqualTo(exitCode), ended.Error);
        if (line.Contains("cpu")) Assert.That(ended.Error, Is.Empty);
        else Assert.That(exitCode == 0 ? ended.Text : ended.Error,
            Does.Contain("no GPU is found (CUDA: there is no driver; OpenCL: there is no device)").And.Not.Contain("   at "));
    }

    [TestCase("--help", false)]
    [TestCase("trace two-layer", false)]
    [TestCase("debug two-layer --keys s", false)]
    [TestCase("devices", true)]
    public void ILGPU_is_loaded_only_when_a_device_is_asked_for(string line, bool isLoaded)
    {
        Ended ended = Run(WithStubGpu.TellAssemblies, line.Split(' '));
        Assert.That(ended.ExitCode, Is.Zero, ended.Error);
        Assert.That(ended.Error.Trim().Split(' '), Has.Some.EqualTo("Backstep.Engine"));
        Assert.That(ended.Error.Trim().Split(' ').Contains("ILGPU"), Is.EqualTo(isLoaded));
    }

    [TestCase("lost 1", "the GPU or its driver failed: the device is lost")]
    [TestCase("memory", "not enough memory on Stub Card")]
    public void A_device_that_fails_ends_the_run_with_one_line(string behaviour, string message)
    {
        using var files = new SquaresFolder();
        Ended ended = Run(behaviour, "train", "network2", "--data-dir", files.Path, "--device", "gpu");
        string[] lines = ended.Error.TrimEnd().Split('\n');
        Assert.That((ended.ExitCode, lines.Length), Is.EqualTo((2, 2)), ended.Error);
        Assert.That(lines[1], Does.StartWith($"backstep: {message}"));
    }
}
