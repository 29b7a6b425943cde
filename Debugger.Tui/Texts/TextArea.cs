using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>
/// The sentences of one part of the interface. Each is a property, or a method where something is put in, and gives both languages side by
/// side: a missing translation does not compile, and a test calls every one of them in both.
/// </summary>
/// <param name="language">Which of the two is given out.</param>
public abstract class TextArea(Language language)
{
    /// <summary>Which language is given out.</summary>
    public Language Language { get; } = language;

    /// <summary>The text in the language of this area.</summary>
    protected string Say(string english, string chinese) => Language == Language.ChineseSimplified ? chinese : english;
}
