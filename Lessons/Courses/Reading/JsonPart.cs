using System.Text;
using System.Text.Json;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>A JSON value that knows its path and line.</summary>
internal abstract record JsonPart(string Path, int Line)
{
    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    public abstract string What(CourseTexts texts);
}

internal sealed record ObjectPart(string Path, int Line, IReadOnlyList<KeyValuePair<string, JsonPart>> Members) : JsonPart(Path, Line)
{
    public override string What(CourseTexts texts) => texts.AnObject;

    public JsonPart? this[string key] => Members.FirstOrDefault(m => m.Key == key).Value;
}

internal sealed record ListPart(string Path, int Line, IReadOnlyList<JsonPart> Items) : JsonPart(Path, Line)
{
    public override string What(CourseTexts texts) => texts.AList;
}

internal sealed record TextPart(string Path, int Line, string Text) : JsonPart(Path, Line)
{
    public override string What(CourseTexts texts) => texts.AText;
}

internal sealed record NumberPart(string Path, int Line, double Number) : JsonPart(Path, Line)
{
    public override string What(CourseTexts texts) => texts.ANumber;
}

internal sealed record OtherPart(string Path, int Line, string Literal) : JsonPart(Path, Line)
{
    public override string What(CourseTexts texts) => Literal;
}

/// <summary>Reads JSON into parts. Strict: no comments, no trailing commas, no key twice.</summary>
internal ref struct JsonPartReader
{
    /// <summary>A course nests 12 deep; the limit keeps a hostile file from using up the stack.</summary>
    private const int MaxDepth = 24;

    /// <summary>Many times what a large course holds; keeps a hostile file from using up the memory.</summary>
    private const int MaxValues = 300_000;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Problems _problems;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private int _counted;
    private int _values;
    private string _path = "$";

    private JsonPartReader(ReadOnlySpan<byte> bytes, Problems problems)
    {
        _bytes = bytes;
        _problems = problems;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>The whole file as parts; null if it is no JSON, which is then a problem.</summary>
    public static JsonPart? Read(ReadOnlySpan<byte> utf8, Problems problems)
    {
        var reader = new JsonPartReader(utf8, problems);
        try
        {
            reader._reader.Read();
            JsonPart part = reader.Value();
            // Anything but blanks behind it makes this throw.
            reader._reader.Read();
            return part;
        }
        catch (JsonException e)
        {
            problems.Add(reader._path, (int)(e.LineNumber ?? 0) + 1, t => t.NoJson(Reason(e)));
            return null;
        }
    }

    private JsonPart Value()
    {
        int line = Line();
        if (++_values > MaxValues)
            throw new CourseException(new CourseProblem(_path, line, LocalText.Of(l => CourseTexts.In(l).TooManyValues(MaxValues))));
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: return Object(line);
            case JsonTokenType.StartArray: return List(line);
            case JsonTokenType.String: return new TextPart(_path, line, Text(line));
            case JsonTokenType.Number: return new NumberPart(_path, line, _reader.GetDouble());
            default:
                return new OtherPart(_path, line,
                _reader.TokenType switch { JsonTokenType.True => "true", JsonTokenType.False => "false", _ => "null" });
        }
    }

    private ObjectPart Object(int line)
    {
        string path = _path;
        var members = new List<KeyValuePair<string, JsonPart>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            int keyLine = Line();
            string key = Text(keyLine);
            _path = $"{path}.{Safe(key)}";
            bool isNew = seen.Add(key);
            if (!isNew) _problems.Add(_path, keyLine, t => t.KeyTwice(Safe(key)));
            _reader.Read();
            JsonPart value = Value();
            if (isNew) members.Add(new(key, value));
            _path = path;
        }
        return new(path, line, members);
    }

    private ListPart List(int line)
    {
        string path = _path;
        var items = new List<JsonPart>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _path = $"{path}[{items.Count}]";
            items.Add(Value());
            _path = path;
        }
        return new(path, line, items);
    }

    private string Text(int line)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            _problems.Add(_path, line, t => t.NoUnicode);
            return "";
        }
    }

    /// <summary>The line of the present token.</summary>
    private int Line()
    {
        int at = (int)_reader.TokenStartIndex;
        _line += _bytes[_counted..at].Count((byte)'\n');
        _counted = at;
        return _line;
    }

    /// <summary>A key as a path shows it: without what would break the line, and not endless.</summary>
    private static string Safe(string key)
    {
        var safe = new StringBuilder();
        foreach (char c in key.Length <= 60 ? key : key[..60] + "...") safe.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return safe.ToString();
    }

    private static string Reason(JsonException e)
    {
        // What .NET says, without its own "LineNumber: 3 | BytePositionInLine: 5.".
        string message = e.Message;
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = (place < 0 ? message : message[..place]).TrimEnd('.', ' ');
        return OneLine(message);
    }

    private static string OneLine(string message)
    {
        string one = new([.. message.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return one.Length <= 160 ? one : one[..160] + "...";
    }
}
