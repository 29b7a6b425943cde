using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>
/// Linear layers that are too wide for a group to take a sample through:
/// one product for the batch each way, with bias and ReLU, or the ReLU's gradient, on the way out of the registers.
/// </summary>
internal sealed class WideLayers
{
    /// <summary>So many tiles of 64 × 64 keep a card busy.</summary>
    private const int ManyTiles = 128;

    private readonly ProgramGraph _graph;
    private readonly List<(Instruction Linear, Instruction? Relu)> _forward = [];
    private readonly List<(Instruction Input, Instruction? Relu)> _backward = [];

    /// <summary>Looks for them, and claims their products.</summary>
    public WideLayers(ProgramGraph graph, MemoryLayout layout, DeviceHost host, ChainMatch? chain)
    {
        _graph = graph;
        if (graph.Program.Instructions.Any(i => i.Pass != 1)) return;
        foreach (Instruction i in graph.Program.Instructions)
        {
            if (graph.IsClaimed(i) || i.Accumulate) continue;
            if (i is { Opcode: Opcode.Linear, Inputs.Length: 3 } && OnlyForwardReader(i.Output) is { } relu)
            {
                _forward.Add((i, relu));
                Claim(layout, i, relu);
            }
            else if (i.Opcode == Opcode.LinearBackwardInput && graph.OnlyReader(i.Output, Opcode.ReluBackward) is { Accumulate: false } back
                && back.Inputs[0] == i.Output)
            {
                _backward.Add((i, back));
                Claim(layout, i, back);
            }
        }
        // What the first layer reads must then be read by nobody before it.
        IsGathering = _forward.Count > 0 && graph.Program.BatchedImages is { } images && layout.Share(images, _forward[0].Linear.Inputs[0])
            && images.Shape.Length == images.Shape[0] * _forward[0].Linear.Inputs[1].Shape[1]
            && graph.Program.Instructions.All(i => i.Index >= _forward[0].Linear.Index || graph.IsClaimed(i))
            && IsSkinny(
                host,
                new MatrixShape(images.Shape[0], _forward[0].Linear.Inputs[1].Shape[0], _forward[0].Linear.Inputs[1].Shape[1], 0, 0, 0, 0));
        Samples =
            chain?.Samples
                ?? graph.Program.Instructions.Where(i => i.Opcode == Opcode.LinearBackwardWeight).Select(i => Rows(i)).FirstOrDefault(-1);
    }

    /// <summary>How many rows the layers' inputs have.</summary>
    public int Samples { get; }

    /// <summary>The gradients of weights and biases of linear layers that nobody has claimed and that are sums over so many rows.</summary>
    public IEnumerable<Instruction> WeightGradients(int samples)
    {
        if (_graph.Program.Instructions.Any(i => i.Pass != 1)) yield break;
        foreach (Instruction i in _graph.Program.Instructions)
        {
            if (_graph.IsClaimed(i) || i.Opcode is not (Opcode.LinearBackwardWeight or Opcode.LinearBackwardBias) || Rows(i) != samples)
                continue;
            if (i.Output.Shape.Length == 0 || !i.Output.IsPersistent || !_graph.Overwrites(i, out _)) continue;
            // They are read at the very end, and must still be what they were.
            if (i.Inputs.All(v => _graph.Writers(v).Count <= 1) && _graph.Readers(i.Output).All(r => r.Phase == Phase.Update))
                yield return i;
        }
    }

    /// <summary>Whether the first product takes its rows out of the data set itself.</summary>
    public bool IsGathering { get; }

    /// <summary>The products, bound to memory, with the instructions at which they run:
    /// for what lies in the inputs' memory, and for a batch of the data set.</summary>
    public IEnumerable<(int Index, Launch Run, Launch Step)> Bind(Workspace space)
    {
        foreach ((Instruction linear, Instruction? relu) in _forward)
        {
            Value x = linear.Inputs[0], weight = linear.Inputs[1], y = (relu ?? linear).Output;
            (int outputs, int inputs) = (weight.Shape[0], weight.Shape[1]);
            var shape = new MatrixShape(x.Shape.Length / Math.Max(1, inputs), outputs, inputs, inputs, 1, 1, inputs);
            (Launch run, Launch step) = Product(
                space, $"{linear.Output.Name} + relu",
                new MatrixArgs(space[x], space[weight], space[y], shape, space[linear.Inputs[2]], MatrixEpilogue.BiasRelu),
                IsGathering && linear == _forward[0].Linear);
            yield return (linear.Index, run, step);
        }
        foreach ((Instruction input, Instruction? relu) in _backward)
        {
            Value gy = input.Inputs[0], weight = input.Inputs[1];
            (int outputs, int inputs) = (weight.Shape[0], weight.Shape[1]);
            var shape = new MatrixShape(gy.Shape.Length / Math.Max(1, outputs), inputs, outputs, outputs, 1, inputs, 1);
            (Launch run, Launch step) = Product(
                space, $"{input.Output.Name} + relu'",
                new MatrixArgs(space[gy], space[weight], space[relu!.Output], shape, space[relu.Inputs[1]], MatrixEpilogue.ReluGradient),
                gathers: false);
            yield return (relu.Index, run, step);
        }
    }

    private static (Launch Run, Launch Step) Product(Workspace space, string name, MatrixArgs product, bool gathers)
    {
        MatrixShape shape = product.Shape;
        if (!IsSkinny(space.Host, shape))
        {
            Launch tiled = MatrixBinding.Multiply(space.Host, name, product);
            return (tiled, tiled);
        }
        var config = new KernelConfig(Tiles(shape.M, SkinnyGemm.Side) * Tiles(shape.N, SkinnyGemm.Side), SkinnyGemm.Threads);
        var arguments =
            new SkinnyGemmArgs(product.A, product.B, product.C, shape, product.Extra, product.Epilogue, DeviceBatch.InMemory, product.A);
        var run = Launch.Of(space.Host, name, SkinnyGemm.Run, config, arguments);
        if (!gathers) return (run, run);
        (BatchSource source, ArrayView<float> target) = (space.Source, space[space.Program.Target!]);
        return (run,
            Launch.Of(space.Host, name, SkinnyGemm.Run, config, step => arguments with { Batch = source.Batch(step), Target = target }));
    }

    /// <summary>Whether small tiles suit a product: on a card, where large ones would leave most of its processors idle.</summary>
    private static bool IsSkinny(DeviceHost host, MatrixShape shape) =>
        !host.IsProcessor && host.GroupSize >= SkinnyGemm.Threads && shape is { M: > 0, N: > 0, K: > 0 }
            && Tiles(shape.M, WeightTiles.LargeSide) * Tiles(shape.N, WeightTiles.LargeSide) < ManyTiles;

    private static int Tiles(int length, int side) => (length + side - 1) / side;

    private static int Rows(Instruction i) => i.Inputs[0].Shape.Length / Math.Max(1, i.Output.Shape[0]);

    /// <summary>The ReLU behind a layer, if it alone reads the layer's result.</summary>
    private Instruction? OnlyForwardReader(Value y) =>
        _graph.OnlyReader(y, Opcode.Relu) is { Accumulate: false } relu && _graph.Writers(relu.Output).Count == 1 ? relu : null;

    private void Claim(MemoryLayout layout, Instruction first, Instruction second)
    {
        _graph.Claim(first);
        _graph.Claim(second);
        layout.Omit(first.Output);
    }
}
