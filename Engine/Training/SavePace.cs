using System.Diagnostics;

namespace Backstep.Engine.Training;

/// <summary>When a state is due to be kept on a disk: when the steps since the last one took so long that keeping costs 0.8 %.</summary>
internal sealed class SavePace(long begin)
{
    private const int Patience = 128;

    private long _last = begin, _since = Stopwatch.GetTimestamp();

    /// <summary>The step behind which the next one is due.</summary>
    public long Due { get; private set; } = begin + 1;

    /// <summary>Keeps the state behind <paramref name="step"/>, and sees how long that takes.</summary>
    public void Measure(long step, Action keep)
    {
        double perStep = Stopwatch.GetElapsedTime(_since).TotalSeconds / Math.Max(1, step - _last);
        long start = Stopwatch.GetTimestamp();
        keep();
        double cost = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Due = step + Math.Max(1, (long)Math.Ceiling(Patience * cost / Math.Max(perStep, 1e-9)));
        (_last, _since) = (step, Stopwatch.GetTimestamp());
    }
}
