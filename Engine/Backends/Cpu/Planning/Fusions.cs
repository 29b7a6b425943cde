using Backstep.Engine.Backends.Cpu.Fused;
using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>The patterns of instructions that become one stage.</summary>
internal sealed unsafe class Fusions(ProgramGraph graph, VectorKernels kernels, Plan plan, Dictionary<int, List<Stage>> later, int threads)
{
    private readonly ConvFusion _convolutions = new(graph, kernels, plan, later, threads);

    /// <summary>Makes a stage of <paramref name="first"/> and what belongs to it, if a pattern begins there.</summary>
    public bool TryFuse(Instruction first) => first.Opcode switch
    {
        Opcode.Conv2d => _convolutions.TryFuse(first),
        Opcode.Linear => LinearAndRelu(first),
        Opcode.LinearBackwardInput => LinearBackwardAndRelu(first),
        Opcode.LinearBackwardWeight => WeightGradientAndSgd(first),
        Opcode.CrossEntropy => CrossEntropyAndGradient(first),
        _ when first.Phase == Phase.Update => Updates(first),
        _ => false,
    };

    /// <summary>What can only be done when every instruction has found its place.</summary>
    public void Finish() => _convolutions.Finish();

    private float* At(Value value) => plan.Buffers[value];

    /// <summary>linear, relu → one stage; what lies between is not kept.</summary>
    private bool LinearAndRelu(Instruction linear)
    {
        Value x = linear.Inputs[0], weight = linear.Inputs[1], y = linear.Output;
        Instruction? relu = graph.OnlyReader(y, Opcode.Relu);
        if (relu is not null && graph.Writers(relu.Output).Count == 1)
        {
            plan.FusedAway.Add(y);
            y = relu.Output;
            graph.Claim(relu);
        }
        graph.Claim(linear);
        int outputs = weight.Shape[0], inputs = weight.Shape[1], rows = y.Shape.Length / Math.Max(outputs, 1);
        var stage = new LinearForward(kernels, At(x), At(weight), linear.Inputs.Length > 2 ? At(linear.Inputs[2]) : null, At(y), rows,
            inputs, outputs, relu is not null);
        if (kernels.PrefersPanels(rows, inputs, outputs / threads)) stage.Panels = PanelsOf(x, rows, inputs);
        plan.Stages.Add(stage);
        return true;
    }

    /// <summary>A layer's input in panels: the layer before writes them, if its result is this very input, else they are packed.</summary>
    private float* PanelsOf(Value x, int rows, int inputs)
    {
        float* panels = plan.Buffers.Extra((long)rows * inputs), input = At(x);
        LinearForward? before = graph.Writers(x).Count > 1 ? null
            : plan.Stages.OfType<LinearForward>()
                .LastOrDefault(f => f.Output == input && f.Panels != null && f.Rows == rows && f.Outputs == inputs);
        if (before is { ResultPanels: var made } && made != null) return made;
        if (before is not null) before.ResultPanels = panels;
        else plan.Stages.Add(new PackPanels(kernels, input, panels, rows, inputs));
        return panels;
    }

    /// <summary>The gradient of a linear layer's input and that of the ReLU before it.</summary>
    private bool LinearBackwardAndRelu(Instruction backward)
    {
        if (backward.Accumulate) return false;
        Value gy = backward.Inputs[0], weight = backward.Inputs[1], gx = backward.Output;
        Instruction? relu = graph.OnlyReader(gx, Opcode.ReluBackward);
        float* mask = null;
        if (relu is not null && relu.Inputs[0] == gx && !relu.Accumulate)
        {
            plan.FusedAway.Add(gx);
            mask = At(relu.Inputs[1]);
            gx = relu.Output;
            graph.Claim(relu);
        }
        graph.Claim(backward);
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        plan.Stages.Add(new LinearBackwardInput(
            kernels, At(gy), At(weight), At(gx), gy.Shape.Length / Math.Max(outputs, 1), inputs, outputs, mask));
        return true;
    }

