using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Lessons.Texts;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Cell = Terminal.Gui.Drawing.Cell;

namespace Backstep.Debugger.Tui.Tests.Hosting;

public sealed class FastDriverTests
{
    private readonly Attribute _plain = new(new Color(0xC9, 0xD1, 0xD9), new Color(0x14, 0x17, 0x1D));

    private static OutputBufferImpl Buffer(int cols, int rows)
    {
        var buffer = new OutputBufferImpl();
        buffer.SetSize(cols, rows);
        return buffer;
    }

    private void Put(OutputBufferImpl buffer, int x, int y, string text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes()) buffer.Contents![y, x++] = new Cell(_plain, true, rune.ToString());
        buffer.DirtyLines[y] = true;
    }

    [Test]
    public void The_pinned_version_has_the_fast_path()
    {
        IApplication? app = FastDriver.TryCreate(() => new Look(Theme.Dark), new TerminalModes());
        Assert.That(app, Is.Not.Null, "Terminal.Gui's application has another constructor: the program falls back to a slower driver");
        app!.Dispose();
    }

    [Test]
    public void The_way_without_it_gives_an_application_too()
    {
        using IApplication app = FastDriver.CreatePlain();
        Assert.That(app, Is.Not.Null);
    }

    [Test]
    public void Only_what_differs_is_written()
    {
        var output = new DiffOutput(() => new Look(Theme.Dark), new TerminalModes());
        OutputBufferImpl buffer = Buffer(20, 3);
        Put(buffer, 0, 1, "hello");
        output.Changes(buffer);
        Put(buffer, 0, 1, "hallo");
        Assert.That(output.Changes(buffer), Does.StartWith("\e[2;2H").And.EndsWith("a"));
        Put(buffer, 0, 1, "hallo");
        Assert.That(output.Changes(buffer), Is.Empty);
    }

    // Of the greys beside the background (20, 23, 29), 234 is (28, 28, 28) and 233 is (18, 18, 18): 234 is nearer where the channels count
    // alike (90 against 150) and as ColourTable weighs them (231 against 471).
    [TestCase(ColourLevel.TrueColour, "\e[0;38;2;201;209;217;48;2;20;23;29m")]
    [TestCase(ColourLevel.Palette256, "\e[0;38;5;252;48;5;234m")]
    [TestCase(ColourLevel.Ansi16, "\e[0m")]
    [TestCase(ColourLevel.None, "\e[0m")]
    public void Colours_are_those_that_the_terminal_has(ColourLevel level, string sequence)
    {
        var output = new DiffOutput(() => new Look(Theme.Dark, level), new TerminalModes());
        OutputBufferImpl buffer = Buffer(5, 1);
        Put(buffer, 0, 0, "x");
        Assert.That(output.Changes(buffer), Does.Contain(sequence + "x"));
    }

    [Test]
    public void Where_only_ASCII_shows_signs_are_replaced_and_Chinese_that_was_asked_for_stays()
    {
        OutputBufferImpl buffer = Buffer(20, 1);
        Put(buffer, 0, 0, "╭─▶∂");
        Assert.That(new DiffOutput(() => new Look(Theme.Dark, unicode: false), new TerminalModes()).Changes(buffer), Does.Contain("+->d"));
        OutputBufferImpl chinese = Buffer(20, 1);
        Put(chinese, 0, 0, "中");
        Assert.That(new DiffOutput(() => new Look(Theme.Dark, unicode: false) { Language = Language.ChineseSimplified },
            new TerminalModes()).Changes(chinese), Does.Contain("中"));
    }

    [Test]
    public void After_a_wide_glyph_the_cursor_is_placed_anew()
    {
        var output = new DiffOutput(() => new Look(Theme.Dark), new TerminalModes());
        OutputBufferImpl buffer = Buffer(20, 1);
        Put(buffer, 0, 0, "中");
        Put(buffer, 2, 0, "x");
        Assert.That(output.Changes(buffer), Does.Contain("中\e[1;3Hx"));
    }

    [TestCase("\e[0;;20013:25991u", "\e[0;;20013u\e[0;;25991u")]
    [TestCase("abc", "abc")]
    public void What_an_input_method_commits_comes_sign_by_sign(string text, string single) =>
        Assert.That(PromptInput.Single(text), Is.EqualTo(single));
}
