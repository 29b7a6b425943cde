using Backstep.Engine.Texts;

namespace Backstep.Engine.Json;

/// <summary>A JSON value that knows where it stands.</summary>
/// <param name="Path">The JSON path: <c>$.layers[1].type</c>.</param>
/// <param name="Line">The line of the file, from 1.</param>
public abstract record JsonPart(string Path, int Line)
{
    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    public abstract string What(Language language);
}

public sealed record ObjectPart(string Path, int Line, IReadOnlyList<KeyValuePair<string, JsonPart>> Members) : JsonPart(Path, Line)
{
    public override string What(Language language) => JsonTexts.In(language).AnObject;

    public JsonPart? this[string key] => Members.FirstOrDefault(m => m.Key == key).Value;
}

public sealed record ListPart(string Path, int Line, IReadOnlyList<JsonPart> Items) : JsonPart(Path, Line)
{
    public override string What(Language language) => JsonTexts.In(language).AList;
}

public sealed record TextPart(string Path, int Line, string Text) : JsonPart(Path, Line)
{
    public override string What(Language language) => JsonTexts.In(language).AText;
}

public sealed record NumberPart(string Path, int Line, double Number) : JsonPart(Path, Line)
{
    public override string What(Language language) => JsonTexts.In(language).ANumber;
}

/// <summary><c>true</c>, <c>false</c> or <c>null</c>.</summary>
public sealed record OtherPart(string Path, int Line, string Literal) : JsonPart(Path, Line)
{
    public override string What(Language language) => Literal;
}
