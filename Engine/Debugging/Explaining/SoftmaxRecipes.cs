using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Operations over the entries along one axis, and the cross-entropy of a row of logits.</summary>
internal static class SoftmaxRecipes
{
    /// <summary>From here on e^x is too near to what a double can hold, and the maximum is taken off first.</summary>
    private const double LargeExponent = 300;

    /// <summary>e^x[i] / Σ e^x[j].</summary>
    public static Recipe Softmax(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double max = lane.Max(at => c[0][at]);
        bool shifted = Math.Abs(max) > LargeExponent;
        Constant[]? shift = shifted ? [new("max", max)] : null;
        var terms = lane.OrderBy(at => at != own)
            .Select(at => new RawTerm(Math.Exp(c[0][at] - (shifted ? max : 0)), shifted ? "exp({0} − {#0})" : "exp({0})", [c.Ref(0, at)], shift)).ToList();
        string whole = (shifted ? "exp({0} − {#0})" : "exp({0})") + "/{#1}";
        double sum = terms.Sum(t => t.Value);
        var constants = new[] { new Constant("max", max), new Constant($"Σ exp({Running(c, 0)}{(shifted ? " − max" : "")})", sum) };
        return new(Combination.Fraction, terms)
        {
            Whole = new(terms[0].Value / sum, whole, [c.Ref(0, own)], constants),
            Note = shifted ? c.Words.MaximumTakenOff(Numbers.Format(max)) : null,
        };
    }

    /// <summary>x[i] − ln Σ e^x[j].</summary>
    public static Recipe LogSoftmax(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double log = LogSumExp(c[0], lane);
        return new(Combination.Sum, [c.One(0, own), new(-log, "−{#0}", [.. lane.Select(at => c.Ref(0, at))], [new($"ln Σ exp({Running(c, 0)})", log)])]) { InOrder = true };
    }

    /// <summary>gx[i] = y[i]·(gy[i] − Σ gy[j]·y[j]), as one term for each gy.</summary>
    public static Recipe SoftmaxBackward(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double y = c[1][own];
        var terms = lane.OrderBy(at => at != own).Select(at => at == own
            ? new RawTerm(y * c[0][at] * (1 - y), "{0}·{1}·(1 − {0})", [c.Ref(1, own), c.Ref(0, at)])
            : new RawTerm(-y * c[0][at] * c[1][at], "−{0}·{1}·{2}", [c.Ref(1, own), c.Ref(0, at), c.Ref(1, at)])).ToList();
        string own1 = Name(c, 1, own);
        return new(Combination.Sum, terms) { Sigma = $"{own1}·({Name(c, 0, own)} − Σ {Running(c, 0)}·{Running(c, 1)})" };
    }

    /// <summary>gx[i] = gy[i] − e^y[i]·Σ gy[j], as one term for each gy.</summary>
    public static Recipe LogSoftmaxBackward(ElementContext c)
    {
        (int[] lane, int own) = Lane(c);
        double p = Math.Exp(c[1][own]);
        var terms = lane.OrderBy(at => at != own).Select(at => at == own
            ? new RawTerm(c[0][at] * (1 - p), "{0}·(1 − exp({1}))", [c.Ref(0, at), c.Ref(1, own)])
            : new RawTerm(-p * c[0][at], "−exp({1})·{0}", [c.Ref(0, at), c.Ref(1, own)])).ToList();
        return new(Combination.Sum, terms) { Sigma = $"{Name(c, 0, own)} − exp({Name(c, 1, own)})·Σ {Running(c, 0)}" };
    }

    /// <summary>The mean over samples of −ln softmax(logits)[label].</summary>
    public static Recipe CrossEntropy(ElementContext c)
    {
        Shape logits = c[0].Shape;
        int samples = logits[0], classes = logits[1];
        var terms = new List<RawTerm>(samples);
        for (int n = 0; n < samples; n++)
        {
            int[] row = [.. Enumerable.Range(n * classes, classes)];
            int label = (int)c[1][n];
            double logP = c[0][row[label]] - LogSumExp(c[0], row);
            var factors = row.OrderBy(at => at != row[label]).Select(at => c.Ref(0, at)).Append(c.Ref(1, n));
            terms.Add(new(-logP / samples, samples == 1 ? "−ln({#0})" : $"−ln({{#0}})/{samples}", [.. factors], [new($"softmax({c.Name(0)}[{n}])[{label}]", Math.Exp(logP))]));
        }
        return new(Combination.Sum, terms) { Sigma = $"Σ(n) −ln(softmax({c.Name(0)}[n])[{c.Name(1)}[n]])/{samples}", Note = samples == 1 ? null : c.Words.MeanOver(samples) };
    }

    /// <summary>gy·(softmax(logits)[n,k] − (1 if k is the label else 0))/N.</summary>
    public static Recipe CrossEntropyBackward(ElementContext c)
    {
        int samples = c.Shape[0], classes = c.Shape[1], n = c.Index[0], k = c.Index[1], label = (int)c[2][n];
        int[] row = [.. Enumerable.Range(n * classes, classes)];
        double max = row.Max(at => c[1][at]), p = Math.Exp(c[1][c.Offset] - max) / row.Sum(at => Math.Exp(c[1][at] - max)), truth = k == label ? 1 : 0;
        ElementRef[] read = [.. row.OrderBy(at => at != c.Offset).Select(at => c.Ref(1, at)), c.Ref(2, n)];
        Constant[] constants = [new($"softmax({c.Name(1)}[{n}])[{k}]", p), new(truth == 1 ? "1" : "0", truth)];
        string slope = samples == 1 ? "({#0} − {#1})" : $"({{#0}} − {{#1}})/{samples}";
        double value = (p - truth) / samples, gy = c[0][0];
        return new(Combination.Product, [c.One(0, 0), new(value, slope, read, constants)])
        {
            InOrder = true,
            Whole = new(gy * value, "{0}·" + slope, [c.Ref(0, 0)], constants),
            Note = truth == 1 ? c.Words.IsLabel(k, n) : c.Words.IsNotLabel(n, label, k),
        };
    }

    private static (int[] Lane, int Own) Lane(ElementContext c)
    {
        int axis = FormulaTemplates.Axis(c.Instruction), step = c.Shape.Stride(axis), count = c.Shape[axis];
        int start = c.Offset - c.Index[axis] * step;
        return ([.. Enumerable.Range(0, count).Select(i => start + i * step)], c.Offset);
    }

    private static double LogSumExp(Tensor x, int[] lane)
    {
        double max = lane.Max(at => x[at]);
        return max + Math.Log(lane.Sum(at => Math.Exp(x[at] - max)));
    }

    private static string Name(ElementContext c, int input, int at) => $"{c.Name(input)}[{string.Join(",", c[input].Shape.IndexOf(at))}]";

    /// <summary>The name of an input whose index runs along the axis: <c>fc3[0,j]</c>.</summary>
    private static string Running(ElementContext c, int input)
    {
        int axis = FormulaTemplates.Axis(c.Instruction);
        return $"{c.Name(input)}[{string.Join(",", c.Index.Select((x, d) => d == axis ? "j" : x.ToString()))}]";
    }
}
