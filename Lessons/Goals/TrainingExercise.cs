using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Training;
using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Goals;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">Batches learnt from so far.</param>
/// <param name="Steps">Batches there will be.</param>
/// <param name="Loss">The loss of the last batch.</param>
/// <param name="Accuracy">The share of this epoch's images told right so far, 0 to 1.</param>
/// <param name="SamplesPerSecond">Images a second since the beginning; 0 before any time has passed.</param>
/// <param name="TestAccuracy">The share of test images told right, 0 to 1; null while it trains, and where it was stopped.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, long Step, long Steps, double Loss, double Accuracy, double SamplesPerSecond,
    double? TestAccuracy);

/// <summary>A training goal made ready: the exercise's network and the images. Runs on the CPU backend, at full speed.</summary>
public sealed class TrainingExercise : IDisposable
{
    private readonly Trainer _trainer;
    private readonly IBackend _backend;
    private readonly TrainingPlan _plan;

    private TrainingExercise(TrainingPlan plan, IBackend backend, TrainingTarget target, Func<Language, string>? missing)
    {
        (_plan, _backend, Target, WhyOtherwise) = (plan, backend, target, missing);
        _trainer = new(plan, backend);
    }

    /// <summary>What is trained and how good it is to become.</summary>
    public TrainingTarget Target { get; }

    /// <summary>Why the goal's second data set is used, in one line; null if the first is there.</summary>
    public Func<Language, string>? WhyOtherwise { get; }

    /// <summary>Makes a training ready; reading the images takes a moment.</summary>
    /// <param name="run">The exercise's program, optimizer, learning rate, batch size and seed.</param>
    /// <param name="goal">The goal.</param>
    /// <param name="data">Where images come from.</param>
    /// <param name="play">0 for the first play; each later one has another seed.</param>
    /// <param name="backend">What calculates, disposed with this; null for the CPU backend.</param>
    /// <exception cref="DataException">Neither data set is on this machine, or one cannot be used.</exception>
    /// <exception cref="ScenarioException">The program is not trained on images.</exception>
    /// <exception cref="UnknownProgramException">There is no such program.</exception>
    public static TrainingExercise Create(Run run, TrainGoal goal, TrainingData data, int play = 0, IBackend? backend = null)
    {
        ProgramEntry entry = ProgramFiles.Get(run.Program!);
        if (!entry.CanTrain)
            throw new ScenarioException(l =>
                ModelTexts.In(l).NotTrained(entry.Name, string.Join(", ", ProgramCatalog.All.Where(p => p.CanTrain).Select(p => p.Name))));
        (TrainingTarget target, Func<Language, string>? missing) = (goal.Target, null);
        (Dataset Train, Dataset Test) images;
        try
        {
            images = data.Load(target.Data);
        }
        catch (DataException e) when (goal.Otherwise is not null)
        {
            (target, missing) = (goal.Otherwise, e.In);
            images = data.Load(target.Data);
        }
        OptimizerSpec? optimizer = run.Optimizer switch
        {
            "adam" => OptimizerSpec.Adam(),
            "momentum" => OptimizerSpec.Sgd(entry.Defaults!.LearningRate, momentum: 0.9),
            _ => null,
        };
        TrainingPlan plan = TrainingPlans.Create(
            entry, images.Train, images.Test, (run.Seed ?? 0) + play, run.BatchSize, optimizer, run.LearningRate, target.Epochs) with
        { TestSchedule = TestSchedule.AtEnd };
        return new(plan, backend ?? new CpuBackend(new CpuOptions()), target, missing);
    }

    /// <summary>
    /// Trains, telling how far it is after each batch, and at last, unless it was stopped, how well the test images are told. Once only.
    /// </summary>
    public IEnumerable<TrainingProgress> Run(CancellationToken cancel = default)
    {
        long start = Stopwatch.GetTimestamp(), samples = 0;
        int inEpoch = 0, correct = 0, epoch = 0;
        var last = new TrainingProgress(1, _plan.Epochs, 0, (long)_plan.TrainLoader.Count * _plan.Epochs, double.NaN, 0, 0, null);
        foreach (TrainingEvent e in _trainer.Run(cancel))
        {
            switch (e)
            {
                case StepEvent step:
                    if (step.Epoch != epoch) (epoch, inEpoch, correct) = (step.Epoch, 0, 0);
                    (samples, inEpoch, correct) = (samples + step.Samples, inEpoch + step.Samples, correct + step.Correct);
                    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    last = last with
                    {
                        Epoch = epoch + 1,
                        Step = step.Step,
                        Loss = step.Loss,
                        Accuracy = (double)correct / inEpoch,
                        SamplesPerSecond = seconds > 0 ? samples / seconds : 0,
                    };
                    yield return last;
                    break;
                case TestEvent test:
                    yield return last with { TestAccuracy = test.Accuracy / 100 };
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _backend.Dispose();
    }
}
