using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>A linear layer and its adjoints: sums of products.</summary>
internal static class LinearOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Linear, "x (..., in), weight (out, in), bias (out)")
        {
            Shape = OutputShape,
            OptionalInputs = 1,
            Adjoint = (i, input, gy) => input switch
            {
                0 => new(Opcode.LinearBackwardInput, [gy, i.Inputs[1]]),
                1 => new(Opcode.LinearBackwardWeight, [gy, i.Inputs[0]]),
                _ => new(Opcode.LinearBackwardBias, [gy]),
            },
            GradFn = Node,
            FormulaOf = i => HasBias(i) ? "linear({0}, {1}, {2})" : "linear({0}, {1})",
            Terms = Terms,
            Sentence = new(
                n => $"Each output of {n.Output} is a weighted sum of all inputs "
                    + $"in {n[0]}{(HasBias(n.Instruction) ? ", plus a bias" : "")}.",
                n => $"{n.Output} 的每个输出是 {n[0]} 所有输入的加权和{(HasBias(n.Instruction) ? "，再加偏置" : "")}。"),
            Flops = i => 2L * i.Output.Shape.Length * i.Inputs[1].Shape[1],
        },
        new(Opcode.LinearBackwardInput, "gy (..., out), weight (out, in)")
        {
            Formula = "{0} · {1}",
            Terms = InputTerms,
            Sentence = Sentence.Change(
                n => $"each input gets back the gradients of all outputs of {n.Through ?? "the next step"}, "
                    + "times the weights that lead to them.",
                n => $"{n.Through ?? "下一步"} 所有输出的梯度乘以通向它们的权重，传回每个输入。"),
            Flops = i => 2L * i.Inputs[0].Shape.Length * i.Inputs[1].Shape[1],
        },
        new(Opcode.LinearBackwardWeight, "gy (..., out), x (..., in)")
        {
            Formula = "{0}ᵀ · {1}",
            Terms = WeightTerms,
            Sentence = Sentence.Change(
                n => "the gradient of the weight's output times the input that it was multiplied by, added up over the batch.",
                n => "权重所在输出的梯度，乘以与权重相乘的输入，在批次上求和。"),
            Flops = i => 2L * i.Inputs[0].Shape.Length * i.Output.Shape[1],
        },
        new(Opcode.LinearBackwardBias, "gy (..., out)")
        {
            Formula = "Σ(n) {0}",
            Terms = BiasTerms,
            Sentence = Sentence.Change(
                n => "the bias goes into its output as it is, so the gradients are added up over the batch.",
                n => "偏置直接加到输出上，所以把梯度在批次上求和。"),
        },
    ];

    private static bool HasBias(Instruction linear) => linear.Inputs.Length > 2;

    private static GradFn Node(Instruction i, GradFn?[] inputs)
    {
        GradFn? weight = inputs[1] is { } w ? GradFn.Make("TBackward0", i.Inputs[1], w) : null;
        if (HasBias(i)) return GradFn.Make("AddmmBackward0", i.Output, inputs[2], inputs[0], weight);
        // PyTorch makes a matrix of all leading dimensions first.
        if (i.Output.Shape.Rank == 2) return GradFn.Make("MmBackward0", i.Output, inputs[0], weight);
        GradFn? rows = inputs[0] is { } x ? GradFn.Make("ReshapeAliasBackward0", i.Inputs[0], x) : null;
        return GradFn.Make("UnsafeViewBackward0", i.Output, GradFn.Make("MmBackward0", i.Output, rows, weight));
    }

    private static Shape OutputShape(in ShapeCall call)
    {
        Shape x = call[0], weight = call[1];
        int wanted = weight[1], given = x.Rank == 0 ? 1 : x[-1];
        if (wanted != given)
        {
            int rows = x.Length / Math.Max(given, 1);
            throw call.Fault(t => t.Linear(wanted, weight[0], x, given, rows));
        }
        int[] dims = [.. x.Dims];
        dims[^1] = weight[0];
        return new Shape(dims);
    }

    /// <summary>y[r,o] = Σ x[r,i]·weight[o,i] (+ bias[o]).</summary>
    private static Recipe Terms(ElementContext c)
    {
        int width = c[1].Shape[1], outputs = c[1].Shape[0], row = c.Offset / outputs, o = c.Offset % outputs;
        var terms = new List<RawTerm>(width + 1);
        for (int i = 0; i < width; i++) terms.Add(c.Product(0, row * width + i, 1, o * width + i));
        string sigma = $"Σ(i) {c.Name(0)}{Row(c, row, "i")}·{c.Name(1)}[{o},i]";
        if (!HasBias(c.Instruction)) return new(Combination.Sum, terms) { Sigma = sigma };
        terms.Add(c.One(2, o));
        return new(Combination.Sum, terms) { Sigma = $"{sigma} + {c.Name(2)}[{o}]" };
    }

    /// <summary>gx[r,i] = Σ gy[r,o]·weight[o,i].</summary>
    private static Recipe InputTerms(ElementContext c)
    {
        int width = c[1].Shape[1], outputs = c[1].Shape[0], row = c.Offset / width, i = c.Offset % width;
        var terms = new List<RawTerm>(outputs);
        for (int o = 0; o < outputs; o++) terms.Add(c.Product(0, row * outputs + o, 1, o * width + i));
        return new(Combination.Sum, terms) { Sigma = $"Σ(o) {c.Name(0)}{Row(c, row, "o")}·{c.Name(1)}[o,{i}]" };
    }

    /// <summary>gw[o,i] = Σ gy[r,o]·x[r,i].</summary>
    private static Recipe WeightTerms(ElementContext c)
    {
        int width = c.Shape[1], outputs = c.Shape[0], o = c.Index[0], i = c.Index[1], rows = c[0].Length / outputs;
        var terms = new List<RawTerm>(rows);
        for (int row = 0; row < rows; row++) terms.Add(c.Product(0, row * outputs + o, 1, row * width + i));
        return new(Combination.Sum, terms) { Sigma = $"Σ(n) {c.Name(0)}[n,{o}]·{c.Name(1)}[n,{i}]" };
    }

    /// <summary>gb[o] = Σ gy[r,o].</summary>
    private static Recipe BiasTerms(ElementContext c)
    {
        int outputs = c.Shape[0], rows = c[0].Length / outputs;
        var terms = new List<RawTerm>(rows);
        for (int row = 0; row < rows; row++) terms.Add(c.One(0, row * outputs + c.Offset));
        return new(Combination.Sum, terms) { Sigma = $"Σ(n) {c.Name(0)}[n,{c.Offset}]" };
    }

    /// <summary>The index of a row of input 0 whose last dimension runs: <c>[3,i]</c>.</summary>
    private static string Row(ElementContext c, int row, string running)
    {
        int[] index = c[0].Shape.IndexOf(row * c[0].Shape[-1]);
        return $"[{string.Join(",", index[..^1].Select(x => x.ToString()).Append(running))}]";
    }
}
