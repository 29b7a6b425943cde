using System.Collections.Immutable;
using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Session.Training;

/// <summary>A run, and what is collected of it for its screen.</summary>
internal sealed class ActiveRun : IDisposable
{
    private static readonly TimeSpan SpeedOver = TimeSpan.FromSeconds(1), SpeedFrom = TimeSpan.FromSeconds(0.25);

    private readonly IBackend _backend;
    private readonly TrainingPlan _plan;
    private readonly List<CurveBuilder> _curves = [];
    private readonly Queue<(long Time, long Images)> _seen = new();
    private volatile BreakEvent? _break;
    private RunRest? _rest;
    private string _condition = "";
    private long _images;
    private double _speed;

    public ActiveRun(RunRequest request, TrainingPlan plan, IBackend backend, Action rested)
    {
        (Request, _plan, _backend) = (request, plan, backend);
        Session = new TrainingSession(plan, backend);
        Session.Changed += e =>
        {
            if (e is BreakEvent stop) _break = stop;
            if (e is StepEvent step) Interlocked.Add(ref _images, step.Samples);
            if (e is null or BreakEvent || Session.State != RunState.Running) rested();
        };
    }

    public RunRequest Request { get; }

    public TrainingSession Session { get; }

    /// <summary>The run as it is now.</summary>
    public RunView View()
    {
        ImmutableArray<RunBranch> branches = Session.Branches;
        while (_curves.Count < branches.Length) _curves.Add(new CurveBuilder(branches[_curves.Count]));
        RunState state = Session.State;
        if (state is RunState.Running or RunState.Stepping) _rest = null;
        return new(
            Request, state, Session.Step, (long)_plan.TrainLoader.Count * _plan.Epochs, _plan.TrainLoader.Count,
                LearningRate(), Speed(state),
            Session.Branch.Number, [.. _curves.Select(c => c.View())], _condition, _rest);
    }

    /// <summary>Waits until what was asked for has begun.</summary>
    public void Settle() => Session.Settle().GetAwaiter().GetResult();

    /// <summary>Why the run stopped by itself, told once.</summary>
    public BreakEvent? TakeBreak()
    {
        BreakEvent? stop = _break;
        _break = null;
        return stop;
    }

    public void StopFor(string condition)
    {
        Session.StopFor(condition.Length == 0 ? null : RunCondition.Parse(condition, _plan.Training(1)));
        _condition = condition;
    }

    /// <summary>Looks at the weights of a run that rests.</summary>
    public void Look()
    {
        TrainingState state = Session.Save().GetAwaiter().GetResult();
        string[] names = [.. _plan.Training(1).Parameters.Select(p => p.Name)];
        Tensor? kernels = names.Select(n => state.Values[n]).FirstOrDefault(t => t.Shape.Rank >= 2);
        _rest = new RunRest(kernels, [.. names.Select(n => (n, TensorStats.Of(state.Values[n]).Norm))]);
    }

    /// <summary>Tries the weights on the test set.</summary>
    public void Test(CancellationToken cancel)
    {
        Evaluation test = Session.Evaluate(_plan.TestLoader!.Dataset, cancel).GetAwaiter().GetResult();
        if (_rest is null) Look();
        _rest = _rest! with { Test = test };
    }

    public void Dispose()
    {
        Session.Dispose();
        _backend.Dispose();
    }

    private double LearningRate() => Session.Branch.LearningRate ?? Request.LearningRate;

    /// <summary>Images per second while it trained last. A single step, and the first moments, say nothing about it.</summary>
    private double Speed(RunState state)
    {
        if (state != RunState.Running)
        {
            _seen.Clear();
            return _speed;
        }
        long now = Stopwatch.GetTimestamp(), images = Interlocked.Read(ref _images);
        _seen.Enqueue((now, images));
        while (_seen.Count > 2 && Stopwatch.GetElapsedTime(_seen.Peek().Time, now) > SpeedOver) _seen.Dequeue();
        (long time, long before) = _seen.Peek();
        if (Stopwatch.GetElapsedTime(time, now) is var span && span >= SpeedFrom) _speed = (images - before) / span.TotalSeconds;
        return _speed;
    }

    /// <summary>A branch's curve, which grows with it.</summary>
    private sealed class CurveBuilder(RunBranch branch)
    {
        private readonly ImmutableArray<double>.Builder _losses = ImmutableArray.CreateBuilder<double>(),
            _smooth = ImmutableArray.CreateBuilder<double>();
        private readonly SmoothedLoss _smoothed = new();

        public CurveView View()
        {
            foreach (StepEvent step in branch.StepsFrom(_losses.Count))
            {
                _losses.Add(step.Loss);
                _smooth.Add(_smoothed.Add(step.Loss));
            }
            return new(
                branch.Number, branch.ForkedAt, branch.Change, _losses.ToImmutable(), _smooth.ToImmutable(),
                [.. branch.Epochs.Select(e => e.Accuracy)], [.. branch.Tests.Select(t => t.Accuracy)]);
        }
    }
}
