using System.Diagnostics;
using System.Text.Json;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Bench.Compare;

/// <summary>What one run on a GPU gave, on either side.</summary>
/// <param name="EpochSeconds">Wall clock of each epoch, the first with all that is compiled for it.</param>
/// <param name="Accuracy">Per cent of the test set, after the last epoch.</param>
/// <param name="Losses">The first hundred losses.</param>
/// <param name="Kernels">Kernels a step; null where that is not known.</param>
/// <param name="Start">Seconds until the device was up.</param>
internal sealed record GpuRun(
    IReadOnlyList<double> EpochSeconds, double Accuracy, IReadOnlyList<double> Losses, double? Kernels, double Start);

/// <summary>One job on Backstep's GPU backend, in a process of its own: only so is its first epoch a cold one.</summary>
internal static class GpuJob
{
    /// <summary>Whether a name means a GPU.</summary>
    public static bool IsName(string device) =>
        device == "gpu" || device.StartsWith("gpu:", StringComparison.Ordinal) && uint.TryParse(device.AsSpan(4), out _);

    /// <summary>The device that a name means.</summary>
    /// <exception cref="GpuException">There is no such device.</exception>
    public static GpuDevice Choose(IGpuDevices gpus, string name)
    {
        GpuInventory found = gpus.Find();
        if (found.Devices.Count == 0)
            throw new GpuException(l => $"no GPU is found ({string.Join("; ", found.Missing.Select(m => m.In(l)))})");
        return name == "gpu" ? found.Devices[0]
            : found.Devices.FirstOrDefault(d => $"gpu:{d.Index}" == name)
                ?? throw new GpuException(
                    _ => $"there is no device {name}; there "
                        + $"are {string.Join(", ", found.Devices.Select(d => $"gpu:{d.Index} ({d.Name})"))}");
    }

    /// <summary>A backend on the device that a name means.</summary>
    /// <exception cref="GpuException">There is no such device, or it does not come up.</exception>
    public static IGpuBackend Open(string name)
    {
        var gpus = new IlgpuDevices();
        return gpus.Open(Choose(gpus, name));
    }

    /// <summary>Runs a job and prints what it gave as one JSON line.</summary>
    public static void Run(Options options)
    {
        Job job = Job.All.First(j => options.Jobs.Contains(j.Letter));
        DatasetFiles files = DatasetStore.Find(job.Data, DatasetStore.Roots(options.DataDir));
        Dataset train = DatasetStore.Load(files, DatasetSplit.Train), test = DatasetStore.Load(files, DatasetSplit.Test);
        long start = Stopwatch.GetTimestamp();
        using IGpuBackend backend = Open(options.Gpu ?? "gpu");
        double up = Stopwatch.GetElapsedTime(start).TotalSeconds;
        RunResult result = BackstepRun.Train(job, backend, train, test, options.Epochs + 1, options.Seed);
        using ICompiledProgram step = backend.Compile(job.Network.BuildTraining(job.BatchSize, OptimizerSpec.Sgd(job.LearningRate)));
        double? kernels = step is IQueuedProgram { KernelsPerStep: > 0 and var count } ? count : null;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            seconds = result.EpochSeconds,
            accuracy = result.TestAccuracy,
            losses = result.FirstLosses,
            kernels,
            start = up
        }));
    }

    /// <summary>Runs a job in a process of its own.</summary>
    /// <exception cref="GpuException">It failed; the message is what it said.</exception>
    public static GpuRun Start(Options options, Job job, string gpu)
    {
        string[] arguments = ["job", "--jobs", job.Letter, "--device", gpu, "--epochs", $"{options.Epochs}", "--seed", $"{options.Seed}",
            .. options.DataDir is { } folder ? new[] { "--data-dir", folder } : []];
        string self = Environment.ProcessPath!;
        // Started by 'dotnet Compare.dll' the process is dotnet's own.
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") arguments = [Environment.GetCommandLineArgs()[0], .. arguments];
        (string output, string error, int exitCode) = ChildProcess.Run(self, arguments);
        return exitCode == 0 ? Read(JsonDocument.Parse(output).RootElement)
            : throw new GpuException(_ => error.Trim().Replace("compare: ", "", StringComparison.Ordinal));
    }

    /// <summary>Reads the line that a run prints, ours or PyTorch's.</summary>
    public static GpuRun Read(JsonElement run) => new(
        Numbers(run, "seconds"), run.GetProperty("accuracy").GetDouble(), Numbers(run, "losses"),
        run.GetProperty("kernels") is { ValueKind: JsonValueKind.Number } kernels ? kernels.GetDouble() : null,
            run.GetProperty("start").GetDouble());

    private static double[] Numbers(JsonElement run, string name) => [.. run.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
}
