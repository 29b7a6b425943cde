using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>An array of numbers as a file has it; a number is converted when it is asked for.</summary>
public sealed class NumberArray
{
    private readonly byte[] _content;
    private readonly bool _isBigEndian;

    /// <summary>An array over the content, which it takes over.</summary>
    /// <param name="content">The numbers, row-major.</param>
    internal NumberArray(Shape shape, Dtype dtype, byte[] content, bool isBigEndian) =>
        (Shape, Dtype, _content, _isBigEndian) = (shape, dtype, content, isBigEndian);

    public Shape Shape { get; }

    public Dtype Dtype { get; }

    /// <summary>The number at row-major position <paramref name="offset"/>; integers of 64 bits beyond 2⁵³ are rounded.</summary>
    public double this[int offset] => Dtype.Read(_content.AsSpan(offset * Dtype.Size, Dtype.Size), _isBigEndian);

    /// <summary>The numbers themselves where each is a byte; else null.</summary>
    public byte[]? Bytes => Dtype == Dtype.U8 ? _content : null;

    public Tensor ToTensor() => new(Shape, Dtype.Decode(_content, _isBigEndian));
}
