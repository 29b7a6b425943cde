using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Memory;

/// <summary>The memory of a compiled program's values, made when it is first asked for: values that are fused away never are.</summary>
internal sealed unsafe class BufferTable(int values) : IDisposable
{
    private readonly NativeBuffer?[] _buffers = new NativeBuffer?[values];
    private readonly Value?[] _alias = new Value?[values];
    private readonly List<NativeBuffer> _extra = [];

    public float* this[Value value]
    {
        get
        {
            while (_alias[value.Slot] is Value other) value = other;
            return (_buffers[value.Slot] ??= new NativeBuffer(value.Shape.Length)).Pointer;
        }
    }

    public bool Has(Value value)
    {
        while (_alias[value.Slot] is Value other) value = other;
        return _buffers[value.Slot] is not null;
    }

    /// <summary>Puts a value into the memory of another of the same length: the same elements under another shape.</summary>
    public void Alias(Value value, Value other) => _alias[value.Slot] = other;

    /// <summary>Memory that belongs to no value but lives as long.</summary>
    public float* Extra(long length)
    {
        _extra.Add(new NativeBuffer(length));
        return _extra[^1].Pointer;
    }

    public void Dispose()
    {
        foreach (NativeBuffer? buffer in _buffers) buffer?.Dispose();
        foreach (NativeBuffer buffer in _extra) buffer.Dispose();
    }
}
