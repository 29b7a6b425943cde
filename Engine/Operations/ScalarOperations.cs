using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Operations on single numbers alone.</summary>
internal static class ScalarOperations
{
    public static Operation[] Rows =>
    [
        // One neuron before its activation.
        new(Opcode.WeightedSum, "w1, x1, w2, x2, ..., b")
        {
            Shape = ShapeRules.AllScalar,
            // The bias is the last input but y; the others come in pairs.
            Slope = new((input, y) => input == y - 1 ? "1" : $"{{{input ^ 1}}}", (x, input) => input == x.Length - 2 ? 1 : x[input ^ 1]),
            GradFn = LeftToRight,
            FormulaOf = i => string.Join(
                " + ", [.. Pairs(i.Inputs.Length).Select(k => $"{{{k}}}·{{{k + 1}}}"), $"{{{i.Inputs.Length - 1}}}"]),
            Terms = c => Recipe.Sum([.. Pairs(c.Count).Select(k => c.Product(k, 0, k + 1, 0)), c.One(c.Count - 1, 0)]),
            Sentence = new(
                n => $"The neuron adds up its inputs, each times its weight, and the bias {n[n.Instruction.Inputs.Length - 1]}.",
                n => $"神经元把各输入乘以权重后相加，再加偏置 {n[n.Instruction.Inputs.Length - 1]}。"),
        },
        // 1 if x lies strictly inside RangeAttributes, else 0.
        new(Opcode.InRange, "x")
        {
            Shape = ShapeRules.AllScalar,
            FormulaOf = Inside,
            Terms = c => Recipe.Sum(
                c.Term(c.Instruction.AttributesAs<RangeAttributes>().Contains(c.X(0)) ? 1 : 0, Inside(c.Instruction), 0)),
            Sentence = new(n => $"1 says that {n[0]} lies in the range, 0 that it does not.", n => $"1 表示 {n[0]} 在范围内，0 表示不在。"),
        },
        // A forward instruction's inputs and its y → ∂y/∂input; DerivativeAttributes say of which opcode and input.
        new(Opcode.Derivative, "x, ..., y")
        {
            FormulaOf = i => SlopeOf(i).Formula(i.AttributesAs<DerivativeAttributes>().Input, i.Inputs.Length - 1),
            Terms = DerivativeTerms,
            Sentence = new(
                n => $"How much {n.Root ?? "the loss"} changes when {n.Changed} changes by a little: the slope of one single step.",
                n => $"{n.Changed} 变化时 {n.Root ?? "损失"} 变化多少：这一步自身的导数。"),
        },
    ];

    /// <summary>The rule by which a <see cref="Opcode.Derivative"/> is calculated.</summary>
    /// <exception cref="ArgumentException">What it is to differentiate has none.</exception>
    public static Slope SlopeOf(Instruction derivative)
    {
        Opcode of = derivative.AttributesAs<DerivativeAttributes>().Of;
        return Operation.Of(of).Slope ?? throw new ArgumentException($"{of} has no derivative of scalars", nameof(derivative));
    }

    private static IEnumerable<int> Pairs(int inputs) => Enumerable.Range(0, inputs / 2).Select(k => 2 * k);

    private static string Inside(Instruction i)
    {
        (double low, double high) = i.AttributesAs<RangeAttributes>();
        return $"1 if {Numbers.Format(low)} < {{0}} < {Numbers.Format(high)} else 0";
    }

    /// <summary>Python adds from left to right: ((w1*x1 + w2*x2) + ...) + b.</summary>
    private static GradFn LeftToRight(Instruction i, GradFn?[] inputs)
    {
        GradFn? sum = null;
        foreach (int k in Pairs(inputs.Length))
        {
            GradFn product = GradFn.Make("MulBackward0", i.Output, inputs[k], inputs[k + 1]);
            sum = sum is null ? product : GradFn.Make("AddBackward0", i.Output, sum, product);
        }
        return GradFn.Make("AddBackward0", i.Output, sum, inputs[^1]);
    }

    /// <summary>One term over those inputs that the slope's formula names.</summary>
    private static Recipe DerivativeTerms(ElementContext c)
    {
        Slope slope = SlopeOf(c.Instruction);
        int input = c.Instruction.AttributesAs<DerivativeAttributes>().Input;
        string template = slope.Formula(input, c.Count - 1);
        var read = new List<ElementRef>();
        for (int k = 0; k < c.Count; k++)
        {
            string key = $"{{{k}}}";
            if (!template.Contains(key, StringComparison.Ordinal)) continue;
            // Keys count up, so an earlier replacement is never replaced again.
            template = template.Replace(key, $"{{{read.Count}}}", StringComparison.Ordinal);
            read.Add(c.Ref(k, 0));
        }
        return Recipe.Sum(new RawTerm(slope.Value([.. Enumerable.Range(0, c.Count).Select(c.X)], input), template, [.. read]));
    }
}
