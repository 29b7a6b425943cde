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

    /// <summary>A fresh host with groups as large as a card's.</summary>
    public static DeviceHost OpenCard() => Kind == "cpu" ? OpenSimulatedCard() : OpenReal(256);

    /// <summary>A fresh host that plans as for a card, with groups of 256 and 512, on the simulation.</summary>
    public static DeviceHost OpenSimulatedCard()
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(32, 16, 1)));
        Accelerator accelerator = context.GetCPUDevice(0).CreateAccelerator(context);
        return new DeviceHost(new GpuDevice(0, "a simulated card", "CPU", "none", Math.Min(1L << 30, accelerator.MemorySize), false), context, accelerator, 256);
    }

    private static DeviceHost OpenSimulation(int? groupSize)
    {
        Context context = Context.Create(builder => builder.CPU());
        Accelerator accelerator = context.GetCPUDevice(0).CreateAccelerator(context);
        return new DeviceHost(new GpuDevice(0, "the simulation", "CPU", "none", Math.Min(1L << 30, accelerator.MemorySize), true), context, accelerator, groupSize);
    }

    private static DeviceHost OpenReal(int? groupSize)
    {
        var plugin = new IlgpuPlugin();
        GpuInventory inventory = plugin.Find();
        GpuDevice device = inventory.Devices.FirstOrDefault(d => d.Api.Equals(Kind, StringComparison.OrdinalIgnoreCase))
            ?? throw new GpuException($"{Variable}={Kind}, and there is no such device ({string.Join("; ", inventory.Missing)})");
        return plugin.OpenHost(device, groupSize);
    }
}
