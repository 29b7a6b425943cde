using System.Text.Json;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>A name and what it is said to be, both as they were typed.</summary>
/// <param name="Where">File and line, or file and member; empty for what was typed.</param>
internal sealed record NamedText(string Where, string Name, string Content)
{
    /// <summary>A complaint about it.</summary>
    public UsageException Problem(string what) => new(Where.Length == 0 ? what : $"{Where}: {what}");
}

/// <summary>
/// Reads names and contents: <c>w5 = 0.3, conv1.weight[0,0,1,1] 0.5</c>, or <c>@FILE</c> with such lines, with a JSON object.
/// </summary>
/// <param name="isName">Whether a text names something: what decides where there is no sign between name and content.</param>
internal sealed class NamedTexts(Func<string, bool> isName, UsageTexts texts)
{
    /// <summary>What was typed, or stands in the file that it names.</summary>
    public IEnumerable<NamedText> Read(string argument) =>
        argument.StartsWith('@') ? FromFile(argument[1..].Trim()) : Pieces(argument).Select(p => Split("", p));

    /// <summary>What a file says: a JSON object, or lines.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public IReadOnlyList<NamedText> FromFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => FromJson(path),
            ".csv" or ".tsv" => FromTable(path),
            ".npz" => FromArrays(path),
            _ => FromLines(path, Text(path, TextFile.Lines)),
        };

    /// <summary>
    /// The assignments that are meant where a content for <paramref name="target"/> was asked for: <c>0.3, w6 = 0.4</c> sets the target and
    /// another value. Null where the text is a content and nothing more.
    /// </summary>
    public static string? Several(string target, string text)
    {
        string first = Pieces(text).First();
        return Sign(first) >= 0 ? text : first.Length < text.Length ? $"{target} = {text}" : null;
    }

    /// <summary>The text between commas that stand in no brackets.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        int start = 0;
        foreach (int i in Outside(text))
        {
            // 0,385 is a number with a decimal comma where a digit stands on both sides and no name begins.
            if (text[i] is not (',' or '，') || IsDecimal(text, i)) continue;
            yield return text[start..i];
            start = i + 1;
        }
        yield return text[start..];
    }

    private static bool IsDecimal(string text, int comma) => comma > 0 && comma + 1 < text.Length
        && char.IsAsciiDigit(text[comma - 1]) && char.IsAsciiDigit(text[comma + 1]);

    /// <summary>What lines say; empty ones and those that begin with # say nothing.</summary>
    public IReadOnlyList<NamedText> FromLines(string where, IEnumerable<string> lines) =>
    [
        .. lines.SelectMany((line, i) => line.Trim() is "" or ['#', ..] ? []
            : Pieces(line).Where(p => p.Trim().Length > 0).Select(p => Split($"{where}:{i + 1}", p)))
    ];

    private NamedText[] FromTable(string path)
    {
        using CsvReader rows = Table(path);
        if (rows.Columns < 2) throw new UsageException(texts.NoTwoColumns(path));
        var read = new List<NamedText>();
        // A table whose contents are calculations has a first row without numbers, too.
        if (rows.HasHeader && rows.Header[1].Any(char.IsDigit)) read.Add(new($"{path}:1", rows.Header[0], rows.Header[1]));
        while (rows.Read()) read.Add(new($"{path}:{rows.Line}", rows.Text(0), rows.Text(1)));
        return [.. read];
    }

    private CsvReader Table(string path) => Text(path, CsvReader.Open);

    private NamedText[] FromArrays(string path) => [.. Text(path, p => NumpyFile.ReadAll(p)).Select(a =>
        new NamedText($"{path}: {a.Key}", a.Key, TensorText.Whole(a.Value.ToTensor())))];

    private NamedText[] FromJson(string path)
    {
        string text = Text(path, TextFile.Read);
        try
        {
            using var json = JsonDocument.Parse(text,
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new UsageException(texts.NoObject(path));
            return [.. json.RootElement.EnumerateObject().Select(m => new NamedText($"{path}: {m.Name}", m.Name,
                m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString()! : m.Value.GetRawText().ReplaceLineEndings(" ")))];
        }
        catch (JsonException e)
        {
            throw new UsageException(texts.NoJson($"{path}:{e.LineNumber + 1}"));
        }
    }

    private T Text<T>(string path, Func<string, T> read)
    {
        if (!File.Exists(path)) throw new UsageException(texts.NoEdits(path));
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(texts.EditsUnreadable(path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary><c>w5 = 0.3</c> or <c>w5 0.3</c>; without a sign the target is as long as can be.</summary>
    private NamedText Split(string where, string text)
    {
        text = text.Trim();
        int sign = Sign(text);
        if (sign < 0) sign = Outside(text).FirstOrDefault(i => text[i] is '≈' or ':' or '：', -1);
        if (sign >= 0) return new(where, text[..sign].TrimEnd(), text[(sign + 1)..].TrimStart());
        int[] ends = [.. Outside(text).Where(i => char.IsWhiteSpace(text[i]) || (i > 0 && text[i - 1] == ']'))];
        if (ends.Length == 0) return new(where, text, "");
        int end = ends.LastOrDefault(i => isName(text[..i]), ends[0]);
        return new(where, text[..end].TrimEnd(), text[end..].TrimStart());
    }

    /// <summary>Where the sign of an assignment stands; -1 if nowhere.</summary>
    private static int Sign(string text) =>
        Outside(text).FirstOrDefault(i => text[i] == '=' && (i == 0 || text[i - 1] is not ('=' or '<' or '>' or '!'))
            && (i + 1 == text.Length || text[i + 1] != '='), -1);

    /// <summary>The places in a text that stand in no brackets.</summary>
    private static IEnumerable<int> Outside(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[') depth++;
            else if (text[i] is ')' or ']') depth--;
            else if (depth == 0) yield return i;
        }
    }
}
