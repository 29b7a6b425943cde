using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class ColourTests
{
    [TestCase(0x000000, 16)]
    [TestCase(0xFFFFFF, 231)]
    [TestCase(0xFF0000, 196)]
    [TestCase(0x5F87AF, 67)]
    [TestCase(0x808080, 244)]
    public void The_nearest_of_256_colours_is_found(int rgb, int index) =>
        Assert.That(Colour.Hex(rgb).Downgrade(ColourLevel.Palette256).Index, Is.EqualTo(index));

    [Test]
    public void No_other_of_the_256_colours_is_nearer()
    {
        for (int rgb = 0; rgb < 1 << 24; rgb += 4099)
        {
            int Distance(int index) =>
                ColourTable.Rgb(index) is var (r, g, b) ? ColourTable.Distance(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF, r, g, b) : 0;
            Assert.That(Distance(Colour.Hex(rgb).Downgrade(ColourLevel.Palette256).Index),
                Is.EqualTo(Enumerable.Range(16, 240).Min(Distance)), $"#{rgb:X6}");
        }
    }

    [TestCase(0x000000, 0)]
    [TestCase(0xFFFFFF, 15)]
    [TestCase(0xFE0203, 9)]
    [TestCase(0x0000EE, 4)]
    public void The_nearest_of_16_colours_is_found(int rgb, int index) =>
        Assert.That(Colour.Hex(rgb).Downgrade(ColourLevel.Ansi16).Index, Is.EqualTo(index));

    [Test]
    public void A_colour_may_name_its_stand_in_among_the_16() => Assert.Multiple(() =>
    {
        Assert.That(Colour.Hex(0x123456, 5).Downgrade(ColourLevel.Ansi16), Is.EqualTo(Colour.Palette(5)));
        Assert.That(Colour.Hex(0x123456, Colour.TerminalDefault).Downgrade(ColourLevel.Ansi16), Is.EqualTo(Colour.Inherit));
    });

    [Test]
    public void Every_colour_of_the_cube_stands_for_itself()
    {
        for (int i = 16; i < 256; i++)
        {
            var (r, g, b) = Colour.Palette((byte)i).ToRgb();
            Assert.That(Colour.Rgb(r, g, b).Downgrade(ColourLevel.Palette256).ToRgb(), Is.EqualTo((r, g, b)), $"entry {i}");
        }
    }

    [Test]
    public void Without_colours_bold_underline_and_reverse_are_kept()
    {
        var style = new Style(Colour.Hex(0xFF0000), Colour.Hex(0x00FF00),
            TextAttributes.Bold | TextAttributes.Dim | TextAttributes.Reverse | TextAttributes.Underline);
        Assert.That(style.Downgrade(ColourLevel.None),
            Is.EqualTo(new Style(default, default, TextAttributes.Bold | TextAttributes.Reverse | TextAttributes.Underline)));
    }

    [TestCase(ColourLevel.TrueColour, "\u001b[0;1;38;2;255;0;0;48;2;0;0;16m")]
    [TestCase(ColourLevel.Palette256, "\u001b[0;1;38;5;196;48;5;232m")]
    [TestCase(ColourLevel.Ansi16, "\u001b[0;1;91;40m")]
    [TestCase(ColourLevel.None, "\u001b[0;1m")]
    public void A_style_becomes_the_sequence_of_its_level(ColourLevel level, string sequence) =>
        Assert.That(Sgr.For(new Style(Colour.Hex(0xFF0000), Colour.Hex(0x000010)).Bold, level), Is.EqualTo(sequence));

    [Test]
    public void Blending_goes_from_one_colour_to_the_other() => Assert.Multiple(() =>
    {
        Assert.That(Colour.Blend(Colour.Hex(0), Colour.Hex(0xFF0080), 0), Is.EqualTo(Colour.Hex(0)));
        Assert.That(Colour.Blend(Colour.Hex(0), Colour.Hex(0xFF0080), 1), Is.EqualTo(Colour.Hex(0xFF0080)));
        Assert.That(Colour.Blend(Colour.Hex(0), Colour.Hex(0xFF0080), 0.5), Is.EqualTo(Colour.Hex(0x800040)));
        Assert.That(Colour.Blend(Colour.Hex(0), Colour.Hex(0xFF0080), double.NaN), Is.EqualTo(Colour.Hex(0)));
    });

    [TestCase(ColourLevel.None)]
    [TestCase(ColourLevel.Ansi16)]
    [TestCase(ColourLevel.Palette256)]
    [TestCase(ColourLevel.TrueColour)]
    public void A_selected_row_looks_other_than_its_neighbour_at_every_level(ColourLevel level)
    {
        foreach (Theme theme in new[] { Theme.Dark, Theme.Light })
        {
            Theme fitted = theme.For(level);
            string plain = Sgr.For(fitted.Text.Over(fitted.Base), level);
            foreach (Style style in new[]
                { fitted.Selection, fitted.SelectionIdle, fitted.CurrentLine, fitted.Focus, fitted.CursorCell, fitted.Bright })
            {
                Assert.That(Sgr.For(style.Over(fitted.Base), level), Is.Not.EqualTo(plain), $"{theme.Name} {level} {style}");
            }
        }
    }
}
