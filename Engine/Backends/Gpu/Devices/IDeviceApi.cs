namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>A way of reaching devices: CUDA or OpenCL.</summary>
internal interface IDeviceApi
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>The devices that can be used.</summary>
    /// <param name="missing">Gets a clause for each reason why there are none, or not more.</param>
    IReadOnlyList<FoundDevice> Find(ICollection<Func<GpuTexts, string>> missing);
}

/// <summary>A device that can be used.</summary>
/// <param name="Driver">The driver's version.</param>
/// <param name="LargestAllocation">What it gives in one piece, in bytes.</param>
/// <param name="IsProcessor">Whether it is the machine's own processor.</param>
/// <param name="Device">ILGPU's device.</param>
internal sealed record FoundDevice(
    string Name, string Driver, long MemoryBytes, long LargestAllocation, bool IsProcessor, ILGPU.Runtime.Device Device);
