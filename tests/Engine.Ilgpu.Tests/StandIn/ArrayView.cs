using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>What all views have in common.</summary>
public interface IArrayView
{
    /// <summary>The number of elements.</summary>
    long Length { get; }

    /// <summary>The buffer that the view looks into.</summary>
    MemoryBuffer Buffer { get; }
}

/// <summary>A view of elements that follow each other without gaps.</summary>
public interface IContiguousArrayView : IArrayView
{
    /// <summary>Where the view begins in its buffer, in bytes.</summary>
    long IndexInBytes { get; }

    /// <summary>The view's length in bytes.</summary>
    long LengthInBytes { get; }
}

/// <summary>The same with the elements' type.</summary>
public interface IContiguousArrayView<T> : IContiguousArrayView where T : unmanaged;

/// <summary>A part of a buffer on an accelerator. Unlike the real one, it checks each index and whether the buffer still lives.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct ArrayView<T> : IContiguousArrayView<T> where T : unmanaged
{
    public static readonly ArrayView<T> Empty;

    private readonly MemoryBuffer _buffer;
    private readonly long _index;
    private readonly long _length;

    public ArrayView(MemoryBuffer source, long index, long length)
    {
        _buffer = source;
        _index = index;
        _length = length;
    }

    internal MemoryBuffer? Memory => _buffer;

    public bool IsValid => _buffer is not null && _length > 0;

    public long Length => _length;

    public int IntLength => checked((int)_length);

    public long LengthInBytes => _length * Unsafe.SizeOf<T>();

    MemoryBuffer IArrayView.Buffer => _buffer;

    long IContiguousArrayView.IndexInBytes => _index * Unsafe.SizeOf<T>();

    public ref T this[Index1D index] => ref this[(long)index.X];

    public ref T this[LongIndex1D index] => ref this[index.X];

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref this[(long)index];
    }

    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((ulong)index >= (ulong)_length) OutOfRange(index);
            return ref Unsafe.Add(ref Unsafe.As<byte, T>(ref _buffer.FirstByte), (nint)(_index + index));
        }
    }

    public ArrayView<T> SubView(long index) => SubView(index, _length - index);

    public ArrayView<T> SubView(int index, int subViewLength) => SubView((long)index, subViewLength);

    public ArrayView<T> SubView(long index, long subViewLength)
    {
        if (index < 0 || subViewLength < 0 || index + subViewLength > _length)
            throw new ArgumentOutOfRangeException(nameof(index), $"elements {index} to {index + subViewLength} are not part of a view of {_length}");
        return new ArrayView<T>(_buffer, _index + index, subViewLength);
    }

    public ArrayView<TOther> Cast<TOther>() where TOther : unmanaged =>
        new(_buffer, _index * Unsafe.SizeOf<T>() / Unsafe.SizeOf<TOther>(), LengthInBytes / Unsafe.SizeOf<TOther>());

    private void OutOfRange(long index) =>
        throw new IndexOutOfRangeException(_buffer is null ? $"element {index} of a view of nothing" : $"element {index} of a view of {_length} elements");

    public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => new(view, view.Length, default);

    public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => view.BaseView;
}

/// <summary>A view along one axis.</summary>
public readonly struct ArrayView1D<T, TStride> : IContiguousArrayView<T> where T : unmanaged where TStride : struct
{
    public ArrayView1D(ArrayView<T> view, LongIndex1D extent, TStride stride)
    {
        BaseView = view.SubView(0, extent);
        Stride = stride;
    }

    public ArrayView<T> BaseView { get; }

    public TStride Stride { get; }

    public long Length => BaseView.Length;

    public int IntLength => BaseView.IntLength;

    public long LengthInBytes => BaseView.LengthInBytes;

    MemoryBuffer IArrayView.Buffer => ((IArrayView)BaseView).Buffer;

    long IContiguousArrayView.IndexInBytes => ((IContiguousArrayView)BaseView).IndexInBytes;

    public ref T this[Index1D index] => ref BaseView[index.X];

    public ArrayView1D<T, TStride> SubView(LongIndex1D index, LongIndex1D extent) => new(BaseView.SubView(index, extent), extent, Stride);
}
