using Backstep.Engine.Backends.Gpu;
using ILGPU.Runtime;

namespace Backstep.Engine.Ilgpu;

/// <summary>Turns what ILGPU and the drivers throw into one clear line.</summary>
internal static class DeviceFaults
{
    /// <summary>Whether an exception is the device's or its compiler's, and no mistake of the caller.</summary>
    public static bool IsFault(Exception e) => e is AcceleratorException or OutOfMemoryException or NotSupportedException;

    /// <summary>Whether an exception says that memory does not suffice.</summary>
    public static bool IsOutOfMemory(Exception e) => e is OutOfMemoryException || (e is AcceleratorException && e.Message.Contains("memory", StringComparison.OrdinalIgnoreCase));

    /// <summary>The fault in one line.</summary>
    /// <param name="device">Where it happened.</param>
    /// <param name="doing">What was being done, as in "compiling the kernel".</param>
    /// <param name="e">What was thrown.</param>
    public static GpuException Of(GpuDevice device, string doing, Exception e) =>
        e as GpuException ?? new GpuException($"{device.Name} failed at {doing}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}; --device cpu goes on without it", e);
}
