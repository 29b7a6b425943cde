using System.Diagnostics;
using System.Text.Json;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Bench.Compare;

/// <summary>
/// The small GPT on a list of names, one name a step, on Backstep and on PyTorch in turn. Neither side's clock runs while names are read
/// and the first steps warm up.
/// </summary>
internal sealed class NamesComparison(Options options)
{
    /// <summary>Runs and prints.</summary>
    public void Run()
    {
        string file = options.Names ?? throw new FormatException("names wants --names FILE, a list of names, one a line");
        using var backend = new CpuBackend(new CpuOptions { Threads = options.Threads, VectorWidth = options.Width });
        Console.WriteLine($"{CpuInfo.Detect().Name}, {Environment.ProcessorCount} cores, load {Load()}; Backstep: {backend.Threads} "
            + $"threads, {backend.VectorWidth}; {options.Steps} steps of one name");
        (string Python, string Version)? torch = options.Torch ? TorchRun.Find() : null;
        string? setting = torch is null ? null : Best(torch.Value.Python, file);
        var ours = new List<double>();
        var theirs = new List<double>();
        double ourLoss = 0, theirLoss = 0;
        for (int round = 0; round < options.Rounds; round++)
        {
            (double seconds, ourLoss) = Train(backend, file);
            ours.Add(seconds);
            if (setting is null || TorchRound(torch!.Value.Python, file, setting) is not { } turn) continue;
            (seconds, theirLoss) = turn;
            theirs.Add(seconds);
        }
        Print("Backstep", ours, ourLoss);
        if (theirs.Count == 0) return;
        Print($"PyTorch {torch!.Value.Version}, {setting} thread(s)", theirs, theirLoss);
        Console.WriteLine($"  ratio of the medians {Comparison.Median(theirs) / Comparison.Median(ours):F1} (slowest of ours "
            + $"{theirs.Min() / ours.Max():F1}, fastest {theirs.Max() / ours.Min():F1}); load at the end {Load()}");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static void Print(string who, List<double> seconds, double loss) =>
        Console.WriteLine($"  {who,-32} {Comparison.Median(seconds),7:F4} s (min {seconds.Min():F4}, max {seconds.Max():F4}), mean of "
            + $"the last 50 losses {loss:F3}");

    /// <summary>Seconds of the steps behind as many that warm up, and the mean of the last 50 losses.</summary>
    private (double Seconds, double Loss) Train(CpuBackend backend, string file)
    {
        NameList list = NameList.Read(file);
        Dataset names = list.ToDataset();
        var network = new GptNetwork("microgpt", GptSize.Of(list));
        Program program = network.BuildTraining(1, GptNetwork.Optimizer);
        (int[] order, Dictionary<string, Tensor> initial) = network.Draw(new PythonRandom(options.Seed), names.Count);
        initial["lr"] = Tensor.Scalar(GptNetwork.Optimizer.LearningRate);
        double seconds = 0, loss = 0;
        foreach (bool warmsUp in (bool[])[true, false])
        {
            using var compiled = (IDatasetProgram)backend.Compile(program);
            compiled.Attach(names);
            foreach ((string name, Tensor content) in initial) compiled.Write(program[name], content);
            loss = 0;
            long start = Stopwatch.GetTimestamp();
            for (int step = 0; step < options.Steps; step++)
            {
                StepResult result = compiled.RunBatch(order.AsSpan(step % order.Length, 1));
                if (step >= options.Steps - 50) loss += result.Loss / Math.Min(50, options.Steps);
            }
            if (!warmsUp) seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return (seconds, loss);
    }

    /// <summary>The faster of one and two threads.</summary>
    private string? Best(string python, string file)
    {
        string? best = null;
        double least = double.PositiveInfinity;
        foreach (string threads in (string[])["1", "2"])
        {
            if (TorchRound(python, file, threads) is not { } tried) continue;
            Console.WriteLine($"  PyTorch, {threads} thread(s): {tried.Seconds:F3} s");
            if (tried.Seconds < least) (least, best) = (tried.Seconds, threads);
        }
        return best;
    }

    private (double Seconds, double Loss)? TorchRound(string python, string file, string threads)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "torch_names_job.py");
        (string output, string error, int exitCode) = ChildProcess.Run(
            python, [script, file, $"{options.Steps}", "1", threads], new Dictionary<string, string> { ["OMP_NUM_THREADS"] = threads });
        if (exitCode != 0)
        {
            Console.WriteLine($"  PyTorch failed: {error.Trim().Split('\n')[^1]}");
            return null;
        }
        using var json = JsonDocument.Parse(output);
        return (json.RootElement.GetProperty("seconds")[0].GetDouble(), json.RootElement.GetProperty("loss").GetDouble());
    }
}
