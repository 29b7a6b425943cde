using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Training;

/// <summary>
/// A training run under a person's hands: it runs on a thread of its own, pauses between two steps, goes back,
/// and forks where something is changed. Requests come from any thread and are answered when the step under way is over.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private readonly IBackend _backend;
    private readonly Lock _lock = new();
    private readonly RunMachine _machine = new();
    private readonly Queue<(Action Do, Action? Drop)> _requests = new();
    private readonly SemaphoreSlim _requested = new(0);
    private readonly CancellationTokenSource _cancel = new();
    private readonly Thread _thread;
    private TrainingRun _run;
    private IEnumerator<TrainingEvent> _events;
    private RunCondition? _condition;
    private RunBranch _branch;
    private ImmutableArray<RunBranch> _branches;
    private bool _closed;

    /// <summary>The step that was asked for alone: its pause is there already when its condition is told.</summary>
    private long _steppedTo = -1;

    /// <summary>Prepares a run; <see cref="Start"/> begins it.</summary>
    /// <param name="backend">Calculates, on the session's thread alone; not disposed with the session.</param>
    /// <param name="condition">What the run stops for; null for nothing.</param>
    /// <param name="from">Where to begin; null for the plan's beginning.</param>
    /// <param name="told">What happened on the way to <paramref name="from"/>, as far as it is known.</param>
    /// <param name="keep">See <see cref="TrainingRun.Keep"/>; called on the session's thread, also for what is made again.</param>
    public TrainingSession(TrainingPlan plan, IBackend backend, RunCondition? condition = null, TrainingState? from = null,
        IReadOnlyList<TrainingEvent>? told = null, Action<TrainingState>? keep = null)
    {
        // Where the steps on the way are known, the branch begins with the first of them.
        First = from?.Step ?? 0;
        (_backend, _condition, _branch) = (backend, condition, new(0, null, told is null ? First : 0, "", plan, null));
        _branches = [_branch];
        foreach (TrainingEvent e in told ?? []) _branch.Add(e);
        Step = First;
        _run = new TrainingRun(plan, backend, from, checks: new RunChecks(plan)) { Keep = keep };
        _events = _run.Run(condition, _cancel.Token).GetEnumerator();
        _thread = new Thread(Work) { IsBackground = true, Name = "training" };
    }

    /// <summary>Something happened in the run, or its state is another; called on the session's thread, and must not take long.</summary>
    public event Action<TrainingEvent?>? Changed;

    public RunState State
    {
        get
        {
            lock (_lock) return _machine.State;
        }
    }

    /// <summary>The branch that steps are made on.</summary>
    public RunBranch Branch
    {
        get
        {
            lock (_lock) return _branch;
        }
    }

    /// <summary>All branches, in the order in which they began.</summary>
    public ImmutableArray<RunBranch> Branches
    {
        get
        {
            lock (_lock) return _branches;
        }
    }

    /// <summary>The step behind which it began: the earliest that it can be taken back to.</summary>
    public long First { get; }

    /// <summary>The step that the run stands behind.</summary>
    public long Step { get; private set; }

    /// <summary>Why the run has failed; null while it has not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The states of a run and what leads from one to another, in Mermaid's language.</summary>
    public static string Graph() => RunMachine.Graph();

    /// <summary>Whether a request would be accepted now.</summary>
    public bool Can(RunTrigger trigger)
    {
        lock (_lock) return _machine.CanFire(trigger);
    }

    /// <summary>Begins; false if it has begun already.</summary>
    public bool Start()
    {
        lock (_lock)
        {
            if (!_machine.CanFire(RunTrigger.Start)) return false;
            _machine.Fire(RunTrigger.Start);
        }
        _thread.Start();
        return true;
    }

    /// <summary>Pauses behind the step that is under way.</summary>
    public bool Pause() => Request(RunTrigger.Pause, () => Fire(RunTrigger.Pause));

    /// <summary>Goes on from a pause.</summary>
    public bool Resume() => Request(RunTrigger.Resume, () => Fire(RunTrigger.Resume));

    /// <summary>Makes one step from a pause.</summary>
    public bool StepOnce() => Request(RunTrigger.Step, () => Fire(RunTrigger.Step));

    /// <summary>Goes to the place behind an earlier step, from <see cref="First"/> on, and pauses there.</summary>
    public bool Rewind(long step) => step >= First && step <= Step && Request(RunTrigger.Rewind, () => GoBack(step));

    /// <summary>Changes something at a pause; what comes is another branch.</summary>
    public bool Fork(RunChange change) => Request(RunTrigger.Fork, () => MakeBranch(change));

    /// <summary>Another condition to stop for, from now on; null for none.</summary>
    public void StopFor(RunCondition? condition) => Post(() =>
    {
        _condition = condition;
        GoOnFrom(_run.Here());
    });

    /// <summary>
    /// Step <paramref name="step"/> (from 1) of the present branch for the debugger, made on the session's thread.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The run has not been there.</exception>
    /// <exception cref="OperationCanceledException">The session or <paramref name="cancel"/> ended on the way.</exception>
    public Task<Scenario> Open(long step, CancellationToken cancel = default) => Ask(() =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _cancel.Token);
        return _run.Open(step, either.Token);
    });

    /// <summary><see cref="TrainingRun.FindCause"/>, on the session's thread.</summary>
    /// <exception cref="OperationCanceledException">The session or <paramref name="cancel"/> ended on the way.</exception>
    public Task<RunCause?> FindCause(CancellationToken cancel = default) => Ask(() =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _cancel.Token);
        return _run.FindCause(either.Token);
    });

    /// <summary>Where the run stands, read on the session's thread between two steps.</summary>
    /// <exception cref="OperationCanceledException">The session ended before.</exception>
    public Task<TrainingState> Save() => Ask(() => _run.Here());

    /// <summary>Done when everything that was asked for before has been taken up.</summary>
    public Task Settle() => Ask(() => true);

    /// <summary>How the present weights do on a data set, on the session's device.</summary>
    public Task<Evaluation> Evaluate(Dataset dataset, CancellationToken cancel = default) => Ask(() =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _cancel.Token);
        TrainingState here = _run.Here();
        TrainingPlan plan = _branch.Plan;
        return Evaluation.Run(plan.Evaluation, name => here.Values[name], dataset, plan.TrainLoader.BatchSize, _backend, either.Token);
    });

    /// <summary>Ends the run behind the step that is under way and waits for that.</summary>
    public void Dispose()
    {
        _cancel.Cancel();
        if (_thread.IsAlive && Thread.CurrentThread != _thread) _thread.Join();
        Close();
        _events.Dispose();
        _run.Dispose();
        _cancel.Dispose();
        _requested.Dispose();
    }

    private bool Request(RunTrigger trigger, Action action)
    {
        if (!Can(trigger)) return false;
        Post(() =>
        {
            // Meanwhile the run may have ended by itself.
            if (Can(trigger)) action();
        });
        return true;
    }

    private Task<T> Ask<T>(Func<T> question)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                result.SetResult(question());
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled();
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }, result.SetCanceled);
        return result.Task;
    }

    private void Post(Action action, Action? drop = null)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _requests.Enqueue((action, drop));
                _requested.Release();
                return;
            }
        }
        drop?.Invoke();
    }

    /// <summary>Nobody is left who would do what is asked.</summary>
    private void Close()
    {
        lock (_lock) _closed = true;
        while (_requests.TryDequeue(out (Action, Action? Drop) request)) request.Drop?.Invoke();
    }

    private void Work()
    {
        try
        {
            Fire(RunTrigger.Compiled);
            while (!_cancel.IsCancellationRequested)
            {
                bool waits = State is not (RunState.Running or RunState.Stepping);
                if (waits) _requested.Wait(_cancel.Token);
                else if (!_requested.Wait(0))
                {
                    Advance();
                    continue;
                }
                (Action Do, Action?) request;
                lock (_lock) request = _requests.Dequeue();
                request.Do();
            }
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Failure = e;
            Fire(RunTrigger.Fail);
        }
        finally
        {
            Close();
        }
    }

    private void Advance()
    {
        if (!_events.MoveNext())
        {
            if (!_cancel.IsCancellationRequested) Fire(RunTrigger.End);
            return;
        }
        TrainingEvent e = _events.Current;
        _branch.Add(e);
        if (e is StepEvent s) Step = s.Step;
        if (e is BreakEvent b && b.Step == _steppedTo) return;
        if (e is BreakEvent) Fire(RunTrigger.Break, e);
        else if (e is StepEvent && State == RunState.Stepping)
        {
            _steppedTo = Step;
            Fire(RunTrigger.Stepped, e);
        }
        else Changed?.Invoke(e);
    }

    private void GoBack(long step)
    {
        Fire(RunTrigger.Rewind);
        TrainingState state = _run.StateAt(step, _cancel.Token);
        lock (_lock)
        {
            // Before the place where a branch began lies what it forked from.
            while (step < _branch.ForkedAt) _branch = _branch.Parent!;
        }
        GoOnFrom(state);
        Step = step;
        Fire(RunTrigger.Rewound);
    }

    private void MakeBranch(RunChange change)
    {
        TrainingState state = _run.Here();
        lock (_lock)
        {
            TrainingPlan plan =
                change.Optimizer is { } optimizer ? _branch.Plan with { Training = _branch.Plan.TrainingWith(optimizer) } : _branch.Plan;
            _branch = new(_branches.Length, _branch, state.Step, change.Describe(state), plan, change.Rate ?? _branch.LearningRate);
            _branches = _branches.Add(_branch);
        }
        GoOnFrom(change.Apply(state));
        Fire(RunTrigger.Fork);
    }

    private void GoOnFrom(TrainingState state)
    {
        TrainingRun next = _run.From(_branch.Plan, state);
        _events.Dispose();
        _run.Dispose();
        _run = next;
        _events = _run.Run(_condition, _cancel.Token).GetEnumerator();
    }

    private void Fire(RunTrigger trigger, TrainingEvent? e = null)
    {
        lock (_lock) _machine.Fire(trigger);
        Changed?.Invoke(e);
    }
}
