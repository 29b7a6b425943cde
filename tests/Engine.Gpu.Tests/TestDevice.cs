using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Running;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Backstep.Engine.Gpu.Tests;

/// <summary>The device that the tests run on: ILGPU's simulation on the processor,
/// or the accelerator that <see cref="Variable"/> names.</summary>
internal static class TestDevice
{
    /// <summary>Names the accelerator: <c>cpu</c> (ILGPU's simulation, the default), <c>opencl</c> or <c>cuda</c>.</summary>
    public const string Variable = "BACKSTEP_GPU_TEST";

    private static string Kind => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } kind ? kind : "cpu";

    /// <summary>Whether it is ILGPU's own on the processor.</summary>
    public static bool IsSimulation => Kind == "cpu";

    /// <summary>A fresh host.</summary>
    /// <param name="groupSize">Threads a group; by default the device's own choice.</param>
    public static TestHost Open(int? groupSize = null) =>
        IsSimulation ? OpenSimulation(groupSize) : OpenReal(groupSize, new CudaDevices(), new OpenClDevices());

    /// <summary>A fresh host that plans as for a card, whatever it is.</summary>
    /// <param name="groupSize">Threads a group; with a card's own number, 256, the largest groups have 512.</param>
    public static TestHost OpenCard(int groupSize = 256) =>
        IsSimulation ? OpenSimulatedCard(groupSize) : OpenReal(groupSize, new AsCard(new CudaDevices()), new AsCard(new OpenClDevices()));

    /// <summary>The same on the simulation, for plans that are not run.</summary>
    public static TestHost OpenSimulatedCard(int groupSize = 256)
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(32, 16, 1)));
        return Simulate("a simulated card", context, groupSize, isProcessor: false);
    }

    /// <summary>The simulation, of which at most <paramref name="memory"/> bytes are used.</summary>
    public static TestHost OpenSimulation(int? groupSize = null, long memory = 1L << 30)
    {
        // Every launch wakes all of its threads: no more than a group needs, and by default two,
        // the fewest that can miss each other at a barrier.
        int threads = Math.Max(2, groupSize ?? 2);
        return Simulate(
            "the simulation", Context.Create(builder => builder.CPU(new CPUDevice(threads, 1, 1))), groupSize ?? 2, isProcessor: true,
            memory);
    }

    private static TestHost Simulate(string name, Context context, int? groupSize, bool isProcessor, long memory = 1L << 30)
    {
        Accelerator accelerator = context.GetCPUDevice(0).CreateAccelerator(context);
        return new TestHost(
            new GpuDevice(0, name, "CPU", "none", Math.Min(memory, accelerator.MemorySize), isProcessor), context, accelerator, groupSize);
    }

    private static TestHost OpenReal(int? groupSize, params IDeviceApi[] apis)
    {
        var gpus = new IlgpuDevices(apis);
        GpuInventory inventory = gpus.Find();
        GpuDevice device = inventory.Devices.FirstOrDefault(d => d.Api.Equals(Kind, StringComparison.OrdinalIgnoreCase))
            ?? throw new GpuException(
                l => $"{Variable}={Kind}, and there is no such device ({string.Join("; ", inventory.Missing.Select(m => m.In(l)))})");
        return (TestHost)gpus.OpenHost(
            device, (context, accelerator, found) => new TestHost(device, context, accelerator, groupSize, found.LargestAllocation));
    }

    /// <summary>Says of processors that they are cards.</summary>
    private sealed class AsCard(IDeviceApi api) : IDeviceApi
    {
        public string Name => api.Name;

        public IReadOnlyList<FoundDevice> Find(ICollection<Func<GpuTexts, string>> missing) =>
            [.. api.Find(missing).Select(d => d with { IsProcessor = false })];
    }
}

/// <summary>A host whose fresh memory holds no numbers, so that nobody can rely on what is in it, and whose device can be lost.</summary>
internal sealed class TestHost(
    GpuDevice device, Context context, Accelerator accelerator, int? groupSize = null, long largestAllocation = long.MaxValue)
    : DeviceHost(device, context, accelerator, groupSize, largestAllocation)
{
    /// <summary>What the device throws from now on at everything.</summary>
    public Exception? Lost { get; set; }

    protected override void BeforeCall()
    {
        if (Lost is not null) throw Lost;
    }

    // Four bytes of 255 are a NaN.
    protected override void AfterAllocation(MemoryBuffer buffer) => buffer.MemSet(Stream, byte.MaxValue, 0, buffer.LengthInBytes);
}
