using System.Diagnostics;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Bench.Compare;

/// <summary>What launches cost on a GPU: an empty one, and each of those that a step of a job consists of.</summary>
internal static class Launches
{
    /// <summary>Launches in line before they are waited for; the best of some such rows counts.</summary>
    private const int Row = 200, Rows = 5;

    /// <summary>Measures and prints.</summary>
    public static void Run(Options options)
    {
        var gpus = new IlgpuDevices();
        GpuDevice device = GpuJob.Choose(gpus, options.Gpu ?? "gpu");
        DeviceHost host = gpus.OpenHost(device,
            (context, accelerator, found) => new DeviceHost(device, context, accelerator, null, found.LargestAllocation));
        using var backend = new GpuBackend(host);
        Console.WriteLine($"{device.Name}, {device.Api}, driver {device.Driver}: µs a launch, best of {Rows} rows of {Row}");
        using (MemoryBuffer1D<float, Stride1D.Dense> one = host.Allocate<float>(1, _ => "an empty launch"))
        {
            var empty = Launch.Of(host, "empty", PointwiseKernels.Fill, new KernelConfig(1, host.GroupSize),
                new FillArgs(0, new Output(one.View, 0, 0)));
            (double put, double whole) = Measure(host, [empty]);
            Console.WriteLine($"| an empty launch | {whole:F2} | of it the processor's part {put:F2} |");
        }
        foreach (Job job in Job.All.Where(j => options.Jobs.Contains(j.Letter)))
        {
            Dataset train = DatasetStore.Load(DatasetStore.Find(job.Data, DatasetStore.Roots(options.DataDir)), DatasetSplit.Train);
            using var program = (GpuProgram)backend.Compile(job.Network.BuildTraining(job.BatchSize, OptimizerSpec.Sgd(job.LearningRate)));
            foreach ((string name, Tensor content) in job.Network.Initialize(new TorchRandom(options.Seed)))
                program.Write(program.Program[name], content);
            program.Write(program.Program["lr"], Tensor.Scalar(job.LearningRate));
            program.Attach(train);
            program.RunBatch([.. Enumerable.Range(0, job.BatchSize)]);
            var launches = new List<Launch>();
            program.ReplaceLaunches(launch =>
            {
                launches.Add(launch);
                return launch;
            });
            foreach (Launch launch in launches)
                Console.WriteLine($"| {job.Letter}, {launch.Name} | {Measure(host, [launch]).Whole:F2} | |");
            (double put, double whole) = Measure(host, launches);
            Console.WriteLine($"| {job.Letter}, a step | {whole:F2} | of it the processor's part {put:F2} |");
        }
    }

    /// <summary>Microseconds that some launches in a row take, and of that until they are in line.</summary>
    private static (double Put, double Whole) Measure(DeviceHost host, IReadOnlyList<Launch> launches)
    {
        (double put, double whole) = (double.MaxValue, double.MaxValue);
        for (int row = 0; row < Rows; row++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Row; i++)
                foreach (Launch launch in launches) host.Enqueue(launch, new StepArguments(0, ResultRing.OwnSlot));
            double inLine = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            host.Synchronize();
            (put, whole) = (Math.Min(put, inLine / Row), Math.Min(whole, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Row));
        }
        return (put, whole);
    }
}
