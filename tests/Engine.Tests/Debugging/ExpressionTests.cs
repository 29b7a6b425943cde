using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public sealed class ExpressionTests
{
    private readonly FixedValues _values = FixedValues.Sample();

    // Expected values are Python's.
    [TestCase("1e-3", 1e-3)]
    [TestCase(".5 + 2.", 2.5)]
    [TestCase("1 + 2 * 3", 7)]
    [TestCase("(1 + 2) * 3", 9)]
    [TestCase("7 - 2 - 1", 4)]
    [TestCase("12 / 3 / 2", 2)]
    [TestCase("-2 ** 2", -4)]
    [TestCase("2 ** 3 ** 2", 512)]
    [TestCase("2 ** -1", 0.5)]
    [TestCase("2 ** -1 * 8", 4)]
    [TestCase("--3", 3)]
    [TestCase("1 + 1 == 2", 1)]
    [TestCase("1 < 2 and 2 < 1", 0)]
    [TestCase("1 or 0 and 0", 1)]
    [TestCase("(1 or 0) and 0", 0)]
    [TestCase("not 1 == 2", 1)]
    [TestCase("not not 3", 1)]
    [TestCase("not 0 and 0", 0)]
    [TestCase("!0 == 1", 1)]
    [TestCase("1 && 0 || 1", 1)]
    [TestCase("2 <= 2", 1)]
    [TestCase("2 >= 3", 0)]
    [TestCase("2 > 1", 1)]
    [TestCase("2 != 2", 0)]
    [TestCase("(1 < 2) == (3 < 4)", 1)]
    public void Operators_bind_as_in_Python(string text, double expected) =>
        Assert.That(_values.Evaluate(text).ScalarValue, Is.EqualTo(expected).Within(1e-15));

    [TestCase("0.05 × 0.1", 0.005)]
    [TestCase("3·4", 12)]
    [TestCase("5 − 7", -2)]
    [TestCase("−2", -2)]
    [TestCase("1e−3 * 1000", 1)]
    [TestCase("6 ÷ 3", 2)]
    [TestCase("1 ≤ 2", 1)]
    [TestCase("1 ≥ 2", 0)]
    [TestCase("1 ≠ 2", 1)]
    public void Signs_of_mathematics_are_understood(string text, double expected) =>
        Assert.That(_values.Evaluate(text).ScalarValue, Is.EqualTo(expected).Within(1e-15));

    [TestCase("w5", 0.4)]
    [TestCase("w5.grad", -0.5)]
    [TestCase("w5⁺", 0.45)]
    [TestCase("w5 - lr*w5.grad", 0.65)]
    [TestCase("∂E/∂w5", 7)]
    [TestCase("∂E/∂w5*∂out_o1/∂l_o1", 56)]
    [TestCase("d(out_o1)/d(l_o1) + 1", 10)]
    [TestCase("linear_relu_stack.0.weight.grad", 11)]
    [TestCase("E/out_o1", 100.0 / 3)]
    [TestCase("-w5.grad**2", -0.25)]
    [TestCase("w5-w5", 0)]
    [TestCase("lr<w5", 0)]
    public void The_longest_name_is_taken(string text, double expected) =>
        Assert.That(_values.Evaluate(text).ScalarValue, Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void A_value_may_bear_the_name_of_a_function_or_operator_or_begin_with_a_digit()
    {
        FixedValues values =
            new FixedValues().With("norm", 5).With("and", 6).With("0.weight", 7).With("1", 8).With("a+b", 9).With("a", 1).With("b", 2);
        Assert.That(values.Evaluate("norm + 1").ScalarValue, Is.EqualTo(6));
        Assert.That(values.Evaluate("and and and").ScalarValue, Is.EqualTo(1));
        Assert.That(values.Evaluate("0.weight * 2").ScalarValue, Is.EqualTo(14));
        Assert.That(values.Evaluate("1 + 1").ScalarValue, Is.EqualTo(2), "a plain number stays a number");
        Assert.That(values.Evaluate("a+b").ScalarValue, Is.EqualTo(9), "names may hold signs");
        Assert.That(values.Evaluate("a + b").ScalarValue, Is.EqualTo(3));
        Assert.That(() => values.Evaluate("norm(a)"), Throws.TypeOf<ExpressionException>());
        Assert.That(values.Evaluate("abs(-a)").ScalarValue, Is.EqualTo(1));
    }

    [TestCase("abs(odd[2])", 1)]
    [TestCase("norm(w)", 3.7416573867739413)]
    [TestCase("mean(w)", 2)]
    [TestCase("sum(m)", 15)]
    [TestCase("min(w)", 1)]
    [TestCase("max(m)", 5)]
    [TestCase("argmax(w)", 0)]
    [TestCase("argmax(m)", 5)]
    [TestCase("argmax(odd)", 0)]
    [TestCase("max(odd)", double.NaN)]
    [TestCase("sum(isnan(odd))", 1)]
    [TestCase("count(odd)", 2)]
    [TestCase("count(m > 2)", 3)]
    [TestCase("count(conv1.weight.grad[2] == 0)", 0)]
    [TestCase("sign(-3)", -1)]
    [TestCase("sign(odd[0])", double.NaN)]
    [TestCase("exp(0)", 1)]
    [TestCase("log(exp(2))", 2)]
    [TestCase("sqrt(9)", 3)]
    [TestCase("sqrt(-1)", double.NaN)]
    [TestCase("numel(conv1.weight)", 150)]
    [TestCase("any(m)", 1)]
    [TestCase("all(m)", 0)]
    [TestCase("all(empty)", 1)]
    [TestCase("sum(empty)", 0)]
    [TestCase("mean(empty)", double.NaN)]
    public void Functions_give_their_value(string text, double expected) =>
        Assert.That(_values.Evaluate(text).ScalarValue, Is.EqualTo(expected).Within(1e-15));

    [TestCase("w[0]", "()", 3.0)]
    [TestCase("w[-1]", "()", 2.0)]
    [TestCase("conv1.weight.grad[2,0,1,1]", "()", 56.0)]
    [TestCase("conv1.weight.grad[ 2 ][0][1, 1]", "()", 56.0)]
    [TestCase("w[1:]", "(2)", 1.0, 2.0)]
    [TestCase("w[:-1]", "(2)", 3.0, 1.0)]
    [TestCase("w[−2:99]", "(2)", 1.0, 2.0)]
    [TestCase("w[2:1]", "(0)")]
    [TestCase("m[1]", "(3)", 3.0, 4.0, 5.0)]
    [TestCase("m[:,1]", "(2)", 1.0, 4.0)]
    [TestCase("m[0,1:3]", "(2)", 1.0, 2.0)]
    [TestCase("m[:,1:3]", "(2, 2)", 1.0, 2.0, 4.0, 5.0)]
    [TestCase("(m*2)[1,2]", "()", 10.0)]
    [TestCase("conv1.weight[5,0,3:,-1]", "(2)", 144.0, 149.0)]
    [TestCase("conv1.weight[1:2,:,0,0:2]", "(1, 1, 2)", 25.0, 26.0)]
    public void Indices_and_slices_are_those_of_Python(string text, string shape, params double[] expected)
    {
        Tensor value = _values.Evaluate(text);
        Assert.That(value.Shape.ToString(), Is.EqualTo(shape));
        Assert.That(value.Data.ToArray(), Is.EqualTo(expected));
    }

    [TestCase("m + w", "(2, 3)", 3.0, 2.0, 4.0, 6.0, 5.0, 7.0)]
    [TestCase("m[:,0:1] * w", "(2, 3)", 0.0, 0.0, 0.0, 9.0, 3.0, 6.0)]
    [TestCase("m[:,0:1] - w[0:2]", "(2, 2)", -3.0, -1.0, 0.0, 2.0)]
    [TestCase("m > 2", "(2, 3)", 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)]
    [TestCase("1 - w", "(3)", -2.0, 0.0, -1.0)]
    [TestCase("not m", "(2, 3)", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    [TestCase("m && w > 1", "(2, 3)", 0.0, 0.0, 1.0, 1.0, 0.0, 1.0)]
    [TestCase("empty + 1", "(0)")]
    public void Shapes_broadcast_as_in_NumPy(string text, string shape, params double[] expected)
    {
        Tensor value = _values.Evaluate(text);
        Assert.That(value.Shape.ToString(), Is.EqualTo(shape));
        Assert.That(value.Data.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void An_expression_lists_each_value_that_it_reads_once()
    {
        var expression = Expression.Parse("norm(w) > lr && w[0] < -∂E/∂w5 ** b", _values.Names);
        Assert.That(expression.Names, Is.EqualTo(new[] { "w", "lr", "∂E/∂w5", "b" }));
        Assert.That(expression.ToString(), Is.EqualTo("norm(w) > lr && w[0] < -∂E/∂w5 ** b"));
    }

    [Test]
    public void An_expression_follows_its_values()
    {
        var values = FixedValues.Sample();
        var expression = Expression.Parse("w5 < lr", values.Names);
        Assert.That(expression.IsTrue(values), Is.True);
        Assert.That(expression.IsTrue(values.With("w5", 0.6)), Is.False);
    }

    [Test]
    public void A_condition_must_be_one_number()
    {
        Assert.That(Expression.Parse("m[0:1,0:1] == 0", _values.Names).IsTrue(_values), Is.True);
        Assert.That(() => Expression.Parse("m > 0", _values.Names).IsTrue(_values),
            Throws.TypeOf<ExpressionException>().With.Message.EqualTo(
                "a condition must be one number, this has shape (2, 3); use any(...) or all(...) (column 1)"));
    }
}
