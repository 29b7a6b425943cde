using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>
/// Holds a recorded run against a program: both start from the same numbers and are given the same batches, and what was recorded is
/// compared in the order in which a step calculates it. Where they differ, every known mistake is made in the program, to see which gives
/// the recorded numbers.
/// </summary>
public sealed class RunComparison
{
    /// <summary>
    /// How many times the difference between our own calculations in float32 and in double another float32 calculation may be off: it adds
    /// in another order.
    /// </summary>
    private const double NoiseFactor = 30;

    private readonly Recording _recording;
    private readonly OptimizerSpec? _named;
    private readonly IBackend _backend;
    private readonly CancellationToken _cancel;
    private readonly RunAlignment _alignment;
    private readonly RecordedStart _start;
    private readonly Check[] _checks;
    private readonly double[] _noise;
    private readonly double _tolerance;

    private RunComparison(Scenario own, OptimizerSpec? named, Recording recording, IBackend backend, CancellationToken cancel)
    {
        (_named, _backend, _cancel) = (named, backend, cancel);
        if (own.Program.Fault is not null) throw new RecordingException(l => ComparingTexts.In(l).BrokenProgram(own.Program.Name));
        _recording = TypedRecording.Of(recording, own.Program);
        _alignment = Aligner.Of(_recording, own.Program);
        _start = RecordedStart.Of(own, _recording, _alignment);
        _tolerance = recording.Precision.Tolerance();
        _checks = [.. Checks()];
        if (_checks.Length == 0)
            throw new RecordingException(l => ComparingTexts.In(l).NothingInCommon(recording.Path, own.Program.Name,
                string.Join(", ", _recording.Steps[0].Values.Select(v => v.Name).Distinct().Take(8))));
        _noise = [.. Noise()];
    }

