using System.Runtime.CompilerServices;
using ILGPU.Backends;
using ILGPU.Runtime;

namespace ILGPU.Running;

/// <summary>A loaded kernel: a method with room for the arguments of one launch.</summary>
internal abstract class KernelBase(Accelerator accelerator, CompiledKernel compiled)
{
    private static readonly Dictionary<int, Type> s_byArguments = typeof(KernelBase).Assembly.GetTypes()
        .Where(t => t.BaseType == typeof(KernelBase)).ToDictionary(t => t.GetGenericArguments().Length);

    /// <summary>The kernel's class and method.</summary>
    public string Name { get; } = $"{compiled.Method.DeclaringType?.Name}.{compiled.Method.Name}";

    /// <summary>Whether its threads meet at barriers.</summary>
    public bool HasBarriers => compiled.HasBarriers;

    /// <summary>The class of the kernels with so many arguments.</summary>
    public static Type OfArguments(int count) => s_byArguments[count];

    /// <summary>Runs the method once, with the arguments of the present launch.</summary>
    public abstract void Invoke();

    public TDelegate LauncherOf<TDelegate>() where TDelegate : Delegate =>
        GetType().GetMethods().Single(m => m.Name == nameof(Launch)).CreateDelegate<TDelegate>(this);

    protected void Launch(AcceleratorStream stream, KernelConfig config) => accelerator.Launch(stream, this, config);

    /// <summary>A view among the arguments has to lie on the accelerator that the kernel runs on.</summary>
    protected T Checked<T>(T argument) where T : struct
    {
        if (!Argument<T>.IsView) return argument;
        MemoryBuffer? buffer = Unsafe.As<T, ArrayView<byte>>(ref argument).Memory;
        if (buffer is null) return argument;
        if (buffer.IsDisposed) throw new ObjectDisposedException(nameof(MemoryBuffer), $"kernel {Name} is given a view of a buffer that is gone");
        if (buffer.Accelerator != accelerator) throw new ArgumentException($"kernel {Name} is given a view of another accelerator's memory");
        return argument;
    }

    private static class Argument<T>
    {
        public static readonly bool IsView = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ArrayView<>);
    }
}
