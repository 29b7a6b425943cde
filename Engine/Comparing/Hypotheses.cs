using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Backends;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>A mistake made in the program, to be held against the recording.</summary>
/// <param name="Adjust">Where the mistake lies in how a parameter is laid out: what the recording is read as with it.</param>
internal sealed record Hypothesis(
    string Name, Func<Language, string> Title, Func<Language, string> Description, string? Place, Scenario Scenario, IBackend Backend,
    Func<Aligned, Aligned> Adjust);

/// <summary>Everything that is tried to explain a difference: every bug of the catalog, wherever it can be made, and what only a recording
/// can show.</summary>
internal static class Hypotheses
{
    public static IEnumerable<Hypothesis> For(
        RecordedStart start, Recording recording, RunAlignment alignment, RecordedDifference first,
        ImmutableArray<GradientPair> gradients, double tolerance, IBackend backend)
    {
        foreach (Hypothesis h in Given(start, recording, alignment, first, backend)) yield return h;
        foreach (Hypothesis h in ForwardHypotheses.For(start.Scenario, recording, first, backend)) yield return h;
        foreach (Hypothesis h in Targets(start.Scenario, first, backend)) yield return h;
        foreach (Hypothesis h in GradientHypotheses.For(start.Scenario, gradients, first, backend, tolerance)) yield return h;
        foreach (Bug bug in BugCatalog.For(start.Scenario))
        {
            if (Apply(() => bug.Apply(start.Scenario)) is { } whole)
                yield return new(bug.Name, bug.Title, bug.Description, null, whole, backend, p => p);
            foreach (string place in bug.Places(start.Scenario))
                if (Apply(() => bug.ApplyAt(start.Scenario, place)) is { } there)
                    yield return new(bug.Name, bug.Title, bug.Description, place, there, backend,
                        bug.Name == "transposed-weight"
                            ? p => p.Value == place ? p with { Transposed = !p.Transposed } : Gradient(p, place) : p => p);
        }
        if (first.Slip is { Kind: SlipKind.OtherStep, Factor: > 0 and var factor } && start.Scenario.Program.Find("lr") is { } lr)
        {
            var initial = start.Scenario.Initial.ToDictionary();
            double rate = initial[lr].ScalarValue * factor;
            initial[lr] = Tensor.Scalar(rate);
            string text = Numbers.Significant(rate, 3);
            yield return new("other-learning-rate", l => ComparingTexts.In(l).OtherRateTitle(text), l => ComparingTexts.In(l).OtherRate,
                null, start.Scenario with { Initial = initial }, backend, p => p);
        }
        if (first.Slip?.Kind is SlipKind.HalfOverflow or SlipKind.NotFinite && first.Instruction is { } at)
            yield return new("float16-overflow", l => ComparingTexts.In(l).HalfTitle, l => ComparingTexts.In(l).Half, first.Value.Name,
                start.Scenario, AlteredBackend.InHalf(backend, at.Output), p => p);
    }

    private static Aligned Gradient(Aligned pair, string parameter) =>
        pair.Kind == RecordedKind.Gradient && pair.Value == $"{parameter}.grad" ? pair with { Transposed = !pair.Transposed } : pair;

    /// <summary>The model was not called with the batch: what it was called with is put in its place.</summary>
    private static IEnumerable<Hypothesis> Given(
        RecordedStart start, Recording recording, RunAlignment alignment, RecordedDifference first, IBackend backend)
    {
        if (first.Recorded.Kind != RecordedKind.Read) yield break;
        var read = new Dictionary<long, Tensor>();
        for (int k = 0; k < recording.Steps.Length; k++)
            if (recording.Steps[k].Of(RecordedKind.Read).FirstOrDefault() is { Content: { } content } v
                && alignment.Find(v.Kind, v.Name) is { } pair && pair.Fits(content.Shape, first.Value.Shape))
                read[k] = pair.Ours(content, first.Value.Shape);
        Scenario scenario = Given(start.Scenario, first.Value, (k, batch) => read.GetValueOrDefault(k, batch));
        (string name, Func<Language, string> title, Func<Language, string> description) = first.Slip switch
        {
            { Kind: SlipKind.SameAsLast } => ("stale-batch", Of(t => t.StaleGivenTitle), Of(t => t.StaleGiven)),
            { Kind: SlipKind.ClippedAtZero } => ("inplace-relu", Of(t => t.ClippedGivenTitle), Of(t => t.ClippedGiven)),
            { Kind: SlipKind.Scaled or SlipKind.Shifted, Factor: var f, Offset: var o } =>
                ("normalised-input", Of(t => t.NormalisedTitle), Of(t => t.Normalised(Normalisation(f, o)))),
            { Kind: SlipKind.Turned, Turn: var turn } => ("turned-input", Of(t => t.TurnedTitle(Slip.Text(turn, t))), Of(t => t.Turned)),
            { Kind: SlipKind.OtherOrder } => ("shuffled-input", Of(t => t.ShuffledTitle), Of(t => t.Shuffled)),
            _ => ("other-input", Of(t => t.OtherInputTitle), Of(t => t.OtherInput)),
        };
        yield return new(name, title, description, first.Value.Name, scenario, backend, p => p);

        static Func<Language, string> Of(Func<ComparingTexts, string> text) => l => text(ComparingTexts.In(l));
    }

