using System.Collections.Immutable;

namespace Backstep.Engine.Comparing;

/// <summary>Which recorded values belong to the same training step.</summary>
internal static class RecordedSteps
{
    /// <summary>
    /// By their numbers; where there are none (NumPy code that never calls <c>rec.batch</c>), a step ends where a name comes a second
    /// time. What was recorded before the first batch belongs to the first step.
    /// </summary>
    public static ImmutableArray<RecordedStep> Of(IReadOnlyList<(long? Step, RecordedValue Value)> values)
    {
        var steps = new SortedDictionary<long, List<RecordedValue>>();
        long unnumbered = values.Select(v => v.Step).FirstOrDefault(s => s is not null) ?? 0;
        bool numbered = values.Any(v => v.Step is not null);
        var seen = new HashSet<(RecordedKind, string)>();
        foreach ((long? number, RecordedValue value) in values)
        {
            if (!numbered && !seen.Add((value.Kind, value.Name)))
            {
                seen.Clear();
                seen.Add((value.Kind, value.Name));
                unnumbered++;
            }
            long step = number ?? unnumbered;
            if (!steps.TryGetValue(step, out List<RecordedValue>? list)) steps[step] = list = [];
            list.Add(value);
        }
        return [.. steps.Select(s => new RecordedStep(s.Key, [.. s.Value]))];
    }
}
