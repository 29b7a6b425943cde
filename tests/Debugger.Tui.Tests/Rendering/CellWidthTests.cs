using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class CellWidthTests
{
    [TestCase("", 0)]
    [TestCase("abc", 3)]
    [TestCase("∂E/∂w5", 6)]
    [TestCase("误差", 4)]
    [TestCase("误差=0.5", 8)]
    [TestCase("ｆｕｌｌ", 8)]
    [TestCase("한글", 4)]
    [TestCase("e\u0301", 1)]
    [TestCase("🎉", 2)]
    [TestCase("👩‍🔬", 2)]
    [TestCase("🇨🇳", 2)]
    [TestCase("❤\uFE0F", 2)]
    [TestCase("❤", 1)]
    [TestCase("─│╭▀█⣿▶●", 8)]
    [TestCase("a\u0007\u009Bb", 2)]
    [TestCase("，。", 4)]
    [TestCase("👨‍👩‍👧x", 3)]
    public void A_text_takes_the_columns_that_terminals_give_it(string text, int columns) =>
        Assert.That(CellWidth.Of(text), Is.EqualTo(columns));

    [TestCase(0x10FF, 1)]
    [TestCase(0x1100, 2)]
    [TestCase(0x115F, 2)]
    [TestCase(0x1160, 0)]
    [TestCase(0x303E, 2)]
    [TestCase(0x303F, 1)]
    [TestCase(0x1F3FA, 2)]
    [TestCase(0x1F321, 1)]
    [TestCase(0x3FFFD, 2)]
    [TestCase(0x200B, 0)]
    [TestCase(0xAD, 1)]
    public void Ranges_end_where_Unicode_says(int rune, int columns) =>
        Assert.That(CellWidth.Of(new Rune(rune)), Is.EqualTo(columns));

    [Test]
    public void The_quick_way_and_the_general_one_agree_on_every_character_alone()
    {
        for (int value = 0x20; value <= 0xFFFD; value++)
        {
            if (char.IsSurrogate((char)value)) continue;
            // U+200D after a character always takes the general way and adds nothing.
            int quick = CellWidth.Of(((char)value).ToString()), general = CellWidth.Of((char)value + "\u200D");
            Assert.That(quick, Is.EqualTo(general), $"U+{value:X4}");
        }
    }

    [Test]
    public void An_ellipsis_stands_where_text_was_cut_and_never_splits_a_wide_sign()
    {
        Assert.Multiple(() =>
        {
            Assert.That(CellWidth.Ellipsis("abcdef", 6), Is.EqualTo("abcdef"));
            Assert.That(CellWidth.Ellipsis("abcdef", 4), Is.EqualTo("abc…"));
            Assert.That(CellWidth.Ellipsis("误差大", 6), Is.EqualTo("误差大"));
            Assert.That(CellWidth.Ellipsis("误差大", 5), Is.EqualTo("误差…"));
            Assert.That(CellWidth.Ellipsis("误差大", 4), Is.EqualTo("误…"));
            Assert.That(CellWidth.Ellipsis("abc", 1), Is.EqualTo("…"));
            Assert.That(CellWidth.Ellipsis("abc", 0), Is.EqualTo(""));
        });
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Fit_never_exceeds_its_columns(string text, byte columns)
    {
        text ??= "";
        int length = CellWidth.Fit(text, columns, out int used);
        return used <= columns && length <= text.Length && CellWidth.Of(text.AsSpan(0, length)) == used;
    }
}
