using System.Globalization;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>A device in use: its context, accelerator and one stream, the kernels loaded so far and the memory taken.
/// For one thread at a time.</summary>
internal class DeviceHost : IDisposable
{
    /// <summary>Shared memory that every card gives without being asked specially.</summary>
    private const int CommonSharedMemory = 48 * 1024;

    private readonly Context _context;
    private readonly KernelCompiler _compiler;
    private readonly Dictionary<MethodInfo, Delegate> _kernels = [];
    private readonly long _largestAllocation;
    private bool _disposed;

    /// <summary>Takes over a context and an accelerator; both go with the host.</summary>
    /// <param name="device">What the device is called.</param>
    /// <param name="context">ILGPU's context.</param>
    /// <param name="accelerator">The accelerator, made in that context.</param>
    /// <param name="groupSize">Threads a group, a power of two; by default what suits the device.</param>
    /// <param name="largestAllocation">What the device gives in one piece, in bytes, if that is less than all.</param>
    public DeviceHost(
        GpuDevice device, Context context, Accelerator accelerator, int? groupSize = null, long largestAllocation = long.MaxValue)
    {
        (Device, _context, Accelerator) = (device, context, accelerator);
        _largestAllocation = Math.Min(largestAllocation, device.MemoryBytes);
        _compiler = new KernelCompiler(accelerator);
        Stream = accelerator.CreateStream();
        GroupSize =
            Math.Min(groupSize ?? PreferredGroupSize(accelerator.AcceleratorType, device.IsProcessor), accelerator.MaxNumThreadsPerGroup);
        SharedMemoryBytes = Math.Min(accelerator.MaxSharedMemoryPerGroup, CommonSharedMemory);
    }

    public GpuDevice Device { get; }

    /// <summary>ILGPU's accelerator.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>The queue that all work goes through, in order.</summary>
    public AcceleratorStream Stream { get; }

    /// <summary>The preferred number of threads a group, a power of two.</summary>
    public int GroupSize { get; }

    /// <summary>How much memory the threads of a group can share.</summary>
    public int SharedMemoryBytes { get; }

    /// <summary>Whether the machine's own processor does the work and no card.</summary>
    public bool IsProcessor => Device.IsProcessor;

    /// <summary>A kernel, compiled at the first call and kept.</summary>
    /// <param name="kernel">A static method.</param>
    /// <exception cref="GpuException">The device's compiler refuses it.</exception>
    public Action<AcceleratorStream, KernelConfig, T> Load<T>(Action<T> kernel) where T : struct
    {
        if (_kernels.TryGetValue(kernel.Method, out Delegate? loaded)) return (Action<AcceleratorStream, KernelConfig, T>)loaded;
        try
        {
            Action<AcceleratorStream, KernelConfig, T> launch = _compiler.Load(kernel);
            _kernels.Add(kernel.Method, launch);
            return launch;
        }
        catch (Exception e)
        {
            throw DeviceFaults.Of(Device, t => t.Compiling($"{kernel.Method.DeclaringType!.Name}.{kernel.Method.Name}"), e);
        }
    }

    /// <summary>Memory on the device; what is in it is not defined.</summary>
    /// <param name="count">How many elements.</param>
    /// <param name="what">What they are for, for the fault.</param>
    /// <exception cref="GpuException">There is too little.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long count, Func<GpuTexts, string> what) where T : unmanaged
    {
        long bytes = count * Interop.SizeOf<T>();
        if (bytes > _largestAllocation) throw TooLittleMemory(what, bytes, null);
        try
        {
            BeforeCall();
            MemoryBuffer1D<T, Stride1D.Dense> buffer = Accelerator.Allocate1D<T>(Math.Max(1, count));
            AfterAllocation(buffer);
            return buffer;
        }
        catch (Exception e) when (DeviceFaults.IsOutOfMemory(e))
        {
            throw TooLittleMemory(what, bytes, e);
        }
        catch (Exception e) when (DeviceFaults.IsFault(e))
        {
            throw DeviceFaults.Of(Device, t => t.Allocating(what(t)), e);
        }
    }

    /// <summary>Lets the device do something, in line with all else.</summary>
    /// <param name="doing">What it is, as in "copying to it".</param>
    /// <param name="arguments">What <paramref name="call"/> gets beside the stream,
    /// so that it can be a static function and nothing is allocated.</param>
    /// <param name="call">Asks for it.</param>
    /// <exception cref="GpuException">The device fails.</exception>
    public void Call<T>(Func<GpuTexts, string> doing, T arguments, Action<AcceleratorStream, T> call) where T : allows ref struct
    {
        try
        {
            BeforeCall();
            call(Stream, arguments);
        }
        catch (Exception e) when (DeviceFaults.IsFault(e))
        {
            throw DeviceFaults.Of(Device, doing, e);
        }
    }

    /// <summary>Waits until everything that was put in line is done.</summary>
    /// <exception cref="GpuException">Something of it failed.</exception>
    public void Synchronize() => Call(static t => t.Calculating, 0, static (stream, _) => stream.Synchronize());

    /// <summary>Waits as <see cref="Synchronize"/> does before memory is given back that steps in line may use. A device that is lost uses
    /// nothing any more, and whoever used it last was told.</summary>
    public void Settle()
    {
        if (_disposed) return;
        try
        {
            Synchronize();
        }
        catch (GpuException)
        {
        }
    }

    /// <summary>Comes before all that is asked of the device: tests let one fail here that is healthy.</summary>
    protected virtual void BeforeCall()
    {
    }

    /// <summary>Comes after each allocation: tests fill the memory with what is no number.</summary>
    protected virtual void AfterAllocation(MemoryBuffer buffer)
    {
    }

    /// <summary>Lets go of the device.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        DeviceFaults.LetGo(Stream);
        DeviceFaults.LetGo(Accelerator);
        DeviceFaults.LetGo(_context);
    }

    private GpuException TooLittleMemory(Func<GpuTexts, string> what, long bytes, Exception? e)
    {
        string size = Size(Device.MemoryBytes);
        string? free = Accelerator is CudaAccelerator cuda && bytes <= Device.MemoryBytes ? Size(cuda.GetFreeMemory()) : null;
        return new GpuException(l => Line(GpuTexts.In(l)), e);

        string Line(GpuTexts texts)
        {
            string there = free is null ? texts.AreThere(size) : texts.AreFree(free, size);
            if (_largestAllocation < Device.MemoryBytes) there = texts.InOnePiece(there, Size(_largestAllocation));
            return texts.TooLittleMemory(Device.Name, what(texts), Size(bytes), there);
        }
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1024.0)} KiB"),
    };

    private static int PreferredGroupSize(AcceleratorType type, bool isProcessor) =>
        type == AcceleratorType.CPU ? 4 : isProcessor ? 64 : 256;
}