    /// <summary>
    /// The gradient of a weight that plain SGD uses and nobody else: the update takes it from the registers, when its turn comes. The
    /// gradient itself is computed if it is asked for.
    /// </summary>
    private bool WeightGradientAndSgd(Instruction backward)
    {
        Value gy = backward.Inputs[0], x = backward.Inputs[1], gradient = backward.Output;
        if (!graph.Overwrites(backward, out _) || graph.Readers(gradient) is not [{ Opcode: Opcode.SgdStep } step] || graph.IsClaimed(step))
            return false;
        if (step.Output != step.Inputs[0] || step.Inputs[1] != gradient || graph.Writers(gy).Count > 1 || graph.Writers(x).Count > 1)
            return false;
        graph.Claim(backward);
        graph.Claim(step);
        int outputs = gradient.Shape[0], inputs = gradient.Shape[1], rows = gy.Shape.Length / Math.Max(outputs, 1);
        plan.Deferred[gradient] = new LinearBackwardWeight(kernels, At(gy), At(x), At(gradient), rows, inputs, outputs);
        later[step.Index] = [new LinearSgdInPlace(kernels, At(gy), At(x), At(step.Output), At(step.Inputs[2]), rows, inputs, outputs)];
        return true;
    }

    /// <summary>The loss and its gradient, from one pass over the logits.</summary>
    private bool CrossEntropyAndGradient(Instruction loss)
    {
        Value logits = loss.Inputs[0], labels = loss.Inputs[1];
        if (loss.Output != graph.Program.Loss || graph.Writers(loss.Output).Count != 1) return false;
        Instruction? backward = graph.Readers(logits)
            .FirstOrDefault(i => i.Opcode == Opcode.CrossEntropyBackward && i.Inputs[1] == logits && i.Inputs[2] == labels);
        float* gradient = null;
        if (backward is not null && !backward.Accumulate && backward.Inputs[0] is var seed
            && graph.OnlyReader(seed, Opcode.CrossEntropyBackward) == backward
            && graph.Writers(seed)[0].Opcode == Opcode.Ones)
        {
            graph.Claim(graph.Writers(seed)[0]);
            graph.Claim(backward);
            plan.FusedAway.Add(seed);
            gradient = At(backward.Output);
        }
        graph.Claim(loss);
        plan.LossSum = new LossSum();
        var stage = new CrossEntropyStage(
            At(logits), At(labels), At(loss.Output), gradient, logits.Shape[0], logits.Shape[1], loss.Output.Name, plan.LossSum);
        plan.Stages.Add(stage);
        plan.Stages.Add(stage.Mean());
        return true;
    }

    /// <summary>
    /// All updates that follow each other, parameter by parameter in pieces that stay in the cache: every thread owns the same elements in
    /// each, so no barrier is needed between them.
    /// </summary>
    private bool Updates(Instruction first)
    {
        var chains = new List<UpdateChain>();
        var kernelsOfOne = new List<RangeKernel>();
        int length = 0;
        for (int at = first.Index; at < graph.Program.Instructions.Length; at++)
        {
            Instruction i = graph.Program.Instructions[at];
            if (i.Phase != Phase.Update) break;
            if (graph.IsClaimed(i)) continue;
            var inputs = new float*[i.Inputs.Length];
            for (int k = 0; k < inputs.Length; k++) inputs[k] = At(i.Inputs[k]);
            RangeKernel? kernel = i.Accumulate ? null : UpdateOps.Range(new OpContext(i, kernels, inputs, At(i.Output)));
            if (kernel is null) break;
            graph.Claim(i);
            kernelsOfOne.Add(kernel);
            length = i.Output.Shape.Length;
            if (i.Opcode is not (Opcode.SgdStep or Opcode.AdamStep)) continue;
            chains.Add(new UpdateChain(length, [.. kernelsOfOne]));
            kernelsOfOne.Clear();
        }
        if (kernelsOfOne.Count > 0) chains.Add(new UpdateChain(length, [.. kernelsOfOne]));
        if (chains.Count == 0) return false;
        plan.Stages.Add(new UpdateStage([.. chains]));
        return true;
    }
}
