using System.Globalization;
using Backstep.Engine.Backends;
using Backstep.Engine.Bugs;
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
        RecordedStart start, Recording recording, RunAlignment alignment, RecordedDifference first, IBackend backend)
    {
        foreach (Hypothesis h in Given(start, recording, alignment, first, backend)) yield return h;
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
                start.Scenario, new HalfBackend(backend, at.Output.Name), p => p);
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
        Scenario scenario = start.Scenario with { Batches = new GivenBatches(start.Scenario.Batches, first.Value, read) };
        (string name, Func<Language, string> title, Func<Language, string> description) = first.Slip switch
        {
            { Kind: SlipKind.SameAsLast } => ("stale-batch", Of(t => t.StaleGivenTitle), Of(t => t.StaleGiven)),
            { Kind: SlipKind.ClippedAtZero } => ("inplace-relu", Of(t => t.ClippedGivenTitle), Of(t => t.ClippedGiven)),
            { Kind: SlipKind.Scaled or SlipKind.Shifted, Factor: var f, Offset: var o } =>
                ("normalised-input", Of(t => t.NormalisedTitle), Of(t => t.Normalised(Normalisation(f, o)))),
            { Kind: SlipKind.OtherOrder } => ("shuffled-input", Of(t => t.ShuffledTitle), Of(t => t.Shuffled)),
            _ => ("other-input", Of(t => t.OtherInputTitle), Of(t => t.OtherInput)),
        };
        yield return new(name, title, description, first.Value.Name, scenario, backend, p => p);

        static Func<Language, string> Of(Func<ComparingTexts, string> text) => l => text(ComparingTexts.In(l));
    }

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

    private sealed class GivenBatches(IBatchSource inner, Value value, IReadOnlyDictionary<long, Tensor> read) : IBatchSource
    {
        public string Description(Language language) => inner.Description(language);

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration) =>
            [.. inner.At(iteration).Select(v => v.Key == value && read.TryGetValue(iteration, out Tensor? t) ? new(value, t) : v)];
    }
}
