namespace ILGPU.Runtime;

/// <summary>A device that an accelerator can be made of.</summary>
public abstract class Device
{
    private protected Device(AcceleratorType type) => AcceleratorType = type;

    public AcceleratorType AcceleratorType { get; }

    public string Name { get; protected internal set; } = "stand-in";

    public long MemorySize { get; protected internal set; } = 1L << 30;

    public int MaxNumThreadsPerGroup { get; protected internal set; } = 16;

    public int MaxSharedMemoryPerGroup { get; protected internal set; } = 48 * 1024;

    public int NumMultiprocessors { get; protected internal set; } = 1;

    public abstract Accelerator CreateAccelerator(Context context);

    internal abstract Exception OutOfMemory();
}
