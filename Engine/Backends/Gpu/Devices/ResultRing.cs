using Backstep.Engine.Backends;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>The results of the steps in line: they stay on the device until they are collected in one copy.</summary>
internal sealed class ResultRing(DeviceHost host) : IDisposable
{
    /// <summary>How many steps can wait.</summary>
    public const int Capacity = 4096;

    /// <summary>The place for a step by itself, behind the others.</summary>
    public const int OwnSlot = Capacity;

    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer = host.Allocate<float>(2 * (Capacity + 1), static t => t.ResultsOfSteps);
    private readonly float[] _pairs = new float[2 * Capacity];

    /// <summary>At 2·slot a step's loss, behind it its number of correct samples.</summary>
    public ArrayView<float> View => _buffer.View;

    /// <summary>How many steps wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>A place for one more step.</summary>
    /// <exception cref="InvalidOperationException">As many as fit wait already.</exception>
    public int Next() =>
        Waiting < Capacity ? Waiting++ : throw new InvalidOperationException($"{Capacity} steps wait already: collect their results first");

    /// <summary>Waits for the steps and gives their results.</summary>
    /// <exception cref="ArgumentException"><paramref name="results"/> is too short.</exception>
    public int Collect(Span<StepResult> results)
    {
        int count = Waiting;
        if (results.Length < count)
            throw new ArgumentException($"{count} steps wait, there is room for {results.Length} results", nameof(results));
        host.Download(View, _pairs.AsSpan(0, 2 * count));
        for (int i = 0; i < count; i++) results[i] = new StepResult(_pairs[2 * i], (int)_pairs[2 * i + 1]);
        Waiting = 0;
        return count;
    }

    /// <summary>Waits for the step by itself and gives its result.</summary>
    public StepResult CollectOwn()
    {
        Span<float> pair = stackalloc float[2];
        host.Download(View.SubView(2 * OwnSlot, 2), pair);
        return new StepResult(pair[0], (int)pair[1]);
    }

    public void Dispose() => DeviceFaults.LetGo(_buffer);
}
