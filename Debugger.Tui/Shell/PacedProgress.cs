using Backstep.Engine.Debugging;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Passes on how far a run is: not for one that is done at once, and then no oftener than one can read.</summary>
/// <param name="tell">Told on the thread that works.</param>
/// <param name="time">The clock.</param>
internal sealed class PacedProgress(Action<RunProgress> tell, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400), Interval = TimeSpan.FromMilliseconds(100);

    private long _last = time.GetTimestamp();

    /// <summary>Whether something has been told since the run began.</summary>
    public bool HasTold { get; private set; }

    /// <summary>Another run begins.</summary>
    public void Begin() => (_last, HasTold) = (time.GetTimestamp(), false);

    public void Report(RunProgress value)
    {
        if (time.GetElapsedTime(_last) < (HasTold ? Interval : Patience)) return;
        (_last, HasTold) = (time.GetTimestamp(), true);
        tell(value);
    }
}
