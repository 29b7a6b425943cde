using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What can be done on the screens, as menus, status bar, palette and help name it. An underscore stands before a menu's letter.</summary>
public sealed class ActionTexts(Language language) : TextArea(language)
{
    public string MenuApp => Say("_Backstep", "程序(_B)");

    public string MenuRun => Say("_Run", "运行(_R)");

    public string MenuValue => Say("Va_lue", "数值(_L)");

    public string MenuView => Say("_View", "视图(_V)");

    public string MenuHelp => Say("_Help", "帮助(_H)");

    public string Palette => Say("All commands and keys", "所有命令和按键");

    public string PaletteShort => Say("keys", "按键");

    public string CommandLine => Say("Command line", "命令行");

    public string CommandLineShort => Say("command", "命令");

    public string MenuBar => Say("Menu bar on or off", "显示或隐藏菜单栏");

    public string OpenMenu => Say("Open the menu bar", "打开菜单栏");

    public string NextTheme => Say("Next theme", "切换主题");

    public string Repaint => Say("Paint the screen anew", "重画屏幕");

    public string Back => Say("Back", "返回");

    public string BackShort => Say("back", "返回");

    public string Quit => Say("Quit", "退出");

    public string QuitShort => Say("quit", "退出");

    /// <summary>The engine works; how to stop it.</summary>
    public string Working => Say("working … Esc stops it", "正在计算……按 Esc 停止");

    /// <summary>How far the engine is.</summary>
    public string WorkingOn(string what, long done, long of) => of > 0
        ? Say($"{what}: {done} of {of} … Esc stops it", $"{what}：{done}/{of}……按 Esc 停止")
        : Say($"{what}: {done} … Esc stops it", $"{what}：{done}……按 Esc 停止");

    public string Copied(string what) => Say($"copied: {what}", $"已复制：{what}");
}
