using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>A selectable row of an explanation.</summary>
/// <param name="Symbolic">The term, factor or group in symbols or words.</param>
/// <param name="Numeric">With numbers; empty where the value alone says it.</param>
/// <param name="Value">What it contributes; NaN for a factor whose number is not known apart.</param>
/// <param name="Share">Its share of all terms, 0 to 1; null where shares mean nothing.</param>
/// <param name="Opens">What Enter opens; null if there is nothing behind it.</param>
internal sealed record ExplanationRow(string Symbolic, string Numeric, double Value, double? Share, Explain? Opens)
{
    /// <summary>Whether it is one of several factors of the term above.</summary>
    public bool IsFactor { get; init; }

    /// <summary>The letters that tell it from the other terms; empty where there are none.</summary>
    public string Where { get; init; } = "";

    /// <summary>The group of terms that it stands for; null for a term.</summary>
    public TermGroup? Group { get; init; }
}

/// <summary>
/// The rows of an explanation: its terms, and under a term of several factors each of the others, so that each can be opened; or, of a long
/// sum, its groups.
/// </summary>
internal static class ExplanationRows
{
    private const int LongList = 12;

    // As many as images in a batch; more positions than that are better looked at as a picture.
    private const int MostGroups = 128;

    public static ImmutableArray<ExplanationRow> Of(Explanation explanation, GroupedBy? by, SessionView? view, Look look)
    {
        if (explanation.Groups.FirstOrDefault(g => g.By == by) is { } groups)
            return [.. groups.Groups.Take(MostGroups)
                .Select(g => OfGroup(explanation, g, groups.HasOneSize, view, look.Texts.Explanation))];
        var rows = ImmutableArray.CreateBuilder<ExplanationRow>();
        foreach (Term term in explanation.Terms)
        {
            string numeric = term.Numeric == Numbers.Format(term.Value) || term.Numeric == term.Symbolic ? "" : term.Numeric;
            // What was computed has more behind it than what was given, so the term itself opens that.
            ElementRef[] factors = [.. term.Factors.Distinct().OrderBy(f => f.Value.IsLeaf ? 1 : 0)];
            rows.Add(new(term.Symbolic, look.Rounded(numeric), term.Value, term.Share,
                factors.Length > 0 ? new Explain(factors[0]) : null)
            { Where = term.Where });
            // In a long list what was given would only fill rows.
            foreach (ElementRef factor in factors.Skip(1).Where(f => explanation.Terms.Length <= LongList || !f.Value.IsLeaf))
                rows.Add(new(NameOf(factor, view?.Program), look.Rounded(Number(term, factor)), double.NaN, null, new Explain(factor))
                { IsFactor = true });
        }
        return rows.ToImmutable();
    }

    /// <summary>
    /// An element in formulas: <c>∂E/∂w5</c>, <c>x[0,0,3,11]</c>. A gradient has its name from the instruction that writes it.
    /// </summary>
    public static string NameOf(ElementRef element, Program? program = null) =>
        Label(element.Value, program)
            + (element.Value.Shape.IsScalar ? "" : $"[{string.Join(",", element.Value.Shape.IndexOf(element.Offset))}]");

    /// <summary>What a row opens, in words.</summary>
    public static string NameOf(Explain opens, SessionView? view, ExplanationTexts texts) =>
        opens.Within is { } group ? NameOf(group, view, texts) : NameOf(opens.Element, view?.Program);

    public static string NameOf(TermGroup group, SessionView? view, ExplanationTexts texts) => group.By switch
    {
        GroupedBy.Image when view?.LabelOf(group.Row) is { } label => texts.LabelledImage(group.Row, label),
        GroupedBy.Image => texts.Image(group.Row),
        GroupedBy.Channel => texts.Channel(group.Row),
        _ => texts.Position(group.Row, group.Column),
    };

    private static ExplanationRow OfGroup(
        Explanation explanation, TermGroup group, bool oneSize, SessionView? view, ExplanationTexts texts) =>
        new(NameOf(group, view, texts), oneSize ? "" : texts.TermsOf(group.Count), group.Sum, group.Share,
            new Explain(explanation.Element, group))
        { Group = group };

    private static string Label(Value value, Program? program) => value.Kind is ValueKind.Gradient or ValueKind.Derivative
        ? program?.Instructions.LastOrDefault(i => i.Output == value)?.Label ?? value.Label : value.Label;

    // Only a plain product tells the number of each factor.
    private static string Number(Term term, ElementRef factor)
    {
        string[] symbols = term.Symbolic.Split('·'), numbers = term.Numeric.Split('×');
        int at = Array.FindIndex(symbols, s => s == NameOf(factor) || s == Name(factor.Value, factor.Offset));
        return symbols.Length == numbers.Length && at >= 0 ? numbers[at].Trim('(', ')') : "";
    }

    private static string Name(Value value, int offset) =>
        value.Name + (value.Shape.IsScalar ? "" : $"[{string.Join(",", value.Shape.IndexOf(offset))}]");
}
