using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Comparing;

/// <summary>
/// Gives what was recorded under a name alone (<c>rec("dW1", dW1)</c>) its kind: by the name, and for a parameter by whether a gradient
/// came before it in its step.
/// </summary>
internal static class TypedRecording
{
    /// <param name="program">Whose names count, too; null where two recordings are compared.</param>
    public static Recording Of(Recording recording, Program? program)
    {
        if (recording.Steps.All(s => s.Values.All(v => v.Kind != RecordedKind.Value))) return recording;
        var names = recording.Steps.SelectMany(s => s.Values).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        bool fromZero = RecordedNames.CountFromZero(names.Select(n => RecordedNames.GradientOf(n) ?? n));
        return recording with { Steps = [.. recording.Steps.Select(s => s with { Values = Typed(s, names, program, fromZero) })] };
    }

    private static ImmutableArray<RecordedValue> Typed(RecordedStep step, HashSet<string> names, Program? program, bool fromZero)
    {
        var typed = ImmutableArray.CreateBuilder<RecordedValue>(step.Values.Length);
        bool backward = false;
        var parameters = names.Select(RecordedNames.GradientOf).OfType<string>().Where(n => names.Contains(n))
            .ToHashSet(StringComparer.Ordinal);
        foreach (RecordedValue value in step.Values)
        {
            RecordedValue now = value.Kind != RecordedKind.Value ? value : Typed(value);
            backward |= now.Kind is RecordedKind.Gradient or RecordedKind.ActivationGradient;
            typed.Add(now);
        }
        return typed.ToImmutable();

        RecordedValue Typed(RecordedValue value)
        {
            string name = value.Name;
            if (RecordedNames.GradientOf(name) is { } of && program?.Find(name) is null && (names.Contains(of) || Known(of)))
                return value with { Name = of, Kind = IsParameter(of) ? RecordedKind.Gradient : RecordedKind.ActivationGradient };
            if (program?.Find(name) is null && RecordedNames.UpdatedOf(name) is { } old && IsParameter(old))
                return value with { Name = old, Kind = RecordedKind.Updated };
            if (IsParameter(name)) return value with { Kind = backward ? RecordedKind.Updated : RecordedKind.Parameter };
            Value? same = program?.Find(name);
            if (same?.Kind == ValueKind.Input)
                return value with { Kind = same == program!.Target ? RecordedKind.Target : RecordedKind.Input };
            if (same is null && RecordedNames.IsLoss(name) && value.Content?.Length == 1) return value with { Kind = RecordedKind.Loss };
            if (same is null && RecordedNames.IsInput(name)) return value with { Kind = RecordedKind.Input };
            if (same is null && RecordedNames.IsTarget(name)) return value with { Kind = RecordedKind.Target };
            return value with { Kind = same is not null && same == program!.Loss ? RecordedKind.Loss : RecordedKind.Activation };
        }

        bool Known(string name) => program is not null
            && (program.Find(name) is not null || RecordedNames.Parameter(name, program, fromZero) is not null);

        bool IsParameter(string name) => program is not null
            ? RecordedNames.Parameter(name, program, fromZero) is not null
            : parameters.Contains(name) && name.Length > 0 && "wWbB".Contains(name[0], StringComparison.Ordinal);
    }
}
