using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Programs;

/// <summary>
/// Where each iteration's inputs come from. Asking for the same iteration again must give the same bits, so that a debugger can replay.
/// </summary>
public interface IBatchSource
{
    /// <summary>The inputs of iteration <paramref name="iteration"/>, from 0.</summary>
    IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration);

    /// <summary>One line for people: <c>mnist, batch 100, shuffled with seed 7</c>.</summary>
    string Description(Language language);
}

/// <summary>The same inputs in every iteration.</summary>
public sealed class FixedBatch(Func<Language, string> description, params KeyValuePair<Value, Tensor>[] inputs) : IBatchSource
{
    /// <summary>With a description that is the same in every language.</summary>
    public FixedBatch(string description, params KeyValuePair<Value, Tensor>[] inputs) : this(_ => description, inputs)
    {
    }

    public string Description(Language language) => description(language);

    public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration) => inputs;
}

/// <summary>A program with everything that it needs to run: first contents of parameters and hyperparameters, and the data.</summary>
/// <param name="Seed">What <c>torch.manual_seed</c> would be given; parameters and data follow from it.</param>
/// <param name="Initial">Contents of parameters and hyperparameters before the first iteration; optimizer state starts at zero, a gradient
/// is not there before the first backward.</param>
/// <param name="Batches">The inputs of each iteration.</param>
public sealed record Scenario(Program Program, long Seed, IReadOnlyDictionary<Value, Tensor> Initial, IBatchSource Batches)
{
    /// <summary>What tokens stand for, in a model of letters; null in other programs.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>What a person has set before the run, <c>w1 = 0.15</c>; empty where the numbers are the program's own.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];
}
