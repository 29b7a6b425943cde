using System.Runtime.InteropServices;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu.Memory;

/// <summary>
/// Float32 values outside the managed heap: they never move, begin at a cache line, are zero at first, and may be read (not
/// written) one vector past the end, so that kernels need not treat the last partial vector of a row apart.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private const int Slack = 128;

    public NativeBuffer(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)(length * sizeof(float) + Slack));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
    }

    ~NativeBuffer() => Free();

    public float* Pointer { get; private set; }

    /// <summary>How many values there are.</summary>
    public long Length { get; }

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

/// <summary>Between the debugger's tensors (double) and the backend's memory (float32).</summary>
internal static unsafe class Transfer
{
    /// <summary>Rounds each element to float32.</summary>
    public static void Write(Tensor tensor, float* to)
    {
        foreach (double value in tensor.Data) *to++ = (float)value;
    }

    /// <summary>Widens each element, which is exact.</summary>
    public static Tensor Read(Shape shape, float* from) => Tensor.FromFloats(shape, new ReadOnlySpan<float>(from, shape.Length));
}
