using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>What can be chosen when a program of the catalog is made ready to run. Null means: as in the tutorial.</summary>
public sealed record ScenarioOptions
{
    /// <summary>What <c>torch.manual_seed</c> would be given; null for the program's own.</summary>
    public long? Seed { get; init; }

    internal long SeedOrZero => Seed ?? 0;

    /// <summary>Images to take batches from; null for random ones.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>Images a batch; without a data set 4 unless given.</summary>
    public int? BatchSize { get; init; }

    public bool? Shuffle { get; init; }

    /// <summary>Another optimizer than the tutorial's.</summary>
    public OptimizerSpec? Optimizer { get; init; }

    public double? LearningRate { get; init; }

    /// <summary>Parameters to begin with instead of drawn ones, by name; null to draw them.
    /// Everything else is drawn as if they had been.</summary>
    public IReadOnlyDictionary<string, Tensor>? Weights { get; init; }
}

/// <summary>An option does not go with the program or the data. The message is one line.</summary>
public sealed class ScenarioException(Func<Language, string> line) : LocalizedException(line);
