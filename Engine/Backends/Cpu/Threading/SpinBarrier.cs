using System.Runtime.InteropServices;

namespace Backstep.Engine.Backends.Cpu.Threading;

/// <summary>
/// Where the threads of a team wait for each other between two stages. A step has some thirty of these waits, so they spin (about 70 ns
/// when all threads have a core). A thread that waits longer goes to sleep: evidently another one has no core, and may need this one.
/// </summary>
internal sealed class SpinBarrier(int participants, CorePlacement placement)
{
    // Some 4 µs, then as much again or more of offering the core to another thread.
    private const int Spins = 100, Yields = 40;

    private readonly object _sleep = new();
    private Padded _state;

    /// <summary>The counters lie on cache lines of their own, so that arriving threads do not disturb those that watch.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 320)]
    private struct Padded
    {
        [FieldOffset(64)] public int Arrived;
        [FieldOffset(192)] public int Round;
        [FieldOffset(256)] public int Sleeping;
    }

    /// <summary>Waits until every participant has come here.</summary>
    /// <param name="participant">Which one waits, from 0.</param>
    public void Wait(int participant)
    {
        if (participants == 1) return;
        int round = Volatile.Read(ref _state.Round);
        if (Interlocked.Increment(ref _state.Arrived) == participants)
        {
            _state.Arrived = 0;
            Volatile.Write(ref _state.Round, round + 1);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _state.Sleeping) == 0) return;
            lock (_sleep) Monitor.PulseAll(_sleep);
            return;
        }
        for (int spins = 0; spins < Spins + Yields; spins++)
        {
            if (Volatile.Read(ref _state.Round) != round) return;
            if (spins == Spins) placement.Part(participant);
            if (spins < Spins) Thread.SpinWait(1);
            else Thread.Yield();
        }
        lock (_sleep)
        {
            Interlocked.Increment(ref _state.Sleeping);
            while (Volatile.Read(ref _state.Round) == round) Monitor.Wait(_sleep);
            Interlocked.Decrement(ref _state.Sleeping);
        }
    }
}
