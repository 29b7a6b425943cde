using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Lessons.Grading;

/// <summary>
/// What a learner's calculation says, beyond the number that it comes to: the numbers written in it are
/// recognised as values of the program, and the calculation is repeated in other plays, where these values are
/// others. So one that is right by chance is told from one that is right.
/// </summary>
internal sealed partial class LearnerFormula
{
    /// <summary>More ways to read the numbers of a calculation than these are not tried.</summary>
    private const int MostReadings = 4096;

    /// <summary>Values of more elements together than these are not searched.</summary>
    private const int MostElements = 4000;

    /// <summary>Up to this relative difference two ways to calculate are one.</summary>
    private const double Same = 1e-6;

    private readonly string _text;
    private readonly LessonWorld _world;
    private readonly ImmutableArray<Written> _numbers;
    private readonly Expression _holes;

    public LearnerFormula(string text, Expression expression, LessonWorld world)
    {
        (_text, _world) = (text, world);
        _numbers = [.. Numbers(text, expression)];
        string withHoles = Replaced(i => Hole(i));
        _holes = Expression.Parse(withHoles, new LearnerValues(world.Main).Names.Concat(_numbers.Select((_, i) => Hole(i))));
    }

    /// <summary>
    /// Whether it calculates what <paramref name="wanted"/> gives, in other plays too; null where that cannot be told: it holds a number
    /// that is nobody's, or one that may be too many values'.
    /// </summary>
    /// <param name="wanted">A number in a play; null where it has none there.</param>
    /// <param name="answer">What is asked for: its terms may stand in the calculation.</param>
    public bool? Says(Func<LessonWorld, double?> wanted, string answer)
    {
        if (_world.Probes.IsEmpty || Meanings(answer) is not { } meanings) return null;
        var plays = _world.Probes.Select(world => (
            World: world,
            Wanted: wanted(world),
            Numbers: meanings.Select(all => all.Select(m => m.In(world)).ToArray()).ToArray())).ToArray();
        if (plays.Any(p => p.Wanted is null)) return false;
        var choice = new int[meanings.Length];
        do
        {
            if (plays.All(p => Evaluate(p.World, i => p.Numbers[i][choice[i]]) is { } said && IsSame(said, p.Wanted!.Value))) return true;
        }
        while (Next());
        return false;

        bool Next()
        {
            for (int i = 0; i < choice.Length; i++)
            {
                if (++choice[i] < meanings[i].Length) return true;
                choice[i] = 0;
            }
            return false;
        }
    }

    /// <summary>How far the result may be off because the numbers in it are rounded: what their last digits carry into it.</summary>
    public double Slack(string answer)
    {
        double result = Evaluate(_world, i => _numbers[i].Value) ?? 0, slack = 1e-9 * Math.Abs(result);
        for (int i = 0; i < _numbers.Length; i++)
        {
            double value = _numbers[i].Value;
            double off = MeaningsOf(_numbers[i], answer)
                .Select(m => Math.Abs((m.In(_world) ?? double.MaxValue) - value)).Append(_numbers[i].Unit).Min();
            int changed = i;
            foreach (double change in (double[])[off, -off])
                slack += 0.5 * Math.Abs((Evaluate(_world, j => _numbers[j].Value + (j == changed ? change : 0)) ?? result) - result);
        }
        // Both directions of a number count half, so that a half of the last digit that was cut off is covered, too.
        return 1.5 * slack;
    }

    /// <summary>The calculation with the names of the values whose numbers stand in it, where these are known.</summary>
    public string Named(string answer) => Replaced(i =>
    {
        // 1 and 2 are rarely the value that happens to be 1 or 2.
        return _numbers[i].Text.Length > 2 && MeaningsOf(_numbers[i], answer).FirstOrDefault(m => m.Name.Length > 0) is { } known
            ? known.Name : _numbers[i].Text;
    });

    /// <summary>The numbers of a text; 1/4 is one.</summary>
    private static IEnumerable<Written> Numbers(string text, Expression expression)
    {
        int end = 0;
        foreach (int at in expression.NumberColumns.Select(c => c - 1))
        {
            if (at < end) continue;
            Match fraction = FractionPattern().Match(text, at);
            string number = (fraction.Success ? fraction : NumberPattern().Match(text, at)).Value;
            end = at + number.Length;
            yield return new(at, number);
        }
    }

    /// <summary>Every way to read each number; null where one is nobody's.</summary>
    private ImmutableArray<ImmutableArray<Meaning>>? Meanings(string answer)
    {
        ImmutableArray<ImmutableArray<Meaning>> all =
        [
            .. _numbers.Select(n =>
                (ImmutableArray<Meaning>)(n.IsRound ? [new("", _ => n.Value), .. MeaningsOf(n, answer)] : [.. MeaningsOf(n, answer)])),
        ];
        return all.Any(m => m.IsEmpty) || all.Aggregate(1.0, (product, m) => product * m.Length) > MostReadings ? null : all;
    }

    /// <summary>The values, elements and terms of the answer that a number may stand for.</summary>
    private IEnumerable<Meaning> MeaningsOf(Written number, string answer) =>
        Values(_world).Concat(Terms(_world, answer)).Where(m => m.In(_world) is { } content && number.MayBe(content))
            .SelectMany(m => m.In(_world) is < 0 ? (Meaning[])[new($"(-{m.Name})", w => -m.In(w))] : [m]);

