using ILGPU.Backends;
using ILGPU.Running;

namespace ILGPU.Runtime;

/// <summary>The kinds of accelerators.</summary>
public enum AcceleratorType
{
    CPU,
    Cuda,
    OpenCL,
}

/// <summary>A fault of an accelerator.</summary>
public abstract class AcceleratorException : Exception
{
    protected AcceleratorException(string message) : base(message)
    {
    }

    protected AcceleratorException(string message, Exception inner) : base(message, inner)
    {
    }

    public abstract AcceleratorType AcceleratorType { get; }
}

/// <summary>A queue of work. The stand-in does what is put in line at once, in order.</summary>
public abstract class AcceleratorStream(Accelerator accelerator) : IDisposable
{
    public Accelerator Accelerator => accelerator;

    public abstract void Synchronize();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Something that runs kernels: here, threads of the processor, one at a time.</summary>
public abstract class Accelerator : IDisposable
{
    private readonly KernelGroup _group;
    private readonly GroupTurns _turns;
    private readonly KernelThread _thread;
    private readonly ThreadLocal<bool> _bound = new();
    private bool _disposed;

    private protected Accelerator(Context context, Device device)
    {
        (Context, Device) = (context, device);
        _group = new KernelGroup(this);
        _turns = new GroupTurns(_group);
        _thread = new KernelThread(_group);
        Bind();
    }

    public Context Context { get; }

    public Device Device { get; }

    public AcceleratorType AcceleratorType => Device.AcceleratorType;

    public string Name => Device.Name;

    public long MemorySize => Device.MemorySize;

    public int MaxNumThreadsPerGroup => Device.MaxNumThreadsPerGroup;

    public int MaxSharedMemoryPerGroup => Device.MaxSharedMemoryPerGroup;

    public int NumMultiprocessors => Device.NumMultiprocessors;

    /// <summary>How many bytes are allocated. The stand-in's own.</summary>
    internal long AllocatedBytes { get; private set; }

    /// <summary>How many kernels have been launched. The stand-in's own.</summary>
    internal long Launches { get; private set; }

    /// <summary>Whether each group's last thread begins. The stand-in's own: results must not depend on it.</summary>
    internal bool Backwards { get; set; }

    /// <summary>What every further use of the accelerator fails with. The stand-in's own.</summary>
    internal Exception? Lost { get; set; }

    public void Bind() => _bound.Value = true;

    public AcceleratorStream CreateStream()
    {
        ThrowIfLost();
        return new Stream(this);
    }

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length) where T : unmanaged
    {
        ThrowIfLost();
        long bytes = length * Interop.SizeOf<T>();
        if (AllocatedBytes + bytes > MemorySize) throw Device.OutOfMemory();
        AllocatedBytes += bytes;
        return new MemoryBuffer1D<T, Stride1D.Dense>(this, length);
    }

    public Kernel LoadKernel(CompiledKernel kernel)
    {
        ThrowIfLost();
        return new Kernel(this, kernel);
    }

    public void Synchronize() => ThrowIfLost();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_disposed) return;
        _disposed = true;
        _turns.Dispose();
        _bound.Dispose();
        if (Lost is not null) throw Lost;
    }

    internal void GiveBack(long bytes) => AllocatedBytes -= bytes;

    internal void ThrowIfLost()
    {
        if (Lost is not null) throw Lost;
    }

    internal void Launch(AcceleratorStream stream, KernelBase kernel, KernelConfig config)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ThrowIfLost();
        // As it is with CUDA.
        if (!_bound.Value) throw new InvalidOperationException($"kernel {kernel.Name} is launched on a thread that the accelerator was not bound to");
        if (stream.Accelerator != this) throw new ArgumentException($"kernel {kernel.Name} is launched on another accelerator's stream");
        int width = config.GroupDim.Size, groups = config.GridDim.Size;
        if (!config.IsValid || width > MaxNumThreadsPerGroup)
            throw new ArgumentOutOfRangeException(nameof(config), $"kernel {kernel.Name} is launched with {config.GridDim} groups of {config.GroupDim} threads; a group has at most {MaxNumThreadsPerGroup}");
        Launches++;
        bool turns = kernel.HasBarriers && width > 1;
        _group.Begin(config, turns ? _turns : null);
        if (turns) _turns.Run(kernel, groups, width, Backwards);
        else RunOneAfterAnother(kernel, groups, width);
    }

    private void RunOneAfterAnother(KernelBase kernel, int groups, int width)
    {
        try
        {
            for (int group = 0; group < groups; group++)
            {
                _group.MoveTo(Backwards ? groups - 1 - group : group);
                for (int thread = 0; thread < width; thread++) _thread.Run(kernel, Backwards ? width - 1 - thread : thread);
            }
        }
        catch (Exception e)
        {
            throw new KernelFault(kernel, _thread, e);
        }
    }

    private sealed class Stream(Accelerator accelerator) : AcceleratorStream(accelerator)
    {
        public override void Synchronize() => Accelerator.ThrowIfLost();
    }
}
