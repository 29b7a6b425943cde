using System.Xml;
using System.Xml.Linq;

namespace Backstep.TextGenerator;

/// <summary>
/// An entry of a .resx file. A comment may begin with the sentence's parameters in parentheses, as C# has them; else each is a string.
/// </summary>
internal sealed class TextEntry
{
    public TextEntry(string key, string value, string comment, int line)
    {
        (Key, Value, Line, Template) = (key, value, line, new Template(""));
        try
        {
            Template = new Template(value);
        }
        catch (FormatException e)
        {
            Fault = e.Message;
        }
        Parameters = comment.StartsWith("(", StringComparison.Ordinal)
            ? [.. comment.Substring(1, Math.Max(comment.IndexOf(')') - 1, 0)).Split(',').Select(p => p.Trim().Split(' '))
                .Select(p => (p[0], p[p.Length - 1]))]
            : [.. Template.Placeholders.Select(name => ("string", name))];
    }

    public string Key { get; }

    public string Value { get; }

    public int Line { get; }

    public Template Template { get; }

    public string? Fault { get; }

    public IReadOnlyList<(string Type, string Name)> Parameters { get; }
}

/// <summary>One .resx file: the entries in the file's order, or why it cannot be read.</summary>
internal sealed class TextFile
{
    public TextFile(string path, string content)
    {
        Path = path;
        try
        {
            Entries =
            [
                .. from data in XDocument.Parse(content, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo).Root!.Elements("data")
                   select new TextEntry((string)data.Attribute("name")!, (string?)data.Element("value") ?? "",
                       (string?)data.Element("comment") ?? "", ((IXmlLineInfo)data).LineNumber),
            ];
        }
        catch (XmlException e)
        {
            Fault = (e.Message, e.LineNumber);
        }
    }

    public string Path { get; }

    public IReadOnlyList<TextEntry> Entries { get; } = [];

    public (string Message, int Line)? Fault { get; }
}
