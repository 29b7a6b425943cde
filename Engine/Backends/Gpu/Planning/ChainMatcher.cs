using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>
/// Finds the layers before a cross-entropy that one group can take a sample through,
/// and checks that nobody else needs what lies between them. It goes by what instructions do and who reads their results, never by names.
/// </summary>
internal sealed class ChainMatcher(ProgramGraph graph)
{
    /// <summary>The largest weight of a linear layer, in floats, that every group reads for itself:
    /// larger ones are cheaper as one product for the whole batch.</summary>
    private const int LargestWeight = 80_000;

    /// <summary>The longest chain that fits, or null.</summary>
    /// <param name="fits">Whether shared memory suffices.</param>
    public ChainMatch? Find(Func<ChainMatch, bool> fits)
    {
        if (graph.Program.Instructions.Any(i => i.Pass != 1)) return null;
        Instruction[] losses = [.. graph.Program.Instructions.Where(i => i.Opcode == Opcode.CrossEntropy)];
        if (losses is not [var loss] || loss.Output != graph.Program.Loss || graph.Writers(loss.Output).Count != 1 || loss.Accumulate)
            return null;
        if (loss.Inputs[1].Kind != ValueKind.Input || loss.Inputs[0].Shape.Length == 0) return null;

        List<LinearStep> linears = Linears(loss.Inputs[0]);
        if (linears.Count == 0) return null;
        Value start = linears[0].Linear.Inputs[0];
        List<ConvStep> convolutions = Convolutions(Flat(start), out Value images);
        if (convolutions.Count > 0 && Try(images, convolutions, linears) is { } whole) return whole;
        for (int skip = 0; skip < linears.Count; skip++)
        {
            var tail = linears.Skip(skip).Select(l => l with { }).ToList();
            if (Try(tail[0].Linear.Inputs[0], [], tail) is { } match) return match;
        }
        return null;

        ChainMatch? Try(Value from, List<ConvStep> first, List<LinearStep> then)
        {
            var match = new ChainMatch { Start = from, Convolutions = first, Linears = then, Loss = loss };
            return Complete(match) && IsClosed(match) && fits(match) ? match : null;
        }
    }

    /// <summary>The linear layers that lead to <paramref name="value"/>, from the first to the last.</summary>
    private List<LinearStep> Linears(Value value)
    {
        var linears = new List<LinearStep>();
        while (true)
        {
            Instruction? relu = Producer(value, Opcode.Relu);
            if (relu is not null && linears.Count == 0) break;
            Instruction? linear = Producer(relu?.Inputs[0] ?? value, Opcode.Linear);
            if (linear is not { Inputs.Length: 3 } || linear.Inputs[1].Shape.Length > LargestWeight || linear.Output.Shape.Rank != 2) break;
            linears.Insert(0, new LinearStep(linear, relu));
            value = linear.Inputs[0];
        }
        return linears;
    }

    /// <summary>The convolutions that lead from an input of the program to <paramref name="value"/>;
    /// none if there is anything else between.</summary>
    private List<ConvStep> Convolutions(Value value, out Value images)
    {
        var steps = new List<ConvStep>();
        while (Producer(value, Opcode.MaxPool2d) is { Attributes: MaxPool2dAttributes { Kernel: 2, Stride: 2 } } pool)
        {
            Instruction? relu = Producer(pool.Inputs[0], Opcode.Relu);
            Instruction? conv = Producer(relu?.Inputs[0] ?? pool.Inputs[0], Opcode.Conv2d);
            if (conv is not { Attributes: Conv2dAttributes { Stride: 1 } } || pool.Output.Shape.Length == 0) break;
            steps.Insert(0, new ConvStep(conv, relu, pool));
            value = conv.Inputs[0];
        }
        images = value;
        return value.Kind == ValueKind.Input ? steps : [];
    }

    /// <summary>What a flattened value was before.</summary>
    private Value Flat(Value value) => Producer(value, Opcode.Reshape)?.Inputs[0] ?? value;

    private Instruction? Producer(Value value, Opcode opcode) =>
        graph.Writers(value) is [{ Phase: Phase.Forward, Accumulate: false } only] && only.Opcode == opcode ? only : null;

    /// <summary>Gathers the chain's instructions and goes the backward pass; false if a part of it is missing or not as expected.</summary>
    private bool Complete(ChainMatch match)
    {
        foreach (ConvStep step in match.Convolutions) Add(match, step.Conv, step.Relu, step.Pool);
        foreach (LinearStep step in match.Linears) Add(match, step.Linear, step.Relu);
        match.Instructions.Add(match.Loss);
        match.Inner.Remove(match.Loss.Inputs[0]);
        if (match.Convolutions.Count > 0 && match.Linears[0].Linear.Inputs[0] != match.Convolutions[^1].Pool.Output)
            match.Inner.Add(match.Linears[0].Linear.Inputs[0]);

        var back = new BackwardWalk(graph, match);
        if (!back.Exists(match.Loss)) return true;
        match.HasBackward = true;
        if (!back.Loss()) return false;
        for (int i = match.Linears.Count - 1; i >= 0; i--)
            if (!back.Linear(match.Linears[i], isFirst: i == 0 && match.Convolutions.Count == 0)) return false;
        if (match.Convolutions.Count == 0) return back.End();
        if (!back.Flatten(match.Linears[0].Linear.Inputs[0])) return false;
        for (int i = match.Convolutions.Count - 1; i >= 0; i--)
            if (!back.Conv(match.Convolutions[i], isFirst: i == 0)) return false;
        return back.Gradient is null;
    }

    private static void Add(ChainMatch match, params ReadOnlySpan<Instruction?> instructions)
    {
        foreach (Instruction? i in instructions)
        {
            if (i is null) continue;
            match.Instructions.Add(i);
            match.Inner.Add(i.Output);
        }
    }

    /// <summary>Whether nobody else reads or writes what the chain keeps to itself, and nobody changes a weight while it runs.</summary>
    private bool IsClosed(ChainMatch match)
    {
        var own = match.Instructions.ToHashSet();
        foreach (Value value in match.Inner)
        {
            if (value.IsPersistent || value == graph.Program.Output || value == graph.Program.Loss || graph.Writers(value).Count != 1)
                return false;
            if (graph.Readers(value).Any(r => !own.Contains(r) && r.Opcode is not (Opcode.Reshape or Opcode.ReshapeBackward))) return false;
        }
        int first = match.First, last = match.Last;
        var written = match.Convolutions.Select(c => c.Conv).Concat(match.Linears.Select(l => l.Linear)).SelectMany(i => i.Inputs.Skip(1));
        return !written.Any(w => graph.Writers(w).Any(i => i.Index > first && i.Index < last));
    }
}
