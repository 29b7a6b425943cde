using System.Globalization;
using System.Text;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>An expression cannot be read or worked out; the message is one line for the user.</summary>
public sealed class ExpressionException : LocalizedException
{
    private const int LongestQuote = 60;

    private readonly Func<ExpressionTexts, string> _problem;

    internal ExpressionException(Func<ExpressionTexts, string> problem, int column)
        : base(l => ExpressionTexts.In(l).AtColumn(OneLine(problem(ExpressionTexts.In(l))), column)) =>
            (_problem, Column) = (problem, column);

    /// <summary>Where in the expression's text the fault lies: 1 is the first character, the length plus one the end.</summary>
    public int Column { get; }

    /// <summary>What is wrong, without the column.</summary>
    public string Problem(Language language) => OneLine(_problem(ExpressionTexts.In(language)));

    /// <summary>A piece of the user's text, shortened and safe to print on a terminal.</summary>
    internal static string Quote(string text) => OneLine(text.Length <= LongestQuote ? text : text[..LongestQuote] + "...");

    private static string OneLine(string text)
    {
        if (!text.Any(IsUnprintable)) return text;
        var safe = new StringBuilder();
        foreach (char c in text)
            safe.Append(c is '\n' or '\r' or '\t' ? " " : IsUnprintable(c) ? $"\\u{(int)c:x4}" : c.ToString());
        return safe.ToString();
    }

    private static bool IsUnprintable(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
}
