using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>Many arrays of floats in one allocation: a program's values lie side by side, and one view reaches them all.</summary>
internal sealed class Arena : IDisposable
{
    /// <summary>Each part begins at a multiple of this many floats, so that its rows can be read in whole cache lines.</summary>
    private const int Alignment = 64;

    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly long[] _offsets;
    private readonly long[] _lengths;

    /// <param name="host">Where to allocate.</param>
    /// <param name="lengths">The number of floats of each part.</param>
    /// <param name="what">What the parts are, for the fault when memory does not suffice.</param>
    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory.</exception>
    public Arena(DeviceHost host, IReadOnlyList<long> lengths, Func<GpuTexts, string> what)
    {
        _lengths = [.. lengths];
        _offsets = new long[_lengths.Length];
        long end = 0;
        for (int i = 0; i < _lengths.Length; i++)
        {
            _offsets[i] = end;
            end += Aligned(_lengths[i]);
        }
        _buffer = host.Allocate<float>(end, what);
    }

    /// <summary>How many floats a part of <paramref name="length"/> takes.</summary>
    public static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    /// <summary>Everything, parts and gaps.</summary>
    public ArrayView<float> All => _buffer.View;

    /// <summary>Part <paramref name="i"/>.</summary>
    public ArrayView<float> this[int i] => All.SubView(_offsets[i], _lengths[i]);

    /// <summary>Where in <see cref="All"/> part <paramref name="i"/> begins, in floats.</summary>
    public long OffsetOf(int i) => _offsets[i];

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => DeviceFaults.LetGo(_buffer);
}
