using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Backstep.TextGenerator;

/// <summary>
/// A sentence with placeholders, made into C#: <c>{name}</c>, <c>{rate:N0}</c> with a .NET format, and <c>{count:term|terms}</c>, which
/// chooses. The first form is taken of a count that is 1, of true, of a text that is not empty, of a nullable that is there. A form may
/// have placeholders of its own; <c>{{</c> is a brace.
/// </summary>
internal sealed class Template
{
    private readonly List<(string Literal, string? Name, string Format, Template[] Forms)> _parts = [];

    public Template(string text)
    {
        var literal = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('{' or '}')) literal.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == text[at]) literal.Append(text[at++]);
            else
            {
                int end = End(text, at), colon = text.IndexOf(':', at, end - at);
                string name = text.Substring(at + 1, (colon < 0 ? end : colon) - at - 1),
                    rest = colon < 0 ? "" : text.Substring(colon + 1, end - colon - 1);
                int bar = Bar(rest);
                _parts.Add((literal.ToString(), name, bar < 0 ? rest : "",
                    bar < 0 ? [] : [new Template(rest.Substring(0, bar)), new Template(rest.Substring(bar + 1))]));
                literal.Clear();
                at = end;
            }
        }
        _parts.Add((literal.ToString(), null, "", []));
    }

    /// <summary>The placeholders' names, in the order in which they come first.</summary>
    public IEnumerable<string> Placeholders =>
        _parts.Where(p => p.Name is not null).SelectMany(p => p.Forms.SelectMany(f => f.Placeholders).Prepend(p.Name!)).Distinct();

    /// <summary>Those that are put in, not only chosen by: they must be there in every language.</summary>
    public IEnumerable<string> Shown =>
        _parts.SelectMany(p => p.Forms.Length > 0 ? p.Forms.SelectMany(f => f.Shown) : p.Name is null ? [] : [p.Name]).Distinct();

    /// <summary>A string literal, or an interpolated string over parameters of these types.</summary>
    public string Code(IReadOnlyDictionary<string, string> types)
    {
        if (_parts.Count == 1) return SymbolDisplay.FormatLiteral(_parts[0].Literal, quote: true);
        var code = new StringBuilder("$\"");
        foreach ((string literal, string? name, string format, Template[] forms) in _parts)
        {
            code.Append(Quoted(literal).Replace("{", "{{").Replace("}", "}}"));
            if (name is null) continue;
            if (forms.Length == 0) code.Append('{').Append(name).Append(format.Length == 0 ? "" : $":{format}").Append('}');
            else code.Append($"{{({Chooses(name, types.TryGetValue(name, out string type) ? type : "string")} ? {forms[0].Code(types)} "
                + $": {forms[1].Code(types)})}}");
        }
        return code.Append('"').ToString();
    }

    private static string Chooses(string name, string type) => type switch
    {
        "bool" => name,
        "int" or "long" => $"{name} == 1",
        "string" or "string?" => $"!string.IsNullOrEmpty({name})",
        _ => $"{name} is not null",
    };

    /// <summary>Where the brace that closes the one at a place stands.</summary>
    private static int End(string text, int at)
    {
        for (int i = at, depth = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth <= 0)
                return depth == 0 ? i : throw new FormatException("a '}' closes nothing; write '}}' for a brace");
        }
        throw new FormatException("a '{' is not closed; write '{{' for a brace");
    }

    /// <summary>Where the bar between two forms stands, outside of placeholders within them; -1 if there is none.</summary>
    private static int Bar(string text)
    {
        for (int i = 0, depth = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}') depth--;
            else if (text[i] == '|' && depth == 0) return i;
        }
        return -1;
    }

    /// <summary>As it stands between the quotes of a literal.</summary>
    private static string Quoted(string text) =>
        SymbolDisplay.FormatLiteral(text, quote: true) is var whole ? whole.Substring(1, whole.Length - 2) : "";
}
