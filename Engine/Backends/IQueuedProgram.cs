using Backstep.Engine.Data;

namespace Backstep.Engine.Backends;

/// <summary>
/// A compiled program on a device that works through a queue: steps are put in line without waiting for their results, which stay on the
/// device until they are collected. Between two collections nothing is copied and nobody waits.
/// </summary>
public interface IQueuedProgram : IDatasetProgram
{
    /// <summary>How many steps may be queued between two collections.</summary>
    int QueueCapacity { get; }

    /// <summary>How many kernels a queued step starts, each of which waits for the one before; 0 if that is not known.</summary>
    int KernelsPerStep => 0;

    /// <summary>Hands over the order of an epoch: positions in the attached data set, in which <see cref="Queue"/> takes them.</summary>
    /// <exception cref="InvalidOperationException">No data set is attached.</exception>
    /// <exception cref="ArgumentException">An index lies outside the data set.</exception>
    void SetOrder(ReadOnlySpan<int> order);

    /// <summary>Puts a step in line: the program on the images at <c>order[first]</c> and behind it, as many as its batch has.</summary>
    /// <exception cref="InvalidOperationException">There is no order, or <see cref="QueueCapacity"/> steps wait already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch reaches beyond the order.</exception>
    void Queue(int first);

    /// <summary>Waits for every queued step and gives their results, in the order in which they were queued.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentException"><paramref name="results"/> is too short.</exception>
    int Collect(Span<StepResult> results);
}
