using System.Collections.Immutable;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>
/// Where a training run stands between two steps, and everything that its further steps follow from:
/// on the same device they give the same bits.
/// </summary>
/// <param name="Step">How many steps have been made through all epochs.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">How many of its batches have been learnt from.</param>
/// <param name="LossSum">The sum of these batches' losses.</param>
/// <param name="Correct">How many of their images were named right.</param>
/// <param name="Samples">How many images they had.</param>
/// <param name="Best">The smallest loss of all steps so far; infinite before the first.</param>
/// <param name="Random">The generator before the epoch's order was drawn; the order follows from it.</param>
/// <param name="Values">Parameters, optimizer state and hyperparameters, by name.</param>
public sealed record TrainingState(
    long Step, int Epoch, int Batch, double LossSum, int Correct, int Samples, double Best, RandomState Random,
    ImmutableDictionary<string, Tensor> Values);
