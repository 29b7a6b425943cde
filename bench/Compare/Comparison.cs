using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Data;

namespace Backstep.Bench.Compare;

/// <summary>The jobs on both sides, in turn, so that a noisy machine is noisy for both.</summary>
internal sealed class Comparison(Options options)
{
    /// <summary>Runs and prints.</summary>
    public void Run()
    {
        (string Python, string Version)? torch = options.Torch ? TorchRun.Find() : null;
        if (options.Torch && torch is null)
            Console.WriteLine("PyTorch is not installed (python3 -c \"import torch\" fails): Backstep alone. Debian has it as "
                + "python3-torch.");
        using var backend = new CpuBackend(new CpuOptions { Threads = options.Threads, VectorWidth = options.Width });
        double peak = CpuInfo.MeasurePeak(backend);
        Console.WriteLine($"{CpuInfo.Detect().Name}, {Environment.ProcessorCount} cores; Backstep: {backend.Threads} "
            + $"threads, {backend.VectorWidth}, measured peak {peak:F0} "
            + $"GFLOP/s{(torch is null ? "" : $"; PyTorch {torch.Value.Version}")}");
        foreach (Job job in Job.All.Where(j => options.Jobs.Contains(j.Letter))) Compare(job, backend, peak, torch?.Python);
    }

    private void Compare(Job job, CpuBackend backend, double peak, string? python)
    {
        DatasetFiles files = DatasetStore.Find(job.Data, DatasetStore.Roots(options.DataDir));
        Dataset train = DatasetStore.Load(files, DatasetSplit.Train), test = DatasetStore.Load(files, DatasetSplit.Test);
        Console.WriteLine();
        Console.WriteLine(job.Title);
        TorchSetting? best = python is null ? null : Best(python, job, files.Folder);
        var ours = new List<double>();
        var theirs = new List<double>();
        RunResult? ourLast = null, theirLast = null;
        for (int round = 0; round < options.Rounds; round++)
        {
            ourLast = BackstepRun.Train(job, backend, train, test, options.Epochs + 1, options.Seed);
            ours.AddRange(ourLast.EpochSeconds.Skip(1));
            if (best is null) continue;
            theirLast = TorchRun.Train(python!, job, files.Folder, options.Epochs + 1, best, options.Seed);
            if (theirLast is not null) theirs.AddRange(theirLast.EpochSeconds.Skip(1));
        }
        double flops = job.FlopsPerEpoch(train.Count) / 1e9;
        Print("Backstep", ours, flops, peak, ourLast!);
        if (theirLast is null) return;
        Print($"PyTorch ({best!.Name})", theirs, flops, peak, theirLast);
        Console.WriteLine($"  ratio of the medians {Median(theirs) / Median(ours):F1} (slowest of ours {theirs.Min() / ours.Max():F1}, "
            + $"fastest {theirs.Max() / ours.Min():F1})");
        double worst(int n) => ourLast!.FirstLosses.Zip(theirLast.FirstLosses).Take(n).Max(p => Math.Abs(p.First - p.Second));
        Console.WriteLine($"  same seed: the first 20 losses differ by at most {worst(20):E1}, the first 100 by {worst(100):E1}");
    }

    /// <summary>The setting with the fastest epoch.</summary>
    private static TorchSetting? Best(string python, Job job, string folder)
    {
        TorchSetting? best = null;
        double least = double.PositiveInfinity;
        foreach (TorchSetting setting in TorchSetting.For(Environment.ProcessorCount))
        {
            if (TorchRun.Train(python, job, folder, 2, setting) is not { } tried) continue;
            double seconds = tried.EpochSeconds.Min();
            Console.WriteLine($"  PyTorch, {setting.Name}: {seconds:F2} s");
            if (seconds < least) (least, best) = (seconds, setting);
        }
        return best;
    }

    private static void Print(string who, List<double> seconds, double flops, double peak, RunResult last)
    {
        double median = Median(seconds), rate = flops / median;
        Console.WriteLine($"  {who,-40} {median,7:F3} s/epoch (min {seconds.Min():F3}, max {seconds.Max():F3})  {rate,5:F0} GFLOP/s "
            + $" {100 * rate / peak,3:F0} % of peak  accuracy {last.TestAccuracy:F2} %");
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
