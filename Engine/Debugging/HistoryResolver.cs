using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>
/// The names of a program's values, as expressions see them at one moment:
/// names (<c>w5.grad</c>), labels (<c>∂E/∂w5</c>, or typed <c>d(E)/d(w5)</c>) and what an update has made (<c>w5⁺</c>), names that the
/// listing assigns (<c>preds</c>), and the counters <c>iteration</c> and <c>step</c> (from 1 and 0).
/// </summary>
public sealed class HistoryResolver(IValueHistory history, Moment moment) : IValueResolver
{
    /// <summary>The counter of instructions.</summary>
    internal const string Step = "step";

    private const string Iteration = "iteration";

    public IEnumerable<string> Names => NamesOf(history.Program);

    /// <summary>Every name that a program's expressions may use.</summary>
    public static IEnumerable<string> NamesOf(Program program) =>
        program.Values.Select(v => v.Name).Concat(Labels(program)).Concat(Labels(program).SelectMany(Typed))
            .Concat(program.ListingNames).Append(Iteration).Append(Step).Distinct();

    /// <summary>The value that a name or label stands for; null for a counter or an unknown name.
    /// A name that the listing assigns several times stands for the last.</summary>
    public static Value? Lookup(Program program, string name) =>
        program.Find(name)
        ?? program.Instructions.FirstOrDefault(i => i.Label == name)?.Output
        ?? program.Values.FirstOrDefault(v => v.Label == name)
        ?? program.Bindings(name).LastOrDefault()?.Value
        ?? (name.StartsWith('d') && Labels(program).FirstOrDefault(l => Typed(l).Contains(name)) is { } label
            ? Lookup(program, label) : null);

    /// <summary>The value that a name or label stands for now; null for a counter or an unknown name.</summary>
    public Value? Lookup(string name) => Bound(name)?.Value ?? Lookup(history.Program, name);

    public bool TryResolve(string name, out Tensor value)
    {
        value = Tensor.Scalar(0);
        if (history.Program.Find(name) is null && name is Iteration or Step)
        {
            value = Tensor.Scalar(name == Iteration ? moment.Iteration + 1 : moment.Executed);
            return true;
        }
        Binding? bound = Bound(name);
        if (bound?.Executed > moment.Executed) return false;
        if (Lookup(name) is not { } slot
            || history.VersionAt(slot, bound is null ? moment : moment with { Executed = bound.Executed }) is not { } version) return false;
        if (IsUpdated(name) && !IsFromUpdate(version)) return false;
        value = version.Content;
        return true;
    }

    public string WhyMissing(string name, Language language)
    {
        DebuggingTexts texts = DebuggingTexts.In(language);
        Value? value = Lookup(name);
        Instruction[] writers = [.. history.Program.Instructions
            .Where(i => i.Output == value && (i.Phase == Phase.Update || !IsUpdated(name)) && i.Index + 1 >= (Bound(name)?.Executed ?? 0))];
        // That zero_grad clears a gradient is not what a person waits for.
        Instruction? writer = writers.FirstOrDefault(i => i.Phase != Phase.ZeroGrad) ?? writers.FirstOrDefault();
        if (value is null) return texts.NoValueNamed(name);
        if (writer is null) return texts.NoContent(name);
        return writer.Index < moment.Executed
            ? texts.TooLongAgo(name)
            : texts.NotYet(name, writer.Index + 1, writer.Phase.Name(), writer.SourceLine, moment.Executed);
    }

    /// <summary>What a name of the listing was assigned last, or will be first; null for other names.</summary>
    private Binding? Bound(string name) =>
        history.Program.Bindings(name) is var bindings && bindings.LastOrDefault(b => b.Executed <= moment.Executed) is { } last ? last
            : bindings.FirstOrDefault();

    private static IEnumerable<string> Labels(Program program) =>
        program.Values.Select(v => v.Label).Concat(program.Instructions.Select(i => i.Label));

    /// <summary><c>d(E)/d(out_o1)</c> and <c>dE/dout_o1</c>, which any keyboard can type, for <c>∂E/∂out_o1</c>;
    /// nothing for another label.</summary>
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
