using Backstep.Engine.Backends;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>What a condition can look at after a step.</summary>
internal interface IRunReadings
{
    /// <summary>The smallest loss so far.</summary>
    double Best { get; }

    /// <summary>The present content of a parameter or other persistent value.</summary>
    Tensor Read(string name);

    /// <summary>Which share of a ReLU's units is 0 for each of a few images.</summary>
    double Dead(string relu);

    /// <summary>How many images of a class were named otherwise in the step's batch.</summary>
    int Misclassified(int label);
}

/// <summary>Reads it from what trains. Activations are calculated for a few images, and only up to the one that is asked for.</summary>
internal sealed class TrainerReadings(TrainingPlan plan, IBackend backend, Trainer trainer) : IRunReadings
{
    private ActivationCheck? _activations;

    public double Best => trainer.Best;

    public Tensor Read(string name) => trainer.Read(name);

    public double Dead(string relu) => (_activations ??= new ActivationCheck(plan)).SilentShare(relu, trainer.Read, backend);

    public int Misclassified(int label) => trainer.Misclassified(label);
}
