using System.Buffers;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>Copies from and to the device's memory, in line with the other work.
/// What the host's memory takes part in waits until it is done.</summary>
internal static class Transfer
{
    /// <summary>From the host to the device.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static void Upload<T>(this DeviceHost host, ArrayView<T> to, ReadOnlySpan<T> from) where T : unmanaged
    {
        if (!from.IsEmpty)
            host.Call(
                static t => t.CopyingTo, new Move<T>(to.SubView(0, from.Length), from, default),
                static (stream, m) => m.Device.CopyFromCPU(stream, m.From));
    }

    /// <summary>From the device to the host: as many elements as there is room for.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static void Download<T>(this DeviceHost host, ArrayView<T> from, Span<T> to) where T : unmanaged
    {
        if (!to.IsEmpty)
            host.Call(
                static t => t.CopyingFrom, new Move<T>(from.SubView(0, to.Length), default, to),
                static (stream, m) => m.Device.CopyToCPU(stream, m.To));
    }

    /// <summary>A tensor to the device; each element is rounded to float32.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static void Upload(this DeviceHost host, ArrayView<float> to, Tensor tensor)
    {
        float[] floats = ArrayPool<float>.Shared.Rent(tensor.Length);
        ReadOnlySpan<double> data = tensor.Data;
        for (int i = 0; i < data.Length; i++) floats[i] = (float)data[i];
        host.Upload(to, floats.AsSpan(0, data.Length));
        ArrayPool<float>.Shared.Return(floats);
    }

    /// <summary>A tensor from the device; widening is exact.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static Tensor Download(this DeviceHost host, ArrayView<float> from, Shape shape)
    {
        float[] floats = ArrayPool<float>.Shared.Rent(shape.Length);
        Span<float> used = floats.AsSpan(0, shape.Length);
        host.Download(from, used);
        Tensor tensor = Tensor.FromFloats(shape, used);
        ArrayPool<float>.Shared.Return(floats);
        return tensor;
    }

    /// <summary>Makes everything zero, in line with the other work.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static void Clear(this DeviceHost host, ArrayView<float> view) =>
        host.Call(static t => t.Clearing, view, static (stream, v) => v.MemSetToZero(stream));

    /// <summary>From one place on the device to another of the same length, in line with the other work.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static void Copy(this DeviceHost host, ArrayView<float> from, ArrayView<float> to) =>
        host.Call(static t => t.CopyingOn, (From: from, To: to), static (stream, v) => v.From.CopyTo(stream, v.To));

    /// <summary>Puts a launch in line. Allocates nothing.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static void Enqueue(this DeviceHost host, Launch launch, StepArguments step)
    {
        // CUDA starts a kernel in the thread's own context, and ILGPU sees to that when it copies but not when it launches:
        // a debugger steps on more than one thread.
        host.Accelerator.Bind();
        host.Call(launch.Doing, (launch.Enqueue, Step: step), static (stream, l) => l.Enqueue(stream, l.Step));
    }

    private readonly ref struct Move<T>(ArrayView<T> device, ReadOnlySpan<T> from, Span<T> to) where T : unmanaged
    {
        public readonly ArrayView<T> Device = device;
        public readonly ReadOnlySpan<T> From = from;
        public readonly Span<T> To = to;
    }
}
