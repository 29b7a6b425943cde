using System.Globalization;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>What is changed where a run forks; null stays as it is.</summary>
public sealed record RunChange
{
    public double? LearningRate { get; init; }

    /// <summary>Another optimizer; what the old one remembered and this one does not know is forgotten, the rest begins at zero.</summary>
    public OptimizerSpec? Optimizer { get; init; }

    /// <summary>Other contents of parameters, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>What the generator is seeded with: another order of the images, from this epoch on.</summary>
    public long? Seed { get; init; }

    /// <summary>The learning rate that it leads to; null for no other.</summary>
    internal double? Rate => LearningRate ?? Optimizer?.LearningRate;

    /// <summary>What it changes, in a few words: <c>lr 0.1 → 0.01</c>.</summary>
    public string Describe(TrainingState state)
    {
        var parts = new List<string>();
        if (Optimizer is { } o) parts.Add($"optimizer {o.Kind.ToString().ToLowerInvariant()}");
        if (Rate is { } rate)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"lr {(float)state.Values["lr"].ScalarValue} → {rate}"));
        parts.AddRange(Weights.Keys);
        if (Seed is { } seed) parts.Add($"seed {seed}");
        return string.Join(", ", parts);
    }

    /// <summary>The state with the changes.</summary>
    internal TrainingState Apply(TrainingState state)
    {
        var values = state.Values;
        foreach ((string name, Tensor content) in Weights) values = values.SetItem(name, content);
        if (Rate is { } rate) values = values.SetItem("lr", Tensor.Scalar(rate));
        return state with { Values = values, Random = Seed is { } seed ? new TorchRandom(seed).Save() : state.Random };
    }
}
