using Backstep.Engine.Backends.Gpu;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Backstep.Engine.Ilgpu.Tests;

/// <summary>The device that the tests run on: the stand-in, or with the real package the accelerator that BACKSTEP_GPU_TEST names.</summary>
internal static class TestDevice
{
    /// <summary>A fresh host.</summary>
    /// <param name="groupSize">Threads a group; by default the device's own choice.</param>
    public static DeviceHost Open(int? groupSize = null)
    {
        Context context = Context.Create(builder => builder.CPU());
        Accelerator accelerator = context.GetCPUDevice(0).CreateAccelerator(context);
        return new DeviceHost(new GpuDevice(0, accelerator.Name, "test", "none", accelerator.MemorySize, true), context, accelerator, groupSize);
    }
}
