namespace Backstep.Engine.Training;

/// <summary>Something that happened in a training run.</summary>
public abstract record TrainingEvent;

/// <summary>One batch was learnt from.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Step">Counted through all epochs, from 1.</param>
/// <param name="BatchIndex">Within the epoch, from 0.</param>
/// <param name="Samples">Images in the batch.</param>
/// <param name="Loss">The batch's loss before the update.</param>
/// <param name="Correct">How many images the output's largest entry named right, before the update.</param>
public sealed record StepEvent(int Epoch, long Step, int BatchIndex, int Samples, double Loss, int Correct) : TrainingEvent;

/// <summary>An epoch is complete, or was broken off.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="LossSum">The sum of the batches' losses.</param>
/// <param name="Correct">Images named right.</param>
/// <param name="Seconds">Time that the training of this epoch took, without tests.</param>
/// <param name="Complete">Whether every batch was seen.</param>
public sealed record EpochEvent(int Epoch, double LossSum, int Correct, int Samples, double Seconds, bool Complete) : TrainingEvent
{
    /// <summary>Per cent of the images seen.</summary>
    public double Accuracy => Samples == 0 ? 0 : 100.0 * Correct / Samples;
}

/// <summary>The model was tried on the test set.</summary>
/// <param name="Epoch">After this epoch, from 0.</param>
/// <param name="LossSum">The sum of the batches' losses.</param>
/// <param name="Batches">The number of batches.</param>
/// <param name="Correct">Images named right.</param>
/// <param name="Samples">Images in the test set.</param>
public sealed record TestEvent(int Epoch, double LossSum, int Batches, int Correct, int Samples, double Seconds) : TrainingEvent
{
    /// <summary>Per cent.</summary>
    public double Accuracy => 100.0 * Correct / Samples;

    /// <summary>The mean of the batches' losses, as tutorial 004 prints it.</summary>
    public double AverageLoss => LossSum / Batches;
}
