using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>A number as a learner typed it.</summary>
/// <param name="Number">The number.</param>
/// <param name="Literal">The digits, if nothing but a number was typed; null for arithmetic.</param>
/// <param name="Names">The values that it was calculated from.</param>
internal sealed record LearnerNumber(double Number, string? Literal, IReadOnlyList<Value> Names)
{
    /// <summary>What a number may look like.</summary>
    public static LocalText Wanted { get; } = new(
        "a number is wanted here, such as -0.0184, 3/4 or 1.2e-3; simple arithmetic is fine too",
        "这里要填一个数，例如 -0.0184、3/4 或 1.2e-3，也可以写简单的算式");
}

/// <summary>Reads numbers as people type them: a comma as decimal point, a typographic minus, full-width digits, fractions, powers of ten, arithmetic.</summary>
internal static partial class LearnerNumberReader
{
    private const int MaxLength = 200;

    /// <summary>Reads a number; null, with the reason, if it is none.</summary>
    public static LearnerNumber? Read(string typed, ExerciseRun run, out LocalText problem)
    {
        problem = LearnerNumber.Wanted;
        string text = Plain(typed);
        if (text.Length == 0 || text.Length > MaxLength) return null;
        if (AmbiguousComma().IsMatch(text))
        {
            problem = new($"is the comma in {text} a decimal point? write {text.Replace(',', '.')} or {text.Replace(",", "", StringComparison.Ordinal)}",
                $"{text} 里的逗号是小数点吗？请写成 {text.Replace(',', '.')} 或 {text.Replace(",", "", StringComparison.Ordinal)}");
            return null;
        }
        if (Thousands().IsMatch(text)) text = text.Replace(",", "", StringComparison.Ordinal);
        else if (!text.Contains('[', StringComparison.Ordinal) && !text.Contains('.', StringComparison.Ordinal) && text.Count(c => c == ',') == 1) text = text.Replace(',', '.');
        if (SpecialNumber().Match(text) is { Success: true } special)
            return new(special.Groups[2].Value.StartsWith('n') ? double.NaN : special.Groups[1].Value == "-" ? double.NegativeInfinity : double.PositiveInfinity, null, []);
        try
        {
            var values = new LearnerValues(run);
            var expression = Expression.Parse(text, values.Names);
            Tensor result = expression.Evaluate(values);
            if (result.Length != 1 || !double.IsFinite(result[0]))
            {
                problem = result.Length != 1
                    ? new($"this is not one number but has shape {result.Shape}", $"这不是一个数，它的形状是 {result.Shape}")
                    : new("this gives no finite number", "这样算出来的不是有限的数");
                return null;
            }
            Value[] names = [.. expression.Names.Select(n => HistoryResolver.Lookup(run.Program, n)).OfType<Value>()];
            return new(result[0], Literal().IsMatch(text) ? text : null, names);
        }
        catch (ExpressionException e)
        {
            // A word that is nothing says more than "a number is wanted". The reader of expressions knows English only.
            if (text.Any(char.IsAsciiLetter)) problem = new($"{LearnerNumber.Wanted.English}: {e.Problem}", $"{LearnerNumber.Wanted.Chinese}；“{text}”读不懂");
            return null;
        }
    }

    /// <summary>The signs that people type for the ones that expressions know.</summary>
    public static string Plain(string typed)
    {
        var text = new StringBuilder();
        foreach (char c in typed.Trim())
        {
            const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
            char plain = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
            if (plain is '−' or '–' or '—' or '‐') text.Append('-');
            else if (plain == '^') text.Append("**");
            else if (plain == '½') text.Append("(1/2)");
            else if (plain == '⁻') text.Append(Power(text)).Append('-');
            else if (Superscripts.IndexOf(plain, StringComparison.Ordinal) is >= 0 and var digit) text.Append(Power(text)).Append(digit);
            else if (plain is '\u00A0' or '\u3000' or '\u2009' or '\u202F') text.Append(' ');
            else text.Append(plain);
        }
        // The first of several superscripts begins the power.
        return text.ToString().Replace("\u0001", "", StringComparison.Ordinal);

        static string Power(StringBuilder before)
        {
            for (int i = before.Length - 1; i >= 0; i--)
            {
                if (before[i] == '\u0001') return "";
                if (!char.IsAsciiDigit(before[i]) && before[i] != '-') break;
            }
            return "**\u0001";
        }
    }

    [GeneratedRegex("^[+-]?[1-9][0-9]{0,2},[0-9]{3}$")]
    private static partial Regex AmbiguousComma();

    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}((,[0-9]{3})+\.[0-9]+|(,[0-9]{3}){2,})$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^([+-]?)(nan|inf|infinity)$", RegexOptions.IgnoreCase)]
    private static partial Regex SpecialNumber();

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$")]
    private static partial Regex Literal();

    /// <summary>The values as a learner means them: w5 is the one that the pass used, the updated one is w5⁺.</summary>
    private sealed class LearnerValues(ExerciseRun run) : IValueResolver
    {
        private readonly Moment _begin = new(run.Iterations - 1, 0);

        public IEnumerable<string> Names => HistoryResolver.NamesOf(run.Program);

        public bool TryResolve(string name, out Tensor value) => At(name).TryResolve(name, out value);

        public string WhyMissing(string name) => At(name).WhyMissing(name);

        private HistoryResolver At(string name)
        {
            bool isOld = HistoryResolver.Lookup(run.Program, name) is { Kind: ValueKind.Parameter } && !name.EndsWith('⁺');
            return run.ValuesAt(isOld ? _begin : run.End);
        }
    }
}
