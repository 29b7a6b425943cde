using System.Text.Json.Serialization;
using Backstep.Engine.Bugs;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Runs;

/// <summary>Everything that a training run is asked for: from the same settings, data and device follow the same bits.</summary>
public sealed record RunSettings
{
    /// <summary>The most images of a batch.</summary>
    public const int LargestBatch = 60000;

    /// <summary>The name of a program that can be trained.</summary>
    public required string Program { get; init; }

    /// <summary>The file that the program was read from, as it was then; null for one of the catalog.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProgramFile? File { get; init; }

    /// <summary>A data set's name.</summary>
    public required string Data { get; init; }

    /// <summary>The folder that its files were looked for in; null for the usual places.</summary>
    public string? DataFolder { get; init; }

    /// <summary>What <c>torch.manual_seed</c> would be given.</summary>
    public long Seed { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>With its learning rate and other numbers.</summary>
    public required OptimizerSpec Optimizer { get; init; }

    /// <summary>How often the training set is gone through.</summary>
    public required int Epochs { get; init; }

    /// <summary>Stop after so many steps, whatever the epochs; null for no limit.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Whether the test set is tried.</summary>
    public bool Test { get; init; } = true;

    /// <summary>Whether it is tried after each epoch, not only at the end.</summary>
    public bool TestEachEpoch { get; init; }

    /// <summary>The share of the names that is held out to test on, above 0 and below 1; null for none, and for other data.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? HoldOut { get; init; }

    /// <summary>Where the first parameters came from, for people; null for drawn ones.</summary>
    public string? Weights { get; init; }

    /// <summary>Numbers of the person's own that were set before the first step, as they were written.</summary>
    // JSON gives null for what a file of an earlier version does not have.
    public IReadOnlyList<string> Set { get; init => field = value ?? []; } = [];

    /// <summary>Whether it begins with the parameters that are drawn, so that its start follows from these settings.</summary>
    [JsonIgnore]
    public bool BeginsAsDrawn => Weights is null && Set.Count == 0;

    /// <summary>Mistakes made on purpose, by name.</summary>
    public IReadOnlyList<string> Bugs { get; init => field = value ?? []; } = [];

    /// <summary>Size and letters of a model of names; null for other programs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GptSize? Gpt { get; init; }

    [JsonIgnore]
    public ProgramEntry Entry => Gpt is { } size ? ProgramFiles.Get(Program, File).With(size) : ProgramFiles.Get(Program, File);

    /// <summary>The tutorial's settings of a program.</summary>
    /// <exception cref="ScenarioException">The program is not trained on a data set.</exception>
    public static RunSettings Of(ProgramEntry entry)
    {
        TrainingDefaults defaults = TrainingPlans.DefaultsOf(entry);
        return new()
        {
            Program = entry.Name,
            File = entry.File,
            Seed = entry.Seed,
            Data = defaults.Dataset.Name,
            BatchSize = defaults.BatchSize,
            Optimizer = defaults.Optimizer,
            Epochs = defaults.Epochs,
            TestEachEpoch = defaults.TestEachEpoch,
            MaxSteps = defaults.Steps,
            Test = !entry.TakesNames,
            Gpt = (entry.Network as GptNetwork)?.Size,
        };
    }

    /// <summary>
    /// The same for so many names: as many epochs as the steps take, or as many steps as the epochs; the learning rate falls until the last
    /// one, over the usual number of steps where there are fewer.
    /// </summary>
    /// <param name="names">Those that are held out among them.</param>
    /// <param name="epochs">How often all names are gone through; null where steps are counted.</param>
    public RunSettings ForNames(int names, int? epochs)
    {
        // A share that leaves none is told when the names are read.
        long each = (Math.Max(NameList.Left(names, HoldOut), 1) + BatchSize - 1) / BatchSize;
        long steps = epochs is { } asked ? Math.Min(asked * each, MaxSteps ?? long.MaxValue) : MaxSteps ?? GptNetwork.UsualSteps;
        int decay = (int)Math.Clamp(steps, GptNetwork.UsualSteps, int.MaxValue);
        return this with
        {
            Epochs = epochs ?? (int)Math.Min((steps + each - 1) / each, int.MaxValue),
            MaxSteps = epochs is null ? steps : MaxSteps,
            Optimizer = Optimizer.DecaySteps is null ? Optimizer : Optimizer with { DecaySteps = decay },
        };
    }

    /// <summary>The samples in the file of the program, if it is trained on them.</summary>
    private Dataset? Own => File is { } file && Data == file.Path ? Entry.Samples : null;

    /// <summary>
    /// One half of its data; what stands in the file of the program, or a list of names of which none are held out, is both.
    /// </summary>
    /// <exception cref="DataException">It is not there or cannot be used.</exception>
    public Dataset Load(DatasetSplit split)
    {
        if (Own is { } own) return own;
        Dataset loaded = DatasetStore.Load(DatasetKind.Parse(Data), split, DataFolder);
        return Halves(loaded) is var (train, test) ? split == DatasetSplit.Train ? train : test : loaded;
    }

    /// <summary>What of names is learnt from and what is held out; null for other data, or where none is.</summary>
    private (Dataset Train, Dataset Test)? Halves(Dataset all)
    {
        if (HoldOut is not { } share || all.Names is not { } names) return null;
        (NameList train, NameList test) = names.HoldOut(share);
        return (train.ToDataset(), test.ToDataset());
    }

    /// <summary>The run that the settings ask for; its data is loaded.</summary>
    /// <param name="weights">Parameters to begin with instead of drawn ones, by name.</param>
    /// <exception cref="DataException">The data is not there or cannot be used.</exception>
    /// <exception cref="ScenarioException">The program is not trained on a data set.</exception>
    /// <exception cref="BugException">A bug is not known or does not apply.</exception>
    public TrainingPlan Plan(IReadOnlyDictionary<string, Tensor>? weights = null)
    {
        if (Gpt is not null)
        {
            Dataset names = DatasetStore.Load(DatasetKind.Parse(Data), DatasetSplit.Train, DataFolder);
            (Dataset Train, Dataset Test)? halves = Halves(names);
            return Plan(halves?.Train ?? names, Test ? halves?.Test : null, weights);
        }
        if (!Test || Own is not null) return Plan(Load(DatasetSplit.Train), Test ? Own : null, weights);
        DatasetFiles files = DatasetStore.Find(DatasetKind.Parse(Data), DatasetStore.Roots(DataFolder));
        (Dataset train, Dataset test) = DatasetStore.LoadBoth(files);
        return Plan(train, test, weights);
    }

    /// <summary>The same with data that is there already.</summary>
    public TrainingPlan Plan(Dataset train, Dataset? test, IReadOnlyDictionary<string, Tensor>? weights = null) =>
        TrainingPlans.Create(Entry, train, test, Seed, BatchSize, Optimizer, epochs: Epochs, weights: weights).With(Bugs)
        with
        { MaxSteps = MaxSteps, TestSchedule = TestEachEpoch ? TestSchedule.EachEpoch : TestSchedule.AtEnd };
}
