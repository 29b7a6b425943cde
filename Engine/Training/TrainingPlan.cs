using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

public enum TestSchedule
{
    /// <summary>After the last epoch, as tutorial 002 does.</summary>
    AtEnd,

    /// <summary>After each epoch, as tutorial 004 does.</summary>
    EachEpoch,
}

/// <summary>Everything that a training run needs to know.</summary>
public sealed record TrainingPlan
{
    /// <summary>The training step for a batch of a given size; the last batch of an epoch may be smaller than the others.</summary>
    public required Func<int, Program> Training { get; init; }

    /// <summary>The same with another optimizer.</summary>
    public Func<OptimizerSpec, Func<int, Program>> TrainingWith { get; init; } = _ =>
        throw new NotSupportedException("the plan knows one optimizer");

    /// <summary>Forward and loss for a batch of a given size.</summary>
    public required Func<int, Program> Evaluation { get; init; }

    /// <summary>First contents of parameters and hyperparameters, by name.</summary>
    public required IReadOnlyDictionary<string, Tensor> Initial { get; init; }

    /// <summary>What a program is given whatever the run has come to, by name: hyperparameters that follow from the batch size.</summary>
    public Func<Program, IReadOnlyDictionary<string, Tensor>> Constants { get; init; } = _ => ImmutableDictionary<string, Tensor>.Empty;

    /// <summary>The generator as it is after the model was made; it orders the batches.</summary>
    public required TorchRandom Random { get; init; }

    /// <summary>What <c>torch.manual_seed</c> was given.</summary>
    public long Seed { get; init; }

    /// <summary>What is learnt from.</summary>
    public required DataLoader TrainLoader { get; init; }

    /// <summary>What the model is tried on; null for no test.</summary>
    public DataLoader? TestLoader { get; init; }

    public TestSchedule TestSchedule { get; init; }

    /// <summary>How often the whole training set is gone through.</summary>
    public required int Epochs { get; init; }

    /// <summary>Stop after this many steps, whatever the epochs; null for no limit.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Where a run of it begins.</summary>
    public TrainingState Beginning => new(
        0, 0, 0, 0, 0, 0, double.PositiveInfinity, Random.Save(), Initial.ToImmutableDictionary(StringComparer.Ordinal));

    /// <summary>Whether no step is left behind <paramref name="state"/>.</summary>
    public bool IsOver(TrainingState state) => IsOver(state.Step, state.Epoch, state.Batch);

    internal bool IsOver(long step, int epoch, int batch) =>
        epoch >= Epochs || (epoch == Epochs - 1 && batch >= TrainLoader.Count) || step >= MaxSteps;

    /// <summary>Whether the model is tried on the test set after <paramref name="epoch"/> (from 0).</summary>
    public bool TestsAfter(int epoch) => TestLoader is not null && (epoch == Epochs - 1 || TestSchedule == TestSchedule.EachEpoch);

    /// <summary>Draws the order of <paramref name="epoch"/> (from 0) and what its test draws, so that
    /// <paramref name="random"/> stands where the next epoch begins.</summary>
    internal LoaderEpoch DrawEpoch(TorchRandom random, int epoch)
    {
        LoaderEpoch order = TrainLoader.NextEpoch(random);
        if (TestsAfter(epoch)) TestLoader!.NextEpoch(random);
        return order;
    }
}
