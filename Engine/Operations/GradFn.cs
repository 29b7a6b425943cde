using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Operations;

/// <summary>
/// A node of PyTorch's backward graph, under PyTorch's name (2.x): what <c>loss.grad_fn</c> prints. Nodes are shared as in PyTorch:
/// a value that is used twice is one node, reached twice.
/// </summary>
/// <param name="Name"><c>AddmmBackward0</c>; <c>AccumulateGrad</c> for a leaf.</param>
/// <param name="Value">The value whose gradient arrives here; for TBackward0 the weight that is transposed.</param>
/// <param name="Next"><c>next_functions</c> in PyTorch's order, without those that are None.</param>
public sealed record GradFn(string Name, Value Value, ImmutableArray<GradFn> Next)
{
    /// <summary>A node with those that follow; null stands for an input that requires no gradient.</summary>
    internal static GradFn Make(string name, Value value, params ReadOnlySpan<GradFn?> next) =>
        new(name, value, [.. next.ToArray().OfType<GradFn>()]);

    /// <summary>Nodes one after the other, from the output inwards; the last leads to the inputs' nodes.</summary>
    internal static GradFn Chain(Instruction i, GradFn?[] inputs, params ReadOnlySpan<string> names)
    {
        GradFn node = Make(names[^1], i.Output, inputs);
        for (int k = names.Length - 2; k >= 0; k--) node = Make(names[k], i.Output, node);
        return node;
    }

    /// <summary>The backward graph of what <paramref name="program"/> computed for <paramref name="root"/> in the last pass that wrote it;
    /// null if that requires no gradient.</summary>
    public static GradFn? Of(Program program, Value root)
    {
        Instruction[] forward = [.. program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss)];
        int pass = forward.LastOrDefault(i => i.Output == root)?.Pass ?? 1;
        return new Builder(forward.Where(i => i.Pass == pass).ToDictionary(i => i.Output)).Node(root);
    }

    /// <summary>The graph as an indented list, first <c>next_functions</c> first; leaves with the parameter's name: <c>AccumulateGrad
    /// (fc3.bias)</c>.</summary>
    public IEnumerable<string> Lines()
    {
        // A value that is used twice would be written out again and again: refer back to the first time instead.
        var seen = new HashSet<GradFn>(ReferenceEqualityComparer.Instance);
        return Lines(this, 0, seen);
    }

    public override string ToString() => Name == "AccumulateGrad" ? $"{Name} ({Value.Name})" : Name;

    private static IEnumerable<string> Lines(GradFn node, int depth, HashSet<GradFn> seen)
    {
        bool again = !seen.Add(node) && !node.Next.IsEmpty;
        yield return $"{new string(' ', 2 * depth)}{node}{(again ? $" of {node.Value.Name}, as above" : "")}";
        if (again) yield break;
        foreach (GradFn next in node.Next)
            foreach (string line in Lines(next, depth + 1, seen)) yield return line;
    }

    private sealed class Builder(Dictionary<Value, Instruction> producers)
    {
        private readonly Dictionary<Value, GradFn?> _nodes = [];

        public GradFn? Node(Value value)
        {
            if (_nodes.TryGetValue(value, out GradFn? known)) return known;
            GradFn? node = producers.TryGetValue(value, out Instruction? producer) ? Of(producer)
                : value is { IsLeaf: true, RequiresGrad: true } ? Make("AccumulateGrad", value)
                : null;
            return _nodes[value] = node;
        }

        private GradFn? Of(Instruction i)
        {
            var row = Operation.Of(i.Opcode);
            GradFn?[] inputs = [.. i.Inputs.Select((v, k) => row.IsDifferentiable(k) ? Node(v) : null)];
            if (inputs.All(n => n is null)) return null;
            // Most are called alike here and there: MseLossBackward0, ReluBackward0, SoftmaxBackward0, AddBackward0.
            return row.GradFn is { } make ? make(i, inputs)
                : row.GradFnNames.IsEmpty ? Make($"{i.Opcode}Backward0", i.Output, inputs)
                : Chain(i, inputs, [.. row.GradFnNames]);
        }
    }
}
