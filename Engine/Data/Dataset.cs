using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>
/// Samples in memory and what a network should make of each. Images have one byte a pixel (a whole MNIST training set is 47 MB) and a rule
/// how to normalise them; other samples are numbers. The target is a class, or numbers.
/// </summary>
public sealed class Dataset
{
    private readonly byte[] _pixels, _labels;
    private readonly float[] _numbers, _targets;

    /// <summary>Labelled images over the arrays, which it takes over.</summary>
    /// <param name="name">What to call it: <c>mnist</c>.</param>
    /// <param name="images">The images; at least one.</param>
    /// <param name="labels">One class an image.</param>
    /// <param name="classNames">The name of each class, by label.</param>
    /// <param name="normalization">What becomes of a pixel.</param>
    /// <exception cref="ArgumentException">There are no images, sizes disagree, or a label has no class.</exception>
    public Dataset(string name, IdxImages images, byte[] labels, ImmutableArray<string> classNames, Normalization normalization)
        : this(name, new Samples(new Shape(1, images.Rows, images.Columns), images.Count, images.Pixels, []),
            new Targets(labels, classNames, []), normalization)
    {
    }

    /// <summary>A data set over the arrays, which it takes over.</summary>
    /// <exception cref="ArgumentException">There are no samples, sizes disagree, or a label has no class.</exception>
    internal Dataset(string name, Samples samples, Targets targets, Normalization normalization)
    {
        (Shape shape, int count, _pixels, _numbers) = samples;
        (_labels, ClassNames, _targets) = targets;
        if (count < 1 || Math.Max(_pixels.LongLength, _numbers.LongLength) != (long)count * shape.Length)
            throw new ArgumentException($"{count} samples of {shape} are not {_pixels.Length + _numbers.Length} numbers", nameof(samples));
        if (HasClasses ? _labels.Length != count : _targets.Length % count != 0)
            throw new ArgumentException($"{count} samples, {_labels.Length + _targets.Length} targets", nameof(targets));
        if (HasClasses && _labels.Max() >= ClassNames.Length)
            throw new ArgumentException($"label {_labels.Max()}, but {ClassNames.Length} classes", nameof(targets));
        (Name, Count, SampleShape, Normalization) = (name, count, shape, normalization);
        TargetShape = HasClasses ? Shape.Scalar : new Shape(_targets.Length / count);
    }

    public string Name { get; }
    public int Count { get; }

    /// <summary>The shape of one sample: (1, rows, columns) of an image.</summary>
    public Shape SampleShape { get; }

    /// <summary>The shape of what is to be made of one sample: a single number where that is a class.</summary>
    public Shape TargetShape { get; }

    /// <summary>The height of an image, in pixels.</summary>
    public int Rows => SampleShape.Rank < 2 ? 1 : SampleShape[^2];

    /// <summary>The width of an image, in pixels.</summary>
    public int Columns => SampleShape.Rank < 1 ? 1 : SampleShape[^1];

    /// <summary>Whether its samples are images of bytes, which <see cref="Image"/> gives.</summary>
    public bool HasPixels => _pixels.Length > 0;

    /// <summary>Whether each sample belongs to a class; else there are numbers to be reached.</summary>
    public bool HasClasses => _targets.Length == 0;

    /// <summary>The name of each class, by label; empty where there are none.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>What becomes of a pixel on its way into the network.</summary>
    public Normalization Normalization { get; }

    /// <summary>How it was read, where that is not a matter of course; null where it is.</summary>
    public Func<Language, string>? Note { get; init; }

    /// <summary>The names that its samples are; null for other data.</summary>
    public NameList? Names { get; init; }

