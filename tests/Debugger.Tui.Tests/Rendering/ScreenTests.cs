using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class ScreenTests
{
    private static string Row(Screen screen, int y = 0) => string.Concat(Enumerable.Range(0, screen.Width).Select(x => screen[x, y].Text));

    [Test]
    public void Text_is_clipped_at_the_right_edge()
    {
        var screen = new Screen(4, 1);
        int after = screen.Put(2, 0, "abcdef", default);
        Assert.That((Row(screen), after), Is.EqualTo(("  ab", 8)));
    }

    [Test]
    public void A_wide_sign_that_is_cut_by_an_edge_leaves_a_blank()
    {
        var right = new Screen(3, 1);
        right.Put(0, 0, "误差", default);
        var left = new Screen(3, 1);
        left.Put(-1, 0, "误差", default);
        Assert.That((Row(right), Row(left)), Is.EqualTo(("误 ", " 差")));
    }

    [Test]
    public void Overwriting_half_of_a_wide_sign_blanks_the_other_half()
    {
        var first = new Screen(4, 1);
        first.Put(0, 0, "误差", default);
        first.Put(0, 0, "x", default);
        var second = new Screen(4, 1);
        second.Put(0, 0, "误差", default);
        second.Put(1, 0, "x", default);
        var both = new Screen(4, 1);
        both.Put(0, 0, "误差", default);
        both.Put(1, 0, "大", default);
        Assert.That((Row(first), Row(second), Row(both)), Is.EqualTo(("x 差", " x差", " 大 ")));
    }

    [Test]
    public void Places_out_of_bounds_are_dropped_without_an_error()
    {
        var screen = new Screen(2, 2);
        screen.Put(-100, -100, "abc", default);
        screen.Put(0, 5, "abc", default);
        screen.Put(int.MaxValue - 10, 0, "abc", default);
        screen.Set(2, 0, new Rune('x'), default);
        screen.Fill(new Rect(-5, -5, 100, 6), '#', default);
        Assert.That((Row(screen), Row(screen, 1), screen[9, 9].Text), Is.EqualTo(("##", "  ", " ")));
    }

    [Test]
    public void Text_keeps_the_background_that_lies_beneath()
    {
        var screen = new Screen(3, 1, new Style(Colour.Hex(0xFFFFFF), Colour.Hex(0x101010)));
        screen.Put(0, 0, "a", new Style(Colour.Hex(0xFF0000)));
        Assert.That(screen[0, 0].Style, Is.EqualTo(new Style(Colour.Hex(0xFF0000), Colour.Hex(0x101010))));
    }

    [Test]
    public void Controls_in_a_text_draw_nothing()
    {
        var screen = new Screen(4, 1);
        screen.Put(0, 0, "a\u001b\u0085b\u202e", default);
        Assert.That(Row(screen), Is.EqualTo("ab  "));
    }

    [Test]
    public void Ascii_keeps_every_column()
    {
        var screen = new Screen(12, 1);
        screen.Put(0, 0, "╭─▶误∂×…⣿", default);
        Screen ascii = screen.ToAscii();
        Assert.That(Row(ascii), Is.EqualTo("+->??dx.#   "));
    }

    [Test]
    public void A_canvas_within_another_cannot_draw_outside_of_it()
    {
        var screen = new Screen(6, 3);
        var canvas = new Canvas(screen, Painted.Dark()).Sub(1, 1, 3, 1).Sub(1, 0, 10, 10);
        canvas.Put(-1, 0, "abcdef", default);
        canvas.Put(0, 1, "zz", default);
        Assert.That((Row(screen), Row(screen, 1), Row(screen, 2)), Is.EqualTo(("      ", "  bc  ", "      ")));
    }

    [Test]
    public void A_place_on_the_screen_is_cut_to_what_is_visible()
    {
        var canvas = new Canvas(new Screen(6, 3), Painted.Dark()).Sub(2, 1, 10, 10);
        Assert.That(canvas.OnScreen(new Rect(1, 0, 20, 1)), Is.EqualTo(new Rect(3, 1, 3, 1)));
    }

    [Test]
    public void Fragments_that_do_not_fit_end_with_an_ellipsis() => Assert.Multiple(() =>
    {
        Assert.That(Painted.Lines(8, 1, canvas => canvas.PutCut(0, 0, 6, [new Fragment("abc"), new Fragment("defgh")])),
            Is.EqualTo(new[] { "abcde…" }));
        Assert.That(Painted.Lines(8, 1, canvas => canvas.PutCut(0, 0, 6, [new Fragment("abc"), new Fragment("def")])),
            Is.EqualTo(new[] { "abcdef" }));
        Assert.That(Painted.Lines(8, 1, canvas => canvas.PutCut(0, 0, 3, [new Fragment("abc"), new Fragment("def")])),
            Is.EqualTo(new[] { "ab…" }));
    });
}
