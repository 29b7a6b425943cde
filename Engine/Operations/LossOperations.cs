using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Losses of an output and a target of one shape, and their gradients with respect to the output.</summary>
internal static class LossOperations
{
    /// <summary>PyTorch's lower bound on p·(1 - p), which is a float32 there.</summary>
    private const double SmallestVariance = 1e-12f;

    /// <summary>PyTorch's lower bound on the logarithms of the binary cross-entropy.</summary>
    private const double SmallestLog = -100;

    public static Operation[] Rows =>
    [
        // ½ Σ (target - output)², as the tutorials have it.
        new(Opcode.HalfSquaredError, "output, target")
        {
            Shape = SamePair,
            Adjoint = (i, _, gy) => new(Opcode.HalfSquaredErrorBackward, [gy, .. i.Inputs]),
            // The tutorials write -(target - output); in floating point that is the same number.
            Slope = new((_, _) => "−({1} − {0})", (x, _) => x[0] - x[1]),
            DifferentiableInputs = 1,
            GradFn = (i, inputs) => i.Inputs[0].Shape.IsScalar
                ? Operations.GradFn.Chain(i, inputs, "MulBackward0", "PowBackward0", "SubBackward0")
                : Operations.GradFn.Chain(i, inputs, "MulBackward0", "SumBackward0", "PowBackward0", "SubBackward0"),
            FormulaOf = i => i.Inputs[0].Shape.IsScalar ? "½·({1} − {0})²" : "½·Σ({1} − {0})²",
            Terms = c => Each(c, "½·({1} − {0})²", (y, t, _) => (t - y) * (t - y) / 2),
            Sentence = new(
                n => $"How far {n[0]} is from {Target(n)}, squared so that both directions count, and halved.",
                n => $"{n[0]} 与目标 {n[1]} 相差多少：差取平方，使两个方向都计入，再除以 2。"),
        },
        // nn.MSELoss()
        new(Opcode.MseLoss, "output, target")
        {
            Shape = SamePair,
            Adjoint = (i, _, gy) => new(Opcode.MseLossBackward, [gy, .. i.Inputs]),
            Slope = new((_, _) => "2·({0} − {1})", (x, _) => 2 * (x[0] - x[1])),
            DifferentiableInputs = 1,
            FormulaOf = i => i.Inputs[0].Shape.IsScalar ? "({0} − {1})²" : "mean(({0} − {1})²)",
            Terms = c => Each(c, "({0} − {1})²" + Over(c[0].Length), (y, t, n) => (y - t) * (y - t) / n),
            Sentence = new(
                n => $"How far {n[0]} is from {Target(n)}: the average of the squared differences.",
                n => $"{n[0]} 与目标 {n[1]} 相差多少：差的平方的平均值。"),
        },
        // nn.L1Loss(reduction="sum")
        new(Opcode.AbsoluteError, "output, target")
        {
            Shape = SamePair,
            Adjoint = (i, _, gy) => new(Opcode.AbsoluteErrorBackward, [gy, .. i.Inputs]),
            Slope = new((_, _) => "sign({0} − {1})", (x, _) => Sign(x[0] - x[1])),
            DifferentiableInputs = 1,
            GradFnNames = ["SumBackward0", "AbsBackward0", "SubBackward0"],
            FormulaOf = i => i.Inputs[0].Shape.IsScalar ? "|{0} − {1}|" : "Σ|{0} − {1}|",
            Terms = c => Each(c, "|{0} − {1}|", (y, t, _) => Math.Abs(y - t)),
            Sentence = new(
                n => $"How far {n[0]} is from {Target(n)}: the differences without their signs, added up.",
                n => $"{n[0]} 与目标 {n[1]} 相差多少：差的绝对值之和。"),
            Choices = (_, inputs, choose) =>
            {
                for (int k = 0; k < inputs[0].Length; k++) choose(inputs[0][k] > inputs[1][k] ? 1 : 0);
            },
        },
        // nn.BCELoss()
        new(Opcode.BinaryCrossEntropy, "p, target")
        {
            Shape = SamePair,
            Adjoint = (i, _, gy) => new(Opcode.BinaryCrossEntropyBackward, [gy, .. i.Inputs]),
            Slope = new((_, _) => "({0} − {1})/max({0}·(1 − {0}), 1e-12)", (x, _) => (x[0] - x[1]) / Variance(x[0])),
            DifferentiableInputs = 1,
            FormulaOf = i => i.Inputs[0].Shape.IsScalar ? "−({1}·ln({0}) + (1 − {1})·ln(1 − {0}))" : "binary_cross_entropy({0}, {1})",
            Terms = c => Each(c, "−({1}·ln({0}) + (1 − {1})·ln(1 − {0}))" + Over(c[0].Length),
                (p, t, n) => -(t * Math.Max(Math.Log(p), SmallestLog) + (1 - t) * Math.Max(Math.Log(1 - p), SmallestLog)) / n),
            Sentence = new(
                n => $"How surprised the probabilities {n[0]} are by the yes and no of {n[1]}, on average.",
                n => $"概率 {n[0]} 对 {n[1]} 的是与否有多意外，取平均。"),
        },

        new(Opcode.HalfSquaredErrorBackward, "gy, output, target")
        {
            Formula = "{0}·({1} − {2})",
            Terms = c => c.Product("{0}·({1} − {2})", c.Term(0), c.Term(c.X(1) - c.X(2), "{0} − {1}", 1, 2)),
            Sentence = InProportion,
        },
        new(Opcode.MseLossBackward, "gy, output, target")
        {
            FormulaOf = i => "{0}·2·({1} − {2})" + Over(i.Output.Shape.Length),
            Terms = c => c.Product("{0}·2·({1} − {2})" + Over(c.Shape.Length), c.Term(0),
                c.Term(2 * (c.X(1) - c.X(2)) / c.Shape.Length, "2·({0} − {1})" + Over(c.Shape.Length), 1, 2)),
            Sentence = InProportion,
        },
        new(Opcode.AbsoluteErrorBackward, "gy, output, target")
        {
            Formula = "{0}·sign({1} − {2})",
            Terms = c => c.Product("{0}·sign({1} − {2})", c.Term(0), c.Term(Sign(c.X(1) - c.X(2)), "sign({0} − {1})", 1, 2)) with
            {
                Note = c.X(1) == c.X(2) ? c.Words.SlopeAtZero : null,
            },
            Sentence = Sentence.Change(n => "only the direction of the error counts, not its size.", n => "只看误差的方向，不看大小。"),
        },
        new(Opcode.BinaryCrossEntropyBackward, "gy, p, target")
        {
            FormulaOf = i => $"{{0}}·({{1}} − {{2}})/(max({{1}}·(1 − {{1}}), 1e-12){Times(i.Output.Shape.Length)})",
            Terms = c => c.Product(Operation.Of(c.Instruction.Opcode).FormulaOf(c.Instruction), c.Term(0),
                c.Term((c.X(1) - c.X(2)) / (Variance(c.X(1)) * c.Shape.Length),
                $"({{0}} − {{1}})/(max({{0}}·(1 − {{0}}), 1e-12){Times(c.Shape.Length)})", 1, 2)),
            Sentence = Sentence.Change(n => "the probability minus the truth, over how undecided it was.", n => "概率减去真实值，再除以 p·(1 − p)。"),
        },
    ];

