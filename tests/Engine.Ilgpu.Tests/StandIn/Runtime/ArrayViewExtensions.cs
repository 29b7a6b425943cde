using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>Copies between host and accelerator and within one.</summary>
public static class ArrayViewExtensions
{
    public static void MemSetToZero<TView>(this TView view, AcceleratorStream stream) where TView : IContiguousArrayView => Bytes(view, stream).Clear();

    public static void MemSet<TView>(this TView view, AcceleratorStream stream, byte value) where TView : IContiguousArrayView => Bytes(view, stream).Fill(value);

    public static void CopyTo<TView>(this TView source, AcceleratorStream stream, in TView target) where TView : IContiguousArrayView =>
        Bytes(source, stream).CopyTo(Bytes(target, stream));

    public static void CopyFrom<TView>(this TView target, AcceleratorStream stream, in TView source) where TView : IContiguousArrayView =>
        Bytes(source, stream).CopyTo(Bytes(target, stream));

    public static void CopyToCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data) where T : unmanaged => CopyToCPU(view, stream, data.AsSpan());

    public static void CopyFromCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data) where T : unmanaged =>
        CopyFromCPU(view, stream, new ReadOnlySpan<T>(data));

    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, ref T cpuData, long length) where T : unmanaged where TView : IContiguousArrayView<T> =>
        CopyToCPU(source, stream, MemoryMarshal.CreateSpan(ref cpuData, (int)length));

    public static void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, ref T cpuData, long length) where T : unmanaged where TView : IContiguousArrayView<T> =>
        CopyFromCPU(target, stream, MemoryMarshal.CreateReadOnlySpan(ref cpuData, (int)length));

    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, in Span<T> span) where T : unmanaged where TView : IContiguousArrayView<T> =>
        Bytes(source, stream)[..(MemoryMarshal.AsBytes(span).Length)].CopyTo(MemoryMarshal.AsBytes(span));

    public static void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, in ReadOnlySpan<T> span) where T : unmanaged where TView : IContiguousArrayView<T> =>
        MemoryMarshal.AsBytes(span).CopyTo(Bytes(target, stream));

    private static Span<byte> Bytes<TView>(TView view, AcceleratorStream stream) where TView : IContiguousArrayView
    {
        if (view.Length == 0) return default;
        if (view.Buffer.Accelerator != stream.Accelerator) throw new ArgumentException("the stream is another accelerator's");
        stream.Accelerator.ThrowIfLost();
        return view.Buffer.Bytes(view.IndexInBytes, view.LengthInBytes);
    }
}
