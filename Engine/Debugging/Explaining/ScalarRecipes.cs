using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Opcodes of scalar programs.</summary>
internal static class ScalarRecipes
{
    /// <summary>w1·x1 + w2·x2 + ... + b.</summary>
    public static Recipe WeightedSum(ElementContext c)
    {
        var terms = new List<RawTerm>();
        for (int k = 0; k + 1 < c.Count; k += 2) terms.Add(c.Product(k, 0, k + 1, 0));
        terms.Add(c.One(c.Count - 1, 0));
        return new(Combination.Sum, terms) { InOrder = true };
    }

    /// <summary>1 inside an open interval, else 0.</summary>
    public static Recipe InRange(ElementContext c)
    {
        var range = (RangeAttributes)c.Instruction.Attributes!;
        double x = c[0].ScalarValue;
        return Single(c, x > range.Low && x < range.High ? 1 : 0, FormulaTemplates.Range(range));
    }

    /// <summary>The slope of one scalar step.</summary>
    public static Recipe Derivative(ElementContext c)
    {
        var a = (DerivativeAttributes)c.Instruction.Attributes!;
        double y = X(c.Count - 1);
        double slope = a.Of switch
        {
            Opcode.WeightedSum => a.Input == c.Count - 2 ? 1 : X(a.Input ^ 1),
            Opcode.Relu => y > 0 ? 1 : 0,
            Opcode.Sigmoid => y * (1 - y),
            Opcode.Tanh => 1 - y * y,
            Opcode.Add or Opcode.Sum or Opcode.Mean or Opcode.Reshape => 1,
            Opcode.Sub => a.Input == 0 ? 1 : -1,
            Opcode.Mul => X(1 - a.Input),
            Opcode.Div => a.Input == 0 ? 1 / X(1) : -X(0) / (X(1) * X(1)),
            Opcode.Neg => -1,
            Opcode.Exp => y,
            Opcode.Log => 1 / X(0),
            Opcode.Square => 2 * X(0),
            Opcode.HalfSquaredError => -(X(1) - X(0)),
            Opcode.MseLoss => 2 * (X(0) - X(1)),
            Opcode.AbsoluteError => PointwiseRecipes.Sign(X(0) - X(1)),
            Opcode.BinaryCrossEntropy => (X(0) - X(1)) / Math.Max(X(0) * (1 - X(0)), PointwiseRecipes.SmallestVariance),
            _ => throw new ArgumentException($"{a.Of} has no derivative of scalars", nameof(c)),
        };
        return Single(c, slope, FormulaTemplates.Derivative(a, c.Count - 1));

        double X(int k) => c[k].ScalarValue;
    }

    /// <summary>One term over those inputs that its template names.</summary>
    private static Recipe Single(ElementContext c, double value, string template)
    {
        var read = new List<ElementRef>();
        for (int k = 0; k < c.Count; k++)
        {
            string key = $"{{{k}}}";
            if (!template.Contains(key, StringComparison.Ordinal)) continue;
            // Keys count up, so an earlier replacement is never replaced again.
            template = template.Replace(key, $"{{{read.Count}}}", StringComparison.Ordinal);
            read.Add(c.Ref(k, 0));
        }
        return new(Combination.Sum, [new(value, template, [.. read])]) { InOrder = true };
    }
}
