using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Training;

/// <summary>
/// Runs the batches of one epoch in chunks. Where the device works through a queue a chunk is many batches long, since waiting for each
/// one's loss would cost more than the step; elsewhere it is one batch.
/// </summary>
/// <param name="batches">The epoch.</param>
/// <param name="length">How many batches the first chunk may have: what the epoch before came to.</param>
internal sealed class BatchChunks(LoaderEpoch batches, int length = 1)
{
    /// <summary>
    /// How long a chunk should take: short enough for Ctrl-C and the log, long enough for the wait at its end not to count.
    /// </summary>
    private static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(50);

    /// <summary>The program that knows this epoch's order.</summary>
    private IQueuedProgram? _ordered;
    private StepResult[] _results = [default];

    /// <summary>The epoch.</summary>
    public LoaderEpoch Batches => batches;

    /// <summary>How many batches a chunk may have by now.</summary>
    public int Length { get; private set; } = length;

    /// <summary>Runs batch <paramref name="first"/> and perhaps some behind it of the same size, at most <paramref name="most"/>, and gives
    /// their results, which stay until the next call.</summary>
    /// <param name="compiled">The program.</param>
    /// <param name="first">The first batch.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="atEnd">What is done while a device with a queue works on the last batches of the epoch; elsewhere nobody waits, and it
    /// is not done.</param>
    public ReadOnlyMemory<StepResult> Run(ICompiledProgram compiled, int first, long most, Action? atEnd = null)
    {
        if (compiled is IQueuedProgram { IsAttached: true } queued) return RunQueued(queued, first, most, atEnd);
        _results[0] = compiled is IDatasetProgram { IsAttached: true } direct
            ? direct.RunBatch(batches.Indices(first))
            : RunTensors(compiled, first);
        return _results.AsMemory(0, 1);
    }

    private ReadOnlyMemory<StepResult> RunQueued(IQueuedProgram queued, int first, long most, Action? atEnd)
    {
        if (_ordered != queued)
        {
            queued.SetOrder(batches.Order);
            _ordered = queued;
        }
        int size = batches.Indices(first).Length, count = 0;
        int length = (int)Math.Min(Math.Min(Length, most), queued.QueueCapacity);
        if (_results.Length < length) _results = new StepResult[length];
        long start = Stopwatch.GetTimestamp();
        for (int i = first; count < length && i < batches.Count && batches.Indices(i).Length == size; i++, count++)
            queued.Queue(i * batches.BatchSize);
        if (first + count == batches.Count) atEnd?.Invoke();
        queued.Collect(_results);
        if (count == Length && Stopwatch.GetElapsedTime(start) < Aim / 2) Length *= 2;
        return _results.AsMemory(0, count);
    }

    private StepResult RunTensors(ICompiledProgram compiled, int index)
    {
        Program program = compiled.Program;
        Batch batch = batches[index];
        compiled.Write(program.Samples!, batch.Images);
        compiled.Write(program.Target!, batch.Labels);
        compiled.Run();
        return new StepResult(compiled.Read(program.Loss!).ScalarValue, Trainer.CountCorrect(compiled.Read(program.Output!), batch.Labels));
    }
}
