namespace Backstep.Engine.Backends.Gpu;

/// <summary>
/// What a GPU plug-in offers. The plug-in is an assembly of its own, found at run time (<see cref="GpuPlugins"/>), so that the program
/// neither needs nor ships a GPU library. The implementing class has a constructor without parameters.
/// </summary>
public interface IGpuPlugin
{
    /// <summary>The plug-in's name and version and those of the library that it builds on, for people.</summary>
    string Description { get; }

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
