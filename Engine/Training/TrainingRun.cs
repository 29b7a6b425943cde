using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>The run stopped by itself after a step, since its condition held.</summary>
/// <param name="Step">The step, counted through all epochs, from 1.</param>
/// <param name="Condition">What held.</param>
public sealed record BreakEvent(long Step, string Condition) : TrainingEvent;

/// <summary>
/// A training run that can be stopped by a condition, taken back to any of its steps, and opened there in the debugger.
/// Snapshots are kept on the way; a step between two of them is reached by training again from the one before,
/// which gives the same bits on the same device.
/// </summary>
/// <param name="from">Where to begin; null for the plan's beginning.</param>
/// <param name="keepsSnapshots">Whether it can be gone back in; without, a run costs what its steps cost.</param>
/// <param name="checks">Looks for common mistakes; null for none.</param>
public sealed class TrainingRun(
    TrainingPlan plan, IBackend backend, TrainingState? from = null, bool keepsSnapshots = true, RunChecks? checks = null) : IDisposable
{
    private readonly Trainer _trainer = new(plan, backend, from);
    private SnapshotList _snapshots = new();

    private SavePace _pace = new(from?.Step ?? 0);

    /// <summary>Is given states on the way to keep them, so seldom that it costs 0.8 % of the time, and the one behind the last step;
    /// null for nobody.</summary>
    public Action<TrainingState>? Keep { get; init; }

    /// <summary>Steps made.</summary>
    public long Step { get; private set; } = from?.Step ?? 0;

    /// <summary>How many snapshots are kept.</summary>
    public int SnapshotCount => _snapshots.Count;

    /// <summary>
    /// Trains on. When <paramref name="condition"/> holds after a step and did not after the one before,
    /// a <see cref="BreakEvent"/> follows the step's; whoever enumerates on trains on.
    /// </summary>
    /// <exception cref="Debugging.Expressions.ExpressionException">The condition is not one number, or its shapes do not fit.</exception>
    public IEnumerable<TrainingEvent> Run(RunCondition? condition = null, CancellationToken cancel = default)
    {
        if (keepsSnapshots) _snapshots.Add(plan, _trainer.Save());
        foreach (WarningEvent w in checks?.AtStart() ?? []) yield return w;
        bool held = false;
        var readings = new TrainerReadings(plan, backend, _trainer);
        long sinceLast = Stopwatch.GetTimestamp();
        _pace = new SavePace(Step);
        _trainer.SaveAt = NextSave(condition, 1);
        foreach (TrainingEvent e in _trainer.Run(cancel))
        {
            yield return e;
            if (e is not StepEvent step) continue;
            Step = step.Step;
            foreach (WarningEvent w in Warnings(step)) yield return w;
            bool holds = condition is not null && condition.Holds(step, readings);
            if (holds && !held) yield return new BreakEvent(step.Step, condition!.Text);
            held = holds;
            if (keepsSnapshots && step.Step >= _snapshots.Due && _trainer.CanSave)
            {
                double seconds = Stopwatch.GetElapsedTime(sinceLast).TotalSeconds;
                sinceLast = Stopwatch.GetTimestamp();
                TrainingState state = _trainer.Save();
                _snapshots.Add(plan, state, seconds, Stopwatch.GetElapsedTime(sinceLast).TotalSeconds);
                sinceLast = Stopwatch.GetTimestamp();
            }
            bool isLast = plan.IsOver(step.Step, step.Epoch, step.BatchIndex + 1);
            if (Keep is not null && (step.Step >= _pace.Due || isLast) && _trainer.CanSave)
                _pace.Measure(step.Step, () => Keep(_trainer.Save()));
            _trainer.SaveAt = NextSave(condition, step.Step + 1);
        }
    }

    /// <summary>The state after step <paramref name="step"/> (0: at the beginning), reached again from the snapshot before it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The run has not been there.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set on the way.</exception>
    public TrainingState StateAt(long step, CancellationToken cancel = default)
    {
        if (_snapshots.Count == 0) _snapshots.Add(plan, _trainer.Save());
        ArgumentOutOfRangeException.ThrowIfLessThan(step, _snapshots.First.Step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, Step);
        (TrainingPlan then, TrainingState near) = _snapshots.Before(step);
        if (near.Step == step) return near;
        using var again = new Trainer(then, backend, near) { SaveAt = step };
        foreach (TrainingEvent e in again.Run(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (e is StepEvent done && done.Step == step) return again.Save();
        }
        throw new OperationCanceledException(cancel);
    }

    /// <summary>
    /// Step <paramref name="step"/> (from 1) for the debugger: its batch and what the parameters and the optimizer were before it;
    /// the iterations behind it are the run's next batches of the same size.
    /// </summary>
    public Scenario Open(long step, CancellationToken cancel = default) => Open(plan, StateAt(step - 1, cancel));

    /// <summary>The step behind <paramref name="before"/> for the debugger.</summary>
    public static Scenario Open(TrainingPlan plan, TrainingState before)
    {
        before = AtBatch(plan, before);
        int size = Math.Min(plan.TrainLoader.BatchSize, plan.TrainLoader.Dataset.Count - before.Batch * plan.TrainLoader.BatchSize);
        Program program = plan.Training(size);
        Dictionary<Value, Tensor> initial = before.Values.SetItems(plan.Constants(program))
            .Where(v => program.Find(v.Key) is not null).ToDictionary(v => program[v.Key], v => v.Value);
        return new(program, plan.Seed, initial, new PlanBatches(plan, before, program))
        { Vocabulary = plan.TrainLoader.Dataset.Vocabulary };
    }

    /// <summary>Where what went wrong begins: the first number that is not finite, or the largest jump of the loss. Found by training
    /// again; null where there is neither.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set on the way.</exception>
    public RunCause? FindCause(CancellationToken cancel = default)
    {
        if (_snapshots.Count == 0) _snapshots.Add(plan, _trainer.Save());
        return new CauseFinder(this, _snapshots, backend, cancel).Find();
    }

    /// <summary>Where the run stands behind its last event; reached again if the device is ahead of it.</summary>
    public TrainingState Here() => _trainer.CanSave ? _trainer.Save() : StateAt(Step);

    /// <summary>A run that goes on from <paramref name="state"/>, perhaps with another plan,
    /// and can be taken back to what lies before it in this one.</summary>
    internal TrainingRun From(TrainingPlan other, TrainingState state) =>
        new(other, backend, state, keepsSnapshots, checks) { _snapshots = _snapshots.UpTo(state.Step), Keep = Keep };

    /// <summary>The present content of a parameter or other persistent value.</summary>
    public Tensor Read(string name) => _trainer.Read(name);

    public void Dispose() => _trainer.Dispose();

    /// <summary>Behind the last batch of an epoch the next one begins.</summary>
    private static TrainingState AtBatch(TrainingPlan plan, TrainingState state)
    {
        if (state.Batch < plan.TrainLoader.Count) return state;
        var random = TorchRandom.Restore(state.Random);
        plan.DrawEpoch(random, state.Epoch);
        return state with { Epoch = state.Epoch + 1, Batch = 0, LossSum = 0, Correct = 0, Samples = 0, Random = random.Save() };
    }

    private IEnumerable<WarningEvent> Warnings(StepEvent step)
    {
        if (checks?.After(step) is { } w) yield return w;
        if (!(step.Step >= checks?.NextLook && _trainer.CanSave)) yield break;
        foreach (WarningEvent seen in checks.Look(step.Step, _trainer.Read)) yield return seen;
    }

    /// <summary>
    /// A condition that looks at tensors has to see each step; else the device may run ahead to the next snapshot or look.
    /// </summary>
    private long? NextSave(RunCondition? condition, long next)
    {
        if (condition is { ReadsTensors: true }) return next;
        long stop = Math.Min(keepsSnapshots ? _snapshots.Due : long.MaxValue,
            checks is null ? long.MaxValue : Math.Max(checks.NextLook, next));
        if (Keep is not null) stop = Math.Min(stop, Math.Max(_pace.Due, next));
        return stop == long.MaxValue ? null : stop;
    }
}
