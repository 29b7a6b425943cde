using Backstep.Engine.Programs;

namespace Backstep.Engine.Ilgpu;

/// <summary>
/// Linear layers that are too wide for a group to take a sample through: one product for the batch each way, with bias and ReLU, or the ReLU's gradient, on
/// the way out of the registers.
/// </summary>
internal sealed class WideLayers
{
    private readonly ProgramGraph _graph;
    private readonly List<(Instruction Linear, Instruction? Relu)> _forward = [];
    private readonly List<(Instruction Input, Instruction? Relu)> _backward = [];

    /// <summary>Looks for them, and claims their products.</summary>
    public WideLayers(ProgramGraph graph, MemoryLayout layout, ChainMatch? chain)
    {
        _graph = graph;
        if (graph.Program.Instructions.Any(i => i.Pass != 1)) return;
        foreach (Instruction i in graph.Program.Instructions)
        {
            if (graph.IsClaimed(i) || i.Accumulate) continue;
            if (i.Opcode == Opcode.Linear && OnlyForwardReader(i.Output) is { } relu)
            {
                _forward.Add((i, relu));
                Claim(layout, i, relu);
            }
            else if (i.Opcode == Opcode.LinearBackwardInput && graph.OnlyReader(i.Output, Opcode.ReluBackward) is { Accumulate: false } back && back.Inputs[0] == i.Output)
            {
                _backward.Add((i, back));
                Claim(layout, i, back);
            }
        }
        Samples = chain?.Samples ?? graph.Program.Instructions.Where(i => i.Opcode == Opcode.LinearBackwardWeight).Select(i => Rows(i)).FirstOrDefault(-1);
    }

    /// <summary>How many rows the layers' inputs have.</summary>
    public int Samples { get; }

    /// <summary>The gradients of weights and biases of linear layers that nobody has claimed and that are sums over so many rows.</summary>
    public IEnumerable<Instruction> WeightGradients(int samples)
    {
        if (_graph.Program.Instructions.Any(i => i.Pass != 1)) yield break;
        foreach (Instruction i in _graph.Program.Instructions)
        {
            if (_graph.IsClaimed(i) || i.Opcode is not (Opcode.LinearBackwardWeight or Opcode.LinearBackwardBias) || Rows(i) != samples) continue;
            if (i.Output.Shape.Length == 0 || !i.Output.IsPersistent || !_graph.Overwrites(i, out _)) continue;
            // They are read at the very end, and must still be what they were.
            if (i.Inputs.All(v => _graph.Writers(v).Count <= 1) && _graph.Readers(i.Output).All(r => r.Phase == Phase.Update)) yield return i;
        }
    }

    /// <summary>The products, bound to memory, with the instructions at which they run.</summary>
    public IEnumerable<(int Index, Launch Launch)> Bind(Workspace space)
    {
        foreach ((Instruction linear, Instruction? relu) in _forward)
        {
            Value x = linear.Inputs[0], weight = linear.Inputs[1], y = (relu ?? linear).Output;
            (int outputs, int inputs) = (weight.Shape[0], weight.Shape[1]);
            var shape = new MatrixShape(x.Shape.Length / Math.Max(1, inputs), outputs, inputs, inputs, 1, 1, inputs);
            yield return (linear.Index, new Launch($"{linear.Output.Name} + relu", MatrixBinding.Multiply(space.Host, space[x], space[weight], space[y], shape, space[linear.Inputs[2]], MatrixEpilogue.BiasRelu)));
        }
        foreach ((Instruction input, Instruction? relu) in _backward)
        {
            Value gy = input.Inputs[0], weight = input.Inputs[1];
            (int outputs, int inputs) = (weight.Shape[0], weight.Shape[1]);
            var shape = new MatrixShape(gy.Shape.Length / Math.Max(1, outputs), inputs, outputs, outputs, 1, inputs, 1);
            yield return (relu!.Index, new Launch($"{input.Output.Name} + relu'", MatrixBinding.Multiply(space.Host, space[gy], space[weight], space[relu.Output], shape, space[relu.Inputs[1]], MatrixEpilogue.ReluGradient)));
        }
    }

    private static int Rows(Instruction i) => i.Inputs[0].Shape.Length / Math.Max(1, i.Output.Shape[0]);

    /// <summary>The ReLU behind a layer, if it alone reads the layer's result.</summary>
    private Instruction? OnlyForwardReader(Value y) => _graph.OnlyReader(y, Opcode.Relu) is { Accumulate: false } relu && _graph.Writers(relu.Output).Count == 1 ? relu : null;

    private void Claim(MemoryLayout layout, Instruction first, Instruction second)
    {
        _graph.Claim(first);
        _graph.Claim(second);
        layout.Omit(first.Output);
    }
}
