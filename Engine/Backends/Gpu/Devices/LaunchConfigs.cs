using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>How many groups of how many threads.</summary>
internal static class LaunchConfigs
{
    /// <summary>As many groups as fill any card; longer work goes round in the threads.</summary>
    private const int MostGroups = 1024;

    /// <summary>As many elements as a kernel can count through: a thread's next position must not pass 2³¹.</summary>
    public const int MostElements = int.MaxValue - MostGroups * 1024;

    /// <summary>For a kernel whose threads go through <paramref name="length"/> elements, a grid's width apart.</summary>
    public static KernelConfig Each(this DeviceHost host, int length) =>
        new(Math.Clamp((int)(((long)length + host.GroupSize - 1) / host.GroupSize), 1, MostGroups), host.GroupSize);

    /// <summary>For a kernel with a group for each of <paramref name="count"/> elements.</summary>
    public static KernelConfig Groups(this DeviceHost host, int count) => new(Math.Max(1, count), host.GroupSize);
}
