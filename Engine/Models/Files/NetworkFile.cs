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

    /// <summary>The samples of a person's own data.</summary>
    public static SampleTable Of(Dataset dataset)
    {
        var inputs = ImmutableArray.CreateBuilder<ImmutableArray<double>>(dataset.Count);
        var targets = ImmutableArray.CreateBuilder<ImmutableArray<double>>(dataset.Count);
        double[] x = new double[dataset.SampleShape.Length], y = new double[dataset.TargetShape.Length];
        for (int i = 0; i < dataset.Count; i++)
        {
            dataset.Write(i, x);
            dataset.WriteTarget(i, y);
            inputs.Add([.. x]);
            targets.Add([.. y]);
        }
        return new(inputs.MoveToImmutable(), targets.MoveToImmutable(), dataset.Name);
    }

    /// <summary>The same for training.</summary>
    public Dataset ToDataset(string name, Shape shape, NetworkLoss loss, int classes)
    {
        float[] inputs = [.. Inputs.SelectMany(row => row).Select(n => (float)n)];
        Data.Targets targets = loss.TakesLabels
            ? new([.. Targets.Select(row => (byte)row[0])], [.. Enumerable.Range(0, classes).Select(c => $"{c}")], [])
            : new([], [], [.. Targets.SelectMany(row => row).Select(n => (float)n)]);
        return new(Source ?? name, new Samples(shape, Count, [], inputs), targets, Normalization.ToTensor);
    }
}

/// <summary>A network as its file describes it.</summary>
internal sealed record NetworkFile
{
    private const int UsualBatch = 64;

    public required string Name { get; init; }

    /// <summary>What <c>print(net)</c> calls it.</summary>
    public string ClassName { get; init; } = "Sequential";

    public required ImmutableArray<NamedModule> Modules { get; init; }

    public required NetworkLoss Loss { get; init; }

    public required OptimizerSpec Optimizer { get; init; }

    /// <summary>Whether the file names the optimizer.</summary>
    public bool NamesOptimizer { get; init; }

    /// <summary>The shape of one sample, without the batch.</summary>
    public required Shape InputShape { get; init; }

    /// <summary>Whether samples are images that are flattened before the first layer.</summary>
    public bool Flattens { get; init; }

    /// <summary>The samples in the file, or that it names; null for images of a data set or drawn numbers.</summary>
    public SampleTable? Table { get; init; }

    /// <summary>The data set, or the file beside this one that the table was read from; null where there is neither.</summary>
    public DatasetKind? Data { get; init; }

    /// <summary>Whether what comes in are images of a data set, which are drawn where none was loaded.</summary>
    public bool TakesImages { get; init; }

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
            NamedOptimizer = NamesOptimizer ? Optimizer : null,
            Seed = Seed,
            Unfold = dense is null ? null : weights => dense.Unfold(weights, SharesBias),
            TakesBatchSize = dense is null,
            Samples = Data is null && Table is { } table ? table.ToDataset(Path.GetFileName(file.Path), InputShape, Loss, Classes) : null,
            Defaults = new(Data ?? (Table is null ? DatasetKind.Mnist : DatasetKind.Parse(file.Path)), BatchSize ?? UsualBatch,
                Optimizer.LearningRate, Epochs ?? 5, ShuffleTest: false, TestEachEpoch: true)
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
