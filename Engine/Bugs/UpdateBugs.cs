using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Mistakes in the update itself.</summary>
internal static class UpdateBugs
{
    /// <summary>After so many steps Adam's corrections 1 - β^t are exactly 1 in double precision.</summary>
    private const double LongAgo = 1e6;

    public static Bug[] All =>
    [
        new("update-sign", t => t.UpdateSignTitle, t => t.UpdateSign,
            BugStage.Backward, s => s.Program.Parameters.Any(p => s.Program.Instructions.Any(i => i.Output == p)) ? null
                : t => t.UpdatesNothing, UpdateSign),
        new("momentum-forgotten", t => t.MomentumForgottenTitle, t => t.MomentumForgotten,
            BugStage.Backward, s => s.Program.Instructions.Any(i => i.Opcode == Opcode.MomentumBuffer) ? null : t => t.NoMomentum,
            WithoutMomentum),
        new("bias-correction-forgotten", t => t.BiasCorrectionForgottenTitle, t => t.BiasCorrectionForgotten,
            BugStage.Backward, s => s.Program.Instructions.Any(i => i.Opcode == Opcode.AdamStep) ? null : t => t.NoAdam,
            WithoutBiasCorrection),
    ];

    private static Scenario UpdateSign(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Value lr = s.Program["lr"];
        if (s.Program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.AdamStep) is { } adam)
        {
            Value negated = r.Derivative("lr.negated", "(−η)", Shape.Scalar);
            Value rate = adam.Inputs[4];
            int first = rate == lr
                ? r.Instructions.FindIndex(i => i.Phase == Phase.Update)
                : r.Instructions.FindIndex(i => i.Output == rate) + 1;
            r.Change(i => i.Opcode == Opcode.AdamStep, i => i with { Inputs = i.Inputs.SetItem(4, negated) });
            Instruction negation = adam with { Index = -1, Opcode = Opcode.Neg, Inputs = [rate], Output = negated, Label = negated.Label };
            r.Instructions.Insert(first, negation with { Attributes = null, Layer = null });
        }
        r.Expand(i => i.Opcode == Opcode.SgdStep, i =>
        {
            Value direction = i.Inputs[1];
            string along = s.Program.Instructions.WriterBefore(direction, i.Index)?.Label ?? direction.Label;
            Value step = r.Derivative($"{i.Output.Name}.step", $"{lr.Label}·{along}", i.Output.Shape);
            return
            [
                i with { Index = -1, Opcode = Opcode.Mul, Inputs = [lr, direction], Output = step, Attributes = null, Label = step.Label },
                i with { Opcode = Opcode.Add, Inputs = [i.Inputs[0], step], Attributes = null },
            ];
        });
        foreach (int line in s.Program.Instructions.Where(i => i.Phase == Phase.Update).Select(i => i.SourceLine).Distinct())
        {
            if (r.Listing[line].Contains("sub_(", StringComparison.Ordinal))
            {
                r.Listing.Replace(line, t => t.Replace("sub_(", "add_(", StringComparison.Ordinal));
                continue;
            }
            string direction =
                r.Instructions.Any(i => i.Opcode == Opcode.AdamStep) ? "p.adam_direction"
                    : r.Instructions.Any(i => i.Opcode == Opcode.MomentumBuffer) ? "p.momentum_buffer"
                    : "p.grad";
            r.Listing.InsertBefore(line, "for p in parameters:");
            r.Listing.Replace(line, t => $"{t[..^t.TrimStart().Length]}    p.data += lr * {direction}");
        }
        return r.Build();
    }

    private static Scenario WithoutMomentum(Scenario s)
    {
        var r = new ProgramRewriter(s);
        var gradient =
            r.Instructions.Where(i => i.Opcode == Opcode.MomentumBuffer).GroupBy(i => i.Output)
                .ToDictionary(g => g.Key, g => g.First().Inputs[1]);
        r.Instructions.RemoveAll(i => i.Opcode == Opcode.MomentumBuffer);
        r.Change(
            i => i.Opcode is Opcode.SgdStep && gradient.ContainsKey(i.Inputs[1]),
            i => i with { Inputs = i.Inputs.SetItem(1, gradient[i.Inputs[1]]) });
        return r.Build();
    }

    private static Scenario WithoutBiasCorrection(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Value late = r.Constant("adam.late_step", "∞", Tensor.Scalar(LongAgo));
        r.Change(i => i.Opcode == Opcode.AdamStep, i => i with { Inputs = i.Inputs.SetItem(3, late) });
        return r.Build();
    }
}
