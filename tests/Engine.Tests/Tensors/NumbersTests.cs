using System.Globalization;
using Backstep.Engine.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Backstep.Engine.Tests.Tensors;

public sealed class NumbersTests
{
    [TestCase(0.385, "0.385")]
    [TestCase(-0.01837502154224, "-0.018375021542")]
    [TestCase(9.700000000000001, "9.7")]
    [TestCase(1.0, "1")]
    [TestCase(-250.0, "-250")]
    [TestCase(0.0, "0")]
    [TestCase(-0.0, "0")]
    [TestCase(0.1 + 0.2, "0.3")]
    [TestCase(0.000425236591, "0.000425236591")]
    [TestCase(100000.1, "100000.1")]
    [TestCase(123456789.0, "123456789")]
    [TestCase(double.NaN, "nan")]
    [TestCase(double.PositiveInfinity, "inf")]
    [TestCase(double.NegativeInfinity, "-inf")]
    public void Ordinary_numbers_have_up_to_twelve_decimals_and_no_exponent(double value, string text) =>
        Assert.That(Numbers.Format(value), Is.EqualTo(text));

    [TestCase(1.234e-7, "1.234e-07")]
    [TestCase(-9.87654321012345e-5, "-9.87654321012e-05")]
    [TestCase(1e-5, "1e-05")]
    [TestCase(5e-324, "4.94065645841e-324")]
    [TestCase(1e-4, "0.0001")]
    [TestCase(9.9999999999999e-5, "0.0001")]
    [TestCase(1.5e20, "1.5e+20")]
    [TestCase(double.MaxValue, "1.79769313486e+308")]
    public void Tiny_and_huge_numbers_keep_significant_digits(double value, string text) =>
        Assert.That(Numbers.Format(value), Is.EqualTo(text));

    [TestCase(0.03125, 4, "0.0312")]
    [TestCase(0.09375, 4, "0.0938")]
    [TestCase(-0.0004, 3, "0")]
    [TestCase(2.5, 0, "2")]
    [TestCase(1.23456e-6, 3, "1.23e-06")]
    [TestCase(1.23456e-6, 0, "1e-06")]
    [TestCase(999.9999, 2, "1000")]
    public void The_number_of_decimals_can_be_chosen(double value, int decimals, string text) =>
        Assert.That(Numbers.Format(value, decimals), Is.EqualTo(text));

    [TestCase(0.018375021542, 6, "0.018375")]
    [TestCase(-0.000425236591, 6, "-0.000425237")]
    [TestCase(57600.25, 6, "57600.2")]
    [TestCase(1234567.89, 6, "1234568")]
    [TestCase(0.99999999, 6, "1")]
    [TestCase(1.23456789e-5, 6, "1.23457e-05")]
    [TestCase(1.23456789e20, 3, "1.23e+20")]
    [TestCase(0.0, 6, "0")]
    [TestCase(double.NaN, 6, "nan")]
    [TestCase(double.NegativeInfinity, 6, "-inf")]
    public void Significant_digits_can_be_chosen(double value, int digits, string text) =>
        Assert.That(Numbers.Significant(value, digits), Is.EqualTo(text));

    [Test]
    public void Reading_back_is_within_half_a_unit_of_the_last_digit_written() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), number =>
        {
            double value = number.Get, read = double.Parse(Numbers.Format(value), CultureInfo.InvariantCulture);
            double unit = Math.Abs(value) is < 1e-4 or >= 1000 ? Math.Abs(value) * 1e-11 : 1e-12;
            return Math.Abs(read - value) <= 0.5001 * unit + double.Epsilon;
        }).Check(Config.QuickThrowOnFailure.WithReplay(1, 3).WithMaxTest(500));
}