    private static ImmutableArray<Meaning> Values(LessonWorld world) => world.Memo("meanings", () =>
    {
        var values = new LearnerValues(world.Main);
        Value[] small = [.. world.Main.Program.Values.Where(v => v.Shape.Length is > 0 and <= 64)];
        if (small.Sum(v => v.Shape.Length) > MostElements) small = [.. small.Where(v => v.Shape.Length == 1)];
        IEnumerable<string> updated = world.Main.Program.Instructions
            .Where(i => i.Phase == Phase.Update && i.Label.EndsWith('⁺') && i.Output.Shape.Length == 1).Select(i => i.Label);
        return small.SelectMany(v => Enumerable.Range(0, v.Shape.Length)
            .Select(i => (v.Name, Offset: i, Shown: v.Shape.Length == 1 ? v.Name : v.Name + Index(v.Shape, i))))
            .Concat(updated.Select(label => (Name: label, Offset: 0, Shown: label)))
            .Where(v => values.Find(v.Name) is not null)
            .Select(v => new Meaning(v.Shown, w => new LearnerValues(w.Main).Find(v.Name) is { } content && v.Offset < content.Length
                ? content[v.Offset] : null))
            .ToImmutableArray();
    });

    /// <summary>What a learner may have calculated on the way.</summary>
    private static IEnumerable<Meaning> Terms(LessonWorld world, string answer) => world.Explain(answer) is not { } explained ? [] :
        explained.Terms.Where(t => t.Factors.Length > 1)
            .Select(t => new Meaning("", w => w.Explain(answer)?.Terms.FirstOrDefault(other => other.Symbolic == t.Symbolic)?.Value))
            .Concat(explained.Paths.Select(p =>
                new Meaning("", w => w.Explain(answer)?.Paths.FirstOrDefault(other => other.Symbolic == p.Symbolic)?.Product)));

    private static string Index(Shape shape, int offset) =>
        $"[{string.Join(",", from axis in Enumerable.Range(0, shape.Rank)
                             select (offset / shape.Stride(axis) % shape[axis]).ToString(CultureInfo.InvariantCulture))}]";

    private double? Evaluate(LessonWorld world, Func<int, double?> number)
    {
        try
        {
            Tensor result = _holes.Evaluate(new Filled(new LearnerValues(world.Main), number));
            return result.Length == 1 ? result[0] : null;
        }
        catch (ExpressionException)
        {
            return null;
        }
    }

    private string Replaced(Func<int, string> by)
    {
        string text = _text;
        for (int i = _numbers.Length - 1; i >= 0; i--)
            text = text[.._numbers[i].At] + by(i) + text[(_numbers[i].At + _numbers[i].Text.Length)..];
        return text;
    }

    private static string Hole(int index) => $"__{index.ToString(CultureInfo.InvariantCulture)}";

    private static bool IsSame(double a, double b) =>
        a.Equals(b) || Math.Abs(a - b) <= Same * Math.Max(Math.Abs(a), Math.Abs(b)) || Math.Max(Math.Abs(a), Math.Abs(b)) < 1e-12;

    [GeneratedRegex(@"\G([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+\-−]?[0-9]+)?")]
    private static partial Regex NumberPattern();

    /// <summary>A fraction of whole numbers that is neither divided nor raised further.</summary>
    [GeneratedRegex(
        @"\G(?<![/*]\s*)[0-9]{1,2}\s*/\s*[1-9][0-9]?(?![0-9.eE]|\s*\*\*)|\G(?<=[^*]\*\s*)[0-9]{1,2}\s*/\s*[1-9][0-9]?(?![0-9.eE]|\s*\*\*)")]
    private static partial Regex FractionPattern();

    /// <summary>What a written number may stand for; without a name it is a constant or something that was calculated on the way.</summary>
    private sealed record Meaning(string Name, Func<LessonWorld, double?> In);

    /// <summary>A number as it is written, from position <paramref name="At"/> of the text.</summary>
    private sealed record Written(int At, string Text)
    {
        public double Value { get; } = Text.Split('/')
            .Select(n => double.Parse(n.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture)).Aggregate((a, b) => a / b);

        /// <summary>One in the last place; 0 for a whole number of one or two digits, which nobody has rounded.</summary>
        public double Unit { get; } = UnitOf(Text);

        /// <summary>Whether it may be a constant of the formula: 2, 100, 0.5.</summary>
        public bool IsRound => Unit == 0 || Text.Count(char.IsAsciiDigit) <= 2 || Value is 100 or 1000;

        public bool MayBe(double content) =>
            double.IsFinite(content) && content != 0 && Math.Abs(Math.Abs(content) - Value) <= Math.Max(Unit, 1e-12 * Value);

        private static double UnitOf(string text)
        {
            if (text.Contains('/', StringComparison.Ordinal)) return 0;
            string[] parts = text.Replace('−', '-').Split('e', 'E');
            int decimals = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? parts[0].Length - point - 1 : 0;
            int exponent = parts.Length > 1
                && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int e) ? e : 0;
            return decimals == 0 && parts.Length == 1 && parts[0].TrimEnd('.').Length <= 2 ? 0 : Math.Pow(10, exponent - decimals);
        }
    }

    private sealed class Filled(LearnerValues values, Func<int, double?> number) : IValueResolver
    {
        public IEnumerable<string> Names => values.Names;

        public bool TryResolve(string name, out Tensor value)
        {
            if (!name.StartsWith("__", StringComparison.Ordinal)) return values.TryResolve(name, out value);
            value = Tensor.Scalar(number(int.Parse(name[2..], CultureInfo.InvariantCulture)) ?? double.NaN);
            return true;
        }

        public string WhyMissing(string name, Language language) => values.WhyMissing(name, language);
    }
}