    /// <summary>Divided by a number of elements.</summary>
    public static string Over(int n) => n == 1 ? "" : $"/{n}";

    private static Sentence InProportion => Sentence.Change(
        n => "in proportion to the error, so a large error pulls harder.",
        n => "与误差成正比，误差越大，拉力越大。");

    private static string Times(int n) => n == 1 ? "" : $"·{n}";

    /// <summary>"The target target" says it twice.</summary>
    private static string Target(InstructionNames n) => n[1].StartsWith("target", StringComparison.Ordinal) ? n[1] : $"the target {n[1]}";

    private static double Variance(double p) => Math.Max(p * (1 - p), SmallestVariance);

    /// <summary>1, 0 or -1; NaN for NaN.</summary>
    private static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;

    private static Shape SamePair(in ShapeCall call)
    {
        Shape output = call[0], target = call[1];
        return output.Equals(target)
            ? Shape.Scalar
            : throw call.Fault(t => t.TargetSize(output, target, ShapeRules.Torch(target), ShapeRules.Torch(output)));
    }

    /// <summary>What each of n elements adds to the loss.</summary>
    private static Recipe Each(ElementContext c, string template, Func<double, double, int, double> part)
    {
        int n = c[0].Length;
        var terms = new List<RawTerm>(n);
        for (int at = 0; at < n; at++) terms.Add(new(part(c[0][at], c[1][at], n), template, [c.Ref(0, at), c.Ref(1, at)]));
        return new(Combination.Sum, terms) { Sigma = c.InSymbols(Operation.Of(c.Instruction.Opcode).FormulaOf(c.Instruction)) };
    }
}
