using Backstep.Engine.Programs;

namespace Backstep.Engine.Operations;

/// <summary>What optimizers do to each element, with <see cref="OptimizerAttributes"/>; formulas of torch.optim.SGD and
/// torch.optim.Adam.</summary>
internal static class UpdateOperations
{
    public static Operation[] Rows =>
    [
        Row(Opcode.WeightDecay, "grad, w", "{0} + {λ}·{1}",
            (c, a) => [c.Term(0), c.Term(a.WeightDecay * c.X(1), "{λ}·{0}", 1)],
            new(n => $"A part of {n[1]} is added to its gradient, so that weights shrink unless they are needed.",
                n => $"把 {n[1]} 的一部分加到它的梯度上，使不需要的权重逐渐变小。")),
        Row(Opcode.MomentumBuffer, "buffer, grad", "{μ}·{0} + {1}",
            (c, a) => [c.Term(a.Momentum * c.X(0), "{μ}·{0}", 0), c.Term(1)],
            new(n => $"The direction of the steps before is kept in part, and the new gradient {n[1]} added.",
                n => $"保留一部分之前的方向，再加上新的梯度 {n[1]}。")),
        Row(Opcode.SgdStep, "w, direction, lr", "{0} − {2}·{1}",
            (c, _) => [c.Term(0), c.Term(-c.X(2) * c.X(1), "−{0}·{1}", 2, 1)],
            new(n => $"{n[0]} takes a step against its gradient; the learning rate sets how long a step.",
                n => $"{n[0]} 沿梯度的反方向走一步，学习率决定步长。")),
        Row(Opcode.CountStep, "t", "{0} + 1",
            (c, _) => [c.Term(0), new(1, "1", [])],
            new(_ => "Adam counts its steps.", _ => "Adam 记录步数。")),
        // The first step, counted as 1, has the whole rate.
        new(Opcode.LinearDecay, "lr, t")
        {
            Formula = "{0}·max(0, 1 − ({1} − 1)/{n})",
            Terms = c => c.Product("{0}·max(0, 1 − ({1} − 1)/{n})", c.Term(0), c.Term(Rest(c), "max(0, 1 − ({0} − 1)/{n})", 1)),
            Sentence = new(
                n => $"The learning rate {n[0]} falls a little with every step: after "
                    + $"{n.Instruction.AttributesAs<LinearDecayAttributes>().Steps} steps it is 0.",
                n => $"学习率 {n[0]} 每步降低一点：{n.Instruction.AttributesAs<LinearDecayAttributes>().Steps} 步之后为 0。"),
        },
        Row(Opcode.AdamMoment1, "m, grad", "{β1}·{0} + (1 − {β1})·{1}",
            (c, a) => [c.Term(a.Beta1 * c.X(0), "{β1}·{0}", 0), c.Term((1 - a.Beta1) * c.X(1), "(1 − {β1})·{0}", 1)],
            new(n => $"A running average of the gradient {n[1]}: the direction.", n => $"梯度 {n[1]} 的滑动平均：方向。")),
        Row(Opcode.AdamMoment2, "v, grad", "{β2}·{0} + (1 − {β2})·{1}²",
            (c, a) => [c.Term(a.Beta2 * c.X(0), "{β2}·{0}", 0), c.Term((1 - a.Beta2) * c.X(1) * c.X(1), "(1 − {β2})·{0}²", 1)],
            new(n => $"A running average of the squared gradient {n[1]}: how large it usually is.", n => $"梯度 {n[1]} 平方的滑动平均：通常有多大。")),
        Row(Opcode.AdamStep, "w, m, v, t, lr", "{0} − {4}/(1 − {β1}^{3})·{1}/(√{2}/√(1 − {β2}^{3}) + {ε})",
            (c, a) =>
            [
                c.Term(0),
                c.Term(
                    -c.X(4) / (1 - Math.Pow(a.Beta1, c.X(3))) * c.X(1)
                        / (Math.Sqrt(c.X(2)) / Math.Sqrt(1 - Math.Pow(a.Beta2, c.X(3))) + a.Epsilon),
                    "−{0}/(1 − {β1}^{1})·{2}/(√{3}/√(1 − {β2}^{1}) + {ε})", 4, 3, 1, 2),
            ],
            new(n => $"{n[0]} takes a step against its average gradient, divided by the gradient's usual size.",
                n => $"{n[0]} 沿平均梯度的反方向走一步，除以梯度通常的大小。")),
    ];

    private static double Rest(ElementContext c) => LinearDecay(c.X(1), c.Instruction.AttributesAs<LinearDecayAttributes>().Steps);

    /// <summary>What is left of the learning rate in step t, counted from 1.</summary>
    public static double LinearDecay(double t, int steps) => Math.Max(0, 1 - (t - 1) / steps);

    private static Operation Row(
        Opcode opcode, string inputs, string formula, Func<ElementContext, OptimizerAttributes, RawTerm[]> terms, Sentence sentence) =>
            new(opcode, inputs)
            {
                Formula = formula,
                Terms = c =>
                {
                    RawTerm[] parts = terms(c, c.Instruction.Attributes as OptimizerAttributes ?? new OptimizerAttributes());
                    RawTerm whole = c.Term(parts.Sum(t => t.Value), formula, [.. Enumerable.Range(0, c.Count)]);
                    return Recipe.Sum(parts) with { Whole = whole };
                },
                Sentence = sentence,
            };
}
