using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>A number as a learner typed it.</summary>
/// <param name="Number">The number.</param>
/// <param name="Literal">The digits, if nothing but a number was typed; null for arithmetic.</param>
/// <param name="Formula">What was calculated; null for a plain number, also one written as a fraction or with a power of ten.</param>
/// <param name="Names">The values that it was calculated from.</param>
internal sealed record LearnerNumber(double Number, string? Literal, LearnerFormula? Formula, IReadOnlyList<Value> Names)
{
    private const int MaxLength = 200;

    /// <summary>What a number may look like.</summary>
    public static LocalText Wanted { get; } = LocalText.Of(l => GradingTexts.In(l).NumberWanted);

    /// <summary>Reads a number: one, or two where a comma can be read in two ways; none, with the reason, if it is none.</summary>
    public static ImmutableArray<LearnerNumber> Read(string typed, LessonWorld world, out LocalText problem)
    {
        problem = Wanted;
        string plain = NumberSpelling.Plain(typed);
        if (plain.Length is 0 or > MaxLength) return [];
        var numbers = ImmutableArray.CreateBuilder<LearnerNumber>();
        foreach (string reading in NumberSpelling.Readings(plain))
        {
            if (One(reading, world, out LocalText? wrong) is { } number) numbers.Add(number);
            else problem = wrong!;
        }
        return numbers.ToImmutable();
    }

    private static LearnerNumber? One(string text, LessonWorld world, out LocalText? problem)
    {
        problem = Wanted;
        try
        {
            var values = new LearnerValues(world.Main);
            var expression = Expression.Parse(text, values.Names);
            Tensor result = expression.Evaluate(values);
            bool saysSo = expression.Names.Any(LearnerValues.IsInfinite);
            if (result.Length != 1 || (!double.IsFinite(result[0]) && !saysSo))
            {
                problem = result.Length != 1
                    ? LocalText.Of(l => GradingTexts.In(l).NotOneNumber($"{result.Shape}"))
                    : LocalText.Of(l => GradingTexts.In(l).NotFinite);
                return null;
            }
            Value[] names = [.. expression.Names.Select(n => HistoryResolver.Lookup(world.Main.Program, n)).OfType<Value>()];
            bool isOne = NumberSpelling.IsOneNumber(text) || saysSo;
            return new(result[0], NumberSpelling.IsLiteral(text) ? text : null,
                isOne ? null : new LearnerFormula(text, expression, world), names);
        }
        catch (ExpressionException e)
        {
            // A word that is nothing says more than "a number is wanted".
            if (text.Any(char.IsLetter)) problem = LocalText.Of(l => $"{Wanted.In(l)}{(l == Language.English ? ": " : "：")}{e.Problem(l)}");
            return null;
        }
    }
}

/// <summary>
/// The values as a learner means them: w5 is the one that the pass used, the updated one is w5⁺.
/// What the program has no value for may be a constant: e, pi, inf, nan.
/// </summary>
internal sealed class LearnerValues(ExerciseRun run) : IValueResolver
{
    private static readonly ImmutableSortedDictionary<string, double> Constants = new Dictionary<string, double>
    {
        ["e"] = Math.E,
        ["pi"] = Math.PI,
        ["π"] = Math.PI,
        ["inf"] = double.PositiveInfinity,
        ["infinity"] = double.PositiveInfinity,
        ["nan"] = double.NaN,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private readonly Moment _begin = new(run.Iterations - 1, 0);

    public IEnumerable<string> Names => HistoryResolver.NamesOf(run.Program).Concat(Constants.Keys);

    /// <summary>Whether a name says that no finite number is meant.</summary>
    public static bool IsInfinite(string name) => Constants.TryGetValue(name, out double constant) && !double.IsFinite(constant);

    public bool TryResolve(string name, out Tensor value)
    {
        if (At(name).TryResolve(name, out value)) return true;
        if (!Constants.TryGetValue(name, out double constant) || HistoryResolver.Lookup(run.Program, name) is not null) return false;
        value = Tensor.Scalar(constant);
        return true;
    }

    public string WhyMissing(string name, Language language) => At(name).WhyMissing(name, language);

    /// <summary>The content that a name means; null while it has none.</summary>
    public Tensor? Find(string name) => TryResolve(name, out Tensor value) ? value : null;

    private HistoryResolver At(string name)
    {
        bool isOld = HistoryResolver.Lookup(run.Program, name) is { Kind: ValueKind.Parameter } && !name.EndsWith('⁺');
        return run.ValuesAt(isOld ? _begin : run.End);
    }
}
