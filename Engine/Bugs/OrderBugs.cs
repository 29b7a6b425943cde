using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>The right instructions in the wrong order, or some of them left out.</summary>
internal static class OrderBugs
{
    public static Bug[] All =>
    [
        new("no-zero-grad", t => t.NoZeroGradTitle, t => t.NoZeroGrad,
            BugStage.Backward, WithoutZeroGradIsImpossible, WithoutZeroGrad),
        new("zero-grad-after-backward", t => t.ZeroGradAfterBackwardTitle, t => t.ZeroGradAfterBackward,
            BugStage.Backward, s => ProgramFacts.NotOneStep(s.Program), ZeroGradAfterBackward),
        new("step-before-backward", t => t.StepBeforeBackwardTitle, t => t.StepBeforeBackward,
            BugStage.Backward, s => ProgramFacts.NotOneStep(s.Program), StepBeforeBackward),
        new("updated-weights-in-backward", t => t.UpdatedWeightsInBackwardTitle, t => t.UpdatedWeightsInBackward,
            BugStage.Backward, UpdateInBackwardIsImpossible, UpdateInBackward),
        new("stale-forward", t => t.StaleForwardTitle, t => t.StaleForward,
            BugStage.Data, StaleForwardIsImpossible, StaleForward),
    ];

    private static Func<BugTexts, string>? WithoutZeroGradIsImpossible(Scenario s)
    {
        if (!s.Program.Has(Phase.ZeroGrad)) return t => t.ZeroGradMissing;
        var orphan = s.Program.Instructions.FirstOrDefault(i => i.Phase == Phase.ZeroGrad
            && s.Program.Instructions.Any(r => r.Inputs.Contains(i.Output)
                && !s.Program.Instructions.Any(w => w.Output == i.Output && w.Phase == Phase.Backward && w.Index < r.Index)));
        return orphan is null ? null : t => t.OnlyZeroGradMakes(orphan.Output.Name);
    }

    private static Scenario WithoutZeroGrad(Scenario s)
    {
        var r = new ProgramRewriter(s);
        int[] lines = [.. r.Instructions.Where(i => i.Phase == Phase.ZeroGrad).Select(i => i.SourceLine).Distinct()];
        r.Instructions.RemoveAll(i => i.Phase == Phase.ZeroGrad);
        foreach (int line in lines) r.Listing.RemoveWithLoop(line);
        return r.Build();
    }

    private static Scenario ZeroGradAfterBackward(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Instruction[] zeros = [.. r.Instructions.Where(i => i.Phase == Phase.ZeroGrad)];
        r.Instructions.RemoveAll(i => i.Phase == Phase.ZeroGrad);
        r.Instructions.InsertRange(r.Instructions.FindIndex(i => i.Phase == Phase.Update), zeros);
        r.Listing.MoveBefore(zeros[0].SourceLine, r.Instructions.First(i => i.Phase == Phase.Update).SourceLine);
        return r.Build();
    }

    private static Scenario StepBeforeBackward(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Instruction[] updates = [.. r.Instructions.Where(i => i.Phase == Phase.Update)];
        r.Instructions.RemoveAll(i => i.Phase == Phase.Update);
        r.Instructions.InsertRange(r.Instructions.FindIndex(i => i.Phase == Phase.Backward), updates);
        r.Listing.MoveBefore(updates[0].SourceLine, r.Instructions.First(i => i.Phase == Phase.Backward).SourceLine);
        return r.Build();
    }

    private static Func<BugTexts, string>? UpdateInBackwardIsImpossible(Scenario s)
    {
        if (ProgramFacts.NotOneStep(s.Program) is { } why) return why;
        Instruction[] backward = [.. s.Program.Instructions.Where(i => i.Phase == Phase.Backward)];
        return backward.Any(
            i => i.Inputs.Any(v => v.Kind == ValueKind.Parameter && UsesContent(i, v) && GradientIndex(s.Program, v) < i.Index))
            ? null
            : t => t.NoLayerBefore;
    }

    /// <summary>Whether an instruction's result depends on the parameter:
    /// a derivative lists all inputs of its primal, but w·x has the slope w only for x.</summary>
    private static bool UsesContent(Instruction i, Value parameter) =>
        i.Attributes is not DerivativeAttributes { Of: Opcode.WeightedSum } d
            || (d.Input < i.Inputs.Length - 2 && i.Inputs[d.Input ^ 1] == parameter);

    private static int GradientIndex(Program program, Value parameter) =>
        program.Instructions.LastOrDefault(i => i.Phase == Phase.Backward && i.Output.GradientOf == parameter)?.Index ?? int.MaxValue;

    private static Scenario UpdateInBackward(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Instruction[] updates = [.. r.Instructions.Where(i => i.Phase == Phase.Update)];
        r.Instructions.RemoveAll(i => i.Phase == Phase.Update);
        var block = new List<Instruction>();
        foreach (Instruction i in updates)
        {
            if (i.Opcode is Opcode.CountStep or Opcode.LinearDecay)
            {
                // A step is counted, and what is left of the learning rate known, before any parameter takes it.
                r.Instructions.Insert(r.Instructions.FindIndex(b => b.Phase == Phase.Backward), i);
                continue;
            }
            block.Add(i);
            if (i.Output.Kind != ValueKind.Parameter) continue;
            int gradient = r.Instructions.FindLastIndex(b => b.Phase == Phase.Backward && b.Output.GradientOf == i.Output);
            r.Instructions.InsertRange(gradient >= 0 ? gradient + 1 : r.Instructions.Count, block);
            block.Clear();
        }
        r.Instructions.AddRange(block);
        int backward = r.Instructions.First(i => i.Phase == Phase.Backward).SourceLine, update = updates[0].SourceLine;
        int[] hook = r.Listing.InsertBefore(backward, "for p in parameters:", "    p.register_hook(lambda g: step(p, g))");
        r.Change(i => i.Phase == Phase.Update, i => i with { SourceLine = hook[1] });
        r.Listing.MoveKeys(update, hook[1]);
        r.Listing.Remove(update);
        return r.Build();
    }

    private static Func<BugTexts, string>? StaleForwardIsImpossible(Scenario s) =>
        !s.Program.IsOneStep() ? ProgramFacts.NotOneStep(s.Program) ?? (t => t.SeveralPasses)
        : s.Program.Loss is null ? t => t.NoLoss
        : s.Batches is not FixedBatch ? t => t.OtherBatches
        : null;

    private static Scenario StaleForward(Scenario s)
    {
        var r = new ProgramRewriter(s);
        var contents = s.Batches.At(0).Concat(s.Initial).ToDictionary();
        using var backend = new ReferenceBackend();
        foreach (Instruction i in r.Instructions.Where(i => i.Phase == Phase.Forward))
            contents[i.Output] = backend.Execute(i, i.Inputs.Select(v => contents[v]).ToArray(), null);
        KeyValuePair<Value, Tensor>[] once =
            [.. r.Instructions.Where(i => i.Phase == Phase.Forward).Select(i => KeyValuePair.Create(i.Output, contents[i.Output]))];
        r.Instructions.RemoveAll(i => i.Phase == Phase.Forward);
        int loop = r.Instructions[0].SourceLine;
        r.Listing.InsertBefore(loop, "for step in range(steps):");
        r.Listing.IndentFrom(loop);
        return r.Build(new FixedBatch(l => BugTexts.In(l).FirstActivations(s.Batches.Description(l)), [.. s.Batches.At(0), .. once]));
    }
}
