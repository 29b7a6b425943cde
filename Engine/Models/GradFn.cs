using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models;

/// <summary>
/// A node of PyTorch's backward graph, under PyTorch's name (2.x): what <c>loss.grad_fn</c> prints. Nodes are shared as in PyTorch:
/// a value that is used twice is one node, reached twice.
/// </summary>
/// <param name="Name"><c>AddmmBackward0</c>; <c>AccumulateGrad</c> for a leaf.</param>
/// <param name="Value">The value whose gradient arrives here; for TBackward0 the weight that is transposed.</param>
/// <param name="Next"><c>next_functions</c> in PyTorch's order, without those that are None.</param>
public sealed record GradFn(string Name, Value Value, ImmutableArray<GradFn> Next)
{
    /// <summary>The backward graph of what <paramref name="program"/> computed for <paramref name="root"/> in the last pass that wrote it; null if that requires no gradient.</summary>
    public static GradFn? Of(Program program, Value root)
    {
        Instruction[] forward = [.. program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss)];
        int pass = forward.LastOrDefault(i => i.Output == root)?.Pass ?? 1;
        return new Builder(forward.Where(i => i.Pass == pass).ToDictionary(i => i.Output)).Node(root);
    }

    /// <summary>The graph as an indented list, first <c>next_functions</c> first; leaves with the parameter's name: <c>AccumulateGrad (fc3.bias)</c>.</summary>
    public IEnumerable<string> Lines()
    {
        // A value that is used twice would be written out again and again: refer back to the first time instead.
        var seen = new HashSet<GradFn>(ReferenceEqualityComparer.Instance);
        return Lines(this, 0, seen);
    }

    /// <inheritdoc/>
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
                : value is { IsLeaf: true, RequiresGrad: true } ? new("AccumulateGrad", value, [])
                : null;
            return _nodes[value] = node;
        }

        private GradFn? Of(Instruction i)
        {
            GradFn?[] inputs = [.. i.Inputs.Select((v, k) => AdjointRules.IsDifferentiable(i.Opcode, k) ? Node(v) : null)];
            if (inputs.All(n => n is null)) return null;
            return i.Opcode switch
            {
                Opcode.Linear => Make("AddmmBackward0", inputs[2], inputs[0], inputs[1] is { } weight ? Chain("TBackward0", i.Inputs[1], weight) : null),
                Opcode.CrossEntropy => Make("NllLossBackward0", Make("LogSoftmaxBackward0", inputs)),
                Opcode.HalfSquaredError => Make("MulBackward0", Summed(i, Make("PowBackward0", Make("SubBackward0", inputs)))),
                Opcode.AbsoluteError => Make("SumBackward0", Make("AbsBackward0", Make("SubBackward0", inputs))),
                Opcode.WeightedSum => WeightedSum(inputs),
                _ => Make(NameOf(i.Opcode), inputs),
            };

            GradFn Make(string name, params GradFn?[] next) => new(name, i.Output, [.. next.OfType<GradFn>()]);

            GradFn Summed(Instruction loss, GradFn squares) => loss.Inputs[0].Shape.IsScalar ? squares : Make("SumBackward0", squares);

            // Python adds from left to right: ((w1*x1 + w2*x2) + ...) + b.
            GradFn WeightedSum(GradFn?[] terms)
            {
                GradFn? sum = null;
                for (int k = 0; k + 1 < terms.Length; k += 2)
                {
                    GradFn product = Make("MulBackward0", terms[k], terms[k + 1]);
                    sum = sum is null ? product : Make("AddBackward0", sum, product);
                }
                return Make("AddBackward0", sum, terms[^1]);
            }
        }

        private static GradFn Chain(string name, Value value, GradFn next) => new(name, value, [next]);

        private static string NameOf(Opcode opcode) => opcode switch
        {
            Opcode.Conv2d => "ConvolutionBackward0",
            Opcode.MaxPool2d => "MaxPool2DWithIndicesBackward0",
            Opcode.Reshape => "ViewBackward0",
            Opcode.Square => "PowBackward0",
            Opcode.BinaryCrossEntropy => "BinaryCrossEntropyBackward0",
            // The rest are called alike here and there: MseLossBackward0, ReluBackward0, SoftmaxBackward0, AddBackward0.
            _ => $"{opcode}Backward0",
        };
    }
}
