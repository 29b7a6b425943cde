using System.Text.RegularExpressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Mistakes in attention, and with weights that every position shares.</summary>
internal static class AttentionBugs
{
    public static Bug[] All =>
    [
        Forward("mask-forgotten", t => t.MaskForgottenTitle, t => t.MaskForgotten, Masks, s => Left(s, Masks(s))),
        Forward("softmax-wrong-axis", t => t.SoftmaxWrongAxisTitle, t => t.SoftmaxWrongAxis, Softmaxes, WrongAxis),
        Forward("scale-forgotten", t => t.ScaleForgottenTitle, t => t.ScaleForgotten, Scales, s => Left(s, Scales(s))),
        Forward("value-and-key-swapped", t => t.ValueAndKeySwappedTitle, t => t.ValueAndKeySwapped, Scores, Swapped),
        Forward("position-forgotten", t => t.PositionForgottenTitle, t => t.PositionForgotten, Positions, WithoutPosition),
        new("gradient-of-one-position", t => t.GradientOfOnePositionTitle, t => t.GradientOfOnePosition, BugStage.Backward,
            s => Masks(s).Length > 0 && s.Program.Instructions.Any(IsShared) ? null : t => t.NoAttention, OnePosition),
    ];

    private static Bug Forward(
        string name, Func<BugTexts, string> title, Func<BugTexts, string> description, Func<Scenario, Instruction[]> where,
        Func<Scenario, Scenario> apply) =>
        new(name, title, description, BugStage.Forward,
            s => where(s).Length == 0 ? t => t.NoAttention : ProgramRebuilder.Refusal(s), apply);

    private static Instruction[] Masks(Scenario s) => [.. s.Program.ForwardPart().Where(i => i.Opcode == Opcode.CausalMask)];

    /// <summary>The softmaxes of masked scores.</summary>
    private static Instruction[] Softmaxes(Scenario s) =>
    [
        .. s.Program.ForwardPart().Where(i => i.Opcode == Opcode.Softmax && s.Program.ForwardPart().Any(
            p => p.Opcode == Opcode.MatMul && p.Inputs[0] == i.Output)),
    ];

    private static Instruction[] Scales(Scenario s) =>
    [
        .. s.Program.ForwardPart().Where(i => i.Opcode == Opcode.Scale && s.Program.ForwardPart().Any(
            p => p.Opcode == Opcode.MatMul && p.Output == i.Inputs[0])),
    ];

    /// <summary>The products of queries and keys.</summary>
    private static Instruction[] Scores(Scenario s) => Softmaxes(s).Length == 0 ? []
        : [.. s.Program.ForwardPart().Where(i => i.Opcode == Opcode.MatMul && i.Attributes is MatMulAttributes { TransposeB: true })];

    /// <summary>The sums of what a token and what its position stand for.</summary>
    private static Instruction[] Positions(Scenario s) =>
    [
        .. s.Program.ForwardPart().Where(i => i.Opcode == Opcode.Add && i.Inputs.All(
            v => s.Program.ForwardPart().Any(e => e.Opcode == Opcode.Embedding && e.Output == v))),
    ];

    /// <summary>Leaves instructions out: what reads their result reads what they read.</summary>
    private static Scenario Left(Scenario s, Instruction[] left)
    {
        ProgramRebuilder r = null!;
        r = new(s) { Forward = (i, inputs) => left.Any(l => l.Output == i.Output) ? inputs[0] : r.Write(i, inputs) };
        foreach (int line in left.Select(i => i.SourceLine).Distinct())
        {
            Match step = Regex.Match(r.Listing[line], @"^\s*(\w+) = (\w+)");
            r.Listing.Remove(line);
            r.Listing.ReplaceAll(t => Regex.Replace(t, $@"\b{step.Groups[1].Value}\b", step.Groups[2].Value));
        }
        return r.Build();
    }

    private static Scenario WrongAxis(Scenario s)
    {
        Instruction[] softmaxes = Softmaxes(s);
        ProgramRebuilder r = null!;
        r = new(s)
        {
            Forward = (i, inputs) => r.Write(
                softmaxes.Any(m => m.Output == i.Output)
                    ? i with { Attributes = new AxisAttributes(i.AttributesAs<AxisAttributes>().Axis - 1) }
                    : i, inputs),
        };
        foreach (int line in softmaxes.Select(i => i.SourceLine).Distinct())
            r.Listing.Replace(line, t => t.Replace("dim=-1", "dim=-2", StringComparison.Ordinal));
        return r.Build();
    }

    /// <summary>Queries are compared with values, and keys are mixed.</summary>
    private static Scenario Swapped(Scenario s)
    {
        Instruction[] scores = Scores(s),
            mixed = [.. s.Program.ForwardPart().Where(i => i.Opcode == Opcode.MatMul && Softmaxes(s).Any(m => m.Output == i.Inputs[0]))];
        ProgramRebuilder r = null!;
        r = new(s) { Forward = (i, inputs) => r.Write(i, Other(i) is { } other ? [inputs[0], r.Builder.Find(other.Name)!] : inputs) };
        foreach (int line in scores.Concat(mixed).Select(i => i.SourceLine).Distinct())
            r.Listing.Replace(line,
                t => Regex.Replace(t, @"\b([kv])(_heads?)\b", m => (m.Groups[1].Value == "k" ? "v" : "k") + m.Groups[2]));
        return r.Build();

        // Scores and mixtures come in the same order, one of each an attention.
        Value? Other(Instruction i) => Array.FindIndex(scores, x => x.Output == i.Output) is >= 0 and var score ? mixed[score].Inputs[1]
            : Array.FindIndex(mixed, x => x.Output == i.Output) is >= 0 and var mix ? scores[mix].Inputs[1]
            : null;
    }

    private static Scenario WithoutPosition(Scenario s)
    {
        Instruction[] sums = Positions(s);
        ProgramRebuilder r = null!;
        r = new(s) { Forward = (i, inputs) => sums.Any(sum => sum.Output == i.Output) ? inputs[0] : r.Write(i, inputs) };
        foreach (Instruction sum in sums)
        {
            r.Listing.Replace(sum.SourceLine, t => Regex.Replace(t, @"(= \w+) \+ \w+", "$1"));
            r.Listing.Claim(sum.SourceLine, $"{sum.Output.Name}={sum.Inputs[0].Name}");
        }
        return r.Build();
    }

    /// <summary>A gradient of a parameter that is a sum over positions.</summary>
    private static bool IsShared(Instruction i) => i.Opcode is Opcode.LinearBackwardWeight or Opcode.EmbeddingBackward;

    private static Scenario OnePosition(Scenario s)
    {
        var r = new ProgramRewriter(s);
        r.Expand(IsShared, i =>
        {
            Value gy = i.Inputs[0];
            var mask = new double[gy.Shape.Length];
            int width = gy.Shape[^1], positions = gy.Shape[^2];
            for (int at = 0; at < mask.Length; at += positions * width) mask.AsSpan(at, width).Fill(1);
            Value first = r.Constant($"{gy.Name}.first", "first_position", new Tensor(gy.Shape, mask));
            Value masked = r.Derivative($"{i.Output.Name}.first_position", $"{gy.Label}.first_position", gy.Shape);
            Instruction mul = i with { Index = -1, Opcode = Opcode.MulBackward, Inputs = [gy, first], Output = masked, Attributes = null };
            return [mul with { Accumulate = false, Label = masked.Label }, i with { Inputs = i.Inputs.SetItem(0, masked) }];
        });
        return r.Build();
    }
}
