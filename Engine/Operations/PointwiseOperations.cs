using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Functions of every element by itself, and their adjoints.</summary>
internal static class PointwiseOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Relu, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.ReluBackward, [gy, i.Output]),
            Slope = new((_, y) => $"1 if {{{y}}} > 0 else 0", (x, _) => x[^1] <= 0 ? 0 : 1),
            Formula = "relu({0})",
            Terms = c => Recipe.Sum(c.Term(c.X(0) > 0 || double.IsNaN(c.X(0)) ? c.X(0) : 0, "max({0}, 0)", 0)) with
            {
                Note = c.X(0) == 0 ? c.Words.SlopeAtZero : null,
            },
            Sentence = new(n => $"What is negative in {n[0]} becomes 0, the rest stays.", n => $"{n[0]} 中的负数变为 0，其余不变。"),
            Choices = (_, inputs, choose) =>
            {
                foreach (double x in inputs[0].Data) choose(x > 0 ? 1 : 0);
            },
        },
        new(Opcode.Sigmoid, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.SigmoidBackward, [gy, i.Output]),
            Slope = new((_, y) => $"{{{y}}}·(1 − {{{y}}})", (x, _) => x[^1] * (1 - x[^1])),
            Formula = "sigmoid({0})",
            Terms = c => Recipe.Sum(c.Term(1 / (1 + Math.Exp(-c.X(0))), "sigmoid({0})", 0)),
            Sentence = new(n => $"{n[0]} is squeezed between 0 and 1.", n => $"把 {n[0]} 压缩到 0 和 1 之间。"),
        },
        new(Opcode.Tanh, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.TanhBackward, [gy, i.Output]),
            Slope = new((_, y) => $"1 − {{{y}}}²", (x, _) => 1 - x[^1] * x[^1]),
            Formula = "tanh({0})",
            Terms = c => Recipe.Sum(c.Term(Math.Tanh(c.X(0)), "tanh({0})", 0)),
            Sentence = new(n => $"{n[0]} is squeezed between -1 and 1.", n => $"把 {n[0]} 压缩到 -1 和 1 之间。"),
        },
        new(Opcode.Neg, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (_, _, gy) => new(Opcode.NegBackward, [gy]),
            Slope = new((_, _) => "-1", (_, _) => -1),
            Formula = "−{0}",
            Terms = Negated,
            Sentence = new(n => $"The sign of {n[0]} is turned round.", n => $"{n[0]} 变号。"),
        },
        new(Opcode.Exp, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.ExpBackward, [gy, i.Output]),
            Slope = new((_, y) => $"{{{y}}}", (x, _) => x[^1]),
            Formula = "exp({0})",
            Terms = c => Recipe.Sum(c.Term(Math.Exp(c.X(0)), "exp({0})", 0)),
            Sentence = new(n => $"The number e is raised to the power {n[0]}.", n => $"求 e 的 {n[0]} 次方。"),
        },
        new(Opcode.Log, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.LogBackward, [gy, i.Inputs[0]]),
            Slope = new((_, _) => "1/{0}", (x, _) => 1 / x[0]),
            Formula = "ln({0})",
            Terms = c => Recipe.Sum(c.Term(Math.Log(c.X(0)), "ln({0})", 0)),
            Sentence = new(n => $"The natural logarithm of {n[0]}.", n => $"求 {n[0]} 的自然对数。"),
        },
        new(Opcode.Square, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.SquareBackward, [gy, i.Inputs[0]]),
            Slope = new((_, _) => "2·{0}", (x, _) => 2 * x[0]),
            GradFnNames = ["PowBackward0"],
            Formula = "{0}²",
            Terms = c => Recipe.Sum(c.Term(c.X(0) * c.X(0), "{0}²", 0)),
            Sentence = new(n => $"{n[0]} is multiplied by itself.", n => $"{n[0]} 与自身相乘。"),
        },
        // x * 0.5, by a number of the program.
        new(Opcode.Scale, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.Scale, [gy], i.Attributes),
            GradFnNames = ["MulBackward0"],
            FormulaOf = i => "{0}·" + InFormula(Factor(i)),
            Terms = c => Recipe.Sum(c.Term(c.X(0) * Factor(c.Instruction), "{0}·" + InFormula(Factor(c.Instruction)), 0)),
            Sentence = new(
                n => $"Every number of {n[0]} is multiplied by {Numbers.Format(Factor(n.Instruction))}.",
                n => $"{n[0]} 的每个数都乘以 {Numbers.Format(Factor(n.Instruction))}。"),
            BackwardSentence = Sentence.Change(
                n => $"the gradient times the same factor, {Numbers.Format(Factor(n.Instruction))}.",
                n => $"梯度乘以同一个因子 {Numbers.Format(Factor(n.Instruction))}。"),
        },
        // x ** -0.5
        new(Opcode.Pow, "x")
        {
            Shape = ShapeRules.Same,
            Adjoint = (i, _, gy) => new(Opcode.PowBackward, [gy, i.Inputs[0]], i.Attributes),
            FormulaOf = i => "{0}^" + InFormula(Exponent(i)),
            Terms = c => Recipe.Sum(c.Term(Math.Pow(c.X(0), Exponent(c.Instruction)), "{0}^" + InFormula(Exponent(c.Instruction)), 0)),
            Sentence = new(
                n => $"{n[0]} is raised to the power {Numbers.Format(Exponent(n.Instruction))}.",
                n => $"求 {n[0]} 的 {Numbers.Format(Exponent(n.Instruction))} 次方。"),
        },

        // Where y is NaN the gradient passes, as in PyTorch.
        new(Opcode.ReluBackward, "gy, y")
        {
            Formula = "{0}·({1} > 0)",
            Terms = c => c.Product("{0}·({1} > 0)", c.Term(0), c.Term(c.X(1) > 0 ? 1 : 0, "1 if {0} > 0 else 0", 1)) with
            {
                Note = c.X(1) == 0 ? c.Words.NothingPasses(c.Name(1, c.Same(1))) : null,
            },
            Sentence = Sentence.Change(
                n => $"the gradient passes where {n.Through ?? "the next step"} is positive, and stops elsewhere.",
                n => $"{n.Through ?? "下一步"} 为正处梯度通过，其余处为 0。"),
        },
        new(Opcode.SigmoidBackward, "gy, y")
        {
            Formula = "{0}·{1}·(1 − {1})",
            Terms = c => c.Product("{0}·{1}·(1 − {1})", c.Term(0), c.Term(1), c.Term(1 - c.X(1), "1 − {0}", 1)),
            Sentence = SlopeOfTheCurve,
        },
        new(Opcode.TanhBackward, "gy, y")
        {
            Formula = "{0}·(1 − {1}²)",
            Terms = c => c.Product("{0}·(1 − {1}²)", c.Term(0), c.Term(1 - c.X(1) * c.X(1), "1 − {0}²", 1)),
            Sentence = SlopeOfTheCurve,
        },
        new(Opcode.NegBackward, "gy")
        {
            Formula = "−{0}",
            Terms = Negated,
            Sentence = Sentence.Change(n => "the gradient with its sign turned round.", n => "梯度变号。"),
        },
        new(Opcode.ExpBackward, "gy, y")
        {
            Formula = "{0}·{1}",
            Terms = c => c.Product("{0}·{1}", c.Term(0), c.Term(1)),
            Sentence = Sentence.Change(
                n => $"the gradient times {n.Through ?? "the next step"} itself, for e^x is its own slope.",
                n => $"梯度乘以 {n.Through ?? "下一步"} 本身，因为 e^x 的导数就是它自己。"),
        },
        new(Opcode.LogBackward, "gy, x")
        {
            Formula = "{0}/{1}",
            Terms = c => c.Product("{0}/{1}", c.Term(0), c.Term(1 / c.X(1), "1/{0}", 1)),
            Sentence = Sentence.Change(n => $"the gradient divided by {n.Changed}.", n => $"梯度除以 {n.Changed}。"),
        },
        new(Opcode.SquareBackward, "gy, x")
        {
            Formula = "2·{0}·{1}",
            Terms = c => c.Product("2·{0}·{1}", c.Term(0), c.Term(2 * c.X(1), "2·{0}", 1)),
            Sentence = Sentence.Change(n => $"the gradient times twice {n.Changed}.", n => $"梯度乘以 {n.Changed} 的两倍。"),
        },
        new(Opcode.PowBackward, "gy, x")
        {
            FormulaOf = i => "{0}·" + PowerSlope(i, 1),
            Terms = c => c.Product("{0}·" + PowerSlope(c.Instruction, 1), c.Term(0),
                c.Term(Exponent(c.Instruction) * Math.Pow(c.X(1), Exponent(c.Instruction) - 1), PowerSlope(c.Instruction, 0), 1)),
            Sentence = Sentence.Change(
                n => $"the gradient times the slope of the power: {Numbers.Format(Exponent(n.Instruction))} times {n.Changed} to the "
                    + $"power {Numbers.Format(Exponent(n.Instruction) - 1)}.",
                n => $"梯度乘以幂的导数：{Numbers.Format(Exponent(n.Instruction))} 乘以 {n.Changed} 的 "
                    + $"{Numbers.Format(Exponent(n.Instruction) - 1)} 次方。"),
        },
    ];

    private static Sentence SlopeOfTheCurve => Sentence.Change(
        n => $"the gradient times the slope of the curve, which is flat where {n.Through ?? "the next step"} is near its limits.",
        n => $"梯度乘以曲线的斜率；{n.Through ?? "下一步"} 接近极限时曲线很平。");

    private static double Factor(Instruction i) => i.AttributesAs<ScaleAttributes>().Factor;

    private static double Exponent(Instruction i) => i.AttributesAs<PowAttributes>().Exponent;

    /// <summary>p·x^(p - 1) as a template, x being an input.</summary>
    private static string PowerSlope(Instruction i, int x) => $"{InFormula(Exponent(i))}·{{{x}}}^{InFormula(Exponent(i) - 1)}";

    /// <summary>A number behind an operator.</summary>
    private static string InFormula(double number) => number < 0 ? $"({Numbers.Format(number)})" : Numbers.Format(number);

    private static Recipe Negated(ElementContext c) => Recipe.Sum(c.Term(-c.X(0), "−{0}", 0));
}
