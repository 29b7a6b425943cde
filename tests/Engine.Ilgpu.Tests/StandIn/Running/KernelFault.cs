using ILGPU.Runtime;

namespace ILGPU.Running;

/// <summary>A kernel did what no kernel may do. The message names the kernel and the thread.</summary>
internal sealed class KernelFault : AcceleratorException
{
    public KernelFault(KernelBase kernel, Index3D group, string what) : base($"kernel {kernel.Name}, group {group.X},{group.Y},{group.Z}: {what}")
    {
    }

    public KernelFault(KernelBase kernel, KernelThread thread, Exception inner)
        : base($"kernel {kernel.Name}, group {thread.GroupIndex.X},{thread.GroupIndex.Y},{thread.GroupIndex.Z}, thread {thread.Number}: {inner.Message}", inner)
    {
    }

    public override AcceleratorType AcceleratorType => AcceleratorType.CPU;
}
