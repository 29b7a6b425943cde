using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What help says of commands, arguments and options.</summary>
public sealed class CommandTexts(Language language) : TextArea(language)
{
    /// <summary>--lang.</summary>
    public string LanguageOption => Say("Language of texts and help: en or zh-Hans. Default: the system's.", "文本和帮助的语言：en 或 zh-Hans。默认：系统语言。");
}
