using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Reads what is to be set: <c>w5 = 0.3, conv1.weight[0, 0, 1, 1] 0.5, fc.bias = [0.1, -0.1]</c>, or <c>@FILE</c>.</summary>
internal sealed class Assignments
{
    private readonly IValueResolver _values;
    private readonly string[] _targets;
    private readonly Func<string, Value> _find;
    private readonly UsageTexts _texts;

    private Assignments(IValueResolver values, IEnumerable<string> targets, Func<string, Value> find, UsageTexts texts) =>
        (_values, _targets, _find, _texts) = (values, [.. targets], find, texts);

    /// <summary>What is set in a session at the present moment.</summary>
    public static Assignments Of(DebugSession session, UiTexts texts) => new(session.Values, session.Values.Names,
        name => session.Values.Lookup(name) ?? throw new UsageException(texts.Usage.CannotBeSet(name)), texts.Usage);

    /// <summary>What is set before a scenario runs.</summary>
    public static Assignments Of(FirstContents first, Scenario scenario, UiTexts texts) => new(
        first, first.Names.Concat(HistoryResolver.NamesOf(scenario.Program)).Distinct(), name =>
        {
            Value? given = first.Find(name), value = given ?? HistoryResolver.Lookup(scenario.Program, name);
            if (value?.Kind == ValueKind.Input && (given is null || scenario.Batches is not FixedBatch))
                throw new UsageException(texts.Usage.InputFromData(name, scenario.Batches.Description(texts.Language)));
            return given
                ?? throw new UsageException(texts.Usage.NotGiven(name, string.Join(", ", first.Values.Select(v => v.Name))));
        }, texts.Usage);

    /// <summary>Which of a training's parameters are set.</summary>
    public static Assignments Of(TrainingState state, Program program, UiTexts texts) => new(
        new Parameters(state, program), program.Parameters.Select(p => p.Name), name => program[name], texts.Usage);

    /// <summary>What is to be set; every content is calculated from what the values are now.</summary>
    /// <exception cref="UsageException">It cannot be understood.</exception>
    /// <exception cref="ExpressionException">Likewise.</exception>
    public IReadOnlyList<Assignment> Read(string argument, string usage)
    {
        NamedText[] read = [.. new NamedTexts(IsReference, _texts).Read(argument)];
        return read.Length == 0 ? throw new UsageException(usage) : Read(read, usage);
    }

    /// <summary>The same of names and contents that have been told apart already.</summary>
    /// <exception cref="UsageException">They cannot be understood.</exception>
    /// <exception cref="ExpressionException">Likewise.</exception>
    public IReadOnlyList<Assignment> Read(IEnumerable<NamedText> read, string usage) => [.. read.Select(p => Within(p, usage))];

    private Assignment Within(NamedText text, string usage)
    {
        if (text.Where.Length == 0) return One(text, usage);
        try
        {
            return One(text, usage);
        }
        catch (Exception e) when (e is UsageException or ExpressionException)
        {
            throw text.Problem(e is LocalizedException fault ? fault.In(_texts.Language) : e.Message);
        }
    }

    private Assignment One(NamedText text, string usage)
    {
        if (text.Name.Length == 0 || text.Content.Length == 0) throw new UsageException(usage);
        ValueReference reference = ValueReference.Parse(text.Name, _targets);
        Value value = _find(reference.Name);
        Tensor wanted = Content(text.Content);
        if (!reference.Indices.IsEmpty)
            return wanted.Length == 1 ? new(value, wanted, reference.Resolve(value.Shape))
                : throw new UsageException(_texts.NeedsOneNumber(text.Name, wanted.Shape.ToString()));
        if (wanted.Shape.Equals(value.Shape)) return new(value, wanted);
        if (wanted.Length == 1) return new(value, Tensor.Full(value.Shape, wanted.Data[0]));
        return wanted.Length == value.Shape.Length && wanted.Shape.Rank == 1 ? new(value, wanted.Reshape(value.Shape))
            : throw new UsageException(_texts.NeedsShape(text.Name, value.Shape.ToString(), wanted.Shape.ToString()));
    }

    /// <summary>A formula, or a list of contents: <c>[[0.5, -0.2], [1/3, 0]]</c>.</summary>
    private Tensor Content(string text)
    {
        text = text.Trim();
        if (NotFinite(text.ToLowerInvariant()) is { } odd) return Tensor.Scalar(odd);
        if (!text.StartsWith('[')) return Expression.Parse(Pointed(text), _values.Names).Evaluate(_values);
        if (NestedList.Read(text) is not { } list) throw new UsageException(_texts.UnevenList(text));
        Tensor[] elements = [.. list.Elements.Select(Content)];
        return elements.FirstOrDefault(e => e.Length != 1) is { } wide
            ? throw new UsageException(_texts.NeedsOneNumber(list.Elements[Array.IndexOf(elements, wide)], wide.Shape.ToString()))
            : new(list.Shape, [.. elements.Select(e => e[0])]);
    }

    /// <summary>A number with a decimal comma, with a point.</summary>
    private static string Pointed(string text) =>
        text.Count(c => c == ',') == 1 && text.All(c => char.IsAsciiDigit(c) || c is ',' or '-' or '+') ? text.Replace(',', '.') : text;

    private static double? NotFinite(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => null,
    };

    private bool IsReference(string text)
    {
        try
        {
            ValueReference.Parse(text, _targets);
            return true;
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    private sealed class Parameters(TrainingState state, Program program) : IValueResolver
    {
        public IEnumerable<string> Names => program.Parameters.Select(p => p.Name);

        public bool TryResolve(string name, out Tensor value)
        {
            value = state.Values[name];
            return true;
        }

        public string WhyMissing(string name, Language language) => "";
    }
}
