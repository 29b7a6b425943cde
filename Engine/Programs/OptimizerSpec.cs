namespace Backstep.Engine.Programs;

/// <summary>Which of torch.optim's algorithms.</summary>
public enum OptimizerKind
{
    /// <summary>torch.optim.SGD, with momentum and weight decay.</summary>
    Sgd,

    Adam,
}

/// <summary>An optimizer and its hyperparameters; names and defaults as in torch.optim.</summary>
/// <param name="Kind">The algorithm.</param>
/// <param name="LearningRate">Length of a step; a value of the program (<c>lr</c>), so that a debugger can change it.</param>
/// <param name="Attributes">Momentum, weight decay, betas, epsilon.</param>
public sealed record OptimizerSpec(OptimizerKind Kind, double LearningRate, OptimizerAttributes Attributes)
{
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

    /// <summary>
    /// By the name that people type: <c>sgd</c>, <c>momentum</c> (0.9 unless another is given) or <c>adam</c>; null for any other.
    /// </summary>
    public static OptimizerSpec? Named(string name, double learningRate, double? momentum = null, double weightDecay = 0) => name switch
    {
        "sgd" => Sgd(learningRate, momentum ?? 0, weightDecay),
        "momentum" => Sgd(learningRate, momentum ?? 0.9, weightDecay),
        "adam" => Adam(learningRate, weightDecay),
        _ => null,
    };
}
