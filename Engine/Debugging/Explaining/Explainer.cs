using System.Collections.Immutable;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>
/// Says how any single number of a run came to be: the instruction that wrote it, its formula with symbols and with
/// numbers, and its terms, each of which can be explained in turn. Inputs are read as they were just before the
/// instruction ran, so the gradient of a hidden weight shows the old w5 even when w5 has been updated since.
/// </summary>
public sealed class Explainer
{
    /// <summary>Up to this many terms a formula is written out in full.</summary>
    internal const int WrittenOut = 4;

    /// <summary>Paths listed at most.</summary>
    private const int MaxPaths = 16;

    private readonly IValueHistory _history;
    private readonly int _decimals;
    private readonly LetterNames? _letters;

    /// <summary>Explains what <paramref name="history"/> remembers, with numbers of up to <paramref name="decimals"/> decimals, in English
    /// unless other <paramref name="words"/> are given.</summary>
    public Explainer(IValueHistory history, int decimals = 12, ExplainingTexts? words = null)
    {
        _history = history;
        _decimals = decimals;
        Formula = new Formula(history.Program, words);
        _letters = LetterNames.Of(history.Program, history.Vocabulary?.Texts ?? [], _ => null);
    }

    /// <summary>The program's formulas.</summary>
    public Formula Formula { get; }

    /// <summary>The number of decimals at most.</summary>
    public int Decimals => _decimals;

    /// <summary>Explains one factor of a term.</summary>
    /// <exception cref="ExplainException">It is not in the history.</exception>
    public Explanation Explain(ElementRef element, int maxTerms = 10) => Explain(element.Value, element.Offset, element.Moment, maxTerms);

    /// <summary>Explains the part of a long sum that one group of its terms makes.</summary>
    /// <exception cref="ExplainException">It is not in the history.</exception>
    public Explanation Explain(ElementRef element, TermGroup within, int maxTerms = 10) =>
        Explain(element.Value, element.Offset, element.Moment, maxTerms, within);

    /// <summary>How one element came to be.</summary>
    /// <param name="offset">The element's row-major position.</param>
    /// <param name="at">As of when; now unless given.</param>
    /// <param name="maxTerms">Terms listed at most.</param>
    /// <exception cref="ExplainException">The value has not been computed, or has no such element.</exception>
    public Explanation Explain(Value value, int offset = 0, Moment? at = null, int maxTerms = 10) =>
        Explain(value, offset, at, maxTerms, null);

