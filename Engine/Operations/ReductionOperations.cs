using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>
/// Sum and mean of all elements, or, with <see cref="AxisAttributes"/>, along one dimension, of which an extent of 1 stays
/// (<c>keepdim=True</c>), and their adjoints.
/// </summary>
internal static class ReductionOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Sum, "x")
        {
            Shape = Reduced,
            Adjoint = (i, _, gy) => new(Opcode.SumBackward, [gy], i.Attributes),
            Slope = new((_, _) => "1", (_, _) => 1),
            GradFn = (i, inputs) => Node("Sum", i, inputs),
            FormulaOf = i => $"sum({{0}}{Along(i)})",
            Terms = c => Each(c, "sum", 1),
            Sentence = new(
                n => Axis(n.Instruction) is int axis
                    ? $"The numbers of {n[0]} are added up along dimension {axis}."
                    : $"All numbers of {n[0]} are added up.",
                n => Axis(n.Instruction) is int axis ? $"把 {n[0]} 沿第 {axis} 维相加。" : $"把 {n[0]} 的所有数相加。"),
        },
        new(Opcode.Mean, "x")
        {
            Shape = Reduced,
            Adjoint = (i, _, gy) => new(Opcode.MeanBackward, [gy], i.Attributes),
            Slope = new((_, _) => "1", (_, _) => 1),
            GradFn = (i, inputs) => Node("Mean", i, inputs),
            FormulaOf = i => $"mean({{0}}{Along(i)})",
            Terms = c => Each(c, "mean", Count(c[0].Shape, c.Shape)),
            Sentence = new(
                n => Axis(n.Instruction) is int axis
                    ? $"The average of the numbers of {n[0]} along dimension {axis}."
                    : $"The average of all numbers of {n[0]}.",
                n => Axis(n.Instruction) is int axis ? $"求 {n[0]} 沿第 {axis} 维的平均值。" : $"求 {n[0]} 所有数的平均值。"),
        },
        new(Opcode.SumBackward, "gy")
        {
            FormulaOf = i => Expand(i, "{0}"),
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = Sentence.Change(n => "every summand gets the whole gradient.", n => "每个加数都得到全部梯度。"),
        },
        new(Opcode.MeanBackward, "gy")
        {
            FormulaOf = i => Expand(i, "{0}" + LossOperations.Over(Count(i.Output.Shape, i.Inputs[0].Shape))),
            Terms = c => Recipe.Sum(
                c.Term(c.X(0) / Count(c.Shape, c[0].Shape), "{0}" + LossOperations.Over(Count(c.Shape, c[0].Shape)), 0)),
            Sentence = Sentence.Change(n => "every number gets an equal share of the gradient.", n => "每个数平分梯度。"),
        },
    ];

    private static int? Axis(Instruction i) => (i.Attributes as AxisAttributes)?.Axis;

    private static string Along(Instruction i) => Axis(i) is int axis ? $", dim={axis}" : "";

    /// <summary>How many elements make one of the result.</summary>
    private static int Count(Shape full, Shape reduced) => full.Length / Math.Max(reduced.Length, 1);

    private static GradFn Node(string name, Instruction i, GradFn?[] inputs) =>
        GradFn.Make($"{name}Backward{(Axis(i) is null ? 0 : 1)}", i.Output, inputs);

    private static Shape Reduced(in ShapeCall call)
    {
        if (call.HasNoAttributes) return Shape.Scalar;
        int axis = call.Attributes<AxisAttributes>().Axis;
        ShapeRules.RequireDimension(call, axis);
        int[] dims = [.. call[0].Dims];
        dims[axis] = 1;
        return new Shape(dims);
    }

    private static string Expand(Instruction i, string each) =>
        i.Output.Shape.Equals(i.Inputs[0].Shape) ? "{0}" : $"expand({each}, {i.Output.Shape})";

    /// <summary>Every element that goes into this one, divided by <paramref name="n"/>.</summary>
    private static Recipe Each(ElementContext c, string name, int n)
    {
        var terms = new List<RawTerm>();
        (int start, int count, int step) = (0, c[0].Length, 1);
        if (Axis(c.Instruction) is int axis) (start, count, step) = (c[0].Shape.Offset(c.Index), c[0].Shape[axis], c[0].Shape.Stride(axis));
        for (int k = 0, at = start; k < count; k++, at += step)
            terms.Add(n > 1 ? new(c[0][at] / n, $"{{0}}/{n}", [c.Ref(0, at)]) : c.One(0, at));
        string of = Axis(c.Instruction) is int along
            ? $"{c.Name(0)}[{string.Join(",", c.Index.Select((x, d) => d == along ? ":" : x.ToString()))}]"
            : c.Name(0);
        return new(Combination.Sum, terms) { Sigma = $"{name}({of})" };
    }
}
