using System.Text;

namespace Backstep.Engine.Operations;

/// <summary>
/// Formulas as text with places for operands: <c>{0}·{1} + {2}</c>. The same template gives the formula in symbols and
/// the formula with numbers, so the two cannot differ in form.
/// </summary>
internal static class Template
{
    private const string Operators = "+−·×/^√";

    /// <summary>Puts <paramref name="text"/> of every key into its place, in parentheses where it would be misread.</summary>
    /// <param name="template">The formula; keys stand in braces.</param>
    /// <param name="text">What a key becomes: a name or a formatted number.</param>
    /// <param name="numeric">Whether numbers are put in: the product sign is then ×.</param>
    /// <param name="afterOperator">Whether the text will follow an operator.</param>
    /// <param name="spaced">Whether × keeps the spaces that the template has around its product sign.</param>
    public static string Render(string template, Func<string, string> text, bool numeric, bool afterOperator = false, bool spaced = false)
    {
        if (numeric) template = (spaced ? template : template.Replace(" · ", "·", StringComparison.Ordinal)).Replace('·', '×');
        var result = new StringBuilder(template.Length + 32);
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '{')
            {
                result.Append(template[i]);
                continue;
            }
            int end = template.IndexOf('}', i);
            string piece = text(template[(i + 1)..end]);
            char previous = LastVisible(result, afterOperator), next = end + 1 < template.Length ? template[end + 1] : ' ';
            bool misread = numeric
                ? piece.StartsWith('-') && (Operators.Contains(previous) || next is '²' or '^')
                : piece.Contains('/') && (previous is '/' or '^' or '√' || next is '/' or '²' or '^');
            result.Append(misread ? $"({piece})" : piece);
            i = end;
        }
        return result.ToString();
    }

    /// <summary>Joins rendered summands: <c>a + b − c</c>. A summand that begins with a minus sign is subtracted.</summary>
    public static string JoinSum(IEnumerable<string> summands)
    {
        var result = new StringBuilder();
        foreach (string s in summands)
        {
            if (result.Length == 0) result.Append(s);
            else if (s.StartsWith('−')) result.Append(" − ").Append(s.AsSpan(1));
            else result.Append(" + ").Append(s);
        }
        return result.ToString();
    }

    private static char LastVisible(StringBuilder text, bool afterOperator)
    {
        for (int i = text.Length - 1; i >= 0; i--)
            if (text[i] != ' ') return text[i];
        return afterOperator ? '+' : ' ';
    }
}