    private Explanation Explain(Value value, int offset, Moment? at, int maxTerms, TermGroup? within)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTerms);
        Moment moment = at ?? _history.Now;
        if ((uint)offset >= (uint)value.Shape.Length)
            throw new ExplainException(t => t.NoElement(value.Name, value.Shape, offset, value.Shape.Length - 1));
        ValueVersion version = _history.VersionAt(value, moment)
            ?? throw new ExplainException(t => t.NoContentYet(value.Name, moment.Iteration + 1, moment.Executed));
        var element = new ElementRef(value, offset, moment);
        LetterNames? letters = _letters?.With(v => _history.VersionAt(v, moment)?.Content);
        return Explained(element, version, letters, maxTerms, within) with { Where = letters?.Where(value, offset) ?? "" };
    }

    private Explanation Explained(ElementRef element, ValueVersion version, LetterNames? letters, int maxTerms, TermGroup? within)
    {
        if (version.Writer is not { } writer) return Given(element, version, Origin(element.Value, version));
        Moment before = version.Since with { Executed = writer.Index };
        var inputs = new Tensor[writer.Inputs.Length];
        for (int k = 0; k < inputs.Length; k++)
        {
            if (_history.VersionAt(writer.Inputs[k], before) is not { } input)
                return Given(element, version, Formula.Words.NoLongerKept(before.Iteration + 1));
            inputs[k] = input.Content;
        }
        return Computed(
            element, version,
            new ElementContext(writer, before, element.Offset, inputs, k => Formula.Name(writer, k), Formula.Words) { Letters = letters },
            maxTerms, within);
    }

    /// <summary>How an element is called where it is looked at: <c>conv1[0,2,1,1]</c>, <c>∂E/∂w5</c>.</summary>
    public string NameOf(ElementRef element) => Subject(element, _history.VersionAt(element.Value, element.Moment));

    private static string Subject(ElementRef element, ValueVersion? version)
    {
        Value value = element.Value;
        // A weight of an earlier iteration's update is simply the weight by now.
        bool byWriter = version?.Writer is not null
            && (value.Kind is ValueKind.Gradient or ValueKind.Derivative || version.Since.Iteration == element.Moment.Iteration);
        return (byWriter ? version!.Writer!.Label : value.Label) + IndexText(value.Shape, element.Offset);
    }

    private static string IndexText(Shape shape, int offset) => shape.IsScalar ? "" : $"[{string.Join(",", shape.IndexOf(offset))}]";

    private string Origin(Value value, ValueVersion version) =>
        version.Edited ? Formula.Words.EditedByYou
        : value.Kind is ValueKind.Input ? Formula.Words.InputOfBatch(version.Since.Iteration + 1)
        : version.Since.Iteration == 0 ? Formula.Words.InitialValue
        : Formula.Words.KeptFromBefore(version.Since.Iteration + 1);

    private static Explanation Given(ElementRef element, ValueVersion version, string origin) => new()
    {
        Subject = Subject(element, version),
        Element = element,
        Operation = origin,
        Result = version.Content[element.Offset],
    };

    private Explanation Computed(ElementRef element, ValueVersion version, ElementContext c, int maxTerms, TermGroup? within)
    {
        Instruction writer = c.Instruction;
        bool scalar = c.Shape.IsScalar && writer.Inputs.All(i => i.Shape.IsScalar);
        bool slopes = _history.Program.IsScalar && writer.Phase is Phase.Backward;
        Recipe recipe = slopes && writer.Opcode is Opcode.Mul ? ChainRule(c) : Operation.Of(writer.Opcode).Terms(c);
        ElementRef? previous = null;
        if (Formula.Previous(writer, _history, c.Before) is { } content)
        {
            previous = new ElementRef(writer.Output, c.Offset, c.Before);
            if (content[c.Offset] != 0) recipe = WithPrevious(recipe, previous.Value, content[c.Offset]);
        }
        ImmutableArray<TermGroups> groups = TermGroups.Of(recipe);
        if (within is not null && groups.Any(g => g.By == within.By))
        {
            // A part of a sum has no formula of its own.
            recipe = recipe with { Terms = TermGroups.Within(recipe.Terms, within), Whole = null, Sigma = null, Note = null };
            groups = TermGroups.Of(recipe);
        }
        var order = Order(recipe, maxTerms);
        // In a long sum, terms that are zero have nothing to tell apart from their number.
        int telling = recipe.InOrder || recipe.Combination is not Combination.Sum ? order.Count : order.Count(t => t.Value != 0);
        int listed = recipe.Combination is Combination.Product ? order.Count : Math.Min(maxTerms, telling);
        double magnitude = recipe.Terms.Sum(t => Math.Abs(t.Value));
        bool shares = recipe.Combination is Combination.Sum or Combination.Fraction && magnitude > 0 && double.IsFinite(magnitude);
        (string symbolic, string numeric) = scalar && !(slopes && writer.Opcode is Opcode.Mul)
            ? (Formula.Symbolic(writer, _history, c.Before), Formula.Numeric(writer, _history, c.Before, _decimals))
            : (Right(c, recipe, order, numeric: false), Right(c, recipe, order, numeric: true));
        // What all terms have in common tells none from another.
        string[] where = [.. order.Take(listed).Select(t => t.Factors.Length > 0 && c.Letters is { } letters
            ? letters.Where(t.Factors[0].Value, t.Factors[0].Offset) : "")];
        bool tells = where.Distinct().Count() > 1;
        var explanation = new Explanation
        {
            Subject = Subject(element, version),
            Element = element,
            Operation = writer.Opcode.Name(),
            Symbolic = symbolic,
            Numeric = numeric,
            Result = within is null ? version.Content[c.Offset] : recipe.Terms.Sum(t => t.Value),
            Combination = recipe.Combination,
            Terms = [.. order.Take(listed).Select((t, i) => new Term(
                Text(c, t, numeric: false), Text(c, t, numeric: true), t.Value, shares ? Math.Abs(t.Value) / magnitude : null,
                [.. t.Factors])
            { Where = tells ? where[i] : "" })],
            TermCount = order.Count,
            Remainder = recipe.Combination is Combination.Maximum ? 0 : order.Skip(listed).Sum(t => t.Value),
            Groups = groups,
            Within = within,
            ZeroTerms = order.Count(t => t.Value == 0),
            Note = recipe.Note,
            Sentence = Formula.Sentence(writer),
            Instruction = writer,
            Line = writer.SourceLine,
        };
        return slopes ? WithPaths(explanation, element) : explanation;
    }

    /// <summary>The factors of a gradient from the loss on, as the tutorials write it.</summary>
    private Recipe ChainRule(ElementContext c)
    {
        var slopes = new GradientPaths(_history).Chain(c.Instruction, c.Before);
        var terms = slopes.Select(s => new RawTerm(s.Number, "{#0}", [s.Element], [new(s.Label, s.Number)])).ToList();
        string template = string.Join(" · ", slopes.Select((_, k) => $"{{#{k}}}"));
        Constant[] all = [.. slopes.Select(s => new Constant(s.Label, s.Number))];
        return new(Combination.Product, terms)
        {
            InOrder = true,
            Whole = new(slopes.Aggregate(1.0, (p, s) => p * s.Number), template, [.. slopes.Select(s => s.Element)], all),
        };
    }

    /// <summary>The same recipe plus what autograd added it to; a product becomes one summand.</summary>
    private static Recipe WithPrevious(Recipe recipe, ElementRef element, double number)
    {
        var old = new RawTerm(number, "{0}", [element]);
        List<RawTerm> terms = recipe.Combination is Combination.Product ? [recipe.Whole!.Value] : [.. recipe.Terms];
        terms.Add(old);
        RawTerm? whole = recipe.Whole is { } w
            ? new RawTerm(w.Value + number, $"{w.Template} + {{{w.Factors.Length}}}", [.. w.Factors, element], w.Constants)
            : null;
        string? sigma =
            recipe.Sigma is null ? null : $"{recipe.Sigma} + {element.Value.Label}{IndexText(element.Value.Shape, element.Offset)}";
        return recipe with { Combination = Combination.Sum, Terms = terms, Whole = whole, Sigma = sigma };
    }

    private static List<RawTerm> Order(Recipe recipe, int maxTerms)
    {
        if (recipe.Combination is Combination.Product || (recipe.InOrder && recipe.Terms.Count <= maxTerms)) return recipe.Terms;
        return recipe.Combination switch
        {
            // The numerator stays in front.
            Combination.Fraction => [recipe.Terms[0], .. recipe.Terms.Skip(1).OrderByDescending(t => Math.Abs(t.Value))],
            Combination.Maximum => [.. recipe.Terms.OrderByDescending(t => t.Value)],
            _ => [.. recipe.Terms.OrderByDescending(t => Math.Abs(t.Value))],
        };
    }

    private string Right(ElementContext c, Recipe recipe, List<RawTerm> order, bool numeric)
    {
        if (recipe.Whole is { } whole) return Text(c, whole, numeric);
        if (order.Count == 0) return "0";
        if (!numeric && order.Count > WrittenOut && recipe.Sigma is not null) return recipe.Sigma;
        int shown = order.Count <= WrittenOut ? order.Count : Math.Clamp(order.Count(t => t.Value != 0), 1, 3);
        string sum = Template.JoinSum(order.Take(shown).Select((t, i) => Text(c, t, numeric, afterOperator: i > 0)));
        return shown == order.Count ? sum : $"{sum} + ... {Formula.Words.MoreSummands(order.Count - shown)}";
    }

    private string Text(ElementContext c, RawTerm term, bool numeric, bool afterOperator = false)
    {
        return Template.Render(term.Template, Key, numeric, afterOperator);

        string Key(string key)
        {
            if (char.IsAsciiDigit(key[0])) return Element(term.Factors[int.Parse(key)]);
            if (key[0] == '#')
                return term.Constants![int.Parse(key[1..])] is var constant && numeric ? Number(constant.Number) : constant.Symbol;
            return numeric ? Number(c.Instruction.Attributes!.Constant(key)) : key;
        }

        string Element(ElementRef e)
        {
            if (numeric) return Number(_history.VersionAt(e.Value, e.Moment)!.Content[e.Offset]);
            int k = c.Instruction.Inputs.IndexOf(e.Value);
            return (k >= 0 ? c.Name(k) : e.Value.Label) + IndexText(e.Value.Shape, e.Offset);
        }
    }

    private string Number(double number) => Numbers.Format(number, _decimals);

    private Explanation WithPaths(Explanation explanation, ElementRef element)
    {
        var paths = new GradientPaths(_history);
        ImmutableArray<GradientPath> listed = [.. paths.Enumerate(element.Value, element.Moment).Take(MaxPaths).Select(Path)];
        return explanation with { Paths = listed, PathsLeftOut = paths.Count(element.Value, element.Moment) - listed.Length };
    }

    private GradientPath Path(ImmutableList<GradientPaths.Slope> slopes)
    {
        Constant[] constants = [.. slopes.Select(s => new Constant(s.Label, s.Number))];
        string template = string.Join(" · ", constants.Select((_, k) => $"{{{k}}}"));
        return new(
            Template.Render(template, k => constants[int.Parse(k)].Symbol, numeric: false),
            Template.Render(template, k => Number(constants[int.Parse(k)].Number), numeric: true),
            slopes.Aggregate(1.0, (product, s) => product * s.Number),
            [.. slopes.Select(s => s.Element)]);
    }
}
