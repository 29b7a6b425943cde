using Backstep.Engine.Backends.Gpu;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Backstep.Engine.Ilgpu.Tests;

/// <summary>The device that the tests run on: the stand-in, or with the real package the accelerator that <see cref="Variable"/> names.</summary>
internal static class TestDevice
{
    /// <summary>Names the accelerator: <c>cpu</c> (ILGPU's simulation, the default), <c>opencl</c> or <c>cuda</c>.</summary>
    public const string Variable = "BACKSTEP_GPU_TEST";

    /// <summary>What the variable says. The stand-in knows <c>cpu</c> alone.</summary>
    public static string Kind => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } kind ? kind : "cpu";

    /// <summary>A fresh host.</summary>
    /// <param name="groupSize">Threads a group; by default the device's own choice.</param>
    public static DeviceHost Open(int? groupSize = null) => Kind == "cpu" ? OpenSimulation(groupSize) : OpenReal(groupSize);

    /// <summary>A fresh host that plans as for a card, whatever it is.</summary>
    /// <param name="groupSize">Threads a group; with a card's own number, 256, the largest groups have 512.</param>
    public static DeviceHost OpenCard(int groupSize = 256) =>
        Kind == "cpu" ? OpenSimulatedCard(groupSize) : OpenReal(groupSize, new AsCard(new CudaDevices()), new AsCard(new OpenClDevices()));

    /// <summary>The same on the simulation, for plans that are not run.</summary>
    public static DeviceHost OpenSimulatedCard(int groupSize = 256)
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(32, 16, 1)));
        return Simulate("a simulated card", context, groupSize, isProcessor: false);
    }

    private static DeviceHost OpenSimulation(int? groupSize) => Simulate("the simulation", Context.Create(builder => builder.CPU()), groupSize, isProcessor: true);

    private static DeviceHost Simulate(string name, Context context, int? groupSize, bool isProcessor)
    {
        Accelerator accelerator = context.GetCPUDevice(0).CreateAccelerator(context);
        return new DeviceHost(new GpuDevice(0, name, "CPU", "none", Math.Min(1L << 30, accelerator.MemorySize), isProcessor), context, accelerator, groupSize);
    }

    private static DeviceHost OpenReal(int? groupSize, params IDeviceApi[] apis)
    {
        IlgpuPlugin plugin = apis.Length == 0 ? new IlgpuPlugin() : new IlgpuPlugin(apis);
        GpuInventory inventory = plugin.Find();
        GpuDevice device = inventory.Devices.FirstOrDefault(d => d.Api.Equals(Kind, StringComparison.OrdinalIgnoreCase))
            ?? throw new GpuException($"{Variable}={Kind}, and there is no such device ({string.Join("; ", inventory.Missing)})");
        return plugin.OpenHost(device, groupSize);
    }

    /// <summary>Says of processors that they are cards.</summary>
    private sealed class AsCard(IDeviceApi api) : IDeviceApi
    {
        public string Name => api.Name;

        public IReadOnlyList<FoundDevice> Find(ICollection<string> missing) => [.. api.Find(missing).Select(d => d with { IsProcessor = false })];
    }
}
