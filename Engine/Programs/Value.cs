using Backstep.Engine.Tensors;

namespace Backstep.Engine.Programs;

public enum ValueKind
{
    /// <summary>Data that an iteration starts from (an image batch, labels, targets).</summary>
    Input,

    /// <summary>Learnable; changed by the update.</summary>
    Parameter,

    /// <summary>Computed on the way forward.</summary>
    Activation,

    /// <summary>The derivative of the loss with respect to <see cref="Value.GradientOf"/>.</summary>
    Gradient,

    /// <summary>A local derivative or the part of a gradient that comes along one path (scalar programs).</summary>
    Derivative,

    /// <summary>What an optimizer remembers between steps (momentum_buffer, exp_avg, ...).</summary>
    OptimizerState,

    /// <summary>A number that a person chooses, such as the learning rate.</summary>
    Hyperparameter,
}

/// <summary>
/// A named, shaped slot of a program. Parameters and gradients carry PyTorch's names
/// (<c>conv1.weight</c>, <c>conv1.weight.grad</c>); the label is the same in mathematical notation (<c>∂E/∂w5</c>).
/// </summary>
public sealed class Value(
    int slot, string name, string label, Shape shape, ValueKind kind, bool requiresGrad = false, Value? gradientOf = null)
{
    /// <summary>The position in <see cref="Program.Values"/>.</summary>
    public int Slot { get; } = slot;

    /// <summary>The name by which commands, expressions and files refer to it; unique in its program.</summary>
    public string Name { get; } = name;

    /// <summary>How it is written in a formula.</summary>
    public string Label { get; } = label;

    /// <summary>The extents; fixed for the whole program.</summary>
    public Shape Shape { get; } = shape;

    public ValueKind Kind { get; } = kind;

    /// <summary>For a leaf (input or parameter): whether the backward pass computes its gradient, as PyTorch's
    /// <c>requires_grad</c>.</summary>
    public bool RequiresGrad { get; } = requiresGrad;

    /// <summary>For a gradient: the value with respect to which it is taken.</summary>
    public Value? GradientOf { get; } = gradientOf;

    /// <summary>Whether it is a leaf in autograd's sense: given, not computed by the forward pass.</summary>
    public bool IsLeaf => Kind is ValueKind.Input or ValueKind.Parameter or ValueKind.Hyperparameter;

    /// <summary>
    /// Whether it lives on from one iteration to the next. A leaf's gradient does, which is why a missing zero_grad
    /// shows; what is computed on the way is made anew.
    /// </summary>
    public bool IsPersistent => IsState || (Kind is ValueKind.Gradient && GradientOf!.IsLeaf);

    /// <summary>
    /// Whether it is part of the model's or the optimizer's state, which another program of the same model can take over.
    /// </summary>
    public bool IsState => Kind is ValueKind.Parameter or ValueKind.OptimizerState or ValueKind.Hyperparameter;

    public override string ToString() => $"{Name} {Shape}";
}
