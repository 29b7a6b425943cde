using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>The right instructions in the wrong order, or some of them left out.</summary>
internal static class OrderBugs
{
    public static Bug[] All =>
    [
        new("no-zero-grad", "zero_grad is missing",
            "Nothing sets the gradients to zero, so those of all backward passes so far add up, and each step goes along their sum.",
            BugStage.Backward, WithoutZeroGradIsImpossible, WithoutZeroGrad),
        new("zero-grad-after-backward", "zero_grad comes between backward and step",
            "The gradients are set to zero after they have been computed and before they are used: nothing is ever learnt.",
            BugStage.Backward, s => ProgramFacts.NotOneStep(s.Program), ZeroGradAfterBackward),
        new("step-before-backward", "step comes before backward",
            "The update runs before the gradients of this step are there; it finds the zeros that zero_grad has left.",
            BugStage.Backward, s => ProgramFacts.NotOneStep(s.Program), StepBeforeBackward),
        new("updated-weights-in-backward", "weights are updated during the backward pass",
            "Each parameter takes its step as soon as its own gradient is known, so the gradients of the layers before are computed with weights that are new already.",
            BugStage.Backward, UpdateInBackwardIsImpossible, UpdateInBackward),
        new("stale-forward", "the forward pass runs only once",
            "The forward pass stands before the loop: from the second step on, loss and gradients are computed from the activations of the first weights.",
            BugStage.Data, StaleForwardIsImpossible, StaleForward),
    ];

    private static string? WithoutZeroGradIsImpossible(Scenario s)
    {
        if (!s.Program.Has(Phase.ZeroGrad)) return "has no zero_grad";
        var orphan = s.Program.Instructions.FirstOrDefault(i => i.Phase == Phase.ZeroGrad
            && s.Program.Instructions.Any(r => r.Inputs.Contains(i.Output)
                && !s.Program.Instructions.Any(w => w.Output == i.Output && w.Phase == Phase.Backward && w.Index < r.Index)));
        return orphan is null ? null : $"uses {orphan.Output.Name} before any backward pass has made it; only zero_grad does";
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

    private static string? UpdateInBackwardIsImpossible(Scenario s)
    {
        if (ProgramFacts.NotOneStep(s.Program) is { } why) return why;
        Instruction[] backward = [.. s.Program.Instructions.Where(i => i.Phase == Phase.Backward)];
        return backward.Any(i => i.Inputs.Any(v => v.Kind == ValueKind.Parameter && UsesContent(i, v) && GradientIndex(s.Program, v) < i.Index))
            ? null
            : "has no layer before the one whose weights are updated, so there is nothing that the new weights could spoil";
    }

    /// <summary>Whether an instruction's result depends on the parameter: a derivative lists all inputs of its primal, but w·x has the slope w only for x.</summary>
    private static bool UsesContent(Instruction i, Value parameter) =>
        i.Attributes is not DerivativeAttributes { Of: Opcode.WeightedSum } d || (d.Input < i.Inputs.Length - 2 && i.Inputs[d.Input ^ 1] == parameter);

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
            if (i.Opcode == Opcode.CountStep)
            {
                // Adam counts a step before any parameter takes it.
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

    private static string? StaleForwardIsImpossible(Scenario s) =>
        !s.Program.IsOneStep() ? ProgramFacts.NotOneStep(s.Program) ?? "is a script of several passes, not one training step"
        : s.Program.Loss is null ? "has no loss"
        : s.Batches is not FixedBatch ? "takes another batch in each iteration, and a forward pass of the first batch says nothing about the others"
        : null;

    private static Scenario StaleForward(Scenario s)
    {
        var r = new ProgramRewriter(s);
        var contents = s.Batches.At(0).Concat(s.Initial).ToDictionary();
        using var backend = new ReferenceBackend();
        foreach (Instruction i in r.Instructions.Where(i => i.Phase == Phase.Forward))
            contents[i.Output] = backend.Execute(i, i.Inputs.Select(v => contents[v]).ToArray(), null);
        KeyValuePair<Value, Tensor>[] once = [.. r.Instructions.Where(i => i.Phase == Phase.Forward).Select(i => KeyValuePair.Create(i.Output, contents[i.Output]))];
        r.Instructions.RemoveAll(i => i.Phase == Phase.Forward);
        int loop = r.Instructions[0].SourceLine;
        r.Listing.InsertBefore(loop, "for step in range(steps):");
        r.Listing.IndentFrom(loop);
        return r.Build(new FixedBatch($"{s.Batches.Description}; the activations of the first forward pass", [.. s.Batches.At(0), .. once]));
    }
}
