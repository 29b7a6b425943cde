using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>What launches are bound to: the memory of a compiled program, where its batches come from and where its results go.</summary>
internal sealed class Workspace(
    DeviceHost host, Program program, MemoryLayout layout, Arena arena, BatchSource source, ArrayView<float> results)
    : IDisposable
{
    private readonly List<IDisposable> _kept = [];

    public DeviceHost Host => host;

    /// <summary>What is compiled.</summary>
    public Program Program => program;

    /// <summary>All memory: values and extra parts.</summary>
    public Arena Arena => arena;

    /// <summary>The data set and the order of the epoch; both change between steps, so a launch asks when it is put in line.</summary>
    public BatchSource Source => source;

    /// <summary>The ring of results: at 2·slot a step's loss, behind it its number of correct samples.</summary>
    public ArrayView<float> Results => results;

    /// <summary>Where a value is.</summary>
    public ArrayView<float> this[Value value] => arena[layout.PartOf(value)];

    /// <summary>A part that <see cref="MemoryLayout.Extra"/> made.</summary>
    public ArrayView<float> Extra(int part) => arena[part];

    /// <summary>Where in the arena a value begins, in floats.</summary>
    public long OffsetOf(Value value) => arena.OffsetOf(layout.PartOf(value));

    /// <summary>Brings a table that launches go by to the device, where it stays as long as the program.</summary>
    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory.</exception>
    public ArrayView<T> Keep<T>(T[] table) where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = host.Allocate<T>(table.Length, static t => t.FusedTables);
        _kept.Add(buffer);
        if (table.Length > 0) host.Upload<T>(buffer.View, table);
        return buffer.View;
    }

    /// <summary>Gives the tables back.</summary>
    public void Dispose()
    {
        foreach (IDisposable buffer in _kept) DeviceFaults.LetGo(buffer);
    }
}

/// <summary>What a program was compiled to.</summary>
/// <param name="Run">The step on what lies in the inputs' memory.</param>
/// <param name="Step">The step on a batch of the resident data set, with its result put into the ring;
/// empty for programs that take no batches.</param>
internal sealed record LaunchPlan(IReadOnlyList<Launch> Run, IReadOnlyList<Launch> Step);
