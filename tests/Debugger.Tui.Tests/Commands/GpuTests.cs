using System.Text.Json;
using System.Text.RegularExpressions;
using Backstep.Engine.Backends.Gpu;
using Backstep.StubGpu;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary><c>--device gpu</c> and <c>devices</c>, with GPUs that are none.</summary>
public class GpuTests
{
    private const string Card = "running on gpu:0, Stub Card: CUDA, driver 580.1, 16.0 GiB, single precision\n";

    private static CliResult Run(StubDevices gpus, params string[] args) => Cli.Start(args, "", isTerminal: false, default, gpus: gpus);

    /// <summary>A command that must succeed on the stub's card and tell so.</summary>
    private static CliResult Good(StubDevices gpus, params string[] args)
    {
        CliResult result = Run(gpus, args);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, Card)), string.Join(' ', args));
        return result;
    }

    [Test]
    public void The_first_GPU_runs_unless_another_is_asked_for_and_is_named_beside_the_results()
    {
        var gpus = new StubDevices();
        string[] trace = ["trace", "two-layer", "--device"];
        string expected = Cli.Good("trace", "two-layer").Out;
        Assert.That(Good(gpus, [.. trace, "gpu"]).Out, Is.EqualTo(expected));
        Assert.That(Good(gpus, [.. trace, "gpu:0"]).Out, Is.EqualTo(expected));
        Assert.That(Run(gpus, [.. trace, "gpu:1"]).Error,
            Is.EqualTo("running on gpu:1, Stub Other: OpenCL, driver 3.0 stub, 4.0 GiB, single precision\n"));
        Assert.That(Run(gpus, [.. trace, "gpu", "--lang", "zh"]).Error, Does.Contain("gpu:0").And.Contain("Stub Card：CUDA，驱动 580.1"));
    }

    [Test]
    public void A_processor_behind_OpenCL_is_called_one()
    {
        var gpus = new StubDevices("processor");
        CliResult result = Run(gpus, "trace", "two-layer", "--device", "gpu");
        Assert.That((result.ExitCode, result.Error),
            Is.EqualTo((0, "running on gpu:0, Stub Processor: OpenCL, driver 3.0 stub, 8.0 GiB, single precision (this is the processor "
                + "behind OpenCL, no graphics card)\n")));
        Assert.That(Run(gpus, "devices").Out, Does.Contain("no graphics card").And.Contain("CUDA: there is no driver"),
            "and why there is no card");
    }

    [TestCase("gpu:2", "there is no device gpu:2; there are gpu:0 (Stub Card), gpu:1 (Stub Other)")]
    [TestCase("gpu:", "there is no device gpu:; there are cpu, reference and gpu")]
    [TestCase("gpu:-1", "there is no device gpu:-1; there are cpu")]
    [TestCase("gpu:x", "there is no device gpu:x; there are cpu")]
    [TestCase("gpu0", "there is no device gpu0; there are cpu")]
    [TestCase("GPU", "there is no device GPU; there are cpu")]
    public void A_GPU_that_is_not_there_is_wrong_input(string device, string message)
    {
        var gpus = new StubDevices();
        Assert.That(Cli.Complaint(2, Run(gpus, "trace", "two-layer", "--device", device), device), Does.Contain(message));
    }

    [TestCase("trace two-layer --device gpu")]
    [TestCase("explain two-layer w1.grad --device gpu")]
    [TestCase("debug two-layer --exec step --device gpu:1")]
    [TestCase("debug two-layer --keys s --device gpu")]
    [TestCase("gradcheck neuron --device gpu")]
    public void Without_a_GPU_every_command_says_why_and_what_works(string line)
    {
        var gpus = new StubDevices("none");
        Assert.That(Cli.Complaint(2, Run(gpus, line.Split(' ')), line),
            Is.EqualTo("backstep: no GPU is found (CUDA: there is no driver; OpenCL: there is no device); --device cpu calculates on the "
                + "processor"));
        Assert.That(Cli.Complaint(2, Run(gpus, [.. line.Split(' '), "--lang", "zh"]), line),
            Does.Contain("没有找到 GPU").And.Contain("--device cpu"));
    }

    [TestCase("none", "no GPU is found (CUDA: there is no driver; OpenCL: there is no device); --device cpu calculates on the processor")]
    [TestCase("open-fails", "Stub Card does not come up")]
    [TestCase("find-fails", "the GPU or its driver failed: the driver is out of order")]
    public void What_keeps_a_GPU_from_working_is_told_in_one_line(string behaviour, string message)
    {
        var gpus = new StubDevices(behaviour);
        Assert.That(Cli.Complaint(2, Run(gpus, "trace", "two-layer", "--device", "gpu"), behaviour),
            Does.StartWith($"backstep: {message}"));
    }

    [Test]
    public void Training_on_a_GPU_tells_its_speed_without_a_share_of_a_peak()
    {
        var gpus = new StubDevices();
        using var files = new IdxFolder();
        string[] args = ["train", "network2", "--data-dir", files.With("mnist"), "--batch-size", "10", "--epochs", "2", "--device", "gpu"];
        string[] lines = Good(gpus, args).Lines;
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[1], Does.Match(@"^  \d+\.\d{3} s, \d+ images/s, \d+\.\d GFLOP/s$"));
        JsonElement epoch = Good(gpus, [.. args, "--json"]).Json.First(e => e.GetProperty("event").GetString() == "epoch");
        Assert.That(epoch.GetProperty("gflops").GetDouble(), Is.Positive);
        Assert.That(epoch.GetProperty("peak_share").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Steps_of_a_queue_are_logged_and_limited_as_those_of_the_processor()
    {
        var gpus = new StubDevices();
        using var files = new IdxFolder();
        string[] args = ["train", "network2", "--data-dir", files.With("mnist"), "--batch-size", "4", "--epochs", "3", "--max-steps", "13",
            "--log-every", "1"];
        foreach (string[] more in new string[][] { [], ["--json"] })
        {
            string[] gpu = Good(gpus, [.. args, "--device", "gpu", .. more]).Lines,
                reference = Cli.Good([.. args, "--device", "reference", .. more]).Lines;
            Assert.That(gpu.Select(WithoutTimes), Is.EqualTo(reference.Select(WithoutTimes)));
            Assert.That(gpu.Count(l => Regex.IsMatch(l, "step\"?: ?\\d+|\"event\":\"step\"")), Is.EqualTo(13));
        }

        static string WithoutTimes(string line) =>
            Regex.Replace(line, @"^  [\d.]+ s, .*|""(seconds|samples_per_second|gflops)"":[\d.E+-]+", "");
    }

    [TestCase("memory", "not enough memory on Stub Card: the program needs 17.0 GiB, 16.0 GiB are there; take a smaller --batch-size or "
        + "--device cpu")]
    [TestCase("lost 5", "the GPU or its driver failed: the device is lost")]
    public void A_device_that_fails_while_it_trains_ends_the_run_with_one_line(string behaviour, string message)
    {
        var gpus = new StubDevices(behaviour);
        using var files = new IdxFolder();
        CliResult result = Run(gpus, "train", "network2", "--data-dir", files.With("mnist"), "--batch-size", "4", "--device", "gpu");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((2, $"{Card}backstep: {message}\n")));
    }

    [Test]
    public void A_device_that_fails_under_the_debugger_as_text_names_the_command()
    {
        var gpus = new StubDevices("lost 3");
        CliResult result = Run(gpus, "debug", "two-layer", "--device", "gpu", "--exec", "step 2; print l_h1; step; step");
        Assert.That((result.ExitCode, result.Error),
            Is.EqualTo((2, $"{Card}backstep: --exec, command 3 'step': the GPU or its driver failed: the device is lost\n")));
        Assert.That(result.Out, Does.Contain("l_h1 = 0.385"));
    }

    [Test]
    public void The_debugger_steps_goes_back_and_explains_as_on_the_processor()
    {
        var gpus = new StubDevices();
        string[] args = ["debug", "network2", "--seed", "7", "--batch-size", "2", "--exec",
            "until loss; back 3; step 2; iterate; explain conv1.weight.grad[2,0,1,1]; set lr = 0.5; iterate; diff; where"];
        Assert.That(Good(gpus, [.. args, "--device", "gpu"]).Out, Is.EqualTo(Cli.Good(args).Out));
        string[] explain = ["explain", "two-layer", "w1.grad"];
        Assert.That(Good(gpus, [.. explain, "--device", "gpu"]).Out, Is.EqualTo(Cli.Good(explain).Out));
        Assert.That(Good(gpus, "gradcheck", "neuron", "--device", "gpu").Out, Does.Contain("the gradients agree"));
    }

    [TestCase("two-layer", 120, "on gpu:0")]
    [TestCase("two-layer", 80, "on gpu:0")]
    [TestCase("network2", 60, "on gpu:0")]
    public void The_screen_names_the_GPU(string program, int width, string expected)
    {
        var gpus = new StubDevices();
        string[] args = ["debug", program, "--size", $"{width}x24", "--keys", "s s s b", "--batch-size", "2"];
        if (program == "two-layer") args = args[..^2];
        string[] lines = Good(gpus, [.. args, "--device", "gpu"]).Lines;
        Assert.That(lines[0], Does.Contain($" · {expected}"));
        Assert.That(Cli.Good(args).Lines[0], Does.Not.Contain("gpu"));
        Assert.That(lines[1..], Is.EqualTo(Cli.Good(args).Lines[1..]), "nothing else differs");
    }

    [Test]
    public void A_device_that_fails_leaves_the_screen_as_it_was_with_a_line_that_says_so()
    {
        var gpus = new StubDevices("lost 3");
        string screen = Good(gpus, "debug", "two-layer", "--device", "gpu", "--keys", "s s s", "--dump-screen", "text").Out;
        Assert.That(screen, Does.Contain("the GPU or its driver failed: the device is lost").And.Contain(
            "step  2/77").And.Contain("0.385"));
        // The stub comes back after its one failure; what was calculated before is still there.
        Assert.That(Good(gpus, "debug", "two-layer", "--device", "gpu", "--keys", "s s s b", "--dump-screen", "text").Out,
            Does.Contain("step  1/77"));
    }

    [Test]
    public void Devices_list_every_GPU_with_driver_and_memory()
    {
        var gpus = new StubDevices();
        CliResult text = Run(gpus, "devices");
        Assert.That((text.ExitCode, text.Error), Is.EqualTo((0, "")), "nothing runs there");
        Assert.That(text.Lines[2..], Is.EqualTo(new[]
        {
            "gpu:0      Stub Card: CUDA, driver 580.1, 16.0 GiB, single precision",
            "gpu:1      Stub Other: OpenCL, driver 3.0 stub, 4.0 GiB, single precision",
            "           (stub 1.0)",
        }));
        JsonElement json = Run(gpus, "devices", "--json").Json[0];
        JsonElement[] devices = [.. json.GetProperty("devices").EnumerateArray()];
        Assert.That(devices.Select(d => (d.GetProperty("name").GetString(), d.GetProperty("available").GetBoolean())),
            Is.EqualTo(new[] { ("cpu", true), ("reference", true), ("gpu:0", true), ("gpu:1", true) }));
        JsonElement card = devices[2];
        Assert.That((card.GetProperty("device").GetString(), card.GetProperty("api").GetString(), card.GetProperty("driver").GetString(),
            card.GetProperty("memory_bytes").GetInt64(), card.GetProperty("is_processor").GetBoolean()),
            Is.EqualTo(("Stub Card", "CUDA", "580.1", 16L << 30, false)));
        Assert.That(json.GetProperty("gpu_library").GetString(), Is.EqualTo("stub 1.0"));
    }

    [TestCase("none", "no GPU is found (CUDA: there is no driver; OpenCL: there is no device)")]
    [TestCase("find-fails", "the GPU or its driver failed: the driver is out of order")]
    public void Devices_say_in_one_line_why_there_is_no_GPU(string behaviour, string reason)
    {
        var gpus = new StubDevices(behaviour);
        Assert.That(Run(gpus, "devices").Lines.Single(l => l.StartsWith("gpu", StringComparison.Ordinal)),
            Does.StartWith($"gpu        not available: {reason}"));
        JsonElement gpu = Run(gpus, "devices", "--json", "--lang", "zh").Json[0].GetProperty("devices").EnumerateArray().Last();
        Assert.That((gpu.GetProperty("name").GetString(), gpu.GetProperty("available").GetBoolean()), Is.EqualTo(("gpu", false)));
        Assert.That(gpu.GetProperty("reason").GetString(), Does.StartWith(reason));
    }
}
