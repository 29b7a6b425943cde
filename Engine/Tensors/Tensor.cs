namespace Backstep.Engine.Tensors;

/// <summary>
/// An immutable block of numbers in row-major order. Double precision holds every float32 exactly, so values of all
/// backends (and integer labels) can be shown, kept and compared in one type. Because a tensor never changes, a
/// debugger's history is a list of references, and stepping back is taking one of them again.
/// </summary>
public sealed class Tensor
{
    private readonly double[] _data;

    /// <summary>A tensor over <paramref name="data"/>, which it takes over: the caller must not write to it afterwards.</summary>
    /// <exception cref="ArgumentException">The array's length is not the shape's.</exception>
    public Tensor(Shape shape, double[] data)
    {
        if (data.Length != shape.Length)
            throw new ArgumentException($"shape {shape} has {shape.Length} elements, the data {data.Length}", nameof(data));
        Shape = shape;
        _data = data;
    }

    public Shape Shape { get; }

    /// <summary>All elements, row-major.</summary>
    public ReadOnlySpan<double> Data => _data;

    public int Length => _data.Length;

    /// <summary>The element at row-major position <paramref name="offset"/>.</summary>
    public double this[int offset] => _data[offset];

    /// <summary>The single element of a tensor of length 1.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public double ScalarValue =>
        _data.Length == 1 ? _data[0] : throw new InvalidOperationException($"a tensor of shape {Shape} is not one number");

    /// <summary>The array itself, for libraries that take arrays. It must not be written to.</summary>
    internal double[] Array => _data;

    public static Tensor Scalar(double value) => new(Shape.Scalar, [value]);
    public static Tensor Zeros(Shape shape) => new(shape, new double[shape.Length]);

    /// <summary>Every element <paramref name="value"/>.</summary>
    public static Tensor Full(Shape shape, double value)
    {
        var data = new double[shape.Length];
        System.Array.Fill(data, value);
        return new(shape, data);
    }

    /// <summary>Widened from float32; exact.</summary>
    public static Tensor FromFloats(Shape shape, ReadOnlySpan<float> data)
    {
        var wide = new double[data.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = data[i];
        return new(shape, wide);
    }

    /// <summary>The same elements under another shape of the same length; shares the data.</summary>
    public Tensor Reshape(Shape shape) => new(shape, _data);

    /// <summary>A copy in which the element at row-major position <paramref name="offset"/> is <paramref name="value"/>.</summary>
    public Tensor With(int offset, double value)
    {
        var copy = (double[])_data.Clone();
        copy[offset] = value;
        return new(Shape, copy);
    }

    /// <summary>Whether both have the same shape and the same bits (so NaN equals NaN, and 0 differs from -0).</summary>
    public bool BitEquals(Tensor other)
    {
        if (!Shape.Equals(other.Shape)) return false;
        for (int i = 0; i < _data.Length; i++)
            if (BitConverter.DoubleToInt64Bits(_data[i]) != BitConverter.DoubleToInt64Bits(other._data[i])) return false;
        return true;
    }
}
