using Backstep.Engine.Backends.Gpu;

namespace Backstep.GpuPluginStub;

/// <summary>
/// A GPU plug-in without a GPU, to test all that surrounds one. How it behaves says a file <c>stub.txt</c> beside it, one word a line, and
/// perhaps a number: see <see cref="StubBehaviour"/>.
/// </summary>
public sealed class StubPlugin : IGpuPlugin
{
    private readonly StubBehaviour _behaviour;

    /// <summary>Behaves as the file beside the assembly says; without one nothing goes wrong.</summary>
    public StubPlugin() : this(StubBehaviour.Read(Path.Combine(Path.GetDirectoryName(typeof(StubPlugin).Assembly.Location)!, StubBehaviour.File)))
    {
    }

    /// <summary>Behaves as it is told.</summary>
    public StubPlugin(StubBehaviour behaviour) => _behaviour = behaviour;

    /// <inheritdoc/>
    public string Description => "stub 1.0, no library";

    /// <inheritdoc/>
    public GpuInventory Find() =>
        _behaviour.FindFails ? throw new StubDeviceException("the driver is out of order")
        : _behaviour.WasBuiltForAnotherEngine ? throw new MissingMethodException("Method not found: 'Int32 Backstep.Engine.Backends.IBackend.Gone()'.")
        : _behaviour.HasNoDevice ? new([], ["CUDA: there is no driver", "OpenCL: there is no device"])
        : _behaviour.HasProcessorOnly ? new([new(0, "Stub Processor", "OpenCL", "3.0 stub", 8L << 30, IsProcessor: true)], ["CUDA: there is no driver"])
        : new([new(0, "Stub Card", "CUDA", "580.1", 16L << 30, IsProcessor: false), new(1, "Stub Other", "OpenCL", "3.0 stub", 4L << 30, IsProcessor: false)], []);

    /// <inheritdoc/>
    public IGpuBackend Open(GpuDevice device) =>
        _behaviour.OpenFails ? throw new GpuException($"{device.Name} does not come up") : new StubBackend(device, _behaviour);
}

/// <summary>What goes wrong in a stub.</summary>
public sealed record StubBehaviour
{
    /// <summary>The name of the file that tells.</summary>
    public const string File = "stub.txt";

    /// <summary><c>find-fails</c>: looking for devices ends in an exception of the plug-in's own.</summary>
    public bool FindFails { get; init; }

    /// <summary><c>another-engine</c>: calls a method that the engine does not have.</summary>
    public bool WasBuiltForAnotherEngine { get; init; }

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

    /// <summary>Reads the file; without it nothing goes wrong.</summary>
    public static StubBehaviour Read(string path)
    {
        var behaviour = new StubBehaviour();
        foreach (string line in System.IO.File.Exists(path) ? System.IO.File.ReadAllLines(path) : [])
            behaviour = line.Split(' ') switch
            {
                ["find-fails"] => behaviour with { FindFails = true },
                ["another-engine"] => behaviour with { WasBuiltForAnotherEngine = true },
                ["none"] => behaviour with { HasNoDevice = true },
                ["processor"] => behaviour with { HasProcessorOnly = true },
                ["open-fails"] => behaviour with { OpenFails = true },
                ["memory"] => behaviour with { HasNoMemory = true },
                ["lost", var at] => behaviour with { LostAt = int.Parse(at) },
                _ => throw new FormatException($"{path}: '{line}' is not known"),
            };
        return behaviour;
    }
}

/// <summary>What a library below a plug-in may throw: nothing that the engine knows.</summary>
public sealed class StubDeviceException(string message) : Exception(message);
