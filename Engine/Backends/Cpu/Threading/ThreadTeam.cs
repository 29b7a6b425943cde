using System.Diagnostics;
using System.Runtime.ExceptionServices;
namespace Backstep.Engine.Backends.Cpu.Threading;

/// <summary>A piece of a step that all threads of a team carry out together, each its share.</summary>
internal abstract class Stage
{
    /// <summary>What it does, for people who look where the time goes.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// Whether the threads wait for each other afterwards. Not needed where the next stage's shares lean on nothing but the same thread's.
    /// </summary>
    public bool BarrierAfter { get; set; } = true;

    /// <summary>
    /// Time that the first thread spent in it and waiting for the others, in ticks of the stopwatch; kept only if the team measures.
    /// </summary>
    public long Ticks { get; set; }

    /// <summary>Carries out the share of <paramref name="worker"/>. All threads call it.</summary>
    public abstract void Run(Worker worker);
}

/// <summary>
/// Threads that run the same list of stages side by side, the caller being one of them. Between runs they spin for a moment, since
/// the next step mostly follows at once, and then sleep.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int SpinsBeforeSleeping = 1_000;

    private readonly Worker[] _workers;
    private readonly Worker _alone;
    private readonly Thread[] _threads;
    private readonly SpinBarrier _barrier;
    private readonly CorePlacement _placement;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly bool _measure;
    private readonly Lock _oneRun = new();
    private Stage[] _stages = [];
    private Exception? _failure;
    private int _run, _sleeping;
    private volatile bool _stop;

    /// <summary>Starts a team.</summary>
    /// <param name="count">Threads, the caller's included; 1 or more.</param>
    /// <param name="measure">Whether to keep the time of each stage.</param>
    public ThreadTeam(int count, bool measure = false)
    {
        _measure = measure;
        _placement = new CorePlacement(count);
        _barrier = new SpinBarrier(count, _placement);
        _workers = [.. Enumerable.Range(0, count).Select(i => new Worker(i, count, _barrier))];
        _alone = new Worker(0, 1, new SpinBarrier(1, _placement));
        _threads = new Thread[count - 1];
        for (int i = 1; i < count; i++)
        {
            Worker worker = _workers[i];
            _threads[i - 1] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"backstep cpu {i}" };
            _threads[i - 1].Start();
        }
    }

    public int Count => _workers.Length;

    /// <summary>Runs all stages in order. One run at a time; others wait. Allocates nothing.</summary>
    public void Run(Stage[] stages)
    {
        if (stages.Length == 0) return;
        lock (_oneRun)
        {
            ObjectDisposedException.ThrowIf(_stop, this);
            _failure = null;
            _stages = stages;
            Volatile.Write(ref _run, _run + 1);
            Interlocked.MemoryBarrier();
            int sleeping = Volatile.Read(ref _sleeping);
            if (sleeping > 0)
            {
                Volatile.Write(ref _sleeping, 0);
                _wake.Release(sleeping);
            }
            Work(_workers[0], stages);
            if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        }
    }

    /// <summary>
    /// The same on the caller's thread, without the others: for steps so short that waiting for each other costs more than it saves.
    /// </summary>
    public void RunAlone(Stage[] stages)
    {
        lock (_oneRun)
        {
            ObjectDisposedException.ThrowIf(_stop, this);
            foreach (Stage stage in stages)
            {
                long start = _measure ? Stopwatch.GetTimestamp() : 0;
                stage.Run(_alone);
                if (_measure) stage.Ticks += Stopwatch.GetTimestamp() - start;
            }
        }
    }

    public void Dispose()
    {
        lock (_oneRun)
        {
            if (_stop) return;
            _stop = true;
            _wake.Release(_threads.Length + 1);
        }
        foreach (Thread thread in _threads) thread.Join();
        foreach (Worker worker in _workers) worker.Dispose();
        _alone.Dispose();
        _wake.Dispose();
    }

    private void Serve(Worker worker)
    {
        int seen = 0;
        while (true)
        {
            for (int spins = 0; Volatile.Read(ref _run) == seen && !_stop; spins++)
            {
                if (spins < SpinsBeforeSleeping) Thread.SpinWait(1);
                else Sleep(seen);
            }
            if (_stop) return;
            seen++;
            Work(worker, Volatile.Read(ref _stages));
        }
    }

    /// <summary>Sleeps until the next run. A wake-up too many only costs one round of spinning.</summary>
    private void Sleep(int seen)
    {
        Interlocked.Increment(ref _sleeping);
        if (Volatile.Read(ref _run) != seen || _stop) return;
        _wake.Wait();
    }

    private void Work(Worker worker, Stage[] stages)
    {
        _placement.Note(worker.Index);
        foreach (Stage stage in stages)
        {
            long start = _measure ? Stopwatch.GetTimestamp() : 0;
            try
            {
                // After a failure the rest is only waited through, so that no thread is left alone at a barrier.
                if (Volatile.Read(ref _failure) is null) stage.Run(worker);
            }
#pragma warning disable CA1031 // it is thrown again on the caller's thread
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, e, null);
            }
#pragma warning restore CA1031
            if (stage.BarrierAfter) worker.Barrier();
            if (_measure && worker.Index == 0) stage.Ticks += Stopwatch.GetTimestamp() - start;
        }
    }
}
