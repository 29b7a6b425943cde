using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>Complaints about what was typed: what is wrong, and what to do.</summary>
public sealed class UsageTexts(Language language) : TextArea(language)
{
    /// <summary>--lang with another word.</summary>
    public string NoSuchLanguage(string word) => Say($"--lang takes en or zh-Hans, not {word}", $"--lang 只接受 en 或 zh-Hans，而不是 {word}");
}