    /// <summary>What each number of a sample of names stands for; null for other data.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>The pixels of all images, one image behind the other; empty where samples are numbers.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The class of each sample; empty where there are none.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The pixels of image <paramref name="index"/>, row-major, 0 black to 255 white.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        int length = SampleShape.Length;
        return _pixels.AsSpan(index * length, length);
    }

    /// <summary>The class of sample <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public byte Label(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    /// <summary>The numbers of sample <paramref name="index"/>; empty where samples are images.</summary>
    internal ReadOnlySpan<float> Numbers(int index) => HasPixels ? [] : _numbers.AsSpan(index * SampleShape.Length, SampleShape.Length);

    /// <summary>The numbers that are to be reached with sample <paramref name="index"/>; empty where it has a class.</summary>
    internal ReadOnlySpan<float> TargetNumbers(int index) =>
        HasClasses ? [] : _targets.AsSpan(index * TargetShape.Length, TargetShape.Length);

    /// <summary>Writes what the network is given of sample <paramref name="index"/>.</summary>
    public void Write(int index, Span<double> inputs)
    {
        int length = SampleShape.Length;
        if (HasPixels) Normalization.Apply(Image(index), inputs);
        else Widen(_numbers.AsSpan(index * length, length), inputs);
    }

    /// <summary>Writes what the network should make of sample <paramref name="index"/>: the class, or the numbers.</summary>
    public void WriteTarget(int index, Span<double> target)
    {
        if (HasClasses) target[0] = _labels[index];
        else Widen(_targets.AsSpan(index * TargetShape.Length, TargetShape.Length), target);
    }

    /// <summary>The same images, normalised otherwise; shares the pixels.</summary>
    public Dataset With(Normalization normalization) => new(
        Name, new Samples(SampleShape, Count, _pixels, _numbers), new Targets(_labels, ClassNames, _targets), normalization)
    { Note = Note };

    /// <summary>The same samples in another order, or some of them.</summary>
    public Dataset At(ReadOnlySpan<int> places) => new(
        Name, new Samples(SampleShape, Count, _pixels, _numbers).At(places), new Targets(_labels, ClassNames, _targets).At(places, Count),
        Normalization)
    { Note = Note, Names = Names, Vocabulary = Vocabulary };

    /// <summary>The same with more classes, of which there are no samples.</summary>
    internal Dataset WithClasses(int count) => new(Name, new Samples(SampleShape, Count, _pixels, _numbers),
        new Targets(_labels, [.. ClassNames, .. Enumerable.Range(ClassNames.Length, count - ClassNames.Length).Select(c => $"{c}")], []),
        Normalization)
    { Note = Note };

    /// <summary>The same with numbers to be reached instead of classes: the label itself, or, of several numbers, 1 at its place.</summary>
    /// <exception cref="InvalidOperationException">There are no classes, or more than numbers.</exception>
    internal Dataset WithNumbers(int count)
    {
        if (!HasClasses || (count > 1 && ClassNames.Length > count)) throw new InvalidOperationException($"{Name} has no {count} classes");
        var targets = new float[Count * count];
        for (int i = 0; i < Count; i++)
            if (count == 1) targets[i] = _labels[i];
            else targets[i * count + _labels[i]] = 1;
        return new(Name, new Samples(SampleShape, Count, _pixels, _numbers), new Targets([], [], targets), Normalization) { Note = Note };
    }

    private static void Widen(ReadOnlySpan<float> numbers, Span<double> wide)
    {
        for (int i = 0; i < numbers.Length; i++) wide[i] = numbers[i];
    }

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}

/// <summary>What networks are given: bytes of images, or numbers, of which the other is empty.</summary>
/// <param name="Shape">Of one sample.</param>
internal sealed record Samples(Shape Shape, int Count, byte[] Pixels, float[] Numbers)
{
    /// <summary>Some of them, in the order of their places.</summary>
    public Samples At(ReadOnlySpan<int> places) =>
        new(Shape, places.Length, Picked(Pixels, places, Pixels.Length / Count), Picked(Numbers, places, Numbers.Length / Count));

    internal static T[] Picked<T>(T[] from, ReadOnlySpan<int> places, int length)
    {
        var picked = new T[places.Length * length];
        for (int i = 0; i < places.Length && length > 0; i++) from.AsSpan(places[i] * length, length).CopyTo(picked.AsSpan(i * length));
        return picked;
    }
}

/// <summary>What networks should make of samples: classes, or numbers, of which the other is empty.</summary>
internal sealed record Targets(byte[] Labels, ImmutableArray<string> ClassNames, float[] Numbers)
{
    /// <summary>For people.</summary>
    public string What(Language language) =>
        Numbers.Length > 0 ? DataTexts.In(language).WhatNumbers : DataTexts.In(language).WhatClasses(ClassNames.Length);

    /// <summary>Those of some of <paramref name="count"/> samples.</summary>
    public Targets At(ReadOnlySpan<int> places, int count) => new(Samples.Picked(Labels, places, Labels.Length / count), ClassNames,
        Samples.Picked(Numbers, places, Numbers.Length / count));
}
