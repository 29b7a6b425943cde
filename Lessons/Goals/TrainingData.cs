using Backstep.Engine.Data;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Goals;

/// <summary>Where the images of a training goal come from.</summary>
public sealed record TrainingData
{
    /// <summary>The folder to look for data sets in; null for the places where the program always looks.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether data sets of files count as missing, so that the synthetic one is used whatever is there.</summary>
    public bool SyntheticOnly { get; init; }

    /// <summary>How many synthetic images there are to learn from.</summary>
    public int SyntheticImages { get; init; } = SyntheticDigits.TrainCount;

    /// <summary>Looks where the program always looks.</summary>
    public static TrainingData Usual { get; } = new();

    /// <summary>The synthetic digits alone: the same on every machine.</summary>
    public static TrainingData Synthetic { get; } = new() { SyntheticOnly = true };

    /// <summary>Images to learn from and images to be tried on.</summary>
    /// <param name="name"><c>mnist</c>, <c>fashion-mnist</c> or <c>synthetic</c>.</param>
    /// <exception cref="DataException">The data set is not on this machine, or cannot be used.</exception>
    public (Dataset Train, Dataset Test) Load(string name)
    {
        if (name == SyntheticDigits.Name)
        {
            int test = Math.Max(1, (int)((long)SyntheticImages * SyntheticDigits.TestCount / SyntheticDigits.TrainCount));
            return (SyntheticDigits.Create(SyntheticImages), SyntheticDigits.Create(test, split: DatasetSplit.Test));
        }
        DatasetKind kind = DatasetKind.Parse(name);
        if (SyntheticOnly) throw new DataException(l => ScenarioTexts.In(l).NotLookedFor(name));
        DatasetFiles files = DatasetStore.Find(kind, DatasetStore.Roots(Directory));
        return (DatasetStore.Load(files, DatasetSplit.Train), DatasetStore.Load(files, DatasetSplit.Test));
    }
}
