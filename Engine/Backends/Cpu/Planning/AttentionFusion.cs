using Backstep.Engine.Backends.Cpu.Fused;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>
/// Finds causal attention: a product with transposed keys, perhaps a scale, the mask, softmax along the last dimension, the product with
/// the values, and their backward pass. Each way becomes one stage, which reads and writes the heads side by side where they are
/// transposed before and behind it. Whatever is used otherwise stays as it is.
/// </summary>
internal sealed unsafe class AttentionFusion(ProgramGraph graph, VectorKernels kernels, Plan plan, Dictionary<int, List<Stage>> later)
{
    /// <summary>Claims what it finds before anything else is planned: the transpositions come before the attention.</summary>
    public void FindAll()
    {
        foreach (Instruction i in graph.Program.Instructions)
            if (i is { Opcode: Opcode.MatMul, Phase: Phase.Forward, Accumulate: false, Output.Shape.Rank: 4 }
                && i.Attributes is MatMulAttributes { TransposeA: false, TransposeB: true } && !graph.IsClaimed(i)) TryFuse(i);
    }

    private sealed record Forward(Instruction Scores, Instruction? Scale, Instruction Mask, Instruction Softmax, Instruction Product)
    {
        public IEnumerable<Instruction> All => new[] { Scores, Scale, Mask, Softmax, Product }.OfType<Instruction>();
        public Value Q => Scores.Inputs[0];
        public Value K => Scores.Inputs[1];
        public Value V => Product.Inputs[1];
        public Value Weights => Softmax.Output;
    }

    private sealed record Backward(
        Instruction Weights, Instruction Values, Instruction Softmax, Instruction Mask, Instruction? Scale, Instruction Queries,
        Instruction Keys)
    {
        public IEnumerable<Instruction> All =>
            new[] { Weights, Values, Softmax, Mask, Scale, Queries, Keys }.OfType<Instruction>().OrderBy(i => i.Index);
        public Value Gradient => Weights.Inputs[0];
    }

    private void TryFuse(Instruction scores)
    {
        Instruction? next = OnlyForward(scores.Output), scale = next?.Opcode == Opcode.Scale ? next : null;
        if (scale is not null) next = OnlyForward(scale.Output);
        if (next is not { Opcode: Opcode.CausalMask } mask || OnlyForward(mask.Output) is not { Opcode: Opcode.Softmax } softmax) return;
        if (softmax.AttributesAs<AxisAttributes>().Axis != 3 || OnlyForward(softmax.Output) is not { Opcode: Opcode.MatMul } product)
            return;
        if (product.Attributes is MatMulAttributes { TransposeA: true } or MatMulAttributes { TransposeB: true }) return;
        var forward = new Forward(scores, scale, mask, softmax, product);
        if (product.Inputs[0] != softmax.Output || forward.Q == forward.K || forward.K == forward.V || forward.Q == forward.V) return;
        if (!graph.IsIntermediate(product.Output) || new[] { forward.Q, forward.K, forward.V }.Any(v => !IsReady(v, scores.Index))) return;
        Instruction[] adjoints = [.. graph.Program.Instructions.Where(
            i => i.Phase == Phase.Backward && forward.All.Any(f => f.Index == i.PrimalOf))];
        Backward? backward = adjoints.Length == 0 ? null : Match(forward, adjoints);
        if (adjoints.Length > 0 && backward is null) return;
        // Between the instructions nobody else may look.
        Instruction[] all = [.. forward.All, .. adjoints];
        Value[] between = [scores.Output, mask.Output, softmax.Output];
        if (between.Concat(scale is null ? [] : [scale.Output]).Any(v => !graph.Readers(v).All(all.Contains))) return;
        Make(forward, backward, all);
    }

    private void Make(Forward f, Backward? b, Instruction[] all)
    {
        foreach (Instruction i in all) graph.Claim(i);
        var shape = new HeadsShape(f.Q.Shape[0], f.Q.Shape[1], f.Q.Shape[2], f.Q.Shape[3]);
        float scale = f.Scale is null ? 1 : (float)f.Scale.AttributesAs<ScaleAttributes>().Factor;
        foreach (Value v in new[] { f.Scores.Output, f.Mask.Output, f.Scale?.Output ?? f.Mask.Output }) plan.FusedAway.Add(v);
        HeadsTensor q = Read(f.Q, all), k = Read(f.K, all), v1 = Read(f.V, all);
        float* weights = plan.Buffers[f.Weights];
        later[f.Scores.Index] = [new AttentionStage(kernels, shape, scale, weights, q, k, v1, Written(f.Product.Output))];
        if (b is null) return;
        foreach (Instruction i in b.All)
            if (i != b.Queries && i != b.Keys && i != b.Values) plan.FusedAway.Add(i.Output);
        HeadsTensor gradient = Read(b.Gradient, all);
        later[b.All.First().Index] =
        [
            new AttentionStage(kernels, shape, scale, weights, q, k, v1, gradient)
            { Gradients = (Written(b.Queries.Output), Written(b.Keys.Output), Written(b.Values.Output)) },
        ];
    }

