using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>A convolution (a cross-correlation, as in PyTorch) and its adjoints: sums of products.
/// All have <see cref="Conv2dAttributes"/>.</summary>
internal static class Conv2dOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Conv2d, "x (N, C, H, W), weight (O, C, kH, kW), bias (O)")
        {
            Shape = OutputShape,
            Adjoint = (i, input, gy) => input switch
            {
                0 => new(Opcode.Conv2dBackwardInput, [gy, i.Inputs[1]], i.Attributes),
                1 => new(Opcode.Conv2dBackwardWeight, [gy, i.Inputs[0]], i.Attributes),
                _ => new(Opcode.Conv2dBackwardBias, [gy], i.Attributes),
            },
            GradFnNames = ["ConvolutionBackward0"],
            FormulaOf = i => $"conv2d({{0}}, {{1}}, {{2}}, {Window(i, "stride")})",
            Terms = Terms,
            Sentence = new(
                n => (n.Instruction.Output.Shape[1] == 1 ? "The kernel" : $"Each of the {n.Instruction.Output.Shape[1]} kernels")
                    + $" slides over {n[0]}; where it lies, pixels and weights are multiplied and added up, plus a bias.",
                n => $"{n.Instruction.Output.Shape[1]} 个卷积核各自在 {n[0]} 上滑动；每到一处，像素与权重相乘后求和，再加偏置。"),
            Flops = i => Flops(i.Output, i.Inputs[1]),
        },
        new(Opcode.Conv2dBackwardInput, "gy (N, O, H', W'), weight (O, C, kH, kW)")
        {
            FormulaOf = i => $"conv_transpose2d({{0}}, {{1}}, {Window(i, "stride")})",
            Terms = InputTerms,
            Sentence = Sentence.Change(
                n => "each pixel gets back the gradients of all positions that saw it, times the weights that they saw it with.",
                n => "凡是用到该像素的位置，都把梯度乘以当时的权重传回来。"),
            Flops = i => Flops(i.Inputs[0], i.Inputs[1]),
        },
        new(Opcode.Conv2dBackwardWeight, "gy (N, O, H', W'), x (N, C, H, W)")
        {
            // The gradient slides over the image as a kernel would: what was the stride lies between its taps.
            FormulaOf = i => $"Σ(n) conv2d({{1}}, {{0}}, {Window(i, "dilation")})",
            Terms = WeightTerms,
            Sentence = Sentence.Change(
                n => "at each position of the kernel the gradient there times the pixel under the weight, "
                    + "added up over positions and batch.",
                n => "卷积核在每个位置的梯度，乘以权重所对的像素，在所有位置和批次上求和。"),
            Flops = i => Flops(i.Inputs[0], i.Output),
        },
        new(Opcode.Conv2dBackwardBias, "gy (N, O, H', W')")
        {
            Formula = "Σ(n,v,u) {0}",
            Terms = BiasTerms,
            Sentence = Sentence.Change(
                n => "the bias goes into every position, so all gradients of its channel are added up.",
                n => "偏置加到每个位置上，所以把该通道的所有梯度相加。"),
        },
    ];

    private static Shape OutputShape(in ShapeCall call)
    {
        Shape x = call[0], weight = call[1];
        (int stride, int padding) = call.Attributes<Conv2dAttributes>();
        if (x.Rank != 4) throw call.Fault(t => t.ConvRank(x, ShapeRules.Torch(x)));
        if (x[1] != weight[1])
            throw call.Fault(t => t.ConvChannels(weight, x, ShapeRules.Torch(weight), ShapeRules.Torch(x), weight[1], x[1]));
        int h = x[2] + 2 * padding, w = x[3] + 2 * padding;
        if (h < weight[2] || w < weight[3])
            throw call.Fault(t => t.KernelTooLarge(weight[2], weight[3], x, h, w));
        return new Shape(
            x[0], weight[0], ShapeRules.WindowCount(x[2], weight[2], stride, padding),
            ShapeRules.WindowCount(x[3], weight[3], stride, padding));
    }

    private static string Window(Instruction i, string step)
    {
        (int stride, int padding) = i.AttributesAs<Conv2dAttributes>();
        return $"{step}={stride}, padding={padding}";
    }

    private static long Flops(Value outputs, Value weight) =>
        2L * outputs.Shape.Length * weight.Shape[1] * weight.Shape[2] * weight.Shape[3];

    /// <summary>y[n,o,v,u] = Σ x[n,c,v·stride−padding+i,u·stride−padding+j]·weight[o,c,i,j] + bias[o].</summary>
    private static Recipe Terms(ElementContext c)
    {
        (int stride, int padding) = c.Instruction.AttributesAs<Conv2dAttributes>();
        Shape x = c[0].Shape, w = c[1].Shape;
        int n = c.Index[0], o = c.Index[1], top = c.Index[2] * stride - padding, left = c.Index[3] * stride - padding, outside = 0;
        var terms = new List<RawTerm>();
        for (int ch = 0; ch < w[1]; ch++)
            for (int i = 0; i < w[2]; i++)
                for (int j = 0; j < w[3]; j++)
                    if (Inside(top + i, left + j, x)) terms.Add(c.Product(0, x.Offset(n, ch, top + i, left + j), 1, w.Offset(o, ch, i, j)));
                    else outside++;
        terms.Add(c.One(2, o));
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(c,i,j) {c.Name(0)}[{n},c,{From(top, "i")},{From(left, "j")}]·{c.Name(1)}[{o},c,i,j] + {c.Name(2)}[{o}]",
            Note = outside == 0 ? null : c.Words.OnPadding(outside),
        };
    }

    /// <summary>gx[n,c,h,w] = Σ gy[n,o,v,u]·weight[o,c,i,j] over all positions v, u whose kernel element i, j lay on h, w.</summary>
    private static Recipe InputTerms(ElementContext c)
    {
        (int stride, int padding) = c.Instruction.AttributesAs<Conv2dAttributes>();
        Shape gy = c[0].Shape, w = c[1].Shape;
        int n = c.Index[0], ch = c.Index[1];
        var terms = new List<RawTerm>();
        for (int o = 0; o < w[0]; o++)
            for (int i = 0; i < w[2]; i++)
                for (int j = 0; j < w[3]; j++)
                    if (Position(c.Index[2] + padding - i, stride, gy[2], out int v)
                        && Position(c.Index[3] + padding - j, stride, gy[3], out int u))
                        terms.Add(c.Product(0, gy.Offset(n, o, v, u), 1, w.Offset(o, ch, i, j)));
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(o,i,j) {c.Name(0)}[{n},o,v,u]·{c.Name(1)}[o,{ch},i,j], "
                + $"{At("v", "i")} = {c.Index[2]}, {At("u", "j")} = {c.Index[3]}",
        };

        string At(string position, string offset) =>
            $"{position}{(stride == 1 ? "" : $"·{stride}")}{(padding == 0 ? "" : $"−{padding}")}+{offset}";
    }

    /// <summary>gw[o,c,i,j] = Σ gy[n,o,v,u]·x[n,c,v·stride−padding+i,u·stride−padding+j].</summary>
    private static Recipe WeightTerms(ElementContext c)
    {
        (int stride, int padding) = c.Instruction.AttributesAs<Conv2dAttributes>();
        Shape gy = c[0].Shape, x = c[1].Shape;
        int o = c.Index[0], ch = c.Index[1], i = c.Index[2], j = c.Index[3], outside = 0;
        var terms = new List<RawTerm>(gy.Length / gy[1]);
        for (int n = 0; n < gy[0]; n++)
            for (int v = 0; v < gy[2]; v++)
                for (int u = 0; u < gy[3]; u++)
                    if (Inside(v * stride - padding + i, u * stride - padding + j, x))
                        terms.Add(
                            c.Product(0, gy.Offset(n, o, v, u), 1, x.Offset(n, ch, v * stride - padding + i, u * stride - padding + j)));
                    else outside++;
        string times = stride == 1 ? "" : $"{stride}";
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(n,v,u) {c.Name(0)}[n,{o},v,u]"
                + $"·{c.Name(1)}[n,{ch},{From(i - padding, times + "v")},{From(j - padding, times + "u")}]",
            Note = outside == 0 ? null : c.Words.OnPadding(outside),
        };
    }

    /// <summary>gb[o] = Σ gy[n,o,v,u].</summary>
    private static Recipe BiasTerms(ElementContext c)
    {
        Shape gy = c[0].Shape;
        var terms = new List<RawTerm>(gy.Length / gy[1]);
        for (int n = 0; n < gy[0]; n++)
            for (int at = 0; at < gy[2] * gy[3]; at++) terms.Add(c.One(0, gy.Offset(n, c.Offset, 0, 0) + at));
        return new(Combination.Sum, terms) { Sigma = $"Σ(n,v,u) {c.Name(0)}[n,{c.Offset},v,u]" };
    }

    private static bool Inside(int h, int w, Shape x) => (uint)h < (uint)x[2] && (uint)w < (uint)x[3];

    private static bool Position(int distance, int stride, int count, out int position)
    {
        position = distance / stride;
        return distance >= 0 && distance % stride == 0 && position < count;
    }

    /// <summary>A running index that starts at <paramref name="start"/>: <c>3+i</c>, <c>i</c>, <c>i-1</c>.</summary>
    private static string From(int start, string running) => start switch
    {
        0 => running,
        > 0 => $"{start}+{running}",
        _ => $"{running}{start}",
    };
}
