using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>One recorded number or tensor that is compared, and where in a run of ours it stands.</summary>
/// <param name="Step">The position of its step in the recording, which is the iteration of ours.</param>
internal sealed record Check(int Step, RecordedValue Recorded, Aligned Pair);

/// <summary>What a program has where something was recorded.</summary>
/// <param name="Value">Null where a program with a bug has no such value.</param>
/// <param name="Content">Null where it has no content.</param>
/// <param name="Since">The moment since when it has been so.</param>
/// <param name="Before">What it was before that; null where it was nothing.</param>
internal readonly record struct Found(Value? Value, Tensor? Content, Moment Since, Instruction? Writer, Tensor? Before);

/// <summary>Runs a program from a recorded start and reads what was recorded.</summary>
internal static class Replay
{
    /// <summary>What the program has for each check, in the order of the checks, which is by step.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Found[] Run(
        Scenario scenario, RecordedStart start, IReadOnlyList<Check> checks, IBackend backend, CancellationToken cancel)
    {
        var timeline = new Timeline(scenario, backend);
        if (start.Edits(scenario.Program) is { Count: > 0 } edits) timeline = timeline.With(edits, cancel);
        var found = new Found[checks.Count];
        int length = scenario.Program.Instructions.Length;
        int update = scenario.Program.Instructions.FirstOrDefault(i => i.Phase == Phase.Update)?.Index ?? length;
        foreach (var step in checks.Select((c, i) => (Check: c, Index: i)).GroupBy(c => c.Check.Step))
            foreach (var at in step.GroupBy(c => c.Check.Pair.When).OrderBy(g => g.Key))
            {
                int executed = at.Key switch { AlignedMoment.Start => 0, AlignedMoment.BeforeUpdate => update, _ => length };
                timeline.MoveTo(new(step.Key, executed), cancel);
                foreach ((Check check, int index) in at) found[index] = Read(timeline, check);
            }
        return found;
    }

    private static Found Read(Timeline timeline, Check check)
    {
        if (timeline.Program.Find(check.Pair.Value) is not { } value) return default;
        if (timeline.VersionAt(value, timeline.Now) is not { } version) return new(value, null, timeline.Now, null, null);
        Moment? before = version.Since.Executed > 0 ? version.Since with { Executed = version.Since.Executed - 1 } : null;
        Tensor? old = before is { } moment ? timeline.VersionAt(value, moment)?.Content : null;
        return new(value, version.Content, version.Since, version.Writer, old);
    }
}
