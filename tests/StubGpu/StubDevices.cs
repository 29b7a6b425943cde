using System.Globalization;
using Backstep.Engine.Backends.Gpu;
using ILGPU.Runtime;

namespace Backstep.StubGpu;

/// <summary>GPUs that are none, to test all that surrounds one.</summary>
public sealed class StubDevices(StubBehaviour behaviour) : IGpuDevices
{
    /// <param name="behaviour">See <see cref="StubBehaviour.Parse"/>.</param>
    public StubDevices(string behaviour = "") : this(StubBehaviour.Parse(behaviour))
    {
    }

    private static MissingDevice NoDriver => new("CUDA", _ => "there is no driver");

    public string Library => "stub 1.0";

    public GpuInventory Find() =>
        behaviour.FindFails ? throw new StubDeviceException("the driver is out of order")
        : behaviour.HasNoDevice ? new([], [NoDriver, new("OpenCL", _ => "there is no device")])
        : behaviour.HasProcessorOnly ? new(
            [new(0, "Stub Processor", "OpenCL", "3.0 stub", 8L << 30, IsProcessor: true)], [NoDriver])
        : new([new(0, "Stub Card", "CUDA", "580.1", 16L << 30, IsProcessor: false),
        new(1, "Stub Other", "OpenCL", "3.0 stub", 4L << 30, IsProcessor: false)],
            []);

    public IGpuBackend Open(GpuDevice device) =>
        behaviour.OpenFails ? throw new GpuException(_ => $"{device.Name} does not come up") : new StubBackend(device, behaviour);
}

/// <summary>What goes wrong in a stub.</summary>
public sealed record StubBehaviour
{
    /// <summary><c>find-fails</c>: looking for devices ends in an exception of the library below.</summary>
    public bool FindFails { get; init; }

    /// <summary><c>none</c>: there is no device.</summary>
    public bool HasNoDevice { get; init; }

    /// <summary><c>processor</c>: the only device is a processor.</summary>
    public bool HasProcessorOnly { get; init; }

    /// <summary><c>open-fails</c>: the device does not come up.</summary>
    public bool OpenFails { get; init; }

    /// <summary><c>memory</c>: no program fits into the device.</summary>
    public bool HasNoMemory { get; init; }

    /// <summary><c>lost N</c>: the device is gone when it is asked for instruction or step N, counted from 1.</summary>
    public int? LostAt { get; init; }

    /// <summary>How many steps may wait.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>From the word in front of each; empty if nothing goes wrong.</summary>
    public static StubBehaviour Parse(string behaviour) => behaviour.Split(' ') switch
    {
        [""] => new(),
        ["find-fails"] => new() { FindFails = true },
        ["none"] => new() { HasNoDevice = true },
        ["processor"] => new() { HasProcessorOnly = true },
        ["open-fails"] => new() { OpenFails = true },
        ["memory"] => new() { HasNoMemory = true },
        ["lost", var at] => new() { LostAt = int.Parse(at, CultureInfo.InvariantCulture) },
        _ => throw new FormatException($"'{behaviour}' is not known"),
    };
}

/// <summary>What ILGPU may throw, of a kind that the engine does not know.</summary>
public sealed class StubDeviceException(string message) : AcceleratorException(message)
{
    public override AcceleratorType AcceleratorType => AcceleratorType.Cuda;
}
