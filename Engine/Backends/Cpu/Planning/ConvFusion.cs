using Backstep.Engine.Backends.Cpu.Convolution;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>
/// Finds convolutions of stride 1, with or without ReLU and 2×2 pooling behind them, together with their backward pass, and makes blocks
/// of them. A block whose result only the next one uses is linked to it.
/// </summary>
internal sealed unsafe class ConvFusion(
    ProgramGraph graph, VectorKernels kernels, Plan plan, Dictionary<int, List<Stage>> later, int threads)
{
    /// <summary>Blocks by the value that they compute, for the block that comes next.</summary>
    private readonly Dictionary<Value, (ConvBlock Block, Chain Chain)> _byResult = [];

    private readonly List<ConvBlock> _blocks = [];
    private readonly List<ConvBackward> _backward = [];

    /// <summary>Does what must wait until all links are known: where the gradients of a block lie depends on the next one.</summary>
    public void Finish()
    {
        foreach (ConvBlock block in _blocks) block.Finish(plan.Buffers);
        foreach (ConvBackward backward in _backward) backward.Finish(plan.Buffers);
    }

    /// <summary>The instructions of one block; the backward ones are null in a program without backward pass.</summary>
    private sealed record Chain(Instruction Conv, Instruction? Relu, Instruction? Pool)
    {
        public Instruction? WeightGradient { get; set; }

        public Instruction? BiasGradient { get; set; }

        public Instruction? InputGradient { get; set; }

        /// <summary>The first instruction of the backward pass: what it reads first is the gradient of the result.</summary>
        public Instruction? FirstBackward { get; set; }

        public List<Instruction> Backward { get; } = [];

        public Value Result => (Pool ?? Relu ?? Conv).Output;
    }

    /// <summary>Makes a block of <paramref name="conv"/> and what belongs to it.</summary>
    public bool TryFuse(Instruction conv)
    {
        if (conv.Attributes is not Conv2dAttributes { Stride: 1 } attributes) return false;
        Value x = conv.Inputs[0], weight = conv.Inputs[1];
        if (attributes.Padding >= Math.Min(weight.Shape[2], weight.Shape[3]) || x.Shape.Length == 0) return false;
        if (Match(conv) is not { } chain) return false;

        int pool = chain.Pool is null ? 1 : 2;
        var geometry = new ConvGeometry(
            x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], weight.Shape[0], weight.Shape[2], weight.Shape[3], attributes.Padding,
            pool, chain.Relu is not null, kernels.Lanes);
        if (!geometry.PlacesFit) return false;
        var block = new ConvBlock(geometry, kernels, plan.Buffers, plan.Buffers[weight], plan.Buffers[conv.Inputs[2]]);
        bool linked = Link(block, chain, x);
        if (!linked) block.Input = plan.Buffers[x];
        block.Output = plan.Buffers[chain.Result];
        if (chain.FirstBackward is { } first)
        {
            block.KeepPixels(plan.Buffers, chain.InputGradient is not null, threads);
            block.OutputGradient = plan.Buffers[first.Inputs[0]];
            block.WeightGradient = plan.Buffers[chain.WeightGradient!.Output];
            block.BiasGradient = plan.Buffers[chain.BiasGradient!.Output];
            if (chain.InputGradient is { } gradient && !linked) block.InputGradient = plan.Buffers[gradient.Output];
            var backward = new ConvBackward(block);
            later[first.Index] = [backward, new ConvReduce(block)];
            _backward.Add(backward);
        }
        Claim(chain);
        _blocks.Add(block);
        plan.Stages.Add(new ConvForward(block));
        _byResult[chain.Result] = (block, chain);
        return true;
    }

    /// <summary>Lets the block before hand its result on, if nobody else needs it.</summary>
    private bool Link(ConvBlock block, Chain chain, Value x)
    {
        if (!_byResult.TryGetValue(x, out var before) || !graph.IsIntermediate(x)) return false;
        int users = 1 + (chain.WeightGradient is null ? 0 : 1);
        if (graph.Readers(x).Count != users) return false;
        bool trained = before.Chain.FirstBackward is not null;
        if (trained != chain.FirstBackward is not null) return false;
        if (trained && (chain.InputGradient is null || before.Chain.FirstBackward!.Inputs[0] != chain.InputGradient.Output
            || graph.Readers(chain.InputGradient.Output).Any(r => !before.Chain.Backward.Contains(r)))) return false;
        before.Block.Next = block;
        before.Block.Output = null;
        before.Block.OutputGradient = null;
        plan.FusedAway.Add(x);
        if (trained) plan.FusedAway.Add(chain.InputGradient!.Output);
        return true;
    }

    /// <summary>The block that begins at <paramref name="conv"/>, or null if somebody else needs what it would not keep.</summary>
    private Chain? Match(Instruction conv)
    {
        Instruction? relu = Forward(conv.Output, Opcode.Relu), pool = Forward((relu ?? conv).Output, Opcode.MaxPool2d);
        if (pool is not null && pool.Attributes is not MaxPool2dAttributes { Kernel: 2, Stride: 2 }) pool = null;
        var chain = new Chain(conv, relu, pool);
        if (MatchBackward(chain)) return chain;
        // Perhaps without the pooling, which then runs by itself.
        if (pool is null) return null;
        chain = new Chain(conv, relu, null);
        return MatchBackward(chain) ? chain : null;
    }

    /// <summary>Who uses an intermediate value on the way forward, if it is one instruction of that opcode.</summary>
    private Instruction? Forward(Value value, Opcode opcode)
    {
        if (!graph.IsIntermediate(value)) return null;
        Instruction[] users = [.. graph.Readers(value).Where(r => r.Phase is Phase.Forward or Phase.Loss)];
        return users is [var only] && only.Opcode == opcode && graph.Writers(only.Output).Count == 1 ? only : null;
    }

    /// <summary>Goes the same way back, and checks that all values in between have no other readers.</summary>
    private bool MatchBackward(Chain chain)
    {
        var inner = new List<Value>();
        if (chain.Pool is not null || chain.Relu is not null) inner.Add(chain.Conv.Output);
        if (chain.Pool is not null && chain.Relu is not null) inner.Add(chain.Relu.Output);
        var adjoints = graph.Program.Instructions.Where(i => i.Phase == Phase.Backward && i.PrimalOf is int p
            && (p == chain.Conv.Index || p == chain.Relu?.Index || p == chain.Pool?.Index)).ToArray();
        if (adjoints.Length == 0) return inner.All(v => graph.Readers(v).All(r => r == chain.Relu || r == chain.Pool));

        Value? gradient = null;
        if (chain.Pool is not null && !Step(Opcode.MaxPool2dBackward)) return false;
        if (chain.Relu is not null && !Step(Opcode.ReluBackward)) return false;
        foreach (Instruction i in adjoints.Where(i => i.PrimalOf == chain.Conv.Index))
        {
            if (gradient is not null && i.Inputs[0] != gradient) return false;
            chain.FirstBackward ??= i;
            chain.Backward.Add(i);
            switch (i.Opcode)
            {
                case Opcode.Conv2dBackwardWeight when chain.WeightGradient is null: chain.WeightGradient = i; break;
                case Opcode.Conv2dBackwardBias when chain.BiasGradient is null: chain.BiasGradient = i; break;
                case Opcode.Conv2dBackwardInput when chain.InputGradient is null: chain.InputGradient = i; break;
                default: return false;
            }
        }
        if (chain.WeightGradient is null || chain.BiasGradient is null) return false;
        if (!graph.Overwrites(chain.WeightGradient, out _) || !graph.Overwrites(chain.BiasGradient, out _)) return false;
        if (chain.InputGradient is { } input && (input.Accumulate || graph.Writers(input.Output).Count != 1)) return false;
        if (graph.Writers(chain.FirstBackward!.Inputs[0]).Count != 1 || adjoints.Length != chain.Backward.Count) return false;
        // A step that is taken amid the backward pass changes the weight that the rest of it reads; the block reads it once.
        int end = chain.Backward.Max(i => i.Index);
        if (graph.Writers(chain.Conv.Inputs[1]).Any(w => w.Index > chain.Conv.Index && w.Index < end)) return false;
        return inner.All(v => graph.Readers(v).All(r => r == chain.Relu || r == chain.Pool || chain.Backward.Contains(r)));

        bool Step(Opcode opcode)
        {
            if (adjoints.Where(i => i.Opcode == opcode).ToArray() is not [var one] || one.Accumulate) return false;
            if (gradient is not null && one.Inputs[0] != gradient) return false;
            if (!graph.IsIntermediate(one.Output)) return false;
            gradient = one.Output;
            chain.FirstBackward ??= one;
            chain.Backward.Add(one);
            return graph.Readers(gradient).All(r => adjoints.Contains(r));
        }
    }

    private void Claim(Chain chain)
    {
        foreach (Instruction? i in new[] { chain.Conv, chain.Relu, chain.Pool })
        {
            if (i is null) continue;
            graph.Claim(i);
            if (i.Output != chain.Result) plan.FusedAway.Add(i.Output);
        }
        foreach (Instruction i in chain.Backward)
        {
            graph.Claim(i);
            if (i.Opcode is Opcode.MaxPool2dBackward or Opcode.ReluBackward) plan.FusedAway.Add(i.Output);
        }
    }
}
