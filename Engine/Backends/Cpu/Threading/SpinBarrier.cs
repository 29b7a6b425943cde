using System.Runtime.InteropServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// Where the threads of a team wait for each other between two stages. A step has some thirty of these waits, so they spin (about 70 ns
/// when all threads have a core) and give the core away only when one of them evidently has none.
/// </summary>
internal sealed class SpinBarrier(int participants)
{
    private const int SpinsBeforeYielding = 2000;

    private Padded _state;

    /// <summary>The two counters lie on cache lines of their own, so that arriving threads do not disturb those that watch.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(64)] public int Arrived;
        [FieldOffset(192)] public int Round;
    }

    /// <summary>Waits until every participant has come here.</summary>
    public void Wait()
    {
        if (participants == 1) return;
        int round = Volatile.Read(ref _state.Round);
        if (Interlocked.Increment(ref _state.Arrived) == participants)
        {
            _state.Arrived = 0;
            Volatile.Write(ref _state.Round, round + 1);
            return;
        }
        for (int spins = 0; Volatile.Read(ref _state.Round) == round; spins++)
        {
            if (spins < SpinsBeforeYielding) Thread.SpinWait(1);
            else Thread.Yield();
        }
    }
}