    /// <summary>The loss is given other targets than those of the batch.</summary>
    private static IEnumerable<Hypothesis> Targets(Scenario scenario, RecordedDifference first, IBackend backend)
    {
        if (first.Recorded.Kind != RecordedKind.Loss || scenario.Program.Target is not { Kind: ValueKind.Input } target) yield break;
        int rows = target.Shape.Rank == 0 ? 1 : target.Shape[0];
        int classes = scenario.Program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.CrossEntropy)?.Inputs[0].Shape[1] ?? 0;
        foreach (int by in classes > 0 ? (int[])[1, -1] : [])
            yield return new("shifted-labels", l => ComparingTexts.In(l).ShiftedLabelsTitle(by > 0 ? "+ 1" : "− 1"),
                l => ComparingTexts.In(l).ShiftedLabels, target.Name,
                Given(scenario, target, (_, labels) => Elementwise.Map(labels, y => ((int)y + by + classes) % classes)), backend, p => p);
        foreach (int by in rows > 1 ? (int[])[1, -1] : [])
            yield return Shuffled(row => (row - by + rows) % rows);
        if (rows > 2) yield return Shuffled(row => rows - 1 - row);
        yield return new("stale-targets", l => ComparingTexts.In(l).StaleTargetsTitle, l => ComparingTexts.In(l).StaleTargets, target.Name,
            Given(scenario, target, (k, own) => k == 0 ? own : scenario.Batches.At(k - 1).First(v => v.Key == target).Value),
                backend, p => p);

        Hypothesis Shuffled(Func<int, int> from) => new("shuffled-targets", l => ComparingTexts.In(l).ShuffledTargetsTitle,
            l => ComparingTexts.In(l).ShuffledTargets, target.Name, Given(scenario, target, (_, own) =>
            {
                int width = own.Length / rows;
                return new(own.Shape, [.. Enumerable.Range(0, rows).SelectMany(r => own.Data.Slice(from(r) * width, width).ToArray())]);
            }), backend, p => p);
    }

    private static Scenario Given(Scenario scenario, Value value, Func<long, Tensor, Tensor> other) =>
        scenario with { Batches = new GivenBatches(scenario.Batches, value, other) };

    /// <summary>A factor and an offset as a normalisation is written: (x − mean)/std.</summary>
    private static string Normalisation(double factor, double offset)
    {
        string mean = Number(-offset / factor), deviation = Number(1 / factor);
        return offset == 0 || mean == "0" ? $"x / {deviation}" : $"(x − {mean}) / {deviation}";
    }

    private static string Number(double x) => x.ToString("G4", CultureInfo.InvariantCulture);

    private static Scenario? Apply(Func<Scenario> bug)
    {
        try
        {
            Scenario scenario = bug();
            return scenario.Program.Fault is null ? scenario : null;
        }
        catch (Exception e) when (e is BugException or ShapeException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class GivenBatches(IBatchSource inner, Value value, Func<long, Tensor, Tensor> other) : IBatchSource
    {
        public string Description(Language language) => inner.Description(language);

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration) =>
            [.. inner.At(iteration).Select(v => v.Key == value ? new(value, other(iteration, v.Value)) : v)];
    }
}
