using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Operations that move elements and calculate nothing: view, reshape and flatten are one of them;
/// transpose, slice and concat.</summary>
internal static class ShapeOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Reshape, "x")
        {
            Shape = Reshaped,
            Adjoint = (_, _, gy) => new(Opcode.ReshapeBackward, [gy]),
            Slope = new((_, _) => "1", (_, _) => 1),
            GradFnNames = ["ViewBackward0"],
            FormulaOf = i => $"reshape({{0}}, {i.Output.Shape})",
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = new(
                n => $"The numbers of {n[0]} stay, arranged as {n.Instruction.Output.Shape}.",
                n => $"{n[0]} 的数值不变，重新排成 {n.Instruction.Output.Shape}。"),
        },
        new(Opcode.ReshapeBackward, "gy")
        {
            FormulaOf = i => $"reshape({{0}}, {i.Output.Shape})",
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = Sentence.Change(
                n => $"the same gradients, arranged as {n.Instruction.Output.Shape} again.",
                n => $"梯度不变，重新排回 {n.Instruction.Output.Shape}。"),
        },
        new(Opcode.Transpose, "x")
        {
            Shape = Transposed,
            Adjoint = (i, _, gy) => new(Opcode.Transpose, [gy], i.Attributes),
            FormulaOf = i => $"transpose({{0}}, {Swap(i).Dim0}, {Swap(i).Dim1})",
            Terms = c => Recipe.Sum(c.One(0, TransposedFrom(c))),
            Sentence = new(
                n => $"Dimensions {Swap(n.Instruction).Dim0} and {Swap(n.Instruction).Dim1} of {n[0]} change places.",
                n => $"{n[0]} 的第 {Swap(n.Instruction).Dim0} 维与第 {Swap(n.Instruction).Dim1} 维交换。"),
            BackwardSentence = Sentence.Change(
                n => "the same gradients, with the two dimensions changed back.", n => "梯度不变，两个维度换回原位。"),
        },
        // x[:, start:end] along any dimension, as torch.narrow.
        new(Opcode.Slice, "x")
        {
            Shape = Sliced,
            Adjoint = (i, _, gy) => new(Opcode.SliceBackward, [gy], i.Attributes),
            FormulaOf = i => $"{{0}}[{Window(i, i.Inputs[0].Shape.Rank)}]",
            Terms = c => Recipe.Sum(c.One(0, Moved(c.Index, Cut(c.Instruction).Axis, Cut(c.Instruction).Start, c[0].Shape))),
            Sentence = new(
                n => $"A part of {n[0]}: along dimension {Cut(n.Instruction).Axis}, {Range(n.Instruction)}.",
                n => $"取 {n[0]} 的一部分：第 {Cut(n.Instruction).Axis} 维上的 {Range(n.Instruction)}。"),
            BackwardSentence = Sentence.Change(
                n => "each part gets back its own piece of the gradient.", n => "每一部分取回属于自己的那段梯度。"),
        },
        new(Opcode.SliceBackward, "gy")
        {
            FormulaOf = i => $"zeros({i.Output.Shape})[{Window(i, i.Output.Shape.Rank)}] = {{0}}",
            Terms = SliceBackwardTerms,
            Sentence = Sentence.Change(
                n => "the gradient goes to where the part was taken from; the rest was not used and gets 0.",
                n => "梯度回到被取出的位置；其余没有用到，得 0。"),
        },
        // torch.cat
        new(Opcode.Concat, "a, b, ...")
        {
            Shape = Joined,
            Adjoint = (i, input, gy) => new(
                Opcode.Slice, [gy], new SliceAttributes(Axis(i), StartOf(i, input), i.Inputs[input].Shape[Axis(i)])),
            GradFnNames = ["CatBackward0"],
            FormulaOf = i => $"cat({string.Join(", ", Enumerable.Range(0, i.Inputs.Length).Select(k => $"{{{k}}}"))}; dim={Axis(i)})",
            Terms = ConcatTerms,
            Sentence = new(
                n => $"{n.Instruction.Inputs.Length} tensors are put side by side along dimension {Axis(n.Instruction)}.",
                n => $"把 {n.Instruction.Inputs.Length} 个张量沿第 {Axis(n.Instruction)} 维拼接。"),
        },
    ];

    private static TransposeAttributes Swap(Instruction i) => i.AttributesAs<TransposeAttributes>();

    private static SliceAttributes Cut(Instruction i) => i.AttributesAs<SliceAttributes>();

    private static int Axis(Instruction i) => i.AttributesAs<AxisAttributes>().Axis;

    private static string Range(Instruction i) => $"{Cut(i).Start}:{Cut(i).Start + Cut(i).Length}";

    /// <summary>An index in which a colon stands for what is not cut: <c>:,4:8</c>.</summary>
    private static string Window(Instruction i, int rank) =>
        string.Join(",", Enumerable.Range(0, rank).Select(d => d == Cut(i).Axis ? Range(i) : ":"));

    /// <summary>Where along the axis an input of a concat begins.</summary>
    private static int StartOf(Instruction concat, int input) =>
        concat.Inputs.Take(input).Sum(v => v.Shape[Axis(concat)]);

    private static int Moved(int[] index, int axis, int by, Shape shape)
    {
        int[] at = [.. index];
        at[axis] += by;
        return shape.Offset(at);
    }

    private static int TransposedFrom(ElementContext c)
    {
        (int a, int b) = Swap(c.Instruction);
        int[] at = [.. c.Index];
        (at[a], at[b]) = (at[b], at[a]);
        return c[0].Shape.Offset(at);
    }

    private static Recipe SliceBackwardTerms(ElementContext c)
    {
        (int axis, int start, int length) = Cut(c.Instruction);
        int at = c.Index[axis] - start;
        return at >= 0 && at < length
            ? Recipe.Sum(c.One(0, Moved(c.Index, axis, -start, c[0].Shape)))
            : Recipe.Nothing with { Note = c.Words.NotTaken(c.Index[axis], start, start + length - 1) };
    }

    private static Recipe ConcatTerms(ElementContext c)
    {
        int axis = Axis(c.Instruction), input = 0, start = 0;
        while (c.Index[axis] >= start + c[input].Shape[axis]) start += c[input++].Shape[axis];
        return Recipe.Sum(c.One(input, Moved(c.Index, axis, -start, c[input].Shape)));
    }

    private static Shape Transposed(in ShapeCall call)
    {
        Shape x = call[0];
        (int a, int b) = call.Attributes<TransposeAttributes>();
        ShapeRules.RequireDimension(call, a);
        ShapeRules.RequireDimension(call, b);
        int[] dims = [.. x.Dims];
        (dims[a], dims[b]) = (dims[b], dims[a]);
        return new Shape(dims);
    }

    private static Shape Sliced(in ShapeCall call)
    {
        Shape x = call[0];
        (int axis, int start, int length) = call.Attributes<SliceAttributes>();
        ShapeRules.RequireDimension(call, axis);
        int size = x[axis];
        if (start < 0 || length < 0 || start + length > size) throw call.Fault(t => t.SliceTooLong(x, axis, start, length, size));
        int[] dims = [.. x.Dims];
        dims[axis] = length;
        return new Shape(dims);
    }

    private static Shape Joined(in ShapeCall call)
    {
        Shape first = call[0];
        int axis = call.Attributes<AxisAttributes>().Axis;
        ShapeRules.RequireDimension(call, axis);
        int[] dims = [.. first.Dims];
        for (int k = 1; k < call.Inputs.Length; k++)
        {
            Shape next = call[k];
            int number = k;
            if (next.Rank != first.Rank) throw call.Fault(t => t.ConcatRanks(first, next, first.Rank, next.Rank));
            for (int d = 0; d < first.Rank; d++)
            {
                int wanted = first[d], given = next[d];
                if (d != axis && wanted != given) throw call.Fault(t => t.ConcatSizes(first, next, axis, wanted, given, number));
            }
            dims[axis] += next[axis];
        }
        return new Shape(dims);
    }

    private static Shape Reshaped(in ShapeCall call)
    {
        Shape x = call[0];
        int[] dims = call.Target.ToArray();
        int free = Array.IndexOf(dims, -1), known = 1;
        foreach (int d in dims) known *= d == -1 ? 1 : d;
        bool fits = free < 0 ? known == x.Length : known > 0 && x.Length % known == 0;
        if (!fits)
        {
            string wanted = string.Join(", ", dims);
            throw call.Fault(t => t.Reshape(x.Length, x, wanted));
        }
        if (free >= 0) dims[free] = x.Length / known;
        return new Shape(dims);
    }
}
