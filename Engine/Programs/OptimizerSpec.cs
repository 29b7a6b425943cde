using System.Collections.Immutable;

namespace Backstep.Engine.Programs;

/// <summary>Which of torch.optim's algorithms.</summary>
public enum OptimizerKind
{
    /// <summary>torch.optim.SGD, with momentum and weight decay.</summary>
    Sgd,

    Adam,

    /// <summary>torch.optim.AdamW: the weight decay shrinks the weights themselves and stays out of the averages.</summary>
    AdamW,
}

/// <summary>An optimizer and its hyperparameters; names and defaults as in torch.optim.</summary>
/// <param name="Kind">The algorithm.</param>
/// <param name="LearningRate">Length of a step; a value of the program (<c>lr</c>), so that a debugger can change it.</param>
/// <param name="Attributes">Momentum, weight decay, betas, epsilon.</param>
public sealed record OptimizerSpec(OptimizerKind Kind, double LearningRate, OptimizerAttributes Attributes)
{
    /// <summary>Whether steps go along running averages (Adam, AdamW).</summary>
    public bool IsAdam => Kind is OptimizerKind.Adam or OptimizerKind.AdamW;

    /// <summary>The class's name in torch.optim.</summary>
    public string ClassName => Kind == OptimizerKind.Sgd ? "SGD" : $"{Kind}";

    /// <summary>
    /// Within so many steps the learning rate falls to 0, a little with each (torch's LinearLR from 1 to 0); null where it stays.
    /// </summary>
    public int? DecaySteps { get; init; }

    /// <summary>Plain gradient descent.</summary>
    public static OptimizerSpec Sgd(double learningRate, double momentum = 0, double weightDecay = 0) =>
        new(OptimizerKind.Sgd, learningRate, new OptimizerAttributes(momentum, weightDecay));

    /// <summary>Adam with PyTorch's defaults.</summary>
    public static OptimizerSpec Adam(
        double learningRate = 1e-3, double weightDecay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        int? decaySteps = null) =>
        new(OptimizerKind.Adam, learningRate, new(WeightDecay: weightDecay, Beta1: beta1, Beta2: beta2, Epsilon: epsilon))
        { DecaySteps = decaySteps };

    /// <summary>AdamW with PyTorch's defaults.</summary>
    public static OptimizerSpec AdamW(
        double learningRate = 1e-3, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        Adam(learningRate, weightDecay, beta1, beta2, epsilon) with { Kind = OptimizerKind.AdamW };

    /// <summary>The names that people type.</summary>
    public static ImmutableArray<string> Names => ["sgd", "momentum", "adam", "adamw"];

    /// <summary>The learning rate where none is asked for: torch.optim's own for Adam and AdamW, else <paramref name="other"/>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="other">Of the program's plain SGD.</param>
    public static double UsualRate(string name, double other) => Named(name, other) is { IsAdam: true } ? 1e-3 : other;

    /// <summary>By one of <see cref="Names"/>; null for any other. <c>momentum</c> is 0.9 unless another is given.</summary>
    /// <param name="weightDecay">Null for the usual one, which is 0 but for AdamW.</param>
    public static OptimizerSpec? Named(string name, double learningRate, double? momentum = null, double? weightDecay = null) => name switch
    {
        "sgd" => Sgd(learningRate, momentum ?? 0, weightDecay ?? 0),
        "momentum" => Sgd(learningRate, momentum ?? 0.9, weightDecay ?? 0),
        "adam" => Adam(learningRate, weightDecay ?? 0),
        "adamw" => AdamW(learningRate, weightDecay ?? 0.01),
        _ => null,
    };
}
