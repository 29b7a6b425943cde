using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public sealed class ExpressionErrorTests
{
    private readonly FixedValues _values = FixedValues.Sample();

    [TestCase("", 1, "the expression is empty")]
    [TestCase("  ", 1, "the expression is empty")]
    [TestCase("1 +", 4, "the expression ends where a value is expected")]
    [TestCase("* 2", 1, "a value is missing before '*'")]
    [TestCase("1 + and 2", 5, "a value is missing before 'and'")]
    [TestCase("2 × × 3", 5, "a value is missing before '×'")]
    [TestCase("(1 + 2", 7, "')' is missing: the '(' at column 1 is not closed before the end")]
    [TestCase("1 + 2)", 6, "')' does not belong here")]
    [TestCase("(1 2)", 4, "an operator is missing before '2'")]
    [TestCase("w5 lr", 4, "an operator is missing before 'lr'")]
    [TestCase("2w5", 2, "an operator is missing before 'w5'")]
    [TestCase("w5 = 3", 4, "'=' does not compare; write '=='")]
    [TestCase("w5 & lr", 4, "'&' has no meaning here; write '&&' or 'and'")]
    [TestCase("w5 | lr", 4, "'|' has no meaning here; write '||' or 'or'")]
    [TestCase("w5 # lr", 4, "'#' has no meaning here")]
    [TestCase("1 < 2 < 3", 7, "comparisons do not chain; write a < b and b < c")]
    [TestCase("1 < (2) == 3", 9, "comparisons do not chain; write a < b and b < c")]
    [TestCase("norm", 1, "norm is a function; write norm(...)")]
    [TestCase("norm()", 6, "norm takes one argument, none is given")]
    [TestCase("max(w, b)", 6, "max takes one argument, more are given")]
    [TestCase("meen(w)", 1, "no function is named meen; did you mean mean?")]
    [TestCase("w[i]", 3, "an index must be an integer or a slice such as 1:3, not 'i'")]
    [TestCase("w[b]", 3, "an index must be an integer or a slice such as 1:3, not 'b'")]
    [TestCase("w[1.5]", 3, "an index must be an integer or a slice such as 1:3, not '1.5'")]
    [TestCase("w[]", 3, "an index must be an integer or a slice such as 1:3, not ']'")]
    [TestCase("w[0", 4, "']' is missing: the '[' at column 2 is not closed before the end")]
    [TestCase("w[0:3:2]", 6, "a slice is start:stop, without a step")]
    [TestCase("w[99999999999]", 3, "index '99999999999' is too large")]
    [TestCase("w9.grad", 1, "no value is named w9.grad; did you mean w5.grad or w1.grad?")]
    [TestCase("1 + conv1", 5, "no value is named conv1; did you mean conv1.weight, conv1.weight.grad or conv1.bias?")]
    [TestCase("conv1.wieght", 1, "no value is named conv1.wieght; did you mean conv1.weight?")]
    [TestCase("∂E/∂w6", 1, "no value is named ∂E/∂w6; did you mean ∂E/∂w5?")]
    [TestCase("d(out_o2)/d(l_o2)", 1, "no value is named d(out_o2)/d(l_o2); did you mean d(out_o1)/d(l_o1)?")]
    [TestCase("w5⁻", 1, "no value is named w5⁻; did you mean w5 or w5⁺?")]
    [TestCase("something", 1, "no value is named something")]
    public void A_text_that_cannot_be_read_is_explained_in_one_line(string text, int column, string problem)
    {
        var e = Assert.Throws<ExpressionException>(() => Expression.Parse(text, _values.Names))!;
        Assert.That(e.Problem(Language.English), Is.EqualTo(problem));
        Assert.That(e.Column, Is.EqualTo(column));
        Assert.That(e.Message, Is.EqualTo($"{problem} (column {column})"));
    }

    [TestCase("w[3]", 3, "index 3 lies outside dimension 0 of size 3 (w has shape (3))")]
    [TestCase("m[0,-4]", 5, "index -4 lies outside dimension 1 of size 3 (m has shape (2, 3))")]
    [TestCase("w[-2147483647]", 3, "index -2147483647 lies outside dimension 0 of size 3 (w has shape (3))")]
    [TestCase("w[0,1]", 5, "2 indices for 1 dimension (w has shape (3))")]
    [TestCase("lr[0]", 4, "1 index for 0 dimensions (lr has shape ())")]
    [TestCase("(w+1)[0][0]", 10, "1 index for 0 dimensions (the value has shape ())")]
    [TestCase("1 + (m * conv1.bias)", 8, "shapes (2, 3) and (6) do not fit together for '*': sizes 3 and 6 differ and neither is 1")]
    [TestCase("max(empty)", 1, "max of an empty tensor (shape (0)) does not exist")]
    [TestCase("1 + w1.grad", 5, "w1.grad is not known before the backward pass")]
    public void A_fault_of_shape_index_or_time_names_the_place_and_the_shape(string text, int column, string problem)
    {
        var e = Assert.Throws<ExpressionException>(() => _values.Evaluate(text))!;
        Assert.That(e.Problem(Language.English), Is.EqualTo(problem));
        Assert.That(e.Column, Is.EqualTo(column));
    }

    [Test]
    public void A_result_that_would_fill_the_memory_is_refused()
    {
        FixedValues values =
            new FixedValues().With("row", Tensor.Zeros(new Shape(1, 100_000))).With("column", Tensor.Zeros(new Shape(100_000, 1)));
        Assert.That(
            () => values.Evaluate("row * column"),
            Throws.TypeOf<ExpressionException>().With.Message.Contains("more than 67108864 elements"));
    }

    private static IEnumerable<string> DeepTexts()
    {
        const int many = 100_000;
        yield return new string('(', many) + "1" + new string(')', many);
        yield return new string('-', many) + "1";
        yield return string.Concat(Enumerable.Repeat("not ", many)) + "1";
        yield return string.Concat(Enumerable.Repeat("2 ** ", many)) + "1";
        yield return string.Concat(Enumerable.Repeat("1 + ", many)) + "1";
        yield return string.Concat(Enumerable.Repeat("abs(", many)) + "1";
        yield return "w" + string.Concat(Enumerable.Repeat("[:]", many));
    }

    [Test]
    public void Deep_nesting_is_refused_and_does_not_overflow_the_stack()
    {
        foreach (string text in DeepTexts())
            Assert.That(
                () => _values.Evaluate(text), Throws.TypeOf<ExpressionException>().With.Message.Contains("nests deeper than 500 levels"),
                text[..20]);
    }

    [Test]
    public void Nesting_below_the_limit_works_on_a_small_stack()
    {
        double parentheses = 0, chain = 0;
        var thread = new Thread(() =>
        {
            parentheses = _values.Evaluate(new string('(', 499) + "1" + new string(')', 499)).ScalarValue;
            chain = _values.Evaluate(string.Concat(Enumerable.Repeat("1 + ", 499)) + "1").ScalarValue;
        }, maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.That((parentheses, chain), Is.EqualTo((1.0, 500.0)));
    }

    [Test]
    public void Control_characters_never_reach_the_message()
    {
        var e = Assert.Throws<ExpressionException>(() => Expression.Parse("w5 + \u001b[2J", _values.Names))!;
        Assert.That(e.Message, Is.EqualTo("'\\u001b' has no meaning here (column 6)"));
    }
}
