using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU.Runtime;

namespace ILGPU.Running;

/// <summary>A loaded kernel: a method with room for the arguments of one launch.</summary>
internal abstract class KernelBase
{
    private readonly Accelerator _accelerator;

    protected KernelBase(Accelerator accelerator, Delegate action)
    {
        _accelerator = accelerator;
        Name = $"{action.Method.DeclaringType?.Name}.{action.Method.Name}";
        HasBarriers = new KernelScan(action.Method).HasBarriers;
    }

    /// <summary>The kernel's class and method.</summary>
    public string Name { get; }

    /// <summary>Whether its threads meet at barriers.</summary>
    public bool HasBarriers { get; }

    /// <summary>Runs the method once, with the arguments of the present launch.</summary>
    public abstract void Invoke();

    protected void Launch(AcceleratorStream stream, KernelConfig config) => _accelerator.Launch(stream, this, config);

    /// <summary>A view among the arguments has to lie on the accelerator that the kernel runs on.</summary>
    protected T Checked<T>(T argument) where T : struct
    {
        if (!Argument<T>.IsView) return argument;
        MemoryBuffer? buffer = ((IArrayView)Unsafe.As<T, ArrayView<byte>>(ref argument)).Buffer;
        if (buffer is null) return argument;
        if (buffer.IsDisposed) throw new ObjectDisposedException(nameof(MemoryBuffer), $"kernel {Name} is given a view of a buffer that is gone");
        if (buffer.Accelerator != _accelerator) throw new ArgumentException($"kernel {Name} is given a view of another accelerator's memory");
        return argument;
    }

    private static class Argument<T>
    {
        public static readonly bool IsView = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ArrayView<>);
    }
}
