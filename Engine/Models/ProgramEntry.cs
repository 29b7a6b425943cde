using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

public enum ProgramKind
{
    /// <summary>Every value is one number.</summary>
    Scalar,

    /// <summary>One pass over tensors.</summary>
    Tensor,

    /// <summary>A script of a tutorial with several passes.</summary>
    Script,
}

/// <summary>How the tutorial trains the model.</summary>
/// <param name="Dataset">The data set; its normalisation is the tutorial's.</param>
/// <param name="BatchSize">Images a batch, for training and testing.</param>
/// <param name="LearningRate">Of plain SGD.</param>
/// <param name="Epochs">How often it goes through the training set.</param>
/// <param name="ShuffleTest">Whether the test loader shuffles as well (the train loader does).</param>
/// <param name="TestEachEpoch">Whether it tests after every epoch, not only at the end.</param>
public sealed record TrainingDefaults(
    DatasetKind Dataset, int BatchSize, double LearningRate, int Epochs, bool ShuffleTest, bool TestEachEpoch)
{
    public OptimizerSpec Optimizer { get; init; } = OptimizerSpec.Sgd(LearningRate);

    /// <summary>So many steps, whatever the epochs; null for no limit.</summary>
    public long? Steps { get; init; }
}

/// <summary>A file that a program was read from, and what it said then: a run that was made from it is found again by that.</summary>
/// <param name="Path">Where it is, absolute.</param>
/// <param name="Text">What it said.</param>
public sealed record ProgramFile(string Path, string Text);

/// <summary>One program of the catalog, or of a file.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">What it shows, in one line.</param>
/// <param name="Kind">What sort of program it is.</param>
/// <param name="Tutorials">The numbers of the tutorials that it comes from: <c>001, 003</c>; empty for one that is only there to be looked
/// at closely.</param>
/// <param name="Make">Makes the program ready to run; <see cref="Create"/> checks the options first.</param>
public sealed record ProgramEntry(
    string Name, Func<Language, string> Title, ProgramKind Kind, string Tutorials, Func<ProgramEntry, ScenarioOptions, Scenario> Make)
{
    public Network? Network { get; internal init; }

    /// <summary>The file that it was read from; null for a program of the catalog.</summary>
    public ProgramFile? File { get; internal init; }

    /// <summary>The tutorial's data and hyperparameters; null for programs that do not work on batches of images.</summary>
    public TrainingDefaults? Defaults { get; internal init; }

    /// <summary>The learning rate of its plain SGD unless another is asked for; null for programs that update nothing.</summary>
    public double? LearningRate { get; internal init; }

    /// <summary>The optimizer that its file names; null where it names none.</summary>
    public OptimizerSpec? NamedOptimizer { get; internal init; }

    /// <summary>The samples that its file holds, which training knows by the file's path; null where there are none.</summary>
    public Dataset? Samples { get; internal init; }

    /// <summary>The seed that it has unless another is asked for.</summary>
    public long Seed { get; internal init; }

    /// <summary>Whether it can be given batches of other sizes.</summary>
    public bool TakesBatchSize
    {
        get => field || Defaults is not null;
        internal init;
    }

    /// <summary>From parameters by the names of the state_dict to those of the program, where it steps number by number.</summary>
    internal Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, Tensor>>? Unfold { get; init; }

    /// <summary>Whether its inputs are batches of images, which may come from a data set.</summary>
    public bool TakesImages => Defaults is not null && !TakesNames;

    /// <summary>Whether it works on names; its size and letters are those of <see cref="GptNetwork.Size"/>.</summary>
    public bool TakesNames => Network is GptNetwork;

    /// <summary>Whether these images may be digits of 28×28.</summary>
    public bool TakesDigits => TakesImages && Network!.InputShape.Equals(new Shape(1, SyntheticDigits.Side, SyntheticDigits.Side));

    /// <summary>Whether it can be trained: it takes images, and its layers fit together.</summary>
    public bool CanTrain => Defaults is not null && Network!.Fault is null;

    /// <summary>The same program of another size, or for other letters.</summary>
    public ProgramEntry With(GptSize size) => this with { Network = new GptNetwork(Network!.Name, size) };

    /// <summary>Makes the program ready to run.</summary>
    /// <exception cref="ScenarioException">An option does not go with this program.</exception>
    public Scenario Create(ScenarioOptions options)
    {
        if (!TakesImages && !TakesNames && options.Dataset is not null) throw new ScenarioException(l => ModelTexts.In(l).NoDataset(Name));
        if (!TakesBatchSize && options.BatchSize is not null) throw new ScenarioException(l => ModelTexts.In(l).NoBatchSize(Name));
        if (options.BatchSize is < 1) throw new ScenarioException(l => ModelTexts.In(l).BatchSize(options.BatchSize));
        options = options with { Seed = options.Seed ?? Seed };
        if (options.Weights is not { } weights) return Make(this, options);
        if (Network is null) throw new ScenarioException(l => ModelTexts.In(l).NoWeights(Name));
        Scenario scenario = Make(this, options);
        var initial = scenario.Initial.ToDictionary();
        foreach ((string name, Tensor content) in Unfold?.Invoke(weights) ?? weights) initial[scenario.Program[name]] = content;
        return scenario with { Initial = initial };
    }

    /// <summary>
    /// The optimizer to use: the one asked for or plain SGD at <see cref="LearningRate"/>, with the learning rate asked for.
    /// </summary>
    internal OptimizerSpec Optimizer(ScenarioOptions options) => Optimizer(options, OptimizerSpec.Sgd(LearningRate!.Value));

    /// <summary>The optimizer to use: the one asked for or the tutorial's, with the learning rate asked for.</summary>
    internal static OptimizerSpec Optimizer(ScenarioOptions options, OptimizerSpec tutorial)
    {
        OptimizerSpec optimizer = options.Optimizer ?? tutorial;
        return options.LearningRate is { } rate ? optimizer with { LearningRate = rate } : optimizer;
    }

    /// <summary>For programs that end with the backward pass.</summary>
    internal void RefuseUpdateOptions(ScenarioOptions options)
    {
        if (options.Optimizer is not null) throw new ScenarioException(l => ModelTexts.In(l).NoOptimizer(Name));
        if (options.LearningRate is not null) throw new ScenarioException(l => ModelTexts.In(l).NoLearningRate(Name));
    }

    /// <summary>
    /// A scenario whose first contents are <paramref name="initial"/> and, where the program has an update, the learning rate.
    /// </summary>
    internal static Scenario Ready(
        Program program, long seed, Dictionary<Value, Tensor> initial, OptimizerSpec optimizer, IBatchSource batches)
    {
        if (program.Find("lr") is { } lr) initial[lr] = Tensor.Scalar(optimizer.LearningRate);
        return new(program, seed, initial, batches);
    }
}