    /// <summary>The adjoints of all five instructions, if they are what they must be.</summary>
    private Backward? Match(Forward f, Instruction[] adjoints)
    {
        if (adjoints.Any(i => i.Accumulate || !graph.IsIntermediate(i.Output)) || adjoints.Length != (f.Scale is null ? 6 : 7)) return null;
        if (Of(f.Product, f.V, 1, (false, true)) is not { } weights) return null;
        Value gradient = weights.Inputs[0];
        if (Of(f.Product, gradient, 1, (true, false)) is not { } values || values.Inputs[0] != f.Weights) return null;
        if (Only(f.Softmax, Opcode.SoftmaxBackward) is not { } softmax || softmax.Inputs[0] != weights.Output) return null;
        if (Only(f.Mask, Opcode.CausalMaskBackward) is not { } mask || mask.Inputs[0] != softmax.Output) return null;
        Instruction? scale = f.Scale is null ? null : Only(f.Scale, Opcode.Scale);
        if (f.Scale is not null && (scale?.Inputs[0] != mask.Output || !Equals(scale.Attributes, f.Scale.Attributes))) return null;
        Value scores = (scale ?? mask).Output;
        if (Of(f.Scores, f.K, 1, (false, false)) is not { } queries || queries.Inputs[0] != scores) return null;
        if (Of(f.Scores, f.Q, 1, (true, false)) is not { } keys || keys.Inputs[0] != scores) return null;
        var found = new Backward(weights, values, softmax, mask, scale, queries, keys);
        if (!IsReady(gradient, found.All.First().Index) || graph.Readers(gradient).Any(r => r != weights && r != values)) return null;
        Value[] between = [weights.Output, softmax.Output, mask.Output, scores];
        return between.All(v => graph.Readers(v).All(adjoints.Contains)) ? found : null;

        Instruction? Only(Instruction primal, Opcode opcode) =>
            adjoints.Where(i => i.PrimalOf == primal.Index && i.Opcode == opcode).ToArray() is [var one] ? one : null;

        Instruction? Of(Instruction primal, Value input, int at, (bool A, bool B) turned) => adjoints.Where(
            i => i.PrimalOf == primal.Index && i.Opcode == Opcode.MatMul && i.Inputs[at] == input
                && i.Attributes is MatMulAttributes a && (a.TransposeA, a.TransposeB) == turned).ToArray() is [var one] ? one : null;
    }

    /// <summary>Whether a value is written once, before an instruction.</summary>
    private bool IsReady(Value value, int index) => graph.IsIntermediate(value) && graph.Writers(value)[0].Index < index;

    /// <summary>Who uses a link of the chain on the way forward, if it is one instruction.</summary>
    private Instruction? OnlyForward(Value value) => graph.IsIntermediate(value)
        && graph.Readers(value).Where(r => r.Phase is Phase.Forward or Phase.Loss).ToArray() is [{ Accumulate: false } only]
        && !graph.IsClaimed(only) ? only : null;

    /// <summary>Where a value that only these instructions read is: before its transposition, if that is all that made it.</summary>
    private HeadsTensor Read(Value value, Instruction[] readers)
    {
        Instruction made = graph.Writers(value)[0];
        if (!IsSwap(made) || graph.IsClaimed(made) || !graph.Readers(value).All(readers.Contains) || !graph.IsIntermediate(made.Inputs[0]))
            return new(plan.Buffers[value], sideBySide: false);
        graph.Claim(made);
        plan.FusedAway.Add(value);
        return new(plan.Buffers[made.Inputs[0]], sideBySide: true);
    }

    /// <summary>Where a result goes: behind its transposition, if that is all that reads it.</summary>
    private HeadsTensor Written(Value value)
    {
        if (graph.Readers(value) is not [var swap] || !IsSwap(swap) || graph.IsClaimed(swap) || graph.Writers(swap.Output).Count != 1)
            return new(plan.Buffers[value], sideBySide: false);
        graph.Claim(swap);
        plan.FusedAway.Add(value);
        return new(plan.Buffers[swap.Output], sideBySide: true);
    }

    private static bool IsSwap(Instruction i) =>
        i is
        {
            Opcode: Opcode.Transpose, Accumulate: false,
            Attributes: TransposeAttributes { Dim0: 1, Dim1: 2 } or TransposeAttributes { Dim0: 2, Dim1: 1 }
        };
}
