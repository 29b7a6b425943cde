using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Training;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Models;

/// <summary>Weights go from PyTorch to Backstep and back, and mean the same. Fixture: tests/fixtures/generate_weights.py.</summary>
public class PyTorchWeightsTests
{
    private const double Tolerance = 1e-5;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-torch-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string File(string name) => Path.Combine(_folder, name + ".safetensors");

    private static IBackend Backend(string name) => name == "cpu" ? new CpuBackend() : new ReferenceBackend();

    private static (Tensor Logits, double Loss) Forward(
        IBackend backend, IReadOnlyDictionary<string, Tensor> weights, Tensor x, Tensor labels)
    {
        Program program = Networks.Network2.BuildEvaluation(x.Shape[0]);
        using ICompiledProgram compiled = backend.Compile(program);
        foreach (Value parameter in program.Parameters) compiled.Write(parameter, weights[parameter.Name]);
        compiled.Write(program["x"], x);
        compiled.Write(program.Target!, labels);
        compiled.Run();
        return (compiled.Read(program.Output!), compiled.Read(program.Loss!).ScalarValue);
    }

    [Test]
    public void Weights_that_PyTorch_has_written_give_its_logits([Values("reference", "cpu")] string device)
    {
        JsonElement fixture = Fixtures.Json("weights.json");
        byte[] pixels = Convert.FromHexString(fixture.GetProperty("pixels").GetString()!);
        double[] labels = [.. fixture.GetProperty("labels").EnumerateArray().Select(l => l.GetDouble())];
        double[] logits = [.. fixture.GetProperty("logits").EnumerateArray().SelectMany(r => r.EnumerateArray())
            .Select(x => x.GetDouble())];
        var x = new double[pixels.Length];
        Normalization.ToTensor.Apply(pixels, x);
        using IBackend backend = Backend(device);
        (Tensor ours, double loss) = Forward(
            backend, StateDict.Load(Fixtures.PathOf("pytorch-network2.safetensors"), Networks.Network2),
            new(new Shape(labels.Length, 1, 28, 28), x), new(new Shape(labels.Length), labels));
        Assert.That(ours.Data.ToArray(), Is.EqualTo(logits).Within(Tolerance));
        Assert.That(loss, Is.EqualTo(fixture.GetProperty("loss").GetDouble()).Within(Tolerance));
        Assert.That(logits.Max(Math.Abs), Is.GreaterThan(1), "the weights are trained");
    }

    [Test]
    public void What_was_trained_here_means_the_same_in_PyTorch()
    {
        string python = PyTorch();
        double[] distances =
        [
            .. Run(python,
                [.. Trained(), .. State("momentum", OptimizerSpec.Sgd(0.1, momentum: 0.9)), .. State("adam", OptimizerSpec.Adam(0.01))])
        ];
        Assert.That(distances, Has.Length.EqualTo(3).And.All.LessThan(Tolerance), "logits, a step of SGD, a step of Adam");
    }

    [Test]
    public void What_PyTorch_saves_means_the_same_here([Values("network2.pt", "network2-old.pt")] string name)
    {
        Assert.That(Start(PyTorch(), Fixtures.PathOf("generate_state_dicts.py"), "network2", _folder).ExitCode, Is.Zero);
        Dictionary<string, Tensor> batch = Safetensors.Read(File("batch")).Tensors.ToDictionary();
        using IBackend backend = Backend("reference");
        Tensor ours = Forward(
            backend, StateDict.Load(Path.Combine(_folder, name),
                Networks.Network2), batch["x"], Tensor.Zeros(new Shape(batch["x"].Shape[0]))).Logits;
        Assert.That(ours.Data.ToArray(), Is.EqualTo(batch["out"].Data.ToArray()).Within(Tolerance));
    }

    /// <summary>A model, and the logits that it gives here.</summary>
    private string[] Trained()
    {
        using IBackend backend = Backend("cpu");
        using var trainer = new Trainer(SmallSet.Plan(20, 5, epochs: 3, OptimizerSpec.Sgd(0.3), "network2"), backend);
        Assert.That(trainer.Run().OfType<StepEvent>().Count(), Is.EqualTo(12));
        var weights = Networks.Network2.Parameters.ToDictionary(p => p.Name, p => trainer.Read(p.Name));
        StateDict.Save(File("model"), Networks.Network2, name => weights[name]);
        (Tensor x, Tensor labels) = Images(6);
        return ["logits", File("model"), Write("images", [new("x", x), new("out", Forward(backend, weights, x, labels).Logits)])];
    }

    /// <summary>A state, and what the next step makes of the parameters here.</summary>
    private string[] State(string name, OptimizerSpec optimizer)
    {
        using IBackend backend = Backend("reference");
        using var run = new TrainingRun(SmallSet.Plan(20, 5, epochs: 3, optimizer, "network2"), backend);
        Assert.That(run.Run().OfType<StepEvent>().Any(s => s.Step == 8));
        StateFile.Write(File(name), run.StateAt(6), "network2");
        TrainingState after = run.StateAt(7);
        Scenario scenario = run.Open(7);
        Dictionary<string, Tensor> batch = scenario.Batches.At(0).ToDictionary(b => b.Key.Name, b => b.Value);
        return ["step", File(name), Write($"{name}-after", [new("x", batch["x"]), new("labels", batch[scenario.Program.Target!.Name]),
            .. Networks.Network2.Parameters.Select(p => KeyValuePair.Create(p.Name, after.Values[p.Name]))])];
    }

    private static (Tensor X, Tensor Labels) Images(int count)
    {
        LoaderEpoch epoch = new(new DataLoader(SmallSet.Create(count), count, shuffle: false), [.. Enumerable.Range(0, count)]);
        return (epoch[0].Images, epoch[0].Labels);
    }

    private string Write(string name, ImmutableArray<KeyValuePair<string, Tensor>> tensors)
    {
        Safetensors.Write(File(name), new(tensors, ImmutableDictionary<string, string>.Empty));
        return File(name);
    }

    /// <summary>The distances that the script prints.</summary>
    private static double[] Run(string python, string[] questions)
    {
        (int exitCode, string printed) = Start(python, [Fixtures.PathOf("generate_weights.py"), .. questions]);
        Assert.That(exitCode, Is.Zero);
        TestContext.Out.WriteLine(printed);
        return [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
    }

    /// <summary>A Python that has PyTorch; without one the test says so.</summary>
    private static string PyTorch()
    {
        const string Looks = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
            if (Start(python, "-c", Looks).ExitCode == 0) return python;
        Assert.Ignore("no Python with PyTorch here");
        return "";
    }

    private static (int ExitCode, string Out) Start(string program, params string[] args)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (error.Result.Length > 0) TestContext.Out.WriteLine(error.Result);
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }
    }
}
