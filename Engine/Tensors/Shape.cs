using System.Collections.Immutable;

namespace Backstep.Engine.Tensors;

/// <summary>
/// The extents of a tensor, outermost first, as in PyTorch's <c>torch.Size</c>. A scalar has rank 0 and length 1.
/// Tensors are row-major and contiguous, so a shape alone fixes every stride.
/// </summary>
public sealed class Shape : IEquatable<Shape>
{
    /// <summary>The shape of a single number: rank 0, length 1.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>A shape of the given extents; each must be 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    public Shape(params ReadOnlySpan<int> dims)
    {
        long length = 1;
        foreach (int d in dims)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(d, nameof(dims));
            length *= d;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, int.MaxValue, nameof(dims));
        Dims = [.. dims];
        Length = (int)length;
    }

    /// <summary>The extents, outermost first.</summary>
    public ImmutableArray<int> Dims { get; }

    /// <summary>The number of elements: the product of the extents, 1 for a scalar.</summary>
    public int Length { get; }

    public int Rank => Dims.Length;

    /// <summary>Whether this is the shape of a single number.</summary>
    public bool IsScalar => Rank == 0;

    /// <summary>The extent of dimension <paramref name="axis"/>; negative axes count from the end, as in Python.</summary>
    public int this[int axis] => Dims[axis < 0 ? axis + Rank : axis];

    /// <summary>
    /// The extent of a dimension, with <c>^1</c> for the last. Without this, the compiler would make <c>^1</c> of
    /// <see cref="Length"/>, which counts elements.
    /// </summary>
    public int this[Index axis] => Dims[axis.GetOffset(Rank)];

    /// <summary>The distance, in elements, between neighbours along <paramref name="axis"/> in row-major order.</summary>
    public int Stride(int axis)
    {
        int stride = 1;
        for (int i = (axis < 0 ? axis + Rank : axis) + 1; i < Rank; i++) stride *= Dims[i];
        return stride;
    }

    /// <summary>The row-major position of the element at <paramref name="index"/> (one non-negative number a dimension).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index has the wrong rank or lies outside.</exception>
    public int Offset(params ReadOnlySpan<int> index)
    {
        if (index.Length != Rank) throw new ArgumentOutOfRangeException(nameof(index), $"{Rank} indices wanted, {index.Length} given");
        int offset = 0;
        for (int i = 0; i < Rank; i++)
        {
            if ((uint)index[i] >= (uint)Dims[i])
                throw new ArgumentOutOfRangeException(nameof(index), $"index {index[i]} lies outside dimension {i} of size {Dims[i]}");
            offset = offset * Dims[i] + index[i];
        }
        return offset;
    }

    /// <summary>The index of the element at row-major position <paramref name="offset"/>; the inverse of <see cref="Offset"/>.</summary>
    public int[] IndexOf(int offset)
    {
        var index = new int[Rank];
        for (int i = Rank - 1; i >= 0; i--)
        {
            index[i] = offset % Dims[i];
            offset /= Dims[i];
        }
        return index;
    }

    public bool Equals(Shape? other) => other is not null && Dims.AsSpan().SequenceEqual(other.Dims.AsSpan());
    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int d in Dims) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>The extents in brackets: <c>(4, 6, 24, 24)</c>; a scalar is <c>()</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Dims)})";
}
