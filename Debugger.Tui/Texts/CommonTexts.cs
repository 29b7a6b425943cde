using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What several screens say.</summary>
public sealed class CommonTexts(Language language) : TextArea(language)
{
    /// <summary>Between keys that do the same: <c>s or F11</c>.</summary>
    public string Or => Say(" or ", " 或 ");

    /// <summary>The window is too small.</summary>
    public string NeedsLargerWindow => Say("backstep needs a larger window:", "backstep 需要更大的窗口：");

    /// <summary>How large, and how large it is.</summary>
    public string LeastSize(int columns, int rows, int width, int height) =>
        Say($"at least {columns}×{rows}, this one is {width}×{height}", $"至少 {columns}×{rows}，现在是 {width}×{height}");

    /// <summary>The way out of a window that is too small.</summary>
    public string QuitsWithQ => Say("(q quits)", "（q 退出）");

    /// <summary>A problem.</summary>
    public string NotEnoughMemory => Say("not enough memory", "内存不足");

    /// <summary>A fault of the program.</summary>
    public string InternalError(string why) => Say($"internal error: {why}", $"内部错误：{why}");

    /// <summary>A terminal that shows ASCII only, where the system's language is Chinese. Said in English there.</summary>
    public string NoUnicode => Say("this terminal shows no Unicode, so the texts are in English; --lang zh-Hans asks for Chinese all the same", "此终端不支持 Unicode，改用英文；--lang zh-Hans 可强制使用中文");
}
