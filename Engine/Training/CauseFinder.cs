using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>Where what went wrong in a run begins.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Scenario">That step for the debugger.</param>
/// <param name="Moment">Behind the instruction that did it.</param>
/// <param name="Say">What it is, in one line.</param>
public sealed record RunCause(long Step, Scenario Scenario, Moment Moment, Func<Language, string> Say);

/// <summary>
/// Looks for the first number of a run that is not finite; where all are, for the largest jump of the loss. The run is trained again
/// from its snapshots, and the step that it comes down to is gone through instruction by instruction on the same device.
/// </summary>
internal sealed class CauseFinder(TrainingRun run, SnapshotList snapshots, IBackend backend, CancellationToken cancel)
{
    /// <summary>Losses before a step that it is compared with.</summary>
    private const int Compared = 10;

    /// <summary>A loss that is so many times as large as those before it has jumped.</summary>
    private const double Jump = 2;

    public RunCause? Find()
    {
        // Parameters that are not finite stay so: what lies before the last sound snapshot is sound.
        int first = snapshots.Count - 1;
        while (first > 0 && !snapshots[first].State.Values.Values.All(IsFinite)) first--;
        foreach ((StepEvent step, Trainer trainer) in Replay(first))
            if (!double.IsFinite(step.Loss) || !trainer.Save().Values.Values.All(IsFinite)) return NotFinite(step.Step);
        return Jumped();
    }

    private RunCause NotFinite(long step)
    {
        Scenario scenario = run.Open(step, cancel);
        var timeline = new Timeline(scenario, backend);
        int length = scenario.Program.Instructions.Length;
        for (int n = 1; n <= length; n++)
        {
            cancel.ThrowIfCancellationRequested();
            timeline.MoveTo(new(0, n));
            Value output = scenario.Program.Instructions[n - 1].Output;
            if (timeline.Read(output) is not { } content || IsFinite(content)) continue;
            double number = content.Data.ToArray().First(x => !double.IsFinite(x));
            return new(step, scenario, new(0, n), l => RunTexts.In(l).CauseNotFinite(step, output.Name, n, Text(number)));
        }
        // Calculated one by one, the instructions may stay just below what the device overflowed at.
        return new(step, scenario, new(0, length), l => RunTexts.In(l).CauseOfWholeStep(step));
    }

    private RunCause? Jumped()
    {
        var losses = new List<double>();
        (long Step, double Times, double Before, double Loss) most = (0, Jump, 0, 0);
        foreach ((StepEvent step, _) in Replay(0))
        {
            if (losses.Count > 0)
            {
                double before = losses.TakeLast(Compared).Average();
                if (step.Loss / before > most.Times) most = (step.Step, step.Loss / before, before, step.Loss);
            }
            losses.Add(step.Loss);
        }
        // The step before made the parameters that it comes from; before the first snapshot's there is none.
        if (most.Step < 2 || most.Step - 1 <= snapshots.First.Step) return null;
        long cause = most.Step - 1;
        TrainingState from = run.StateAt(cause - 1, cancel), to = run.StateAt(cause, cancel);
        Scenario scenario = run.Open(cause, cancel);
        Value moved = scenario.Program.Parameters.MaxBy(p => Norm(p, from, to) / Math.Max(Norm(p, from), 1e-12))!;
        double share = Norm(moved, from, to) / Math.Max(Norm(moved, from), 1e-12);
        int update = scenario.Program.Instructions.Select((i, n) => (i, n)).Last(p => p.i.Output == moved).n + 1;
        return new(cause, scenario, new(0, update), l => RunTexts.In(l).CauseJump(
            most.Step, $"{most.Before:G4}", $"{most.Loss:G4}", cause, moved.Name, $"{100 * share:G3}"));
    }

    /// <summary>The steps behind a snapshot as the run made them, each with the plan that it had then.</summary>
    private IEnumerable<(StepEvent Step, Trainer Trainer)> Replay(int first)
    {
        for (int i = first; i < snapshots.Count; i++)
        {
            (TrainingPlan plan, TrainingState state) = snapshots[i];
            long end = i + 1 < snapshots.Count ? snapshots[i + 1].State.Step : run.Step;
            if (end <= state.Step) continue;
            using var trainer = new Trainer(plan, backend, state) { SaveAt = state.Step + 1 };
            foreach (StepEvent step in trainer.Run(cancel).OfType<StepEvent>())
            {
                cancel.ThrowIfCancellationRequested();
                yield return (step, trainer);
                if (step.Step == end) break;
                trainer.SaveAt = step.Step + 1;
            }
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        foreach (double x in tensor.Data)
            if (!double.IsFinite(x)) return false;
        return true;
    }

    private static double Norm(Value p, TrainingState from, TrainingState? to = null)
    {
        ReadOnlySpan<double> a = from.Values[p.Name].Data, b = to is null ? default : to.Values[p.Name].Data;
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double d = to is null ? a[i] : b[i] - a[i];
            sum += d * d;
        }
        return Math.Sqrt(sum);
    }

    private static string Text(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "∞" : "−∞";
}
