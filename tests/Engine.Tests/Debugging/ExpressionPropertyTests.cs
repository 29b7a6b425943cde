using System.Globalization;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Backstep.Engine.Tests.Debugging;

public sealed class ExpressionPropertyTests
{
    private static readonly FixedValues Values = FixedValues.Sample();

    // A fixed seed, so that a run can be repeated.
    private static Config Runs(int count) => Config.QuickThrowOnFailure.WithReplay(20, 7).WithMaxTest(count);

    /// <summary>A random formula: its text, and what plain C# makes of it, as a number or as the three elements of a vector.</summary>
    private sealed record Sample(string Text, double[] Value)
    {
        public override string ToString() => $"{Text} = [{string.Join(", ", Value)}]";
    }

    private static readonly (string Symbol, Func<double, double, double> Apply)[] Binary =
    [
        ("+", (a, b) => a + b), ("-", (a, b) => a - b), ("*", (a, b) => a * b), ("/", (a, b) => a / b), ("**", Math.Pow),
        ("<", (a, b) => a < b ? 1 : 0), ("<=", (a, b) => a <= b ? 1 : 0), (">", (a, b) => a > b ? 1 : 0), (">=", (a, b) => a >= b ? 1 : 0),
        ("==", (a, b) => a == b ? 1 : 0), ("!=", (a, b) => a != b ? 1 : 0),
        ("and", (a, b) => a != 0 && b != 0 ? 1 : 0), ("||", (a, b) => a != 0 || b != 0 ? 1 : 0), ("×", (a, b) => a * b),
        ("−", (a, b) => a - b),
    ];

    private static readonly (string Name, Func<double[], double[]> Apply)[] Functions =
    [
        ("abs", v => [.. v.Select(a => Math.Abs(a))]), ("exp", v => [.. v.Select(Math.Exp)]), ("sqrt", v => [.. v.Select(Math.Sqrt)]),
        ("log", v => [.. v.Select(a => Math.Log(a))]), ("isnan", v => [.. v.Select(a => double.IsNaN(a) ? 1.0 : 0)]),
        ("sum", v => [v.Sum()]),
        ("count", v => [v.Count(a => a != 0)]), ("numel", v => [v.Length]), ("not ", v => [.. v.Select(a => a == 0 ? 1.0 : 0)]),
        ("-", v => [.. v.Select(a => -a)]), ("!", v => [.. v.Select(a => a == 0 ? 1.0 : 0)]),
    ];

    private static Gen<Sample> Formula(int depth)
    {
        Gen<Sample> leaf = Gen.OneOf(
            Gen.Choose(0, 4000).Select(n => new Sample((n / 1000.0).ToString(CultureInfo.InvariantCulture), [n / 1000.0])),
            Gen.Elements(new Sample("w5", [0.4]), new Sample("w5.grad", [-0.5]), new Sample("∂E/∂w5", [7]), new Sample("w5⁺", [0.45]),
                new Sample("w", [3, 1, 2]), new Sample("odd", [double.NaN, 0, -1]), new Sample("m[1]", [3, 4, 5]),
                new Sample("m[0,-1]", [2])));
        if (depth == 0) return leaf;
        Gen<Sample> deeper = Formula(depth - 1);
        Gen<Sample> binary =
            from operation in Gen.Elements(Binary)
            from left in deeper
            from right in deeper
            select new Sample(
                $"({left.Text} {operation.Symbol} {right.Text})", [.. Enumerable.Range(0, Math.Max(left.Value.Length, right.Value.Length))
                .Select(i => operation.Apply(left.Value[i % left.Value.Length], right.Value[i % right.Value.Length]))]);
        Gen<Sample> call =
            from function in Gen.Elements(Functions)
            from argument in deeper
            select new Sample($"{function.Name}({argument.Text})", function.Apply(argument.Value));
        // In parentheses, because what follows may bind more tightly than not and -.
        return Gen.Frequency((1, leaf), (4, binary), (2, call.Select(c => c with { Text = $"({c.Text})" })));
    }

    [Test]
    public void Random_formulas_agree_with_a_direct_computation() =>
        Prop.ForAll(Formula(4).ToArbitrary(), sample => Values.Evaluate(sample.Text).Data.SequenceEqual(sample.Value)).Check(Runs(1000));

