namespace Backstep.Engine.Texts;

/// <summary>
/// The sentences of one .resx file in one language. What derives from it is generated from the file (TextGenerator),
/// with a hand-written part where a sentence is chosen by more than its placeholders. The language is a value that is handed on;
/// what the system or a thread is set to has no say.
/// </summary>
public abstract class TextArea(Language language)
{
    /// <summary>Which language is given out.</summary>
    public Language Language { get; } = language;

    /// <summary>Whether it is English.</summary>
    protected bool IsEnglish => Language == Language.English;
}
