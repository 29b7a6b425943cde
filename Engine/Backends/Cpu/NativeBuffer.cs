using System.Runtime.InteropServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// Float32 values outside the managed heap: they never move, begin at a cache line, are zero at first, and may be read (not
/// written) one vector past the end, so that kernels need not treat the last partial vector of a row apart.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private const int Slack = 128;

    /// <summary>Makes a buffer of zeros.</summary>
    public NativeBuffer(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)(length * sizeof(float) + Slack));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
    }

    /// <summary>Frees what was not disposed of.</summary>
    ~NativeBuffer() => Free();

    /// <summary>The first value.</summary>
    public float* Pointer { get; private set; }

    /// <summary>How many values there are.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
