using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// The batches of a data loader, epoch after epoch, by iteration and in any order: what each epoch needs is the generator's state
/// before it, which is kept. A program's shapes are fixed, so a smaller last batch of an epoch is left out.
/// </summary>
public sealed class LoaderBatches : IBatchSource
{
    private readonly Value _x, _labels;
    private readonly DataLoader _loader;

    /// <summary>The state of the generator before each epoch; one more than the epochs that have been begun.</summary>
    private readonly List<RandomState> _states;
    private readonly long _seed;
    private int _epochIndex = -1;
    private LoaderEpoch? _epoch;

    /// <summary>Batches of <paramref name="loader"/>, its epochs drawn from <paramref name="random"/>, which itself is left as it is;
    /// <paramref name="seed"/> is for the description.</summary>
    /// <exception cref="ArgumentException">The loader has no whole batch.</exception>
    public LoaderBatches(Value x, Value labels, DataLoader loader, TorchRandom random, long seed)
    {
        BatchesPerEpoch = loader.Dataset.Count / loader.BatchSize;
        if (BatchesPerEpoch == 0)
            throw new ArgumentException($"a batch of {loader.BatchSize} is more than the {loader.Dataset.Count} images", nameof(loader));
        _x = x;
        _labels = labels;
        _loader = loader;
        _seed = seed;
        _states = [random.Save()];
    }

    /// <summary>Whole batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    public DataLoader Loader => _loader;

    /// <summary>What is said of them, where that is something else.</summary>
    public Func<Language, string>? Says { get; init; }

    public string Description(Language language) => Says is not null ? Says(language) : _loader.Shuffle
        ? ModelTexts.In(language).Shuffled(_loader.Dataset.Name, _loader.BatchSize, _seed)
        : ModelTexts.In(language).InOrder(_loader.Dataset.Name, _loader.BatchSize);

    /// <summary>Batch <paramref name="iteration"/> as the loader gives it, with the positions of its images in the data set.</summary>
    public Batch BatchAt(long iteration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        return Epoch(checked((int)(iteration / BatchesPerEpoch)))[(int)(iteration % BatchesPerEpoch)];
    }

    public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration)
    {
        Batch batch = BatchAt(iteration);
        return [new(_x, batch.Images), new(_labels, batch.Labels)];
    }

    private LoaderEpoch Epoch(int index)
    {
        if (_epochIndex == index) return _epoch!;
        for (int next = Math.Min(index, _states.Count - 1); next <= index; next++)
        {
            TorchRandom random = TorchRandom.Restore(_states[next]);
            _epoch = _loader.NextEpoch(random);
            _epochIndex = next;
            if (next == _states.Count - 1) _states.Add(random.Save());
        }
        return _epoch!;
    }
}
