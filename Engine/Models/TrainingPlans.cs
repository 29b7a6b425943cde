using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Models;

/// <summary>Makes a training run of a catalog program ready; what is not given is the tutorial's.</summary>
public static class TrainingPlans
{
    /// <summary>How the tutorial trains a program.</summary>
    /// <exception cref="ScenarioException">The program is not trained on a data set.</exception>
    /// <exception cref="ShapeException">Its layers do not fit together.</exception>
    public static TrainingDefaults DefaultsOf(ProgramEntry entry)
    {
        // A network that is broken says so itself.
        if (entry.Defaults is { } defaults) return entry.Network!.Fault is { } fault ? throw fault : defaults;
        throw new ScenarioException(l => ModelTexts.In(l).NotTrained(
            entry.Name, string.Join(", ", ProgramCatalog.All.Where(p => p.CanTrain).Select(p => p.Name))));
    }

    /// <summary>A plan in the tutorials' order of drawing: the model first, then one order an epoch.</summary>
    /// <param name="entry">A program that can be trained (<see cref="ProgramEntry.CanTrain"/>).</param>
    /// <param name="train">What is learnt from.</param>
    /// <param name="test">What the model is tried on; null for no test.</param>
    /// <param name="seed">What <c>torch.manual_seed</c> would be given.</param>
    /// <param name="batchSize">Images a batch.</param>
    /// <param name="optimizer">Another optimizer.</param>
    /// <param name="learningRate">Another learning rate than the optimizer's.</param>
    /// <param name="epochs">How often the training set is gone through.</param>
    /// <param name="weights">Parameters to begin with instead of drawn ones, by name; the order of the batches is the same.</param>
    /// <exception cref="ScenarioException">The program is not trained on a data set.</exception>
    public static TrainingPlan Create(
        ProgramEntry entry, Dataset train, Dataset? test, long seed,
        int? batchSize = null, OptimizerSpec? optimizer = null, double? learningRate = null, int? epochs = null,
        IReadOnlyDictionary<string, Tensor>? weights = null)
    {
        TrainingDefaults defaults = DefaultsOf(entry);
        if (entry.Network is GptNetwork gpt)
            return OfNames(entry, gpt, train, test, seed, batchSize, optimizer, learningRate, epochs, weights);
        train = DatasetFit.Fitted(entry.Network!, train);
        test = test is null ? null : DatasetFit.Fitted(entry.Network!, test);
        OptimizerSpec spec = optimizer ?? defaults.Optimizer;
        if (learningRate is { } rate) spec = spec with { LearningRate = rate };
        int batch = batchSize ?? defaults.BatchSize;
        var random = new TorchRandom(seed);
        var initial = new Dictionary<string, Tensor>(entry.Network!.Initialize(random)) { ["lr"] = Tensor.Scalar(spec.LearningRate) };
        foreach ((string name, Tensor content) in weights ?? new Dictionary<string, Tensor>()) initial[name] = content;
        return new TrainingPlan
        {
            Training = n => entry.Network.BuildTraining(n, spec),
            TrainingWith = other => n => entry.Network.BuildTraining(n, other),
            Evaluation = entry.Network.BuildEvaluation,
            Initial = initial,
            Random = random,
            Seed = seed,
            TrainLoader = new DataLoader(train, batch, shuffle: true),
            TestLoader = test is null ? null : new DataLoader(test, batch, defaults.ShuffleTest),
            TestSchedule = defaults.TestEachEpoch ? TestSchedule.EachEpoch : TestSchedule.AtEnd,
            Epochs = epochs ?? defaults.Epochs,
        };
    }

    /// <summary>
    /// A plan in the order of the small GPT's script: the names are shuffled once, then the parameters are drawn; every epoch goes through
    /// the names in that order.
    /// </summary>
    private static TrainingPlan OfNames(
        ProgramEntry entry, GptNetwork network, Dataset names, Dataset? test, long seed, int? batchSize, OptimizerSpec? optimizer,
        double? learningRate, int? epochs, IReadOnlyDictionary<string, Tensor>? weights)
    {
        network = network.For(names);
        names = network.Fitted(names);
        OptimizerSpec spec = optimizer ?? entry.Defaults!.Optimizer;
        if (learningRate is { } rate) spec = spec with { LearningRate = rate };
        int batch = batchSize ?? entry.Defaults!.BatchSize;
        (int[] order, Dictionary<string, Tensor> initial) = network.Draw(new PythonRandom(seed), names.Count);
        initial["lr"] = Tensor.Scalar(spec.LearningRate);
        foreach ((string name, Tensor content) in weights ?? new Dictionary<string, Tensor>()) initial[name] = content;
        return new TrainingPlan
        {
            Training = n => network.BuildTraining(n, spec),
            TrainingWith = other => n => network.BuildTraining(n, other),
            Evaluation = network.BuildEvaluation,
            Initial = initial,
            Random = new TorchRandom(seed),
            Seed = seed,
            TrainLoader = new DataLoader(names.At(order), batch, shuffle: false),
            TestLoader = test is null ? null : new DataLoader(network.Fitted(test), batch, shuffle: false),
            Epochs = epochs ?? entry.Defaults!.Epochs,
        };
    }
}
