using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>What changes from step to step.</summary>
/// <param name="First">The position in the epoch's order at which the step's batch begins.</param>
/// <param name="Slot">Where in the ring of results the step's loss and number of correct samples go.</param>
internal readonly record struct StepArguments(int First, int Slot);

/// <summary>A kernel with everything bound but the step. Enqueuing allocates nothing and waits for nothing.</summary>
/// <param name="Name">What it does, for counts and faults.</param>
/// <param name="Enqueue">Puts it in line.</param>
internal sealed record Launch(string Name, Action<AcceleratorStream, StepArguments> Enqueue)
{
    /// <summary>What the device does then, for faults.</summary>
    public Func<GpuTexts, string> Doing { get; } = t => t.Kernel(Name);

    /// <summary>The kernel and its arguments, where they are the same in every step.</summary>
    public (Delegate Kernel, object Arguments)? Fixed { get; private init; }

    /// <summary>A kernel with arguments that stay as they are.</summary>
    /// <exception cref="GpuException">The device's compiler refuses it.</exception>
    public static Launch Of<T>(DeviceHost host, string name, Action<T> kernel, KernelConfig config, T arguments) where T : struct
    {
        Action<AcceleratorStream, KernelConfig, T> launch = host.Load(kernel);
        return new(name, (stream, _) => launch(stream, config, arguments)) { Fixed = (kernel, arguments) };
    }

    /// <summary>A kernel whose arguments are made anew for each step.</summary>
    /// <exception cref="GpuException">The device's compiler refuses it.</exception>
    public static Launch Of<T>(
        DeviceHost host, string name, Action<T> kernel, KernelConfig config, Func<StepArguments, T> arguments)
        where T : struct
    {
        Action<AcceleratorStream, KernelConfig, T> launch = host.Load(kernel);
        return new(name, (stream, step) => launch(stream, config, arguments(step)));
    }
}
