using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Data;

namespace Backstep.Bench.Compare;

/// <summary>The jobs on a GPU: Backstep and PyTorch in turn, every turn a process of its own, so that each begins cold.</summary>
internal sealed class GpuComparison(Options options, string gpu)
{
    /// <summary>
    /// The range in which the cost of an empty kernel that waits for the one before is taken to lie on a card of today, in µs.
    /// </summary>
    private const double LeastKernel = 1.3, MostKernel = 3;

    /// <summary>Runs and prints.</summary>
    public void Run()
    {
        var gpus = new IlgpuDevices();
        GpuDevice device = GpuJob.Choose(gpus, gpu);
        Console.WriteLine($"Backstep: {gpus.Library}; gpu:{device.Index} {device.Name}, {device.Api}, "
            + $"driver {device.Driver}, {device.MemoryBytes / (double)(1 << 30):F1} "
            + $"GiB{(device.IsProcessor ? " (the processor behind OpenCL, no graphics card)" : "")}");
        string? python = Torch();
        Console.WriteLine($"{options.Rounds} turns each; every turn is a process that trains {options.Epochs + 1} epochs. Warm: epochs 2 "
            + $"to {options.Epochs + 1}, median of all turns. Cold: from the first, with all that is compiled, without reading the data "
            + $"and bringing the device up.");
        foreach (Job job in Job.All.Where(j => options.Jobs.Contains(j.Letter))) Compare(job, device, python);
    }

    /// <summary>The interpreter whose PyTorch has a CUDA device; null, told in a line, if there is none.</summary>
    private string? Torch()
    {
        if (!options.Torch) return null;
        if (TorchRun.Find() is not { } torch)
        {
            Console.WriteLine("PyTorch is not installed (python3 -c \"import torch\" fails): Backstep alone.");
            return null;
        }
        (string? description, string? problem) = TorchGpuRun.Describe(torch.Python);
        Console.WriteLine(problem is null ? description : $"{problem}: Backstep alone.");
        return problem is null ? torch.Python : null;
    }

    private void Compare(Job job, GpuDevice device, string? python)
    {
        DatasetFiles files = DatasetStore.Find(job.Data, DatasetStore.Roots(options.DataDir));
        int images = DatasetStore.Load(files, DatasetSplit.Train).Count, steps = (images + job.BatchSize - 1) / job.BatchSize;
        var ours = new List<GpuRun>();
        var theirs = TorchMode.All.Select(mode => (Mode: mode, Runs: new List<GpuRun>())).ToArray();
        var problems = new List<string>();
        for (int round = 0; round < options.Rounds; round++)
        {
            ours.Add(GpuJob.Start(options, job, gpu));
            if (python is null) continue;
            foreach ((TorchMode mode, List<GpuRun> runs) in theirs.Where(t => round == 0 || t.Runs.Count > 0))
            {
                (GpuRun? run, string? problem) = TorchGpuRun.Train(python, job, files.Folder, options.Epochs + 1, mode, options.Seed);
                if (run is not null) runs.Add(run);
                else problems.Add($"{mode.Name}: {problem}");
            }
        }
        Console.WriteLine($"\n{job.Title}: {steps} steps an epoch\n");
        Console.WriteLine($"| | s/epoch, warm (min to max) | {options.Epochs} epochs warm, s | cold, s | first epoch, s | device up, s | "
            + $"µs/step | kernels/step | of the floor | accuracy |\n|---|---|---|---|---|---|---|---|---|---|");
        Row("Backstep", ours, steps, device.IsProcessor);
        foreach ((TorchMode mode, List<GpuRun> runs) in theirs.Where(t => t.Runs.Count > 0))
            Row(mode.Name, runs, steps, isProcessor: false);
        Console.WriteLine();
        if (!device.IsProcessor)
            Console.WriteLine($"Floor: the step's own kernels, empty, one after the other, taken as {LeastKernel} to {MostKernel} "
                + $"µs each.");
        foreach (string problem in problems) Console.WriteLine(problem);
        foreach ((TorchMode mode, List<GpuRun> runs) in theirs.Where(t => t.Runs.Count > 0)) Ratio(mode, runs, ours);
    }

    private void Row(string who, List<GpuRun> runs, int steps, bool isProcessor)
    {
        double[] warm = [.. runs.SelectMany(r => r.EpochSeconds.Skip(1))];
        double median = Comparison.Median(warm), step = median / steps * 1e6;
        double? kernels = runs[^1].Kernels;
        string floor = kernels is double k && !isProcessor
            ? $"{100 * k * LeastKernel / step:F0} to {100 * k * MostKernel / step:F0} %" : "";
        Console.WriteLine(
            $"| {who} | {median:F4} ({warm.Min():F4} to {warm.Max():F4}) | {Middle(r => r.EpochSeconds.Skip(1).Sum()):F3} "
                + $"| {Middle(r => r.EpochSeconds.Take(options.Epochs).Sum()):F3} | {Middle(r => r.EpochSeconds[0]):F3} "
            + $"| {Middle(r => r.Start):F2} | {step:F1} | {(kernels is double n ? $"{n:0.#}" : "not known")} | {floor} "
            + $"| {runs[^1].Accuracy:F2} % |");

        double Middle(Func<GpuRun, double> figure) => Comparison.Median(runs.Select(figure));
    }

    private static void Ratio(TorchMode mode, List<GpuRun> theirs, List<GpuRun> ours)
    {
        double ratio(Func<GpuRun, double> figure) => Comparison.Median(theirs.Select(figure)) / Comparison.Median(ours.Select(figure));
        double worst(int n) => ours[^1].Losses.Zip(theirs[^1].Losses).Take(n).Max(p => Math.Abs(p.First - p.Second));
        Console.WriteLine($"{mode.Name}, time over Backstep's: warm {ratio(r => Comparison.Median(r.EpochSeconds.Skip(1))):F2}, first "
            + $"epoch {ratio(r => r.EpochSeconds[0]):F2}; same seed: the first 20 losses differ by at most {worst(20):E1}, the first 100 "
            + $"by {worst(100):E1}");
    }
}
