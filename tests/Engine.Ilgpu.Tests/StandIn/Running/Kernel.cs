using ILGPU.Backends;
using ILGPU.Runtime;

namespace ILGPU.Running;

// One class for each number of arguments. A launch fills the arguments in, so that it allocates nothing.

internal sealed class Kernel<T1>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct
{
    private readonly Action<T1> _method = compiled.Method.CreateDelegate<Action<T1>>();
    private T1 _argument;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1)
    {
        _argument = Checked(a1);
        Launch(stream, config);
    }

    public override void Invoke() => _method(_argument);
}

internal sealed class Kernel<T1, T2>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct
{
    private readonly Action<T1, T2> _method = compiled.Method.CreateDelegate<Action<T1, T2>>();
    private (T1 A1, T2 A2) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2)
    {
        _arguments = (Checked(a1), Checked(a2));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2);
}

internal sealed class Kernel<T1, T2, T3>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct
{
    private readonly Action<T1, T2, T3> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3>>();
    private (T1 A1, T2 A2, T3 A3) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3);
}

internal sealed class Kernel<T1, T2, T3, T4>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct
{
    private readonly Action<T1, T2, T3, T4> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4);
}

internal sealed class Kernel<T1, T2, T3, T4, T5>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
{
    private readonly Action<T1, T2, T3, T4, T5> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8, T9 A9) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8), Checked(a9));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8, _arguments.A9);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8, T9 A9, T10 A10) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8), Checked(a9), Checked(a10));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8, _arguments.A9, _arguments.A10);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8, T9 A9, T10 A10, T11 A11) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8), Checked(a9), Checked(a10), Checked(a11));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8, _arguments.A9, _arguments.A10, _arguments.A11);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8, T9 A9, T10 A10, T11 A11, T12 A12) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8), Checked(a9), Checked(a10), Checked(a11), Checked(a12));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8, _arguments.A9, _arguments.A10, _arguments.A11, _arguments.A12);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8, T9 A9, T10 A10, T11 A11, T12 A12, T13 A13) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8), Checked(a9), Checked(a10), Checked(a11), Checked(a12), Checked(a13));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8, _arguments.A9, _arguments.A10, _arguments.A11, _arguments.A12, _arguments.A13);
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>(Accelerator accelerator, CompiledKernel compiled) : KernelBase(accelerator, compiled) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct where T14 : struct
{
    private readonly Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> _method = compiled.Method.CreateDelegate<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>>();
    private (T1 A1, T2 A2, T3 A3, T4 A4, T5 A5, T6 A6, T7 A7, T8 A8, T9 A9, T10 A10, T11 A11, T12 A12, T13 A13, T14 A14) _arguments;

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13, T14 a14)
    {
        _arguments = (Checked(a1), Checked(a2), Checked(a3), Checked(a4), Checked(a5), Checked(a6), Checked(a7), Checked(a8), Checked(a9), Checked(a10), Checked(a11), Checked(a12), Checked(a13), Checked(a14));
        Launch(stream, config);
    }

    public override void Invoke() => _method(_arguments.A1, _arguments.A2, _arguments.A3, _arguments.A4, _arguments.A5, _arguments.A6, _arguments.A7, _arguments.A8, _arguments.A9, _arguments.A10, _arguments.A11, _arguments.A12, _arguments.A13, _arguments.A14);
}
