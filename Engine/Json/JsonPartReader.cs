using System.Text;
using System.Text.Json;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Json;

/// <summary>Takes a problem of a file: its path, its line, what is wrong.</summary>
public delegate void JsonComplaint(string path, int line, Func<Language, string> text);

/// <summary>Reads JSON into parts. Strict: no comments, no trailing commas, no key twice.</summary>
public ref struct JsonPartReader
{
    /// <summary>A course nests 12 deep; the limit keeps a hostile file from using up the stack.</summary>
    private const int MaxDepth = 24;

    /// <summary>Many times what a large course holds; keeps a hostile file from using up the memory.</summary>
    private const int MaxValues = 300_000;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly JsonComplaint _complain;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private int _counted;
    private int _values;
    private string _path = "$";

    private JsonPartReader(ReadOnlySpan<byte> bytes, JsonComplaint complain)
    {
        _bytes = bytes;
        _complain = complain;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>The whole file as parts; null if it is no JSON, which is then a problem.</summary>
    public static JsonPart? Read(ReadOnlySpan<byte> utf8, JsonComplaint complain)
    {
        var reader = new JsonPartReader(utf8, complain);
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
            complain(reader._path, e is TooManyValues ? reader._line : (int)(e.LineNumber ?? 0) + 1,
                l => e is TooManyValues ? JsonTexts.In(l).TooManyValues(MaxValues) : JsonTexts.In(l).NoJson(Reason(e, l)));
            return null;
        }
    }

    private JsonPart Value()
    {
        int line = Line();
        if (++_values > MaxValues) throw new TooManyValues();
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
            if (!isNew) _complain(_path, keyLine, l => JsonTexts.In(l).KeyTwice(Safe(key)));
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
            _complain(_path, line, l => JsonTexts.In(l).NoUnicode);
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

    private static string Reason(JsonException e, Language language)
    {
        JsonTexts texts = JsonTexts.In(language);
        if (e.Message.Contains("trailing comma", StringComparison.Ordinal)) return texts.TrailingComma;
        if (e.Message.StartsWith("'''", StringComparison.Ordinal)) return texts.SingleQuote;
        if (e.Message.StartsWith("'/'", StringComparison.Ordinal) || e.Message.StartsWith("'#'", StringComparison.Ordinal))
            return texts.Comment;
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

    private sealed class TooManyValues : JsonException;
}
