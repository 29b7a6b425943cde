using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>
/// The backward pass in the order in which one comes upon the values: a value passes its gradient on as soon as the first of its uses has
/// sent something. What later uses send still reaches the value itself, and nothing below it.
/// </summary>
internal sealed class DepthFirst
{
    private readonly Program _program;

    /// <summary>What the right program does for each use: who used the value, and what sends back its part.</summary>
    private readonly Dictionary<(int Consumer, Value Of), List<Instruction[]>> _parts = [];

    private readonly Dictionary<(int Pass, Value), Instruction> _producer = [];
    private readonly HashSet<Value> _written = [], _visited = [];
    private readonly List<Instruction> _order = [];
    private bool _tooEarly;

    private DepthFirst(Program program)
    {
        _program = program;
        foreach (Instruction i in program.ForwardPart()) _producer[(i.Pass, i.Output)] = i;
    }

    public static Bug Bug => new("depth-first-backward", t => t.DepthFirstBackwardTitle, t => t.DepthFirstBackward,
        BugStage.Backward, Refusal, Apply);

    private static Func<BugTexts, string>? Refusal(Scenario s)
    {
        if (s.Program.Roots.IsEmpty) return t => t.NoSeveralPaths;
        if (s.Program.Roots.Select(r => r.Pass).Distinct().Count() < s.Program.Roots.Length) return t => t.SeveralPasses;
        return ProgramRebuilder.Refusal(s) ?? (Passes(s.Program).Any(p => p.TooEarly) ? null : t => t.NoSeveralPaths);
    }

    private static Scenario Apply(Scenario s)
    {
        var r = new ProgramRewriter(s);
        foreach ((int pass, bool tooEarly, var order) in Passes(s.Program))
        {
            if (!tooEarly) continue;
            int line = order[0].SourceLine, at = r.Instructions.FindIndex(i => IsBackward(i, pass));
            r.Instructions.RemoveAll(i => IsBackward(i, pass));
            r.Instructions.InsertRange(at, order);
            if (r.Listing.Find(Order) is { } loop)
                r.Listing.Replace(loop, t => t.Replace(Order, "depth_first_order(self)", StringComparison.Ordinal));
            else
                r.Listing.Replace(line, t => ChainRuleBugs.BackwardCall().Replace(t, "$1.depth_first_backward("));
        }
        return r.Build();
    }

    private const string Order = "reversed(topological_order(self))";

    private static bool IsBackward(Instruction i, int pass) => i.Pass == pass && i.Phase == Phase.Backward;

    private static IEnumerable<(int Pass, bool TooEarly, IReadOnlyList<Instruction> Order)> Passes(Program program)
    {
        foreach (BackwardRoot root in program.Roots)
        {
            var pass = new DepthFirst(program);
            pass.Read(root);
            pass.Visit(root.Root, root.Pass);
            yield return (root.Pass, pass._tooEarly, pass._order);
        }
    }

    /// <summary>Takes the right backward pass apart: it gathers a gradient at a time, and a sum's parts path by path.</summary>
    private void Read(BackwardRoot root)
    {
        var group = new List<Instruction>();
        foreach (Instruction i in _program.Instructions.Where(i => IsBackward(i, root.Pass)))
        {
            if (i.Output.GradientOf is not { } of)
            {
                group.Add(i);
                continue;
            }
            if (of == root.Root) _order.Add(i);
            else if (i.Opcode != Opcode.AddN) Part(of, [.. group, i]);
            else
                foreach (Value path in i.Inputs)
                {
                    int end = group.FindIndex(p => p.Output == path) + 1;
                    Part(of, [.. group[..end], i with { Index = path == i.Inputs[0] ? i.Index : -1, Inputs = [path] }]);
                    group.RemoveRange(0, end);
                }
            group.Clear();
        }
    }

    private void Part(Value of, Instruction[] part)
    {
        // The AddN of a path is nobody's adjoint; what it takes over is.
        int consumer = part[^1].Opcode == Opcode.AddN ? part[^2].PrimalOf!.Value : part[^1].PrimalOf!.Value;
        if (!_parts.TryGetValue((consumer, of), out var parts)) _parts[(consumer, of)] = parts = [];
        parts.Add(part);
    }

    private void Visit(Value value, int pass)
    {
        if (!_visited.Add(value) || !_producer.TryGetValue((pass, value), out Instruction? producer)) return;
        var row = Operation.Of(producer.Opcode);
        Value[] inputs = [.. producer.Inputs.Where((_, k) => row.IsDifferentiable(k)).Distinct()];
        foreach (Value input in inputs)
            foreach (Instruction[] part in _parts.GetValueOrDefault((producer.Index, input), []))
            {
                _tooEarly |= _visited.Contains(input) && !input.IsLeaf;
                _order.AddRange(part[..^1]);
                // What is there already is added to.
                _order.Add(part[^1] with { Accumulate = part[^1].Accumulate || !_written.Add(part[^1].Output) });
            }
        foreach (Value input in inputs) Visit(input, pass);
    }
}