    [Test]
    public void Without_parentheses_a_formula_groups_as_its_operators_bind()
    {
        // An independent rule: the operator that binds least, the rightmost of its kind, is applied last.
        (string Symbol, int Level, Func<double, double, double> Apply)[] operators =
            [("or", 1, Binary[12].Apply), ("and", 2, Binary[11].Apply), ("+", 5, Binary[0].Apply), ("-", 5, Binary[1].Apply),
                ("*", 6, Binary[2].Apply), ("/", 6, Binary[3].Apply)];
        double Direct(int[] numbers, int[] signs)
        {
            if (signs.Length == 0) return numbers[0];
            int last = Enumerable.Range(0, signs.Length).MinBy(i => (operators[signs[i]].Level, -i));
            return operators[signs[last]]
                .Apply(Direct(numbers[..(last + 1)], signs[..last]), Direct(numbers[(last + 1)..], signs[(last + 1)..]));
        }
        Gen<(int[] Numbers, int[] Signs)> flat =
            from length in Gen.Choose(1, 12)
            from numbers in Gen.Choose(0, 9).ArrayOf(length)
            from signs in Gen.Choose(0, operators.Length - 1).ArrayOf(length - 1)
            select (numbers, signs);
        Prop.ForAll(flat.ToArbitrary(), f =>
        {
            string text = f.Numbers[0] + string.Concat(f.Signs.Select((s, i) => $" {operators[s].Symbol} {f.Numbers[i + 1]}"));
            return Values.Evaluate(text).ScalarValue.Equals(Direct(f.Numbers, f.Signs));
        }).Check(Runs(500));
    }

    [Test]
    public void Slices_take_what_a_plain_loop_takes() =>
        Prop.ForAll(Gen.Choose(-9, 9).Two().ToArbitrary(), Gen.Choose(1, 7).Two().ToArbitrary(), (ends, size) =>
        {
            (int start, int stop) = ends;
            (int rows, int columns) = size;
            FixedValues values = new FixedValues().With("t", FixedValues.Counting(rows, columns));
            int from = start < 0 ? start + columns : start, to = stop < 0 ? stop + columns : stop;
            var expected = new List<double>();
            for (int r = 0; r < rows; r++)
                for (int c = 0; c < columns; c++)
                    if (c >= from && c < to) expected.Add(r * columns + c);
            return values.Evaluate($"t[:,{start}:{stop}]").Data.SequenceEqual(expected.ToArray());
        }).Check(Runs(500));

    [Test]
    public void Broadcasting_pairs_the_elements_that_NumPy_pairs() =>
        Prop.ForAll(
            Gen.Choose(1, 3).ArrayOf(4).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(),
            (dims, ones, dropped) =>
        {
            // Either operand has some dimensions shrunk to 1, the right one also lacks some of the outer ones.
            int[] left = [.. dims.Select((d, i) => (ones >> i & 1) != 0 ? 1 : d)],
                right = [.. dims.Select((d, i) => (ones >> (i + 4) & 1) != 0 ? 1 : d)];
            Tensor a = FixedValues.Counting(left), b = FixedValues.Counting(right[dropped..]);
            Tensor sum = new FixedValues().With("a", a).With("b", b).Evaluate("a + 1000 * b");
            var result = new Shape([.. left.Select((l, i) => Math.Max(l, i < dropped ? 1 : right[i]))]);
            if (!sum.Shape.Equals(result)) return false;
            for (int i = 0; i < result.Length; i++)
            {
                int[] index = result.IndexOf(i);
                int at = a.Shape.Offset([.. index.Select((x, d) => Math.Min(x, left[d] - 1))]);
                int bt = b.Shape.Offset([.. index[dropped..].Select((x, d) => Math.Min(x, right[d + dropped] - 1))]);
                if (sum[i] != a[at] + 1000 * b[bt]) return false;
            }
            return true;
        }).Check(Runs(500));

    [Test]
    public void Random_text_gives_a_value_or_an_ExpressionException() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => IsHarmless(text.Get)).Check(Runs(2000));

    [Test]
    public void Random_pieces_of_expressions_give_a_value_or_an_ExpressionException()
    {
        string[] pieces =
            ["w", "w5", "w5.grad", "∂E/∂w5", "m", "empty", "w1.grad", "conv1.weight", "odd", "norm", "max", "argmax", "abs", "(", ")", "(",
            ")", "[", "]", "[0]", "[1,",
            ":", ",", "-1", "2", "1e999", "1.5", "99999999999", "+", "-", "*", "**", "/", "<", "==", "!", "!=", "not ", " and ", " or ",
            "&&", "=", ".", " ", "×", "−", "⁺", "d(", ")/d(", "∂", "\n", "\0", "\ud83d", "é"];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), IsHarmless).Check(Runs(5000));
    }

    private static bool IsHarmless(string text)
    {
        foreach (Action<string> use in new Action<string>[] { t => Values.Evaluate(t),
            t => ValueReference.Parse(t, Values.Names).Resolve(new Shape(3)) })
        {
            try
            {
                use(text);
            }
            catch (ExpressionException e)
            {
                if (e.Message.Contains('\n', StringComparison.Ordinal) || e.Column < 1 || e.Column > text.Length + 1) return false;
            }
        }
        return true;
    }
}
