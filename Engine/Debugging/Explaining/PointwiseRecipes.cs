using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Opcodes whose every element depends on one element of each input.</summary>
internal static class PointwiseRecipes
{
    /// <summary>PyTorch's lower bound on p·(1 - p), which is a float32 there.</summary>
    public const double SmallestVariance = 1e-12f;

    public static Recipe Of(ElementContext c)
    {
        ElementRef[] read = [.. Enumerable.Range(0, c.Count).Select(k => c.Ref(k, Same(c, k)))];
        double X(int k) => c[k][read[k].Offset];
        RawTerm Term(int k) => new(X(k), "{0}", [read[k]]);
        RawTerm Of(int k, double value, string template) => new(value, template, [read[k]]);
        RawTerm Difference(double value, string template) => new(value, template, [read[1], read[2]]);
        int n = c.Shape.Length;
        string over = n == 1 ? "" : $"/{n}";
        return c.Instruction.Opcode switch
        {
            Opcode.Zero => new(Combination.Sum, []) { InOrder = true, Whole = new(0, "0", []) },
            Opcode.Ones => new(Combination.Sum, [new(1, "1", [])]) { InOrder = true },
            Opcode.Relu => Single(Of(0, X(0) > 0 || double.IsNaN(X(0)) ? X(0) : 0, "max({0}, 0)")),
            Opcode.Sigmoid => Single(Of(0, 1 / (1 + Math.Exp(-X(0))), "sigmoid({0})")),
            Opcode.Tanh => Single(Of(0, Math.Tanh(X(0)), "tanh({0})")),
            Opcode.Neg or Opcode.NegBackward => Single(Of(0, -X(0), "−{0}")),
            Opcode.Exp => Single(Of(0, Math.Exp(X(0)), "exp({0})")),
            Opcode.Log => Single(Of(0, Math.Log(X(0)), "ln({0})")),
            Opcode.Square => Single(Of(0, X(0) * X(0), "{0}²")),
            Opcode.Reshape or Opcode.ReshapeBackward or Opcode.Copy or Opcode.SumBackward => Single(Term(0)),
            Opcode.MeanBackward => Single(Of(0, X(0) / n, "{0}" + over)),
            Opcode.Add or Opcode.AddN => new(Combination.Sum, [.. read.Select((_, k) => Term(k))]) { InOrder = true },
            Opcode.Sub => new(Combination.Sum, [Term(0), Of(1, -X(1), "−{0}")]) { InOrder = true },
            Opcode.Mul => Product("{0}·{1}", Term(0), Term(1)),
            Opcode.Div => Product("{0}/{1}", Term(0), Of(1, 1 / X(1), "1/{0}")),
            Opcode.ReluBackward => Product("{0}·({1} > 0)", Term(0), Of(1, X(1) > 0 ? 1 : 0, "1 if {0} > 0 else 0")),
            Opcode.SigmoidBackward => Product("{0}·{1}·(1 − {1})", Term(0), Term(1), Of(1, 1 - X(1), "1 − {0}")),
            Opcode.TanhBackward => Product("{0}·(1 − {1}²)", Term(0), Of(1, 1 - X(1) * X(1), "1 − {0}²")),
            Opcode.ExpBackward => Product("{0}·{1}", Term(0), Term(1)),
            Opcode.LogBackward => Product("{0}/{1}", Term(0), Of(1, 1 / X(1), "1/{0}")),
            Opcode.SquareBackward => Product("2·{0}·{1}", Term(0), Of(1, 2 * X(1), "2·{0}")),
            Opcode.HalfSquaredErrorBackward => Product("{0}·({1} − {2})", Term(0), Difference(X(1) - X(2), "{0} − {1}")),
            Opcode.MseLossBackward => Product($"{{0}}·2·({{1}} − {{2}}){over}", Term(0), Difference(2 * (X(1) - X(2)) / n, $"2·({{0}} − {{1}}){over}")),
            Opcode.AbsoluteErrorBackward => Product("{0}·sign({1} − {2})", Term(0), Difference(Sign(X(1) - X(2)), "sign({0} − {1})")),
            Opcode.BinaryCrossEntropyBackward => Product(
                FormulaTemplates.Of(c.Instruction), Term(0),
                Difference((X(1) - X(2)) / (Math.Max(X(1) * (1 - X(1)), SmallestVariance) * n), $"({{0}} − {{1}})/(max({{0}}·(1 − {{0}}), 1e-12){(n == 1 ? "" : $"·{n}")})")),
            _ => throw new ArgumentException($"{c.Instruction.Opcode} has no explanation", nameof(c)),
        };

        Recipe Product(string whole, params RawTerm[] terms) =>
            new(Combination.Product, [.. terms]) { InOrder = true, Whole = new(terms.Aggregate(1.0, (p, t) => p * t.Value), whole, read) };
    }

    /// <summary>1, 0 or -1; NaN for NaN.</summary>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;

    private static Recipe Single(RawTerm term) => new(Combination.Sum, [term]) { InOrder = true };

    /// <summary>The element of input <paramref name="k"/> that goes with the output's.</summary>
    private static int Same(ElementContext c, int k) =>
        c[k].Length == c.Shape.Length ? c.Offset : c.Stretched(k, c.Shape, c.Offset);
}

/// <summary>The update's opcodes, element by element.</summary>
internal static class UpdateRecipes
{
    public static Recipe Of(ElementContext c)
    {
        var a = c.Instruction.Attributes as OptimizerAttributes ?? new OptimizerAttributes();
        ElementRef[] read = [.. Enumerable.Range(0, c.Count).Select(k => c.Ref(k, c[k].Length == 1 ? 0 : c.Offset))];
        double X(int k) => c[k][read[k].Offset];
        RawTerm Term(double value, string template) => new(value, template, read);
        RawTerm[] terms = c.Instruction.Opcode switch
        {
            Opcode.WeightDecay => [c.One(0, c.Offset), Of(1, a.WeightDecay * X(1), "{λ}·{0}")],
            Opcode.MomentumBuffer => [Of(0, a.Momentum * X(0), "{μ}·{0}"), c.One(1, c.Offset)],
            Opcode.SgdStep => [c.One(0, c.Offset), new(-X(2) * X(1), "−{0}·{1}", [read[2], read[1]])],
            Opcode.CountStep => [c.One(0, 0), new(1, "1", [])],
            Opcode.AdamMoment1 => [Of(0, a.Beta1 * X(0), "{β1}·{0}"), Of(1, (1 - a.Beta1) * X(1), "(1 − {β1})·{0}")],
            Opcode.AdamMoment2 => [Of(0, a.Beta2 * X(0), "{β2}·{0}"), Of(1, (1 - a.Beta2) * X(1) * X(1), "(1 − {β2})·{0}²")],
            _ => [c.One(0, c.Offset), new(
                -X(4) / (1 - Math.Pow(a.Beta1, X(3))) * X(1) / (Math.Sqrt(X(2)) / Math.Sqrt(1 - Math.Pow(a.Beta2, X(3))) + a.Epsilon),
                "−{0}/(1 − {β1}^{1})·{2}/(√{3}/√(1 − {β2}^{1}) + {ε})", [read[4], read[3], read[1], read[2]])],
        };
        return new(Combination.Sum, [.. terms]) { InOrder = true, Whole = Term(terms.Sum(t => t.Value), FormulaTemplates.Of(c.Instruction)) };

        RawTerm Of(int k, double value, string template) => new(value, template, [read[k]]);
    }
}
