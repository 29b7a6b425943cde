using System.Collections.Immutable;
using System.Diagnostics;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Session.Training;

/// <summary>A run, and what is collected of it for its screen.</summary>
internal sealed class ActiveRun : IDisposable
{
    private static readonly TimeSpan SpeedOver = TimeSpan.FromSeconds(1), SpeedFrom = TimeSpan.FromSeconds(0.25);

    private readonly IBackend _backend;
    private readonly TrainingPlan _plan;
    private readonly RunWriter? _writer;
    private readonly string _kept = "";
    private readonly List<CurveBuilder> _curves = [];
    private readonly Queue<(long Time, long Images)> _seen = new();
    private volatile BreakEvent? _break;
    private RunRest? _rest;
    private string _condition;
    private ImmutableArray<WarningEvent> _warnings = [];
    private bool _forked, _over;
    private LocalizedException? _told;
    private ImmutableArray<CurveView> _others = [];
    private long _savedAt = -1;
    private long _images;
    private double _speed;

    /// <summary>Makes a run ready.</summary>
    /// <param name="rested">Called, on any thread, when there is something to see.</param>
    /// <exception cref="LocalizedException">It cannot be done.</exception>
    public ActiveRun(RunRequest request, TrainingServices services, Action rested)
    {
        (Request, _condition) = (request, request.Condition);
        _plan = request.Plan ?? request.Settings.Plan();
        RunCondition? stop = Parse(_condition);
        RunFolder? kept = request.Resumed;
        TrainingState? from = kept?.Here(_plan);
        _backend = services.Open(request.Device, request.Threads);
        try
        {
            if (kept is null && request.Keep.Length > 0)
                kept = RunFolder.Create(services.Runs(), request.Keep, request.Settings, services.Environment(_backend, request.Device),
                    request.Settings.BeginsAsDrawn ? null : _plan.Beginning);
            RunSettings asked = request.Settings;
            _writer = kept?.Write(kept.Record.Settings with { Epochs = asked.Epochs, MaxSteps = asked.MaxSteps }, from);
            _kept = kept?.Name ?? "";
            Session = new TrainingSession(_plan, _backend, stop, from, from is null ? null : kept!.ReadLog().Events,
                _writer is null ? null : Keep);
        }
        catch
        {
            _writer?.Dispose();
            _backend.Dispose();
            throw;
        }
        Session.Changed += e =>
        {
            if (e is BreakEvent reached) _break = reached;
            if (e is StepEvent step) Interlocked.Add(ref _images, step.Samples);
            if (e is WarningEvent warning) _warnings = _warnings.Add(warning);
            if (e is not null && !_forked) _writer?.Add(e);
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
            Request, state, Session.Step, Math.Min((long)_plan.TrainLoader.Count * _plan.Epochs, _plan.MaxSteps ?? long.MaxValue),
            _plan.TrainLoader.Count, LearningRate(), Speed(state), Session.Branch.Number, [.. _curves.Select(c => c.View())], _condition,
            _rest)
        {
            Warnings = _warnings,
            Others = _others,
            IsSaved = _savedAt == Session.Step,
            Kept = _forked || _writer?.Problem is not null ? "" : _kept,
            TellsClasses = _plan.TrainLoader.Dataset.HasClasses,
            CanTest = _plan.TestLoader is { Dataset.HasClasses: true },
        };
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

    /// <summary>Why the run is no longer kept, told once.</summary>
    public LocalizedException? TakeProblem() => _told is null && _writer?.Problem is { } problem ? _told = problem : null;

    /// <summary>Puts a kept run's curve beside this one's, or takes it away.</summary>
    /// <exception cref="RunException">There is no such run, or it is damaged.</exception>
    public void Compare(string root, string name)
    {
        if (_others.RemoveAll(c => c.Change == name) is var rest && rest.Length < _others.Length)
        {
            _others = rest;
            return;
        }
        RunLog log = RunFolder.Open(root, name).ReadLog();
        var smoothed = new SmoothedLoss();
        double[] Accuracies(string kind) => [.. log.Epochs.Where(e => e.Kind == kind).Select(e => e.Accuracy)];
        _others = _others.Add(new(
            _others.Length, (log.Steps.FirstOrDefault()?.Step ?? 1) - 1, name, [.. log.Steps.Select(s => s.Loss)],
            [.. log.Steps.Select(s => smoothed.Add(s.Loss))], [.. Accuracies("train")], [.. Accuracies("test")])
        { TestLosses = [.. log.Epochs.Where(e => e.Kind == "test").Select(e => (e.Step, e.AverageLoss))] });
    }

    public void StopFor(string condition)
    {
        Session.StopFor(Parse(condition));
        _condition = condition;
    }

    /// <summary>
    /// Changes something from here on. What is kept of the run ends here: from its settings the branch does not follow.
    /// </summary>
    /// <param name="line">See <see cref="ForkText"/>.</param>
    /// <param name="texts">For complaints.</param>
    /// <returns>Whether the run was kept until now.</returns>
    /// <exception cref="LocalizedException">The line cannot be understood.</exception>
    public bool Fork(string line, UiTexts texts)
    {
        RunChange change =
            ForkText.Read(line, Session.Save().GetAwaiter().GetResult(), _plan.Training(1), LearningRate(), texts);
        bool kept = _writer is not null && !_forked;
        if (kept) End();
        _forked = true;
        Session.Fork(change);
        return kept;
    }

    /// <summary>Keeps and writes what the run has come to, where that was asked for.</summary>
    public void End()
    {
        if (_over) return;
        // What is written must not be written by the run at the same time.
        Session.Pause();
        TrainingState state = Session.Save().GetAwaiter().GetResult();
        _over = _plan.IsOver(state);
        // Who has gone back and leaves there has still made the steps behind it.
        if (!_forked && state.Step == Session.Branch.LastStep) _writer?.End(state, _over);
        if (Request.Save is { } path) Write(path, state);
    }

    /// <summary>Writes the weights.</summary>
    public void Write(string path, TrainingState state)
    {
        StateDict.Save(path, Request.Settings.Entry.Network!, name => state.Values[name], Request.Settings.Data);
        _savedAt = state.Step;
    }

    /// <summary>Looks at the weights of a run that rests.</summary>
    public void Look()
    {
        TrainingState state = Session.Save().GetAwaiter().GetResult();
        string[] names = [.. _plan.Training(1).Parameters.Select(p => p.Name)];
        Tensor? kernels = names.Select(n => state.Values[n]).FirstOrDefault(t => t.Shape.Rank >= 2);
        using var backend = new CpuBackend();
        _rest = new RunRest(kernels, LayerFigures.Of(_plan, name => state.Values[name], backend))
        {
            Written = Request.Settings.Entry.Network is GptNetwork gpt ? GptSampler.AfterTraining(gpt.For(_plan.TrainLoader.Dataset),
                name => state.Values[name], _plan) : [],
        };
    }

    /// <summary>Tries the weights on the test set.</summary>
    public void Test(CancellationToken cancel)
    {
        Evaluation test = Session.Evaluate(_plan.TestLoader!.Dataset, cancel).GetAwaiter().GetResult();
        if (_rest is null) Look();
        _rest = _rest! with { Test = test, Tested = _plan.TestLoader.Dataset };
    }

    public void Dispose()
    {
        try
        {
            if (Session.Failure is null) End();
        }
        catch (OperationCanceledException)
        {
            // It has failed meanwhile, and said so.
        }
        finally
        {
            Session.Dispose();
            _writer?.Dispose();
            _backend.Dispose();
        }
    }

    private void Keep(TrainingState state)
    {
        if (!_forked) _writer!.Keep(state);
    }

    private RunCondition? Parse(string condition) => condition.Length == 0 ? null : RunCondition.Parse(condition, _plan.Training(1));

    private double LearningRate() => Session.Branch.LearningRate ?? Request.Settings.Optimizer.LearningRate;

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
                [.. branch.Epochs.Select(e => e.Accuracy)], [.. branch.Tests.Select(t => t.Accuracy)])
            {
                TestLosses = [.. branch.Tests.Select(t => (Math.Min((t.Epoch + 1L) * branch.Plan.TrainLoader.Count,
                    branch.ForkedAt + _losses.Count), t.AverageLoss)).Where(t => t.Item1 > 0)],
            };
        }
    }
}
