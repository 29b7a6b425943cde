namespace Backstep.Engine.Backends.Gpu;

/// <summary>The GPUs of a machine: finds them and opens one.</summary>
public interface IGpuDevices
{
    /// <summary>The library that speaks to them and its version, for people.</summary>
    string Library { get; }

    /// <summary>Looks for devices; finding none is no fault.</summary>
    GpuInventory Find();

    /// <summary>A backend on a device.</summary>
    /// <param name="device">One that <see cref="Find"/> gave.</param>
    /// <exception cref="GpuException">The device does not come up.</exception>
    IGpuBackend Open(GpuDevice device);
}

/// <summary>A backend on a GPU: float32, the same bits at every run on the same device, driver and build.</summary>
public interface IGpuBackend : IBackend
{
    /// <summary>Where it calculates.</summary>
    GpuDevice Device { get; }
}
