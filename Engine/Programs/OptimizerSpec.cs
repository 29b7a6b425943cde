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
    /// <summary>Plain gradient descent.</summary>
    public static OptimizerSpec Sgd(double learningRate, double momentum = 0, double weightDecay = 0) =>
        new(OptimizerKind.Sgd, learningRate, new OptimizerAttributes(momentum, weightDecay));

    /// <summary>Adam with PyTorch's defaults.</summary>
    public static OptimizerSpec Adam(double learningRate = 1e-3, double weightDecay = 0) =>
        new(OptimizerKind.Adam, learningRate, new OptimizerAttributes(WeightDecay: weightDecay));

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
