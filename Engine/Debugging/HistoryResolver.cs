using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>
/// The names of a program's values, as expressions see them at one moment: names (<c>w5.grad</c>), labels (<c>∂E/∂w5</c>, or typed <c>d(E)/d(w5)</c>) and
/// what an update has made (<c>w5⁺</c>), and the counters <c>iteration</c> and <c>step</c> (from 1 and 0).
/// </summary>
public sealed class HistoryResolver(IValueHistory history, Moment moment) : IValueResolver
{
    /// <summary>The counter of instructions.</summary>
    internal const string Step = "step";

    private const string Iteration = "iteration";

    /// <inheritdoc/>
    public IEnumerable<string> Names => NamesOf(history.Program);

    /// <summary>Every name that a program's expressions may use.</summary>
    public static IEnumerable<string> NamesOf(Program program) =>
        program.Values.Select(v => v.Name).Concat(Labels(program)).Concat(Labels(program).SelectMany(Typed))
            .Append(Iteration).Append(Step).Distinct();

    /// <summary>The value that a name or label stands for; null for a counter or an unknown name.</summary>
    public static Value? Lookup(Program program, string name) =>
        program.Find(name)
        ?? program.Instructions.FirstOrDefault(i => i.Label == name)?.Output
        ?? program.Values.FirstOrDefault(v => v.Label == name)
        ?? (name.StartsWith('d') && Labels(program).FirstOrDefault(l => Typed(l).Contains(name)) is { } label ? Lookup(program, label) : null);

    /// <inheritdoc/>
    public bool TryResolve(string name, out Tensor value)
    {
        value = Tensor.Scalar(0);
        if (history.Program.Find(name) is null && name is Iteration or Step)
        {
            value = Tensor.Scalar(name == Iteration ? moment.Iteration + 1 : moment.Executed);
            return true;
        }
        if (Lookup(history.Program, name) is not { } slot || history.VersionAt(slot, moment) is not { } version) return false;
        if (IsUpdated(name) && !IsFromUpdate(version)) return false;
        value = version.Content;
        return true;
    }

    /// <inheritdoc/>
    public string WhyMissing(string name)
    {
        Value? value = Lookup(history.Program, name);
        Instruction[] writers = [.. history.Program.Instructions.Where(i => i.Output == value && (i.Phase == Phase.Update || !IsUpdated(name)))];
        // That zero_grad clears a gradient is not what a person waits for.
        Instruction? writer = writers.FirstOrDefault(i => i.Phase != Phase.ZeroGrad) ?? writers.FirstOrDefault();
        if (value is null) return $"no value is named {name}";
        if (writer is null) return $"{name} has no content";
        return writer.Index < moment.Executed
            ? $"{name} was computed too long ago to be kept; run 'restart' and stop there"
            : $"{name} has not been computed yet: instruction {writer.Index + 1} ({writer.Phase.Name()}, line {writer.SourceLine}) makes it, {moment.Executed} have run";
    }

    private static IEnumerable<string> Labels(Program program) => program.Values.Select(v => v.Label).Concat(program.Instructions.Select(i => i.Label));

    /// <summary><c>d(E)/d(out_o1)</c> and <c>dE/dout_o1</c>, which any keyboard can type, for <c>∂E/∂out_o1</c>; nothing for another label.</summary>
    private static string[] Typed(string label)
    {
        int over = label.IndexOf("/∂", StringComparison.Ordinal);
        if (!label.StartsWith('∂') || over <= 0) return [];
        (string of, string by) = (label[1..over], label[(over + 2)..]);
        return [$"d({of})/d({by})", $"d{of}/d{by}"];
    }

    /// <summary>Whether an update made it, or an edit replaced what the update had made.</summary>
    private bool IsFromUpdate(ValueVersion version) =>
        version.Since.Executed > 0 && history.Program.Instructions[version.Since.Executed - 1].Phase == Phase.Update;

    private bool IsUpdated(string name) => name.EndsWith('⁺') && history.Program.Find(name) is null;
}
