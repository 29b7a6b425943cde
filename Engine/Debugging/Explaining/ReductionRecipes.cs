using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Sums over whole tensors, losses, and the adjoints that undo a broadcast.</summary>
internal static class ReductionRecipes
{
    /// <summary>Sum and mean of all elements.</summary>
    public static Recipe Reduce(ElementContext c)
    {
        int n = c[0].Length;
        bool mean = c.Instruction.Opcode is Opcode.Mean && n > 1;
        var terms = new List<RawTerm>(n);
        for (int at = 0; at < n; at++) terms.Add(mean ? new(c[0][at] / n, $"{{0}}/{n}", [c.Ref(0, at)]) : c.One(0, at));
        return new(Combination.Sum, terms) { Sigma = mean ? $"mean({c.Name(0)})" : $"sum({c.Name(0)})" };
    }

    /// <summary>Losses that are a sum over elements.</summary>
    public static Recipe Loss(ElementContext c)
    {
        int n = c[0].Length;
        string over = n == 1 ? "" : $"/{n}";
        string template = c.Instruction.Opcode switch
        {
            Opcode.HalfSquaredError => "½·({1} − {0})²",
            Opcode.MseLoss => "({0} − {1})²" + over,
            Opcode.AbsoluteError => "|{0} − {1}|",
            _ => "−({1}·ln({0}) + (1 − {1})·ln(1 − {0}))" + over,
        };
        var terms = new List<RawTerm>(n);
        for (int at = 0; at < n; at++) terms.Add(new(Part(c.Instruction.Opcode, c[0][at], c[1][at], n), template, [c.Ref(0, at), c.Ref(1, at)]));
        return new(Combination.Sum, terms) { Sigma = Template.Render(FormulaTemplates.Of(c.Instruction), k => c.Name(int.Parse(k)), numeric: false) };
    }

    /// <summary>Adjoints of add, sub, mul and div: the part of every element that this one was stretched to.</summary>
    public static Recipe Broadcast(ElementContext c)
    {
        Shape full = c[0].Shape;
        int wrt = FormulaTemplates.Wrt(c.Instruction);
        string template = c.Instruction.Opcode switch
        {
            Opcode.AddBackward => "{0}",
            Opcode.SubBackward => wrt == 0 ? "{0}" : "−{0}",
            Opcode.MulBackward => "{0}·{1}",
            _ => wrt == 0 ? "{0}/{2}" : "−{0}·{1}/{2}²",
        };
        var terms = new List<RawTerm>();
        for (int at = 0; at < full.Length; at++)
        {
            if (ElementContext.StretchedOffset(full, at, c.Shape) != c.Offset) continue;
            var read = new ElementRef[c.Count];
            read[0] = c.Ref(0, at);
            for (int k = 1; k < read.Length; k++) read[k] = c.Ref(k, c.Stretched(k, full, at));
            double gy = c[0][at], a = read.Length > 1 ? c[1][read[1].Offset] : 1, b = read.Length > 2 ? c[2][read[2].Offset] : 1;
            double value = c.Instruction.Opcode switch
            {
                Opcode.AddBackward => gy,
                Opcode.SubBackward => wrt == 0 ? gy : -gy,
                Opcode.MulBackward => gy * a,
                _ => wrt == 0 ? gy / b : -gy * a / (b * b),
            };
            terms.Add(new(value, template, read));
        }
        return new(Combination.Sum, terms)
        {
            Sigma = Template.Render("Σ " + template, k => c.Name(int.Parse(k)), numeric: false) + $" over the {terms.Count} elements that it was stretched to",
        };
    }

    private static double Part(Opcode opcode, double output, double target, int n) => opcode switch
    {
        Opcode.HalfSquaredError => (target - output) * (target - output) / 2,
        Opcode.MseLoss => (output - target) * (output - target) / n,
        Opcode.AbsoluteError => Math.Abs(output - target),
        // PyTorch's lower bound on the logarithms.
        _ => -(target * Math.Max(Math.Log(output), -100) + (1 - target) * Math.Max(Math.Log(1 - output), -100)) / n,
    };
}
