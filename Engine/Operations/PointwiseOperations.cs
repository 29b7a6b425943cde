using Backstep.Engine.Programs;

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
    ];

    private static Sentence SlopeOfTheCurve => Sentence.Change(
        n => $"the gradient times the slope of the curve, which is flat where {n.Through ?? "the next step"} is near its limits.",
        n => $"梯度乘以曲线的斜率；{n.Through ?? "下一步"} 接近极限时曲线很平。");

    private static Recipe Negated(ElementContext c) => Recipe.Sum(c.Term(-c.X(0), "−{0}", 0));
}
