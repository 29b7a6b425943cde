using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Data;
using Backstep.Engine.Models;

namespace Backstep.Bench.Compare;

/// <summary>Tables for docs/performance.md, in Markdown.</summary>
internal sealed class Scaling(Options options)
{
    /// <summary>Against threads and vector width (on the processor), batch size, and width of the network.</summary>
    public void Tables()
    {
        if (options.Gpu is null) Threads();
        Console.WriteLine("\n| job | batch | s/epoch | GFLOP/s |\n|---|---|---|---|");
        foreach (Job job in Selected())
            foreach (int batch in new[] { 1, 4, 16, 64, 256, 1024, 4096 })
                Row($"{job.Letter} | {batch}", job with { BatchSize = batch });
        Console.WriteLine("\n| network | s/epoch | GFLOP/s |\n|---|---|---|");
        foreach (int factor in new[] { 1, 2, 4 })
            Row($"network2, {6 * factor} and {12 * factor} channels", Job.All[0] with { Network = Wider(factor) });
        foreach (int hidden in new[] { 64, 128, 256, 512, 1024, 2048 })
            Row($"mlp, {hidden} hidden", Job.All[1] with { Network = Mlp(hidden) });
    }

    private void Threads()
    {
        Console.WriteLine("| job | threads | vectors | s/epoch | GFLOP/s |\n|---|---|---|---|---|");
        foreach (Job job in Selected())
            foreach (VectorWidth width in new[]
                { VectorWidth.Vector512, VectorWidth.Vector256, VectorWidth.Vector128 }.Where(VectorWidths.IsSupported))
                for (int threads = 1; threads <= (options.Threads ?? Environment.ProcessorCount); threads *= 2)
                    Row($"{job.Letter} | {threads} | {(int)width}", job,
                        new CpuBackend(new CpuOptions { Threads = threads, VectorWidth = width }));
    }

    /// <summary>Where the time goes, stage by stage.</summary>
    public void Profile()
    {
        foreach (Job job in Selected())
        {
            using var backend = new CpuBackend(new CpuOptions { Threads = options.Threads, VectorWidth = options.Width, Profile = true });
            Dataset train = Load(job, DatasetSplit.Train);
            BackstepRun.Train(job, backend, train, null, options.Epochs);
            var stages = backend.Profile().GroupBy(t => t.Stage).Select(g => (Stage: g.Key, Seconds: g.Sum(t => t.Seconds)))
                .OrderByDescending(g => g.Seconds).ToArray();
            double total = stages.Sum(s => s.Seconds);
            Console.WriteLine($"\n{job.Title}\n\n| stage | ms/epoch | share |\n|---|---|---|");
            foreach ((string stage, double seconds) in stages)
                Console.WriteLine($"| {stage} | {seconds / options.Epochs * 1e3:F1} | {100 * seconds / total:F1} % |");
        }
    }

    private IEnumerable<Job> Selected() => Job.All.Where(j => options.Jobs.Contains(j.Letter));

    private Dataset Load(Job job, DatasetSplit split) => DatasetStore.Load(job.Data, split, options.DataDir);

    private void Row(string label, Job job) =>
        Row(label, job, options.Gpu is { } gpu ? GpuJob.Open(gpu)
            : new CpuBackend(new CpuOptions { Threads = options.Threads, VectorWidth = options.Width }));

    private void Row(string label, Job job, IBackend measured)
    {
        using IBackend backend = measured;
        Dataset train = Load(job, DatasetSplit.Train);
        RunResult result = BackstepRun.Train(job, backend, train, null, options.Epochs + 1);
        double median = Comparison.Median(result.EpochSeconds.Skip(1));
        Console.WriteLine($"| {label} | {median.ToString(options.Gpu is null ? "F3" : "F4")} "
            + $"| {job.FlopsPerEpoch(train.Count) / median / 1e9:F0} |");
    }

    private static Network Wider(int factor)
    {
        Network original = Networks.Network2;
        return new Network(original.Name, original.ClassName, original.InputShape,
            [
                new("conv1", new Conv2d(1, 6 * factor, 5)), new("conv2", new Conv2d(6 * factor, 12 * factor, 5)),
                new("fc1", new Linear(192 * factor, 120)), new("fc2", new Linear(120, 60)), new("out", new Linear(60, 10)),
            ],
            static (f, t) =>
            {
                t = f.MaxPool2d(f.Relu(f.Call("conv1", t)), 2, 2);
                t = f.Flatten(f.MaxPool2d(f.Relu(f.Call("conv2", t)), 2, 2));
                return f.Call("out", f.Relu(f.Call("fc2", f.Relu(f.Call("fc1", t)))));
            })
        { ForwardLines = original.ForwardLines, StepLines = original.StepLines };
    }

    private static Network Mlp(int hidden)
    {
        Network original = Networks.Mlp;
        return new Network(original.Name, original.ClassName, original.InputShape,
            [
                new("flatten", new Flatten()),
                new("linear_relu_stack",
                    new Sequential(new Linear(784, hidden), new ReLU(), new Linear(hidden, hidden), new ReLU(), new Linear(hidden, 10))),
            ],
            static (f, x) => f.Call("linear_relu_stack", f.Call("flatten", x)))
        { ForwardLines = original.ForwardLines, StepLines = original.StepLines };
    }
}
