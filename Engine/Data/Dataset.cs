using System.Collections.Immutable;

namespace Backstep.Engine.Data;

/// <summary>Labelled grey images in memory, one byte a pixel (a whole MNIST training set is 47 MB), and how to normalise them.</summary>
public sealed class Dataset
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <summary>A data set over the arrays, which it takes over.</summary>
    /// <param name="name">What to call it: <c>mnist</c>.</param>
    /// <param name="images">The images; at least one.</param>
    /// <param name="labels">One class an image.</param>
    /// <param name="classNames">The name of each class, by label.</param>
    /// <param name="normalization">What becomes of a pixel.</param>
    /// <exception cref="ArgumentException">There are no images, sizes disagree, or a label has no class.</exception>
    public Dataset(string name, IdxImages images, byte[] labels, ImmutableArray<string> classNames, Normalization normalization)
    {
        if (images.Count < 1 || images.Pixels.LongLength != (long)images.Count * images.Rows * images.Columns)
            throw new ArgumentException(
                $"{images.Count} images of {images.Rows}×{images.Columns} do not make {images.Pixels.Length} bytes", nameof(images));
        if (labels.Length != images.Count) throw new ArgumentException($"{images.Count} images, {labels.Length} labels", nameof(labels));
        if (labels.Max() >= classNames.Length)
            throw new ArgumentException($"label {labels.Max()}, but {classNames.Length} classes", nameof(labels));
        Name = name;
        Rows = images.Rows;
        Columns = images.Columns;
        ClassNames = classNames;
        Normalization = normalization;
        _pixels = images.Pixels;
        _labels = labels;
    }

    public string Name { get; }
    public int Count => _labels.Length;

    /// <summary>The height of an image, in pixels.</summary>
    public int Rows { get; }

    /// <summary>The width of an image, in pixels.</summary>
    public int Columns { get; }

    /// <summary>The name of each class, by label.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>What becomes of a pixel on its way into the network.</summary>
    public Normalization Normalization { get; }

    /// <summary>The pixels of all images, one image behind the other.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The pixels of image <paramref name="index"/>, row-major, 0 black to 255 white.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        int length = Rows * Columns;
        return _pixels.AsSpan(index * length, length);
    }

    /// <summary>The class of image <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public byte Label(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    /// <summary>The same images, normalised otherwise; shares the pixels.</summary>
    public Dataset With(Normalization normalization) => new(Name, new(Count, Rows, Columns, _pixels), _labels, ClassNames, normalization);

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}
