using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Softmax and its logarithm along an axis (<see cref="AxisAttributes"/>), and the cross-entropy of a row of logits.</summary>
internal static class SoftmaxOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Softmax, "x")
        {
            Shape = Along,
            Adjoint = (i, _, gy) => new(Opcode.SoftmaxBackward, [gy, i.Output], i.Attributes),
            FormulaOf = i => $"softmax({{0}}, dim={Axis(i)})",
            Terms = SoftmaxTerms,
            Sentence = new(
                n => $"The scores {n[0]} become probabilities: all positive, adding up to 1.",
                n => $"把分数 {n[0]} 变成概率：全为正，总和为 1。"),
        },
        new(Opcode.LogSoftmax, "x")
        {
            Shape = Along,
            Adjoint = (i, _, gy) => new(Opcode.LogSoftmaxBackward, [gy, i.Output], i.Attributes),
            FormulaOf = i => $"log_softmax({{0}}, dim={Axis(i)})",
            Terms = LogSoftmaxTerms,
            Sentence = new(
                n => $"The scores {n[0]} become logarithms of probabilities.",
                n => $"把分数 {n[0]} 变成概率的对数。"),
        },
        new(Opcode.SoftmaxBackward, "gy, y")
        {
            Formula = "{1}·({0} − Σ {0}·{1})",
            Terms = SoftmaxBackwardTerms,
            Sentence = EveryEntryCounts,
        },
        new(Opcode.LogSoftmaxBackward, "gy, y")
        {
            Formula = "{0} − exp({1})·Σ {0}",
            Terms = LogSoftmaxBackwardTerms,
            Sentence = EveryEntryCounts,
        },
        // nn.CrossEntropyLoss(): the mean of -log_softmax(logits)[n, label n] over the rows that count; a label of -100 counts for nothing.
        new(Opcode.CrossEntropy, "logits (N, C), labels (N)")
        {
            Shape = CrossEntropyShape,
            Adjoint = (i, _, gy) => new(Opcode.CrossEntropyBackward, [gy, .. i.Inputs]),
            DifferentiableInputs = 1,
            GradFnNames = ["NllLossBackward0", "LogSoftmaxBackward0"],
            Formula = "cross_entropy({0}, {1})",
            Terms = CrossEntropyTerms,
            Sentence = new(
                n => $"How surprised the model is by the right answers {n[1]}: "
                    + $"the average of minus the logarithm of the probability that {n[0]} gives them.",
                n => $"模型对正确答案 {n[1]} 有多意外：{n[0]} 给正确类别的概率取负对数，再求平均。"),
        },
        new(Opcode.CrossEntropyBackward, "gy, logits (N, C), labels (N)")
        {
            // How many rows count, only the labels tell.
            FormulaOf = i => $"{{0}}·(softmax({{1}}) − one_hot({{2}})){LossOperations.Over(i.Output.Shape[0])}",
            Terms = CrossEntropyBackwardTerms,
            Sentence = Sentence.Change(
                n => "the predicted probability minus 1 for the right class, minus 0 for the others, shared over the batch.",
                n => "预测概率减去目标（正确类别减 1，其他类别减 0），再按批次取平均。"),
        },
    ];

    private static Sentence EveryEntryCounts => Sentence.Change(
        n => "raising one score also lowers all other probabilities, so every entry plays a part.",
        n => "一个分数升高会压低其他所有概率，所以每一项都有影响。");

    private static int Axis(Instruction i) => i.AttributesAs<AxisAttributes>().Axis;

    private static Shape Along(in ShapeCall call)
    {
        ShapeRules.RequireDimension(call, call.Attributes<AxisAttributes>().Axis);
        return call[0];
    }

    private static Shape CrossEntropyShape(in ShapeCall call)
    {
        Shape logits = call[0], labels = call[1];
        if (logits.Rank != 2 || labels.Rank != 1) throw call.Fault(t => t.LogitsAndLabels(logits, labels));
        if (logits[0] != labels[0]) throw call.Fault(t => t.BatchSizes(logits, labels, logits[0], labels[0]));
        return Shape.Scalar;
    }

    /// <summary>From here on e^x is too near to what a double can hold, and the maximum is taken off first.</summary>
    private const double LargeExponent = 300;

    /// <summary>e^x[i] / Σ e^x[j].</summary>
    private static Recipe SoftmaxTerms(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double max = lane.Max(at => c[0][at]);
        bool shifted = Math.Abs(max) > LargeExponent;
        Constant[]? shift = shifted ? [new("max", max)] : null;
        int masked = lane.Count(at => double.IsNegativeInfinity(c[0][at]));
        var terms = lane.Where(at => at == own || !double.IsNegativeInfinity(c[0][at])).OrderBy(at => at != own)
            .Select(
                at => new RawTerm(
                    Math.Exp(c[0][at] - (shifted ? max : 0)), shifted ? "exp({0} − {#0})" : "exp({0})", [c.Ref(0, at)], shift))
                .ToList();
        string whole = (shifted ? "exp({0} − {#0})" : "exp({0})") + "/{#1}";
        double sum = terms.Sum(t => t.Value);
        var constants = new[] { new Constant("max", max), new Constant($"Σ exp({Running(c, 0)}{(shifted ? " − max" : "")})", sum) };
        return new(Combination.Fraction, terms)
        {
            Whole = new(terms[0].Value / sum, whole, [c.Ref(0, own)], constants),
            Note = shifted ? c.Words.MaximumTakenOff(Numbers.Format(max)) : masked > 0 ? c.Words.Masked(masked, lane.Length) : null,
        };
    }

    /// <summary>x[i] − ln Σ e^x[j].</summary>
    private static Recipe LogSoftmaxTerms(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double log = LogSumExp(c[0], lane);
        var logOfSum = new RawTerm(-log, "−{#0}", [.. lane.Select(at => c.Ref(0, at))], [new($"ln Σ exp({Running(c, 0)})", log)]);
        return new(Combination.Sum, [c.One(0, own), logOfSum]) { InOrder = true };
    }

    /// <summary>gx[i] = y[i]·(gy[i] − Σ gy[j]·y[j]), as one term for each gy.</summary>
    private static Recipe SoftmaxBackwardTerms(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double y = c[1][own];
        var terms = lane.OrderBy(at => at != own).Select(at => at == own
            ? new RawTerm(y * c[0][at] * (1 - y), "{0}·{1}·(1 − {0})", [c.Ref(1, own), c.Ref(0, at)])
            : new RawTerm(-y * c[0][at] * c[1][at], "−{0}·{1}·{2}", [c.Ref(1, own), c.Ref(0, at), c.Ref(1, at)])).ToList();
        string own1 = c.Name(1, own);
        return new(Combination.Sum, terms) { Sigma = $"{own1}·({c.Name(0, own)} − Σ {Running(c, 0)}·{Running(c, 1)})" };
    }

    /// <summary>gx[i] = gy[i] − e^y[i]·Σ gy[j], as one term for each gy.</summary>
    private static Recipe LogSoftmaxBackwardTerms(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double p = Math.Exp(c[1][own]);
        var terms = lane.OrderBy(at => at != own).Select(at => at == own
            ? new RawTerm(c[0][at] * (1 - p), "{0}·(1 − exp({1}))", [c.Ref(0, at), c.Ref(1, own)])
            : new RawTerm(-p * c[0][at], "−exp({1})·{0}", [c.Ref(0, at), c.Ref(1, own)])).ToList();
        return new(Combination.Sum, terms) { Sigma = $"{c.Name(0, own)} − exp({c.Name(1, own)})·Σ {Running(c, 0)}" };
    }

    /// <summary>The mean over samples of −ln softmax(logits)[label].</summary>
    private static Recipe CrossEntropyTerms(ElementContext c)
    {
        Shape logits = c[0].Shape;
        int rows = logits[0], classes = logits[1], samples = Counting(c[1]);
        var terms = new List<RawTerm>(samples);
        for (int n = 0; n < rows; n++)
        {
            if (c[1][n] == ClassLabels.Ignored) continue;
            int[] row = [.. Enumerable.Range(n * classes, classes)];
            int label = (int)c[1][n];
            double logP = c[0][row[label]] - LogSumExp(c[0], row);
            var factors = row.OrderBy(at => at != row[label]).Select(at => c.Ref(0, at)).Append(c.Ref(1, n));
            terms.Add(
                new(-logP / samples, samples == 1 ? "−ln({#0})" : $"−ln({{#0}})/{samples}", [.. factors],
                [new($"softmax({c.Name(0)}[{n}])[{label}]", Math.Exp(logP))]));
        }
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(n) −ln(softmax({c.Name(0)}[n])[{c.Name(1)}[n]])/{samples}",
            Note = samples < rows ? c.Words.MeanOverCounting(samples, rows) : samples == 1 ? null : c.Words.MeanOver(samples),
        };
    }

    /// <summary>gy·(softmax(logits)[n,k] − (1 if k is the label else 0))/N.</summary>
    private static Recipe CrossEntropyBackwardTerms(ElementContext c)
    {
        int samples = Counting(c[2]), classes = c.Shape[1], n = c.Index[0], k = c.Index[1], label = (int)c[2][n];
        if (label == ClassLabels.Ignored) return Recipe.Nothing with { Note = c.Words.DoesNotCount(c.Entry(0)) };
        int[] row = [.. Enumerable.Range(n * classes, classes)];
        double max = row.Max(at => c[1][at]), p = Math.Exp(c[1][c.Offset] - max) / row.Sum(at => Math.Exp(c[1][at] - max)),
            truth = k == label ? 1 : 0;
        ElementRef[] read = [.. row.OrderBy(at => at != c.Offset).Select(at => c.Ref(1, at)), c.Ref(2, n)];
        Constant[] constants = [new($"softmax({c.Name(1)}[{n}])[{k}]", p), new(truth == 1 ? "1" : "0", truth)];
        string slope = samples == 1 ? "({#0} − {#1})" : $"({{#0}} − {{#1}})/{samples}";
        double value = (p - truth) / samples, gy = c[0][0];
        return new(Combination.Product, [c.One(0, 0), new(value, slope, read, constants)])
        {
            InOrder = true,
            Whole = new(gy * value, "{0}·" + slope, [c.Ref(0, 0)], constants),
            Note = truth == 1 ? c.Words.IsLabel(c.Entry(1), c.Entry(0))
                : c.Words.IsNotLabel(c.Entry(0), c.EntryOf(1, 1, n, label), c.Entry(1)),
        };
    }

    /// <summary>How many labels count.</summary>
    private static int Counting(Tensor labels) => labels.Data.ToArray().Count(label => label != ClassLabels.Ignored);

    private static (int[] Lane, int Own) Lane(ElementContext c)
    {
        int axis = Axis(c.Instruction), step = c.Shape.Stride(axis), count = c.Shape[axis];
        int start = c.Offset - c.Index[axis] * step;
        return ([.. Enumerable.Range(0, count).Select(i => start + i * step)], c.Offset);
    }

    private static double LogSumExp(Tensor x, int[] lane)
    {
        double max = lane.Max(at => x[at]);
        return max + Math.Log(lane.Sum(at => Math.Exp(x[at] - max)));
    }

    /// <summary>The name of an input whose index runs along the axis: <c>fc3[0,j]</c>.</summary>
    private static string Running(ElementContext c, int input)
    {
        int axis = Axis(c.Instruction);
        return $"{c.Name(input)}[{string.Join(",", c.Index.Select((x, d) => d == axis ? "j" : x.ToString()))}]";
    }
}
