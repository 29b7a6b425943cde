using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Backstep.Lessons.Grading;

/// <summary>
/// Numbers as people type them, pages write them and the program prints them, spelled as expressions want them: decimal commas and
/// thousands, typographic signs, full-width digits, superscripts, percent, <c>y = 9.7</c>.
/// </summary>
internal static partial class NumberSpelling
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>The signs that people type, as the ones that expressions know.</summary>
    public static string Plain(string typed)
    {
        var text = new StringBuilder();
        foreach (char c in typed.Trim())
        {
            char plain = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
            if (plain is '−' or '–' or '—' or '‐') text.Append('-');
            else if (plain == '^') text.Append("**");
            else if (plain is '¼' or '½' or '¾') text.Append(plain == '¼' ? "(1/4)" : plain == '½' ? "(1/2)" : "(3/4)");
            else if (plain == '∞') text.Append("inf");
            else if (plain == '⁻') text.Append(Power(text)).Append('-');
            else if (Superscripts.IndexOf(plain, StringComparison.Ordinal) is >= 0 and var digit) text.Append(Power(text)).Append(digit);
            else if (plain is '\u00A0' or '\u3000' or '\u2009' or '\u202F') text.Append(' ');
            else if (plain is not ('`' or '。')) text.Append(plain);
        }
        // The first of several superscripts begins the power.
        return text.ToString().Replace("\u0001", "", StringComparison.Ordinal).Trim();

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

    /// <summary>
    /// A plain text as one expression, or as two where a comma may be a decimal point as well
    /// as it may part thousands (<c>15,700</c>): thousands first.
    /// </summary>
    public static ImmutableArray<string> Readings(string plain)
    {
        string text = Unit().Replace(Naming().Replace(plain, ""), "$1");
        if (NotFinite().IsMatch(text)) return [text.ToLowerInvariant().TrimStart('+')];
        text = Percent().Replace(text, "($1/100)");
        text = UnaryPlus().Replace(text, "");
        if (Grouped().IsMatch(text)) text = text.Replace(" ", "", StringComparison.Ordinal);
        MatchCollection withComma = WithComma().Matches(text);
        if (withComma.Count == 0) return [text];
        bool anyDecimal = withComma.Any(m => DecimalComma().IsMatch(m.Value)),
            anyThousands = withComma.Any(m => Thousands().IsMatch(m.Value)) || DecimalPoint().IsMatch(text);
        string Spelled(bool decimals) => WithComma().Replace(text, m =>
            DecimalComma().IsMatch(m.Value) || (Ambiguous().IsMatch(m.Value) && decimals) ? m.Value.Replace(',', '.')
            : Thousands().IsMatch(m.Value) || Ambiguous().IsMatch(m.Value) ? m.Value.Replace(",", "", StringComparison.Ordinal) : m.Value);
        return anyDecimal ? [Spelled(true)]
            : anyThousands || !withComma.Any(m => Ambiguous().IsMatch(m.Value)) ? [Spelled(false)]
            : [Spelled(false), Spelled(true)];
    }

    /// <summary>Whether it is one number, maybe written as a fraction or with a power of ten, and no calculation.</summary>
    public static bool IsOneNumber(string text) => OneNumber().IsMatch(text);

    /// <summary>Whether it is nothing but digits.</summary>
    public static bool IsLiteral(string text) => Literal().IsMatch(text);

    /// <summary>What stands before <c>=</c> or <c>≈</c>: the name of what is asked for.</summary>
    [GeneratedRegex(@"^(?:[^=≈~<>!]*\p{L}[^=≈~<>!]*)?\s*[=≈~]\s*(?!=)")]
    private static partial Regex Naming();

    /// <summary>A number with what it counts or measures behind it; words that are numbers themselves stay, and are refused.</summary>
    [GeneratedRegex(
        @"^([+-]?[0-9][0-9.,]*)(?:\s+(?!thousand|million|billion|percent|times|over|and|or)[A-Za-z]{2,}(?:\s[A-Za-z]{2,})?"
        + @"|\s*(?![百千万亿])[\u4E00-\u9FFF]{1,4})$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unit();

    [GeneratedRegex("^[+-]?(nan|inf|infinity)$", RegexOptions.IgnoreCase)]
    private static partial Regex NotFinite();

    [GeneratedRegex(@"([0-9][0-9.,]*)\s*%")]
    private static partial Regex Percent();

    [GeneratedRegex(@"(?<=^|[(*/+-])\s*\+(?=\s*[0-9.,(])")]
    private static partial Regex UnaryPlus();

    [GeneratedRegex(@"^-?[1-9][0-9]{0,2}( [0-9]{3})+(\.[0-9]+)?$")]
    private static partial Regex Grouped();

    /// <summary>A number with commas outside of brackets, where they part indices.</summary>
    [GeneratedRegex(@"(?<![\w.,\[])(?:[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?|,[0-9]+)(?![^\[\]]*\])")]
    private static partial Regex WithComma();

    [GeneratedRegex("^(?:[0-9]*,(?:[0-9]{1,2}|[0-9]{4,})|(?:|0[0-9]*|[0-9]{4,}),[0-9]+)$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})$")]
    private static partial Regex Thousands();

    [GeneratedRegex("^[1-9][0-9]{0,2},[0-9]{3}$")]
    private static partial Regex Ambiguous();

    [GeneratedRegex(@"[0-9]\.[0-9]|(?<![\w])\.[0-9]")]
    private static partial Regex DecimalPoint();

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[+-]?\(?[0-9.]+([eE][+-]?[0-9]+)?(\s*/\s*[0-9.]+)?\)?(\s*[*×·]\s*10\s*\*\*\s*\(?-?[0-9]+\)?)?$")]
    private static partial Regex OneNumber();
}
