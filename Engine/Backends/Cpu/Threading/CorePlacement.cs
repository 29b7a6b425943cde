using System.Runtime.InteropServices;

namespace Backstep.Engine.Backends.Cpu.Threading;

/// <summary>
/// Keeps the threads of a team on different cores. Linux may leave threads that were started together and often wait for each other on one
/// core for seconds while another one is idle. A thread that waits, and finds a thread of its team on its own core, moves to a free one;
/// where it may run afterwards is as it was. Elsewhere than on Linux this does nothing.
/// </summary>
internal sealed unsafe class CorePlacement
{
    /// <summary>
    /// Milliseconds between two moves. A thread that is soon back where it was has been put there because another program keeps the other
    /// core busy, and two threads that take turns on one core are then faster than one that waits its turn elsewhere: each time the pause
    /// is four times as long.
    /// </summary>
    private const int FirstPause = 10, LongestPause = 10_240;

    /// <summary>1024 cores, as in glibc's cpu_set_t.</summary>
    private const int Words = 16;

    /// <summary>Numbers this far apart lie on different cache lines.</summary>
    private const int Stride = 32;

    private readonly int[] _cores;
    private readonly Lock _oneMove = new();
    private readonly bool _works;
    private long _nextMove;
    private int _pause = FirstPause;

    /// <param name="threads">Threads of the team.</param>
    public CorePlacement(int threads)
    {
        _cores = new int[threads * Stride];
        Array.Fill(_cores, -1);
        if (threads == 1 || !OperatingSystem.IsLinux()) return;
        try
        {
            // Now, and not in the middle of a step: finding a function allocates.
            Marshal.PrelinkAll(typeof(CorePlacement));
            _works = sched_getcpu() >= 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library without these functions: the system places the threads as it likes.
        }
    }

    /// <summary>Remembers where a thread runs. It calls this itself, now and then.</summary>
    public void Note(int thread)
    {
        if (_works) Volatile.Write(ref _cores[thread * Stride], sched_getcpu());
    }

    /// <summary>Moves the calling thread if another one of the team was last seen on its core, and there is a core without one.</summary>
    public void Part(int thread)
    {
        if (!_works) return;
        int core = sched_getcpu();
        Volatile.Write(ref _cores[thread * Stride], core);
        if (!IsTaken(core, thread) || Environment.TickCount64 < Volatile.Read(ref _nextMove)) return;
        lock (_oneMove)
        {
            if (Environment.TickCount64 < _nextMove) return;
            long now = Environment.TickCount64;
            bool stayed = now - _nextMove > 8L * _pause;
            _pause = stayed ? FirstPause : Math.Min(4 * _pause, LongestPause);
            Volatile.Write(ref _nextMove, now + _pause);
            ulong* allowed = stackalloc ulong[Words], one = stackalloc ulong[Words];
            if (sched_getaffinity(0, Words * sizeof(ulong), allowed) != 0) return;
            for (int free = 0; free < Words * 64; free++)
            {
                if ((allowed[free / 64] >> (free % 64) & 1) == 0 || free == core || IsTaken(free, thread)) continue;
                new Span<ulong>(one, Words).Clear();
                one[free / 64] = 1UL << (free % 64);
                if (sched_setaffinity(0, Words * sizeof(ulong), one) != 0) return;
                _ = sched_setaffinity(0, Words * sizeof(ulong), allowed);
                Volatile.Write(ref _cores[thread * Stride], free);
                return;
            }
        }
    }

    private bool IsTaken(int core, int except)
    {
        for (int i = 0; i < _cores.Length / Stride; i++)
            if (i != except && Volatile.Read(ref _cores[i * Stride]) == core) return true;
        return false;
    }

    // DllImport: the arguments are blittable. The first is too short for the runtime to be told of it.
#pragma warning disable SYSLIB1054, IDE1006, CA5392
    [DllImport("libc"), SuppressGCTransition]
    private static extern int sched_getcpu();

    [DllImport("libc")]
    private static extern int sched_getaffinity(int thread, nint size, ulong* cores);

    [DllImport("libc")]
    private static extern int sched_setaffinity(int thread, nint size, ulong* cores);
#pragma warning restore SYSLIB1054, IDE1006, CA5392
}
