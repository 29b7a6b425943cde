using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>
/// A place or a condition at which a run stops. On a value: as soon as it has been computed (its zeroing by zero_grad does not count).
/// On a line or a phase: before its first instruction. On a condition alone: wherever something that it reads is written and it holds,
/// as gdb's watchpoint with a condition does; true from the start, it stops at the first such place.
/// </summary>
/// <param name="number">The number by which it is deleted, from 1.</param>
/// <param name="value">Stop when this value has been computed.</param>
/// <param name="line">Stop before this line of the listing, from 1.</param>
/// <param name="condition">What must hold besides; alone, what must hold where something that it reads is written.</param>
public sealed class Breakpoint(int number, Value? value, int? line, Phase? phase, Expression? condition)
{
    public int Number => number;

    public Value? Value => value;

    public int? Line => line;

    public Phase? Phase => phase;

    public Expression? Condition => condition;

    /// <summary>Whether it stops anything.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often it has stopped a run.</summary>
    public int Hits { get; internal set; }

    /// <summary>What it waits for, in a few words.</summary>
    public string Description
    {
        get
        {
            string place =
                Value is not null ? $"value {Value.Name}"
                    : Line is not null ? $"line {Line}"
                    : Phase is not null ? $"phase {Phase.Value.Name()}"
                    : "";
            string condition = Condition is null ? "" : $"if {Condition.Text}";
            return $"{place} {condition}".Trim();
        }
    }

    /// <summary>Whether a run stops for it at <paramref name="moment"/>.
    /// Only looks at kept history, so that it works in both directions.</summary>
    internal bool StopsAt(Moment moment, IValueHistory history)
    {
        if (!Enabled) return false;
        var instructions = history.Program.Instructions;
        Instruction? last = moment.Executed > 0 ? instructions[moment.Executed - 1] : null;
        Instruction? next = moment.Executed < instructions.Length ? instructions[moment.Executed] : null;
        if (Value is not null)
            return last is not null && last.Output == Value && last.Phase != Programs.Phase.ZeroGrad && Holds(moment, history);
        if (Line is not null)
            return next?.SourceLine == Line && (last?.SourceLine != Line || last.Phase != next.Phase) && Holds(moment, history);
        if (Phase is not null)
            return next?.Phase == Phase && (last?.Phase != Phase || last.Pass != next.Pass) && Holds(moment, history);
        return Condition!.Names.Any(n => IsWritten(n, moment, last, history)) && Holds(moment, history);
    }

    private bool Holds(Moment moment, IValueHistory history) =>
        Condition is null || IsTrue(Condition, new HistoryResolver(history, moment));

    /// <summary>Whether what a name stands for may have another content than a moment before.</summary>
    private static bool IsWritten(string name, Moment moment, Instruction? last, IValueHistory history)
    {
        if (history.Program.Bindings(name).Any()) return history.Program.Bindings(name).Any(b => b.Executed == moment.Executed);
        if (HistoryResolver.Lookup(history.Program, name) is not { } value) return moment.Executed == 0 || name == HistoryResolver.Step;
        if (last is not null)
            return last.Output == value || history.VersionAt(value, moment) is { Edited: true } edit && edit.Since == moment;
        // Inputs come with the iteration. What nothing writes has to be looked at somewhere, too.
        return value.Kind == ValueKind.Input || !history.Program.Instructions.Any(i => i.Output == value)
            || history.VersionAt(value, moment) is { Edited: true } begun && begun.Since == moment;
    }

    /// <summary>Whether the condition holds; false where a value is not there yet.</summary>
    private static bool IsTrue(Expression condition, HistoryResolver values) =>
        condition.Names.All(n => values.TryResolve(n, out _)) && condition.IsTrue(values);
}