    /// <summary>Compares.</summary>
    /// <param name="own">The program with its own first contents, on batches of the recorded size.</param>
    /// <param name="recording">The run.</param>
    /// <param name="backend">What calculates: the reference, in double precision.</param>
    /// <param name="named">
    /// The optimizer that the program was written with, to be told where the recorded one is another; null for none.
    /// </param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RecordingException">The two do not go together.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Comparison Of(
        Scenario own, Recording recording, IBackend backend, OptimizerSpec? named = null, CancellationToken cancel = default)
    {
        var comparison = new RunComparison(own, named, recording, backend, cancel);
        return comparison.Compare();
    }

    private Comparison Compare()
    {
        Found[] found = Replay.Run(_start.Scenario, _start, _checks, _backend, _cancel);
        var differences = new List<RecordedDifference>();
        var values = ImmutableArray.CreateBuilder<ComparedValue>(_checks.Length);
        double worst = 0;
        for (int i = 0; i < _checks.Length; i++)
        {
            TensorDifference by = Judge(i, _checks[i].Pair, found[i]);
            RecordedDifference whole = Difference(_checks[i], found[i], by);
            values.Add(new(whole.Moment, whole.Value, whole.Yours, by.Agrees, whole.Slip));
            if (by.Agrees) worst = Math.Max(worst, by.Relative);
            else differences.Add(whole);
        }
        // In the order in which a step calculates them; of what one instruction makes, in the order of the recording.
        RecordedDifference[] ordered = [.. differences.OrderBy(d => d.Moment)];
        ImmutableArray<Suspect> suspects = ordered.Length == 0 ? [] : Suspects(ordered[0], Gradients(ordered[0], found));
        return new(_recording, _start.Scenario, _alignment, _checks.Length, worst, [.. ordered], values.ToImmutable(), suspects,
            [.. Notes()]);
    }

    private IEnumerable<Check> Checks()
    {
        bool hasGradients = _start.HasTargets;
        for (int k = 0; k < _recording.Steps.Length; k++)
        {
            RecordedStep step = _recording.Steps[k];
            foreach (RecordedValue v in step.Values.DistinctBy(v => (v.Kind, v.Name)))
            {
                if (_alignment.Find(v.Kind, v.Name) is not { } pair) continue;
                bool compared = v.Kind switch
                {
                    RecordedKind.Read => step.Of(RecordedKind.Input).Any(),
                    RecordedKind.Parameter => k > 0 && !_start.BeginsAnew(k) && !IsAsUpdated(_recording.Steps[k - 1], v),
                    RecordedKind.Activation => v.Content is not null,
                    RecordedKind.Loss or RecordedKind.Gradient or RecordedKind.ActivationGradient => hasGradients,
                    RecordedKind.Updated => hasGradients && v.Content is not null && _start.KnowsUpdate(k),
                    _ => false,
                };
                if (compared) yield return new(k, v, pair);
            }
        }
    }

    private static bool IsAsUpdated(RecordedStep before, RecordedValue parameter) =>
        before.Find(RecordedKind.Updated, parameter.Name)?.Content is { } updated && parameter.Content is { } now && updated.BitEquals(now);

    /// <summary>By how much each tensor may be off because of the recording's precision: what single precision does to our own.</summary>
    private double[] Noise()
    {
        var noise = new double[_checks.Length];
        if (_recording.Precision == Precision.Double) return noise;
        double coarser = _recording.Precision switch { Precision.Half => 1 << 13, Precision.BFloat16 => 1 << 16, _ => 1 };
        using var single = new CpuBackend(new CpuOptions { Threads = 1 });
        Found[] fine = Replay.Run(_start.Scenario, _start, _checks, _backend, _cancel),
            coarse = Replay.Run(_start.Scenario, _start, _checks, single, _cancel);
        for (int i = 0; i < noise.Length; i++)
        {
            if (fine[i].Content is not { } a || coarse[i].Content is not { } b) continue;
            double sum = 0;
            for (int n = 0; n < a.Length; n++) sum += (a[n] - b[n]) * (a[n] - b[n]);
            noise[i] = double.IsFinite(sum) ? NoiseFactor * coarser * Math.Sqrt(sum) : 0;
        }
        return noise;
    }

    private TensorDifference Judge(int index, Aligned pair, Found found)
    {
        Tensor? recorded = _checks[index].Recorded.Content;
        if (found.Value is not { } value) return new(double.PositiveInfinity, 0, false);
        if (recorded is null || found.Content is not { } ours)
        {
            // A .grad that is None counts as zeros: which of the two it is depends on how zero_grad was called.
            bool zero = (recorded ?? found.Content)?.Data.IndexOfAnyExcept(0, -0.0) is null or < 0;
            return new(zero ? 0 : double.PositiveInfinity, 0, zero);
        }
        if (!pair.Fits(recorded.Shape, value.Shape)) return new(double.PositiveInfinity, 0, false);
        bool isUpdate = pair.When == AlignedMoment.End && pair.Kind == RecordedKind.Updated;
        double tolerance = isUpdate && found.Before is { } before ? OfStep(ours, before) : _tolerance;
        return TensorDifference.Of(ours.Data, pair.Ours(recorded, value.Shape).Data, tolerance, _noise[index]);
    }

    /// <summary>
    /// A step is small beside the parameter that takes it: what counts is how far the step differs, down to what rounding the sum does.
    /// </summary>
    private double OfStep(Tensor after, Tensor before)
    {
        double norm = 0, step = 0;
        for (int i = 0; i < after.Length; i++)
        {
            norm += after[i] * after[i];
            step += (after[i] - before[i]) * (after[i] - before[i]);
        }
        double tolerance = _tolerance * Math.Sqrt(step / norm) + 2 * _recording.Precision.Epsilon();
        return double.IsFinite(tolerance) ? Math.Min(tolerance, _tolerance) : _tolerance;
    }

    private RecordedDifference Difference(Check check, Found found, TensorDifference by)
    {
        Value value = found.Value!;
        RecordedValue recorded = check.Recorded;
        bool fits = recorded.Content is null || check.Pair.Fits(recorded.Content.Shape, value.Shape);
        Tensor? yours = recorded.Content is { } content && fits ? check.Pair.Ours(content, value.Shape) : null;
        Instruction? at = found.Writer ?? _start.Scenario.Program.Instructions.FirstOrDefault(i => i.Inputs.Contains(value));
        Tensor? last = check.Step == 0 ? null : Earlier(check, value);
        bool isUpdate = recorded.Kind is RecordedKind.Updated or RecordedKind.Parameter;
        Slip? slip = by.Agrees ? null : !fits ? new(SlipKind.OtherShape) : found.Content is null ? null
            : SlipFinder.Find(found.Content, yours, isUpdate ? found.Before : null, isUpdate ? null : last, _tolerance, BatchSize);
        if (slip is null && !by.Agrees && recorded.Module is { } module && at is not null
            && Aligner.ClassInsteadOf(module, at) is { } own) slip = new(SlipKind.OtherModule) { Module = (module, own) };
        bool isParameter = recorded.Kind == RecordedKind.Parameter;
        return new(_recording.Steps[check.Step].Number, found.Since, at, value, recorded, found.Content, yours, by, slip)
        {
            IsBetweenSteps = isParameter && _recording.Steps[check.Step - 1].Find(RecordedKind.Updated, recorded.Name) is not null,
            WrittenIn = _recording.Steps[isParameter ? (int)Math.Min(found.Since.Iteration, check.Step) : check.Step].Number,
        };
    }

    /// <summary>What was recorded under a name in the step before; of an input also what was the batch then.</summary>
    private Tensor? Earlier(Check check, Value value)
    {
        RecordedStep before = _recording.Steps[check.Step - 1];
        RecordedValue? earlier = check.Recorded.Kind == RecordedKind.Read
            ? before.Of(RecordedKind.Input).FirstOrDefault(v => _alignment.Find(v.Kind, v.Name)?.Value == value.Name)
            : before.Find(check.Recorded.Kind, check.Recorded.Name);
        return earlier?.Content is { } content && check.Pair.Fits(content.Shape, value.Shape)
            ? check.Pair.Ours(content, value.Shape) : null;
    }

    private int BatchSize => _recording.BatchSize ?? 1;

    /// <summary>The gradients of parameters in the first step that differs, those that agree as well.</summary>
    private ImmutableArray<GradientPair> Gradients(RecordedDifference first, Found[] found)
    {
        var pairs = ImmutableArray.CreateBuilder<GradientPair>();
        for (int i = 0; i < _checks.Length; i++)
        {
            (int step, RecordedValue recorded, Aligned pair) = _checks[i];
            if (recorded.Kind != RecordedKind.Gradient || _recording.Steps[step].Number != first.Step) continue;
            if (found[i] is not { Value: { GradientOf: { } parameter } gradient, Content: { } ours } || recorded.Content is not { } content
                || !pair.Fits(content.Shape, gradient.Shape)
                || _recording.Steps[step].Find(RecordedKind.Parameter, recorded.Name)?.Content is not { } weight) return [];
            pairs.Add(new(gradient, parameter, ours, pair.Ours(content, gradient.Shape), pair.Ours(weight, parameter.Shape)));
        }
        return pairs.ToImmutable();
    }

    private ImmutableArray<Suspect> Suspects(RecordedDifference first, ImmutableArray<GradientPair> gradients)
    {
        int upTo = Array.FindIndex(_checks, c => _recording.Steps[c.Step].Number > first.Step);
        Check[] early = upTo < 0 ? _checks : _checks[..upTo];
        int own = Agreeing(_start.Scenario, _checks, _backend, p => p);
        var tried = new List<Suspect>();
        foreach (Hypothesis h in Hypotheses.For(_start, _recording, _alignment, first, gradients, _tolerance, _backend))
        {
            try
            {
                // What does not explain the first step that differs does not explain the run.
                int agreeing = Agreeing(h.Scenario, early, h.Backend, h.Adjust);
                if (agreeing < early.Length) continue;
                if (early.Length < _checks.Length) agreeing = Agreeing(h.Scenario, _checks, h.Backend, h.Adjust);
                if (agreeing > own) tried.Add(new(h.Name, h.Title, h.Description, h.Place, agreeing, _checks.Length));
            }
            catch (Exception e) when (e is ShapeException or ArgumentException or InvalidOperationException)
            {
                // With the mistake the program does not run to its end, which the recorded one did.
            }
        }
        Suspect[] all = [.. tried.Where(s => s.ExplainsAll).DistinctBy(s => s.Name)];
        if (all.Length > 0) return [.. all];
        // One that explains half of what differs, and more than any other, is worth naming.
        return [.. tried.OrderByDescending(s => s.Agreeing).Take(1).Where(s => s.Agreeing - own >= (s.Compared - own + 1) / 2)];
    }

    private int Agreeing(Scenario scenario, Check[] checks, IBackend backend, Func<Aligned, Aligned> adjust)
    {
        Found[] found = Replay.Run(scenario, _start, checks, backend, _cancel);
        int agreeing = 0;
        for (int i = 0; i < checks.Length; i++)
            if (Judge(i, adjust(checks[i].Pair), found[i]).Agrees) agreeing++;
        return agreeing;
    }

    private IEnumerable<Func<Language, string>> Notes()
    {
        if (!_start.HasTargets) yield return l => ComparingTexts.In(l).NoTargets;
        if (!_alignment.OwnStart.IsEmpty)
            yield return l => ComparingTexts.In(l).OwnStart(string.Join(", ", _alignment.OwnStart));
        if (!_start.FollowsUpdates && _recording.Optimizer is { } other)
            yield return l => ComparingTexts.In(l).OtherOptimizer(other.Name);
        if (_named is not null && _recording.Optimizer?.Spec() is { } spec && spec != _named)
            yield return l => ComparingTexts.In(l).NotTheNamedOptimizer(Written(spec), _start.Scenario.Program.Name, Written(_named));
        foreach (Func<Language, string> note in RateNotes()) yield return note;
        if (_start.RateByNumbers is { } rate) yield return l => ComparingTexts.In(l).RateByNumbers(Numbers.Significant(rate, 3));
        for (int k = 1; k < _recording.Steps.Length; k++)
        {
            if (!_start.IsGap(k)) continue;
            (long a, long b) = (_recording.Steps[k - 1].Number + 1, _recording.Steps[k].Number + 1);
            yield return l => ComparingTexts.In(l).StepsMissing(a, b);
        }
        string[] leftOver = [.. _alignment.LeftOver.Where(v => v.Kind != RecordedKind.LearningRate).Select(v => v.Name).Distinct()];
        if (leftOver.Length > 0) yield return l => ComparingTexts.In(l).LeftOver(leftOver.Length, string.Join(", ", leftOver.Take(6)));
    }

    private static string Written(OptimizerSpec optimizer) => Network.WithOptimizer("{optimizer}({arguments})", optimizer);

    /// <summary>Learning rates are taken from the recording, so that what is wrong with them shows in no number.</summary>
    private IEnumerable<Func<Language, string>> RateNotes()
    {
        RecordedValue[] all = [.. _recording.Steps.SelectMany(s => s.Of(RecordedKind.LearningRate)).Where(v => v.Content is not null)];
        if (all.Length == 0) yield break;
        double[] Of(Func<RecordedValue, bool> which) => [.. all.Where(which).Select(v => v.Content![0])];
        double[] rates = Of(v => v.Name == all[0].Name), groups = [.. all.DistinctBy(v => v.Name).Select(v => v.Content![0])];
        string list = string.Join(", ", rates.Select(r => Numbers.Significant(r, 4)));
        if (_recording.Optimizer?.Settings.TryGetValue("lr", out double began) == true && rates.Any(r => r != began))
            yield return l => rates[0] == began ? ComparingTexts.In(l).RateChanges(list)
                : ComparingTexts.In(l).RateBefore(Numbers.Significant(began, 4), list);
        if (groups.Distinct().Count() > 1)
            yield return l => ComparingTexts.In(l)
                .RatesOfGroups(string.Join(", ", groups.Distinct().Select(r => Numbers.Significant(r, 4))));
    }
}
