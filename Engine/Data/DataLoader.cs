using System.Collections;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <param name="Images">(N, 1, rows, columns), or numbers of another shape: normalised, each value a float32.</param>
/// <param name="Labels">(N): the class of each image; or (N, numbers to be reached).</param>
/// <param name="Indices">Where in the data set each image is.</param>
public sealed record Batch(Tensor Images, Tensor Labels, int[] Indices);

/// <summary>Splits a data set into batches in the order of PyTorch's <c>DataLoader(dataset, batch_size=..., shuffle=...)</c>.</summary>
public sealed class DataLoader
{
    /// <summary>A loader over <paramref name="dataset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is 0 or less.</exception>
    public DataLoader(Dataset dataset, int batchSize, bool shuffle)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Dataset = dataset;
        BatchSize = batchSize;
        Shuffle = shuffle;
    }

    public Dataset Dataset { get; }

    /// <summary>The number of images in every batch but perhaps the last.</summary>
    public int BatchSize { get; }

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool Shuffle { get; }

    /// <summary>The number of batches in an epoch, a smaller last one included.</summary>
    public int Count => (int)(((long)Dataset.Count + BatchSize - 1) / BatchSize);

    /// <summary>
    /// Begins an epoch: draws its order from <paramref name="random"/> at once, as <c>for batch in loader</c> does. Equal states of
    /// the generator give equal epochs, so a state saved before this call is all that replaying the epoch needs.
    /// </summary>
    public LoaderEpoch NextEpoch(TorchRandom random) => new(this, random.NextLoaderOrder(Dataset.Count, Shuffle));
}

/// <summary>The batches of one epoch, each made when it is asked for, in any order and as often as wanted.</summary>
public sealed class LoaderEpoch(DataLoader loader, int[] order) : IReadOnlyList<Batch>
{
    /// <summary>Every index of the data set once, in the order of this epoch.</summary>
    public ReadOnlySpan<int> Order => order;

    public int Count => loader.Count;

    /// <summary>The number of images in every batch but perhaps the last.</summary>
    public int BatchSize => loader.BatchSize;

    /// <summary>Where in the data set the images of batch <paramref name="index"/> are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public ReadOnlySpan<int> Indices(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int start = index * loader.BatchSize;
        return order.AsSpan(start, Math.Min(loader.BatchSize, order.Length - start));
    }

    /// <summary>Batch <paramref name="index"/>, 0 being the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public Batch this[int index] => Make(Indices(index));

    public IEnumerator<Batch> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Batch Make(ReadOnlySpan<int> indices)
    {
        Dataset dataset = loader.Dataset;
        Shape images = new([indices.Length, .. dataset.SampleShape.Dims]), targets = new([indices.Length, .. dataset.TargetShape.Dims]);
        double[] inputs = new double[images.Length], wanted = new double[targets.Length];
        int length = dataset.SampleShape.Length, width = dataset.TargetShape.Length;
        for (int i = 0; i < indices.Length; i++)
        {
            dataset.Write(indices[i], inputs.AsSpan(i * length, length));
            dataset.WriteTarget(indices[i], wanted.AsSpan(i * width, width));
        }
        return new(new Tensor(images, inputs), new Tensor(targets, wanted), indices.ToArray());
    }
}
