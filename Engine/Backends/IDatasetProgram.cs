using Backstep.Engine.Data;

namespace Backstep.Engine.Backends;

/// <summary>What one training step gives back.</summary>
/// <param name="Correct">How many samples have their label as the largest output (the first of equal ones); 0 if the program's output is
/// not one row of classes a sample.</param>
public readonly record struct StepResult(double Loss, int Correct);

/// <summary>
/// A compiled program that takes its batches straight from a data set: images stay bytes, and the gathering of a batch in the
/// epoch's order, the normalisation and the step are one call without allocation. A backend that has no such path gives
/// programs without this interface; <see cref="ICompiledProgram.Write"/>, Run and Read do the same more slowly.
/// </summary>
public interface IDatasetProgram : ICompiledProgram
{
    /// <summary>
    /// Whether batches can come from <paramref name="dataset"/>: the program has one image input, of its images' size, and its target is
    /// one label an image. A backend may take samples and targets that are numbers, too, both as many a sample as the program has.
    /// </summary>
    bool Accepts(Dataset dataset);

    /// <summary>Whether there is a data set to take batches from.</summary>
    bool IsAttached { get; }

    /// <summary>Takes batches from <paramref name="dataset"/> from now on.</summary>
    /// <exception cref="ArgumentException">It is not accepted.</exception>
    void Attach(Dataset dataset);

    /// <summary>
    /// Gathers the images at <paramref name="indices"/>, exactly as many as the program's batch, and runs the program on them.
    /// </summary>
    /// <exception cref="InvalidOperationException">No data set is attached.</exception>
    /// <exception cref="ArgumentException">There are more or fewer indices than the batch has images, or one lies outside the data
    /// set.</exception>
    StepResult RunBatch(ReadOnlySpan<int> indices);
}
