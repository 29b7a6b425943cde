using System.Xml.Linq;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class DumpTests
{
    private static Screen Sample()
    {
        Screen screen = new(24, 3, Painted.Dark().Theme.Base);
        screen.Put(0, 0, "╭─ <a & \"b\"> ─╮", Theme.Dark.Focus);
        screen.Put(1, 1, "误差 e\u0301 ▀░⣿", Theme.Dark.Backward.Underline);
        screen.Put(20, 1, "\ud83d", default);
        return screen;
    }

    [Test]
    public void Text_has_the_glyphs_only() =>
        Assert.That(ScreenDump.Text(Sample()), Is.EqualTo("╭─ <a & \"b\"> ─╮\n 误差 e\u0301 ▀░⣿         \uFFFD\n\n"));

    [Test]
    public void Ansi_has_each_change_of_style_once()
    {
        var screen = new Screen(4, 1);
        screen.Put(1, 0, "ab", new Style(Colour.Palette(1)));
        Assert.That(ScreenDump.Ansi(screen), Is.EqualTo("\u001b[0m \u001b[0;31mab\u001b[0m \u001b[0m\n"));
    }

    [TestCase(ColourLevel.TrueColour)]
    [TestCase(ColourLevel.Palette256)]
    [TestCase(ColourLevel.Ansi16)]
    [TestCase(ColourLevel.None)]
    public void Svg_is_well_formed_and_holds_the_text(ColourLevel level)
    {
        XDocument svg = XDocument.Parse(SvgDump.Render(Sample(), Theme.Dark, level));
        XNamespace space = "http://www.w3.org/2000/svg";
        string[] texts = [.. svg.Descendants(space + "tspan").Select(span => span.Value)];
        Assert.Multiple(() =>
        {
            Assert.That(svg.Root!.Name, Is.EqualTo(space + "svg"));
            Assert.That(texts, Does.Contain("<a & \"b\">"));
            Assert.That(texts, Does.Contain("误").And.Contain("差").And.Contain("e\u0301"));
        });
    }

    [Test]
    public void Svg_draws_frames_and_blocks_as_shapes_and_wide_signs_at_their_columns()
    {
        XDocument svg = XDocument.Parse(SvgDump.Render(Sample(), Theme.Dark));
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Multiple(() =>
        {
            Assert.That(svg.Descendants(space + "path"), Is.Not.Empty);
            Assert.That(svg.Descendants(space + "tspan").Any(span => span.Value.IndexOfAny(['─', '╭', '▀', '░', '⣿']) >= 0), Is.False);
            Assert.That(svg.Descendants(space + "tspan").Single(span => span.Value == "差").Attribute("x")!.Value, Is.EqualTo("25.29"));
        });
    }

    [Test]
    public void An_empty_screen_is_a_picture_too() =>
        Assert.That(() => XDocument.Parse(SvgDump.Render(new Screen(0, 0), Theme.Light)), Throws.Nothing);
}
