using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>Turns what ILGPU and the drivers throw into one clear line.</summary>
internal static class DeviceFaults
{
    /// <summary>Whether an exception is the device's own, and no mistake of the caller.</summary>
    public static bool IsFault(Exception e) => e is AcceleratorException or OutOfMemoryException;

    /// <summary>Whether an exception says that the device's memory does not suffice.</summary>
    public static bool IsOutOfMemory(Exception e) => e switch
    {
        OutOfMemoryException => true,
        CLException cl =>
            cl.Error is CLError.CL_INVALID_BUFFER_SIZE or CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
                or CLError.CL_OUT_OF_HOST_MEMORY,
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        _ => false,
    };

    /// <summary>The fault in one line.</summary>
    /// <param name="device">Where it happened.</param>
    /// <param name="doing">What was being done, as in "compiling the kernel".</param>
    /// <param name="e">What was thrown.</param>
    public static GpuException Of(GpuDevice device, Func<GpuTexts, string> doing, Exception e) =>
        e as GpuException ?? new GpuException(l => GpuTexts.In(l).Failed(device.Name, doing(GpuTexts.In(l)), Line(e)), e);

    /// <summary>Lets go of something on a device. One that is lost has nothing to give back, and whoever used it last was told.</summary>
    public static void LetGo(IDisposable? resource)
    {
        try
        {
            resource?.Dispose();
        }
        catch (Exception e) when (IsFault(e))
        {
        }
    }

    /// <summary>What an exception and the one behind it say, in one line; OpenCL's say nothing but a code.</summary>
    public static string Line(Exception e)
    {
        Exception innermost = e.GetBaseException();
        string said = innermost switch
        {
            CLException cl => cl.Error.ToString(),
            CudaException { Error: not "N/A" } cuda => $"{cuda.Error}, {cuda.Message}",
            _ => innermost.Message,
        };
        return said.ReplaceLineEndings(" ").Trim().TrimEnd('.');
    }
}
