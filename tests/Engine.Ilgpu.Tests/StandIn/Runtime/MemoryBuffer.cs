using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>Memory of an accelerator. Fresh memory is all ones: as floats no numbers, so that what nobody wrote shows.</summary>
public class MemoryBuffer : IDisposable
{
    private byte[]? _bytes;

    internal MemoryBuffer(Accelerator accelerator, long length, int elementSize)
    {
        (Accelerator, Length, ElementSize) = (accelerator, length, elementSize);
        _bytes = GC.AllocateUninitializedArray<byte>(checked((int)Math.Max(1, length * elementSize)));
        Array.Fill(_bytes, (byte)0xFF);
    }

    public Accelerator Accelerator { get; }

    public long Length { get; }

    public int ElementSize { get; }

    public long LengthInBytes => Length * ElementSize;

    public bool IsDisposed => _bytes is null;

    internal ref byte FirstByte
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref MemoryMarshal.GetArrayDataReference(_bytes ?? Gone());
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _bytes = null;

    internal Span<byte> Bytes(long index, long length) => (_bytes ?? Gone()).AsSpan((int)index, (int)length);

    private static byte[] Gone() => throw new ObjectDisposedException(nameof(MemoryBuffer), "the buffer behind a view is gone");
}

/// <summary>A buffer along one axis.</summary>
public sealed class MemoryBuffer1D<T, TStride> : MemoryBuffer where T : unmanaged where TStride : struct
{
    internal MemoryBuffer1D(Accelerator accelerator, long length) : base(accelerator, length, Unsafe.SizeOf<T>()) =>
        View = new ArrayView1D<T, TStride>(new ArrayView<T>(this, 0, length), length, default);

    public ArrayView1D<T, TStride> View { get; }

    public ArrayView<T> AsContiguous() => View.BaseView;

    protected override void Dispose(bool disposing)
    {
        if (!IsDisposed) Accelerator.GiveBack(LengthInBytes);
        base.Dispose(disposing);
        Accelerator.ThrowIfLost();
    }
}
