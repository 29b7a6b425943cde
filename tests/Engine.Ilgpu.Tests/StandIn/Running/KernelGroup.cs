using ILGPU.Runtime;

namespace ILGPU.Running;

/// <summary>The group of threads that is running: where it stands in the grid, and its shared memory.</summary>
internal sealed class KernelGroup(Accelerator accelerator)
{
    private readonly List<MemoryBuffer> _shared = [];
    private GroupTurns? _turns;

    public Index3D GridDim { get; private set; }

    public Index3D GroupDim { get; private set; }

    public Index3D Index { get; private set; }

    /// <summary>Begins a launch.</summary>
    /// <param name="config">Its groups and threads.</param>
    /// <param name="turns">Who lets the threads of a group meet; null if they never do.</param>
    public void Begin(KernelConfig config, GroupTurns? turns) => (GridDim, GroupDim, _turns) = (config.GridDim, config.GroupDim, turns);

    /// <summary>Goes on to a group. Its shared memory is new: what is in it is no number.</summary>
    public void MoveTo(int group)
    {
        Index = new Index3D(group % GridDim.X, group / GridDim.X % GridDim.Y, group / GridDim.X / GridDim.Y);
        foreach (MemoryBuffer block in _shared) block.Dispose();
        _shared.Clear();
    }

    public void Barrier(int thread) => _turns?.Barrier(thread);

    public MemoryBuffer SharedBlock(int number, long bytes)
    {
        if (number == _shared.Count)
        {
            long all = _shared.Sum(b => b.LengthInBytes) + bytes;
            if (all > accelerator.MaxSharedMemoryPerGroup) throw new InvalidOperationException($"{all} bytes of shared memory, and a group has {accelerator.MaxSharedMemoryPerGroup}");
            _shared.Add(Block(bytes));
        }
        MemoryBuffer block = _shared[number];
        if (block.LengthInBytes != bytes) throw new InvalidOperationException("the threads of a group ask for different shared memory");
        return block;
    }

    public MemoryBuffer Block(long bytes) => new(accelerator, bytes, 1);
}
