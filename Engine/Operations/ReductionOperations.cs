using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Sum and mean of all elements, and their adjoints.</summary>
internal static class ReductionOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Sum, "x")
        {
            Shape = ShapeRules.Scalar,
            Adjoint = (_, _, gy) => new(Opcode.SumBackward, [gy]),
            Slope = new((_, _) => "1", (_, _) => 1),
            Formula = "sum({0})",
            Terms = c => Each(c, 1),
            Sentence = new(n => $"All numbers of {n[0]} are added up.", n => $"把 {n[0]} 的所有数相加。"),
        },
        new(Opcode.Mean, "x")
        {
            Shape = ShapeRules.Scalar,
            Adjoint = (_, _, gy) => new(Opcode.MeanBackward, [gy]),
            Slope = new((_, _) => "1", (_, _) => 1),
            Formula = "mean({0})",
            Terms = c => Each(c, c[0].Length),
            Sentence = new(n => $"The average of all numbers of {n[0]}.", n => $"求 {n[0]} 所有数的平均值。"),
        },
        new(Opcode.SumBackward, "gy")
        {
            FormulaOf = i => Expand(i, "{0}"),
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = Sentence.Change(n => "every summand gets the whole gradient.", n => "每个加数都得到全部梯度。"),
        },
        new(Opcode.MeanBackward, "gy")
        {
            FormulaOf = i => Expand(i, "{0}" + LossOperations.Over(i.Output.Shape.Length)),
            Terms = c => Recipe.Sum(c.Term(c.X(0) / c.Shape.Length, "{0}" + LossOperations.Over(c.Shape.Length), 0)),
            Sentence = Sentence.Change(n => "every number gets an equal share of the gradient.", n => "每个数平分梯度。"),
        },
    ];

    private static string Expand(Instruction i, string each) => i.Output.Shape.IsScalar ? "{0}" : $"expand({each}, {i.Output.Shape})";

    /// <summary>Every element, divided by <paramref name="n"/>.</summary>
    private static Recipe Each(ElementContext c, int n)
    {
        var terms = new List<RawTerm>(c[0].Length);
        for (int at = 0; at < c[0].Length; at++) terms.Add(n > 1 ? new(c[0][at] / n, $"{{0}}/{n}", [c.Ref(0, at)]) : c.One(0, at));
        return new(Combination.Sum, terms) { Sigma = n > 1 ? $"mean({c.Name(0)})" : $"sum({c.Name(0)})" };
    }
}
