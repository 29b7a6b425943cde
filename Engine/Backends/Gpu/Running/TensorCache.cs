using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Running;

/// <summary>
/// Tensors that are on the device already. A debugger executes one instruction after the other on the same tensors,
/// and a tensor never changes, so each is brought over once. The ones that were not used for longest make room.
/// </summary>
internal sealed class TensorCache(DeviceHost host, long capacity) : IDisposable
{
    private readonly Dictionary<Tensor, LinkedListNode<(Tensor Tensor, MemoryBuffer1D<float, Stride1D.Dense> Buffer)>> _byTensor =
        new(ReferenceEqualityComparer.Instance);
    private readonly LinkedList<(Tensor Tensor, MemoryBuffer1D<float, Stride1D.Dense> Buffer)> _byUse = [];
    private long _floats;

    /// <summary>How many tensors are there.</summary>
    public int Count => _byTensor.Count;

    /// <summary>A tensor on the device, brought there if it is not. It stays at least until the next <see cref="Trim"/>.</summary>
    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory.</exception>
    public ArrayView<float> this[Tensor tensor]
    {
        get
        {
            if (_byTensor.TryGetValue(tensor, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Buffer.View;
            }
            MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(tensor.Length, t => t.TensorOf($"{tensor.Shape}"));
            host.Upload(buffer.View, tensor);
            Keep(tensor, buffer);
            return buffer.View;
        }
    }

    /// <summary>Keeps a tensor that the device made.</summary>
    public void Keep(Tensor tensor, MemoryBuffer1D<float, Stride1D.Dense> buffer)
    {
        _byTensor.Add(tensor, _byUse.AddFirst((tensor, buffer)));
        _floats += buffer.Length;
    }

    /// <summary>Makes room, down to the capacity. Nothing may be using the tensors.</summary>
    public void Trim()
    {
        while (_floats > capacity && _byUse.Last is { } oldest)
        {
            _byUse.RemoveLast();
            _byTensor.Remove(oldest.Value.Tensor);
            _floats -= oldest.Value.Buffer.Length;
            DeviceFaults.LetGo(oldest.Value.Buffer);
        }
    }

    public void Dispose()
    {
        foreach (var entry in _byUse) DeviceFaults.LetGo(entry.Buffer);
        _byUse.Clear();
        _byTensor.Clear();
        _floats = 0;
    }
}
