using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>The four arithmetics, element by element and broadcast as in NumPy; their adjoints sum down to the operand's shape, which
/// undoes the broadcast.</summary>
internal static class ArithmeticOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Add, "a, b")
        {
            Shape = ShapeRules.Broadcast,
            Adjoint = (_, _, gy) => new(Opcode.AddBackward, [gy]),
            Slope = new((_, _) => "1", (_, _) => 1),
            Formula = "{0} + {1}",
            Terms = c => Recipe.Sum(c.Term(0), c.Term(1)),
            Sentence = new(n => $"{n[0]} and {n[1]} are added.", n => $"{n[0]} 与 {n[1]} 相加。"),
        },
        new(Opcode.Sub, "a, b")
        {
            Shape = ShapeRules.Broadcast,
            Adjoint = (_, input, gy) => new(Opcode.SubBackward, [gy], new WrtAttributes(input)),
            Slope = new((input, _) => input == 0 ? "1" : "-1", (_, input) => input == 0 ? 1 : -1),
            Formula = "{0} − {1}",
            Terms = c => Recipe.Sum(c.Term(0), c.Term(-c.X(1), "−{0}", 1)),
            Sentence = new(n => $"{n[1]} is taken away from {n[0]}.", n => $"{n[0]} 减去 {n[1]}。"),
        },
        new(Opcode.Mul, "a, b")
        {
            Shape = ShapeRules.Broadcast,
            Adjoint = (i, input, gy) => new(Opcode.MulBackward, [gy, i.Inputs[1 - input]]),
            Slope = new((input, _) => $"{{{1 - input}}}", (x, input) => x[1 - input]),
            FormulaOf = i => i.Phase is Phase.Backward ? "{0} · {1}" : "{0}·{1}",
            Terms = c => c.Product("{0}·{1}", c.Term(0), c.Term(1)),
            Sentence = new(
                n => $"{n[0]} and {n[1]} are multiplied{Each(n, ", element by element")}.",
                n => $"{n[0]} 与 {n[1]} {Each(n, "逐元素")}相乘。"),
            BackwardSentence = Sentence.Change(
                n => $"how much {n.Root ?? "the loss"} changes with {n.Through ?? "the next step"}, "
                    + $"times how much {n.Through ?? "the next step"} changes with {n.Changed}.",
                n => $"{n.Root ?? "损失"} 随 {n.Through ?? "下一步"} 的变化率，乘以 {n.Through ?? "下一步"} 随 {n.Changed} 的变化率。"),
        },
        new(Opcode.Div, "a, b")
        {
            Shape = ShapeRules.Broadcast,
            Adjoint = (i, input, gy) => new(Opcode.DivBackward, [gy, .. i.Inputs], new WrtAttributes(input)),
            Slope = new((input, _) => input == 0 ? "1/{1}" : "−{0}/{1}²", (x, input) => input == 0 ? 1 / x[1] : -(x[0] / x[1] / x[1])),
            Formula = "{0}/{1}",
            Terms = c => c.Product("{0}/{1}", c.Term(0), c.Term(1 / c.X(1), "1/{0}", 1)),
            Sentence = new(
                n => $"{n[0]} is divided by {n[1]}{Each(n, ", element by element")}.",
                n => $"{n[0]} {Each(n, "逐元素")}除以 {n[1]}。"),
        },

        new(Opcode.AddBackward, "gy")
        {
            FormulaOf = i => SummedDown("{0}", i),
            Terms = c => Broadcast(c, "{0}", (gy, _, _) => gy),
            Sentence = Sentence.Change(n => "an addition hands the gradient on as it is.", n => "加法把梯度原样传下去。"),
        },
        new(Opcode.SubBackward, "gy")
        {
            FormulaOf = i => SummedDown(Wrt(i) == 0 ? "{0}" : "−{0}", i),
            Terms = c => Wrt(c.Instruction) == 0 ? Broadcast(c, "{0}", (gy, _, _) => gy) : Broadcast(c, "−{0}", (gy, _, _) => -gy),
            Sentence = Sentence.Change(
                n => "a subtraction hands the gradient on, with the sign turned for what is taken away.",
                n => "减法把梯度传下去，减数的梯度变号。"),
        },
        new(Opcode.MulBackward, "gy, other")
        {
            FormulaOf = i => SummedDown("{0}·{1}", i),
            Terms = c => Broadcast(c, "{0}·{1}", (gy, other, _) => gy * other),
            Sentence = Sentence.Change(n => "the gradient times the other factor.", n => "梯度乘以另一个因子。"),
        },
        new(Opcode.DivBackward, "gy, a, b")
        {
            FormulaOf = i => SummedDown(Wrt(i) == 0 ? "{0}/{2}" : "−{0}·{1}/{2}²", i),
            Terms = c => Wrt(c.Instruction) == 0
                ? Broadcast(c, "{0}/{2}", (gy, _, b) => gy / b)
                : Broadcast(c, "−{0}·{1}/{2}²", (gy, a, b) => -gy * a / (b * b)),
            Sentence = Sentence.Change(n => "the gradient times the slope of the quotient.", n => "梯度乘以商的导数。"),
        },
    ];

    private static int Wrt(Instruction i) => i.AttributesAs<WrtAttributes>().Input;

    /// <summary>Where there is one number only, there is no element to speak of.</summary>
    private static string Each(InstructionNames n, string words) => n.Instruction.Output.Shape.Rank == 0 ? "" : words;

    private static string SummedDown(string template, Instruction i) =>
        i.Inputs[0].Shape.Equals(i.Output.Shape) ? template : $"sum_to_size({template}, {i.Output.Shape})";

    /// <summary>The part of every element that this one was stretched to: a function of gy and up to two operands.</summary>
    private static Recipe Broadcast(ElementContext c, string template, Func<double, double, double, double> part)
    {
        Shape full = c[0].Shape;
        var terms = new List<RawTerm>();
        for (int at = 0; at < full.Length; at++)
        {
            if (ElementContext.StretchedOffset(full, at, c.Shape) != c.Offset) continue;
            var read = new ElementRef[c.Count];
            read[0] = c.Ref(0, at);
            for (int k = 1; k < read.Length; k++) read[k] = c.Ref(k, c.Stretched(k, full, at));
            double a = read.Length > 1 ? c[1][read[1].Offset] : 1, b = read.Length > 2 ? c[2][read[2].Offset] : 1;
            terms.Add(new(part(c[0][at], a, b), template, read));
        }
        return new(Combination.Sum, terms)
        { Sigma = c.InSymbols($"Σ(n=1…{terms.Count}) {template}") };
    }
}
