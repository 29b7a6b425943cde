using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class TerminalCapabilitiesTests
{
    private static TerminalCapabilities Detect(string environment, string? option = null, bool ascii = false, bool windows = false)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return TerminalCapabilities.Detect(variables.GetValueOrDefault, option, ascii, windows);
    }

    [TestCase("TERM=xterm", ColourLevel.Ansi16)]
    [TestCase("TERM=xterm-256color", ColourLevel.Palette256)]
    [TestCase("TERM=xterm-256color COLORTERM=truecolor", ColourLevel.TrueColour)]
    [TestCase("TERM=screen-256color COLORTERM=24bit", ColourLevel.TrueColour)]
    [TestCase("TERM=xterm WT_SESSION=1", ColourLevel.TrueColour)]
    [TestCase("TERM=dumb COLORTERM=truecolor", ColourLevel.None)]
    [TestCase("TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", ColourLevel.None)]
    [TestCase("TERM=xterm-256color NO_COLOR=", ColourLevel.Palette256)]
    [TestCase("", ColourLevel.Ansi16)]
    public void Colours_follow_the_environment(string environment, ColourLevel level) =>
        Assert.That(Detect(environment).Colours, Is.EqualTo(level));

    [TestCase("truecolor", ColourLevel.TrueColour)]
    [TestCase("256", ColourLevel.Palette256)]
    [TestCase("16", ColourLevel.Ansi16)]
    [TestCase("none", ColourLevel.None)]
    [TestCase("auto", ColourLevel.None)]
    public void The_option_comes_before_the_environment(string option, ColourLevel level) =>
        Assert.That(Detect("NO_COLOR=1 COLORTERM=truecolor", option).Colours, Is.EqualTo(level));

    [Test]
    public void An_option_that_means_nothing_is_named() =>
        Assert.That(() => Detect("", "blue"),
            Throws.ArgumentException.With.Message.EqualTo("--color: \"blue\" is none of auto, truecolor, 256, 16, none"));

    [TestCase("LANG=en_GB.UTF-8", true)]
    [TestCase("LANG=zh_CN.utf8", true)]
    [TestCase("", true)]
    [TestCase("LANG=C", false)]
    [TestCase("LANG=en_GB.UTF-8 LC_ALL=POSIX", false)]
    [TestCase("LANG=C LC_CTYPE=C.UTF-8", true)]
    [TestCase("TERM=dumb LANG=C.UTF-8", false)]
    public void Unicode_follows_the_locale(string environment, bool unicode) =>
        Assert.That(Detect(environment).Unicode, Is.EqualTo(unicode));

    [Test]
    public void Ascii_may_be_asked_for_and_Windows_shows_all() => Assert.Multiple(() =>
    {
        Assert.That(Detect("LANG=C.UTF-8", ascii: true).Unicode, Is.False);
        Assert.That(Detect("", windows: true), Is.EqualTo(new TerminalCapabilities(ColourLevel.TrueColour, true, false)));
    });

    [TestCase("COLORFGBG=0;15", "light")]
    [TestCase("COLORFGBG=15;0", "dark")]
    [TestCase("COLORFGBG=15;default;8", "dark")]
    [TestCase("", "dark")]
    public void The_theme_follows_the_background_that_the_terminal_tells(string environment, string theme) =>
        Assert.That(Detect(environment).Look().Theme.Name, Is.EqualTo(theme));
}
