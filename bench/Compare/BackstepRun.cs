using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Bench.Compare;

/// <summary>What a run gave, on either side.</summary>
/// <param name="EpochSeconds">Seconds of training for each epoch, without tests.</param>
/// <param name="TestAccuracy">Per cent, after the last epoch.</param>
/// <param name="FirstLosses">The first hundred losses.</param>
internal sealed record RunResult(IReadOnlyList<double> EpochSeconds, double TestAccuracy, IReadOnlyList<double> FirstLosses);

/// <summary>Runs a job on Backstep.</summary>
internal static class BackstepRun
{
    /// <summary>Trains for <paramref name="epochs"/> epochs and tests at the end.</summary>
    public static RunResult Train(Job job, IBackend backend, Dataset train, Dataset? test, int epochs, long seed = 7)
    {
        OptimizerSpec sgd = OptimizerSpec.Sgd(job.LearningRate);
        var random = new TorchRandom(seed);
        var initial = new Dictionary<string, Tensor>(job.Network.Initialize(random)) { ["lr"] = Tensor.Scalar(job.LearningRate) };
        var plan = new TrainingPlan
        {
            Training = n => job.Network.BuildTraining(n, sgd),
            Evaluation = job.Network.BuildEvaluation,
            Initial = initial,
            Random = random,
            TrainLoader = new DataLoader(train, job.BatchSize, shuffle: true),
            TestLoader = test is null ? null : new DataLoader(test, job.BatchSize, shuffle: false),
            Epochs = epochs,
        };
        var seconds = new List<double>();
        var losses = new List<double>();
        double accuracy = 0;
        using var trainer = new Trainer(plan, backend);
        long start = Stopwatch.GetTimestamp();
        foreach (TrainingEvent e in trainer.Run())
        {
            if (e is StepEvent step && losses.Count < 100) losses.Add(step.Loss);
            if (e is TestEvent tested) accuracy = tested.Accuracy;
            if (e is not EpochEvent) continue;
            // The wall clock from epoch to epoch: whatever happens between two steps counts as well.
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
        }
        return new RunResult(seconds, accuracy, losses);
    }
}
