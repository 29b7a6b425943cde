using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class FiguresTests
{
    private static readonly Look Few = new(Theme.Dark), All = new(Theme.Dark) { Digits = Look.AllDigits };

    [TestCase(0.017647594743, "0.0176476", "0.017647594743")]
    [TestCase(-0.000425236591, "-0.000425237", "-0.000425236591")]
    [TestCase(57600, "57600", "57600")]
    [TestCase(1.23456789e-7, "1.23457e-07", "1.23456789e-07")]
    [TestCase(0.05, "0.05", "0.05")]
    public void A_number_has_six_digits_or_all(double value, string few, string all) =>
        Assert.That((Few.Number(value), All.Number(value)), Is.EqualTo((few, all)));

    [TestCase("0.05×0.1", "0.05×0.1")]
    [TestCase("= 0.017647594743 × -0.240960083807 = 1.23456789e-07", "= 0.0176476 × -0.24096 = 1.23457e-07")]
    [TestCase("conv1.weight[0,0,1,1]×(0.123456789 − 2)", "conv1.weight[0,0,1,1]×(0.123457 − 2)")]
    [TestCase("x[0,0,3,11] 57600", "x[0,0,3,11] 57600")]
    public void Numbers_within_a_formula_are_rounded_and_names_are_not(string text, string few)
    {
        Assert.That(Few.Rounded(text), Is.EqualTo(few));
        Assert.That(All.Rounded(text), Is.EqualTo(text));
    }
}
