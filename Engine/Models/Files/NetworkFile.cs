using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models.Files;

/// <summary>How closely a network is stepped.</summary>
internal enum Zoom
{
    /// <summary>Number by number, every product of the chain rule a step of its own.</summary>
    Scalar,

    /// <summary>Layer by layer, on whole tensors.</summary>
    Tensor,
}

/// <summary>Samples that a file holds: a row of inputs and what the network should make of it.</summary>
/// <param name="Inputs">The rows; all of one length.</param>
/// <param name="Targets">A row a sample; for a loss that takes labels the class alone.</param>
/// <param name="Source">What they are, for people; null for a table in the file itself.</param>
internal sealed record SampleTable(
    ImmutableArray<ImmutableArray<double>> Inputs, ImmutableArray<ImmutableArray<double>> Targets, string? Source)
{
    public int Count => Inputs.Length;
}

/// <summary>A network as its file describes it.</summary>
internal sealed record NetworkFile
{
    public required string Name { get; init; }

    /// <summary>What <c>print(net)</c> calls it.</summary>
    public string ClassName { get; init; } = "Sequential";

    public required ImmutableArray<NamedModule> Modules { get; init; }

    public required NetworkLoss Loss { get; init; }

    public required OptimizerSpec Optimizer { get; init; }

    /// <summary>The shape of one sample, without the batch.</summary>
    public required Shape InputShape { get; init; }

    /// <summary>Whether samples are images that are flattened before the first layer.</summary>
    public bool Flattens { get; init; }

    /// <summary>The samples in the file, or that it names; null for images of a data set or drawn numbers.</summary>
    public SampleTable? Table { get; init; }

    /// <summary>The data set; null where there is none.</summary>
    public DatasetKind? Images { get; init; }

    public long Seed { get; init; }

    public int? BatchSize { get; init; }

    public int? Epochs { get; init; }

    public Zoom Zoom { get; init; }

    /// <summary>Whether the units of a layer share one bias (number by number only).</summary>
    public bool SharesBias { get; init; }

    /// <summary>Parameters that the file gives, by the names of the state_dict.</summary>
    public ImmutableArray<GivenNumber> Given { get; init; } = [];

    /// <summary>How many classes its output tells apart, by its last linear layer.</summary>
    public int Classes => AllModules.Reverse().Select(m => m.Module.Parameters(m.Name).LastOrDefault(p => p.Shape.Rank == 2)?.Shape[0] ?? 0)
        .FirstOrDefault(n => n > 0, 10);

    /// <summary>Parameters that are not learnt, by the names of the state_dict.</summary>
    public ImmutableHashSet<string> Frozen { get; init; } = [];

    /// <summary>The same by the names of single numbers; all that stand for a parameter above.</summary>
    public ImmutableHashSet<string> FrozenNumbers { get; init; } = [];

    /// <summary>The modules with the Flatten that images need in front.</summary>
    public ImmutableArray<NamedModule> AllModules => Flattens ? Modules.Insert(0, new(NetworkListing.FlattenName, new Flatten())) : Modules;

    /// <summary>The program that it describes.</summary>
    public ProgramEntry ToEntry(ProgramFile file)
    {
        var network = new Network(Name, ClassName, InputShape, AllModules, Forward)
        {
            Loss = Loss,
            Given = Given,
            Frozen = Frozen,
            ForwardLines = NetworkListing.Forward(this),
            StepLines = NetworkListing.Step(this),
        };
        DenseNetwork? dense = Zoom == Zoom.Scalar ? DenseNetwork.Of(Modules) : null;
        return new(Name, l => ModelTexts.In(l).FromFile(Path.GetFileName(file.Path)),
            dense is null ? ProgramKind.Tensor : ProgramKind.Scalar,
            "", dense is null ? (entry, options) => FilePrograms.Tensor(this, entry, options)
                : (entry, options) => DensePrograms.Create(this, dense, entry, options))
        {
            File = file,
            Network = network,
            LearningRate = Optimizer.LearningRate,
            Seed = Seed,
            Unfold = dense is null ? null : weights => dense.Unfold(weights, SharesBias),
            TakesBatchSize = dense is null,
            Defaults = Images is null ? null
                : new(Images, BatchSize ?? 64, Optimizer.LearningRate, Epochs ?? 5, ShuffleTest: false, TestEachEpoch: true)
                {
                    Optimizer = Optimizer,
                },
        };
    }

    private Value Forward(ForwardBuilder forward, Value x)
    {
        foreach (NamedModule module in AllModules) x = module.Module.Forward(forward, module.Name, x);
        return x;
    }
}
