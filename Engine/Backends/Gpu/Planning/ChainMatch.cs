using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>A convolution with what follows it, and its gradients where there is a backward pass.</summary>
internal sealed record ConvStep(Instruction Conv, Instruction? Relu, Instruction Pool)
{
    /// <summary>The gradients of weight and bias.</summary>
    public Instruction? WeightGradient { get; set; }

    /// <inheritdoc cref="WeightGradient"/>
    public Instruction? BiasGradient { get; set; }
}

/// <summary>A linear layer with what follows it, and its gradients where there is a backward pass.</summary>
internal sealed record LinearStep(Instruction Linear, Instruction? Relu)
{
    /// <summary>The gradients of weight and bias.</summary>
    public Instruction? WeightGradient { get; set; }

    /// <inheritdoc cref="WeightGradient"/>
    public Instruction? BiasGradient { get; set; }

    /// <summary>What the layer hands on.</summary>
    public Value Result => (Relu ?? Linear).Output;
}

/// <summary>
/// A run of layers that ends in the cross-entropy, with the whole backward pass: what <see cref="SampleKernel"/> does at once.
/// Begins at the program's images, at its input as a vector, or at an activation.
/// </summary>
internal sealed class ChainMatch
{
    /// <summary>What the first layer reads.</summary>
    public required Value Start { get; init; }

    /// <summary>The convolutions, in order.</summary>
    public required IReadOnlyList<ConvStep> Convolutions { get; init; }

    /// <summary>The linear layers behind them, in order; the last one gives the logits.</summary>
    public required IReadOnlyList<LinearStep> Linears { get; init; }

    /// <summary>The loss.</summary>
    public required Instruction Loss { get; init; }

    /// <summary>Whether the backward pass is part of it.</summary>
    public bool HasBackward { get; set; }

    /// <summary>The gradient of <see cref="Start"/>, or of what its ReLU got (<see cref="ThroughRelu"/>);
    /// null if nobody asks for it.</summary>
    public Value? StartGradient { get; set; }

    /// <summary>Whether <see cref="Start"/> came out of a ReLU, whose gradient is part of the chain.</summary>
    public bool ThroughRelu { get; set; }

    /// <summary>Every instruction that the chain does, besides zeros and reshapes.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Values that only the chain's own instructions touch.</summary>
    public List<Value> Inner { get; } = [];

    /// <summary>How many samples there are.</summary>
    public int Samples => Loss.Inputs[0].Shape[0];

    /// <summary>Where in the program it runs: at its first instruction.</summary>
    public int First => Instructions.Min(i => i.Index);

    /// <summary>Its last instruction.</summary>
    public int Last => Instructions.Max(i => i.Index);
}
