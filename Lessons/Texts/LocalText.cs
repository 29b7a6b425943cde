using System.Text.Json.Serialization;

namespace Backstep.Lessons.Texts;

/// <summary>A text in both languages.</summary>
/// <param name="English">In English; never missing.</param>
/// <param name="Chinese">In Chinese; null where it has not been translated, and English stands in.</param>
public sealed record LocalText(
    [property: JsonPropertyName(LocalText.EnglishKey)] string English,
    [property: JsonPropertyName(LocalText.ChineseKey)] string? Chinese)
{
    internal const string EnglishKey = "en", ChineseKey = "zh-Hans";

    /// <summary>A sentence of the program's own.</summary>
    public static LocalText Of(Func<Language, string> text) => new(text(Language.English), text(Language.ChineseSimplified));

    /// <summary>Whether it is there in both languages.</summary>
    [JsonIgnore]
    public bool IsTranslated => !string.IsNullOrWhiteSpace(Chinese);

    /// <summary>The text in a language; English where it has not been translated.</summary>
    public string In(Language language) => language == Language.ChineseSimplified && IsTranslated ? Chinese! : English;
}
