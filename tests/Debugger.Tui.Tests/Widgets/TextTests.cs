using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class TextTests
{
    [Test]
    public void Text_breaks_at_blanks_and_long_words_at_the_edge() => Assert.Multiple(() =>
    {
        Assert.That(TextWrap.Wrap("the error at o1 times", 9), Is.EqualTo(new[] { "the error", "at o1", "times" }));
        Assert.That(TextWrap.Wrap("abcdefghij kl", 4), Is.EqualTo(new[] { "abcd", "efgh", "ij", "kl" }));
        Assert.That(TextWrap.Wrap("a\n\n  b", 4), Is.EqualTo(new[] { "a", "", "  b" }));
        Assert.That(TextWrap.Wrap("", 4), Is.EqualTo(new[] { "" }));
    });

    [Test]
    public void Chinese_breaks_between_signs_but_not_before_closing_punctuation() => Assert.Multiple(() =>
    {
        Assert.That(TextWrap.Wrap("误差对权重的偏导数", 8), Is.EqualTo(new[] { "误差对权", "重的偏导", "数" }));
        Assert.That(TextWrap.Wrap("误差对权，重的", 8), Is.EqualTo(new[] { "误差对", "权，重的" }));
        Assert.That(TextWrap.Wrap("误差对（权重）", 8), Is.EqualTo(new[] { "误差对", "（权重）" }));
        Assert.That(TextWrap.Wrap("权重w5的梯度", 6), Is.EqualTo(new[] { "权重w5", "的梯度" }));
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool No_line_is_wider_than_asked_unless_a_single_sign_is(string text, byte width)
    {
        int columns = width % 40 + 2;
        return TextWrap.Wrap(text ?? "", columns).All(line => CellWidth.Of(line) <= columns);
    }

    [Test]
    public void Prose_marks_code_and_bold() =>
        Assert.That(Prose.Markup("a `b` **c** 2**3 `", Theme.Dark), Is.EqualTo(new Fragment[]
        {
            new("a ", Theme.Dark.Text), new("b", Theme.Dark.Code), new(" ", Theme.Dark.Text), new("c", Theme.Dark.Bright),
                new(" 2**3 `", Theme.Dark.Text),
        }));

    private static readonly FormulaPart[] Gradient =
    [
        new FormulaFraction("∂E", "∂w5"), new FormulaText("="), new FormulaFraction("∂E", "∂out_o1"), new FormulaText("·"),
            new FormulaFraction("∂out_o1", "∂w5"), new FormulaText("="), new FormulaText("-0.018"),
    ];

    [Test]
    public void Fractions_stand_on_three_lines() =>
        Assert.That(Painted.Lines(40, 3, canvas => Formula.Paint(canvas, Gradient)), Is.EqualTo(new[]
        {
            "∂E      ∂E      ∂out_o1",
            "─── = ─────── · ─────── = -0.018",
            "∂w5   ∂out_o1     ∂w5",
        }));

    [Test]
    public void Without_three_rows_fractions_stand_on_one_line() =>
        Assert.That(Painted.Lines(50, 2, canvas => Formula.Paint(canvas, Gradient)),
            Is.EqualTo(new[] { "∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂w5 = -0.018", "" }));

    [Test]
    public void A_formula_too_wide_goes_on_with_its_equals_sign() => Assert.Multiple(() =>
    {
        Assert.That(Painted.Lines(26, 4, canvas => Formula.Paint(canvas, Gradient)), Is.EqualTo(new[]
        {
            "∂E      ∂E      ∂out_o1",
            "─── = ─────── · ───────",
            "∂w5   ∂out_o1     ∂w5",
            "= -0.018",
        }));
        Assert.That(Formula.Height(Gradient, 26), Is.EqualTo(4));
        Assert.That(Formula.OneLine(Gradient), Is.EqualTo("∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂w5 = -0.018"));
    });
}
