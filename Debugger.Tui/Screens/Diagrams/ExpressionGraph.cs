using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>A use of a computed number: who reads it, and the backward instruction that brings this use's part of the gradient.</summary>
/// <param name="By">The node that reads it, by index.</param>
/// <param name="Input">As which input.</param>
/// <param name="Sends">What brings the part; null where the program differentiates nothing.</param>
internal sealed record ExpressionUse(int By, int Input, Instruction? Sends);

/// <summary>An operation of an expression.</summary>
/// <param name="Instruction">What computes it.</param>
/// <param name="Given">The given numbers that it reads.</param>
/// <param name="Uses">Who reads it.</param>
internal sealed record ExpressionNode(Instruction Instruction, ImmutableArray<Value> Given, ImmutableArray<ExpressionUse> Uses)
{
    public Value Value => Instruction.Output;
}

/// <summary>
/// A scalar program as what it is when it is no network of neurons: operations that read one another, some of them twice.
/// </summary>
internal sealed class ExpressionGraph
{
    private ExpressionGraph(IReadOnlyList<ExpressionNode> nodes) => Nodes = nodes;

    /// <summary>In the order in which they are computed.</summary>
    public IReadOnlyList<ExpressionNode> Nodes { get; }

    public static ExpressionGraph Of(Program program)
    {
        Instruction[] forward = [.. program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss)];
        var index = forward.Select((i, k) => (i.Output, k)).ToDictionary(p => p.Output, p => p.k);
        return new([.. forward.Select(i => new ExpressionNode(i,
            [.. i.Inputs.Where(v => !index.ContainsKey(v)).Distinct()],
            [.. forward.SelectMany((c, k) => c.Inputs.Select((v, n) => (v, n)).Where(p => p.v == i.Output)
                .Select(p => new ExpressionUse(k, p.n, Sends(program, c, p.n))))]))]);
    }

    /// <summary>What the last instruction works on: a node, and where it is about one use of it, which.</summary>
    public (int Node, int Use) Lit(Program program, Instruction? last)
    {
        if (last is null) return (-1, -1);
        Value touched = last.Output.GradientOf ?? last.Output;
        if (Read(program, last) is { } read)
        {
            Value used = program.Instructions[read.Consumer].Inputs[read.Input];
            for (int n = 0; n < Nodes.Count; n++)
            {
                if (Nodes[n].Instruction.Index == read.Consumer && !Nodes.Any(m => m.Value == used)) return (n, -1);
                for (int u = 0; u < Nodes[n].Uses.Length; u++)
                    if (Nodes[n].Value == used && Nodes[Nodes[n].Uses[u].By].Instruction.Index == read.Consumer
                        && Nodes[n].Uses[u].Input == read.Input) return (n, u);
            }
        }
        for (int n = 0; n < Nodes.Count; n++)
            if (Nodes[n].Value == touched || Nodes[n].Given.Any(g => g == touched
                || touched.Name.StartsWith(g.Name + '.', StringComparison.Ordinal))) return (n, -1);
        return (-1, -1);
    }

    // A product multiplies what arrives from above by a local derivative, which knows which input of which instruction it is of.
    private static (int Consumer, int Input)? Read(Program program, Instruction i)
    {
        if (i.Attributes is DerivativeAttributes d && i.PrimalOf is int p) return (p, d.Input);
        return i is { Phase: Phase.Backward, Opcode: Opcode.Mul }
            && program.Instructions.LastOrDefault(k => k.Index < i.Index
                && k.Output == i.Inputs[1]) is { Attributes: DerivativeAttributes } local
            ? Read(program, local) : null;
    }

    private static Instruction? Sends(Program program, Instruction consumer, int input)
    {
        Instruction? local = program.Instructions.FirstOrDefault(i => i.PrimalOf == consumer.Index && i.Attributes is DerivativeAttributes d
            && d.Input == input);
        return local is null ? null
            : program.Instructions.FirstOrDefault(i => i.Index > local.Index && i.Opcode == Opcode.Mul && i.Inputs[1] == local.Output)
                ?? local;
    }
}
