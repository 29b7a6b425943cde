using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Goes a chain of layers back, from the loss on, and notes which instructions do it.</summary>
internal sealed class BackwardWalk(ProgramGraph graph, ChainMatch match)
{
    private readonly ILookup<int, Instruction> _adjoints =
        graph.Program.Instructions.Where(i => i.Phase == Phase.Backward && i.PrimalOf is not null).ToLookup(i => i.PrimalOf!.Value);

    /// <summary>The gradient that the walk has come to; null behind the first layer.</summary>
    public Value? Gradient { get; private set; }

    /// <summary>Whether there is a backward pass from an instruction.</summary>
    public bool Exists(Instruction primal) => _adjoints[primal.Index].Any();

    /// <summary>From the loss to the logits.</summary>
    public bool Loss()
    {
        if (Only(match.Loss, Opcode.CrossEntropyBackward) is not { } back || back.Inputs[1] != match.Loss.Inputs[0]
            || back.Inputs[2] != match.Loss.Inputs[1]) return false;
        if (graph.Writers(back.Inputs[0]) is not [{ Opcode: Opcode.Ones } ones]) return false;
        match.Instructions.Add(ones);
        match.Inner.Add(ones.Output);
        return Step(back);
    }

    /// <summary>From a linear layer's result to its input.</summary>
    public bool Linear(LinearStep step, bool isFirst)
    {
        if (step.Relu is not null && !(Only(step.Relu, Opcode.ReluBackward) is { } relu && relu.Inputs[0] == Gradient && Step(relu)))
            return false;
        if (!Leaves(
            step.Linear, Opcode.LinearBackwardWeight, Opcode.LinearBackwardBias, Opcode.LinearBackwardInput, out Instruction? weight,
            out Instruction? bias, out Instruction? input)) return false;
        (step.WeightGradient, step.BiasGradient) = (weight, bias);
        if (input is null)
        {
            Gradient = null;
            return isFirst;
        }
        return Step(input);
    }

    /// <summary>Through the reshape between convolutions and linear layers.</summary>
    public bool Flatten(Value vector)
    {
        if (graph.Writers(vector) is not [{ Opcode: Opcode.Reshape } reshape]) return true;
        return Only(reshape, Opcode.ReshapeBackward) is { } back && back.Inputs[0] == Gradient && Step(back);
    }

    /// <summary>From a convolution's result to its input.</summary>
    public bool Conv(ConvStep step, bool isFirst)
    {
        if (!(Only(step.Pool, Opcode.MaxPool2dBackward) is { } pool && pool.Inputs[0] == Gradient && Step(pool))) return false;
        if (step.Relu is not null && !(Only(step.Relu, Opcode.ReluBackward) is { } relu && relu.Inputs[0] == Gradient && Step(relu)))
            return false;
        if (!Leaves(
            step.Conv, Opcode.Conv2dBackwardWeight, Opcode.Conv2dBackwardBias, Opcode.Conv2dBackwardInput, out Instruction? weight,
            out Instruction? bias, out Instruction? input)) return false;
        (step.WeightGradient, step.BiasGradient) = (weight, bias);
        if (input is not null) return !isFirst && Step(input);
        Gradient = null;
        return isFirst;
    }

    /// <summary>The end of a chain that begins at a vector: its gradient goes to whoever made it,
    /// through the ReLU that it came out of.</summary>
    public bool End()
    {
        if (Gradient is null) return true;
        if (graph.Writers(match.Start) is [{ Opcode: Opcode.Relu } relu] && Only(relu, Opcode.ReluBackward) is { } back
            && back.Inputs[0] == Gradient && back.Inputs[1] == match.Start && Step(back))
            match.ThroughRelu = true;
        // The last gradient is not the chain's own: others read it.
        match.Inner.Remove(Gradient);
        match.StartGradient = Gradient;
        return !Gradient.IsPersistent && graph.Writers(Gradient).Count == 1;
    }

    /// <summary>Weight and bias, whose gradients must be written as if for the first time, and the input,
    /// if its gradient is asked for.</summary>
    private bool Leaves(
        Instruction primal, Opcode weightOpcode, Opcode biasOpcode, Opcode inputOpcode, out Instruction? weight, out Instruction? bias,
        out Instruction? input)
    {
        (weight, bias, input) = (Only(primal, weightOpcode), Only(primal, biasOpcode), Only(primal, inputOpcode));
        int found = 2 + (input is null ? 0 : 1);
        if (weight is null || bias is null || _adjoints[primal.Index].Count() != found) return false;
        if (weight.Inputs[0] != Gradient || bias.Inputs[0] != Gradient || (input is not null && input.Inputs[0] != Gradient)) return false;
        if (!graph.Overwrites(weight, out _) || !graph.Overwrites(bias, out _)) return false;
        match.Instructions.Add(weight);
        match.Instructions.Add(bias);
        return true;
    }

    private bool Step(Instruction back)
    {
        if (back.Accumulate) return false;
        match.Instructions.Add(back);
        match.Inner.Add(back.Output);
        Gradient = back.Output;
        return true;
    }

    private Instruction? Only(Instruction primal, Opcode opcode)
    {
        Instruction[] found = [.. _adjoints[primal.Index].Where(i => i.Opcode == opcode)];
        return found is [var only] ? only : null;
    }
}
