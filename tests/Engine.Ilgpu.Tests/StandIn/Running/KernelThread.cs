using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ILGPU.Runtime;

namespace ILGPU.Running;

/// <summary>One thread of a running kernel: what <see cref="Group"/>, <see cref="Grid"/> and <see cref="SharedMemory"/> ask.</summary>
internal sealed class KernelThread(KernelGroup group)
{
    // The real API is static, and what it says is the calling thread's own.
    [ThreadStatic]
    private static KernelThread? t_current;

    private int _shared;

    public static KernelThread Current => t_current ?? NotInAKernel();

    /// <summary>The thread's number in its group, axis X first.</summary>
    public int Number { get; private set; }

    public Index3D Index { get; private set; }

    public Index3D GroupDim => group.GroupDim;

    public Index3D GroupIndex => group.Index;

    public Index3D GridDim => group.GridDim;

    /// <summary>Runs a kernel as one thread of the present group.</summary>
    public void Run(KernelBase kernel, int number)
    {
        Number = number;
        Index = new Index3D(number % GroupDim.X, number / GroupDim.X % GroupDim.Y, number / GroupDim.X / GroupDim.Y);
        _shared = 0;
        t_current = this;
        try
        {
            kernel.Invoke();
        }
        finally
        {
            t_current = null;
        }
    }

    public void Barrier() => group.Barrier(Number);

    /// <summary>The group's next shared block: every thread asks for the same ones in the same order.</summary>
    public ArrayView<T> Share<T>(int extent) where T : unmanaged => new(group.SharedBlock(_shared++, (long)extent * Unsafe.SizeOf<T>()), 0, extent);

    /// <summary>A block of this thread's own.</summary>
    public ArrayView<T> Own<T>(int extent) where T : unmanaged => new(group.Block((long)extent * Unsafe.SizeOf<T>()), 0, extent);

    [DoesNotReturn]
    private static KernelThread NotInAKernel() => throw new InvalidOperationException("Group, Grid and SharedMemory are for kernels alone");
}
