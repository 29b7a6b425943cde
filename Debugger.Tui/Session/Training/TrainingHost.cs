using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Session.Training;

/// <summary>
/// The training run of the interface: carries out what its screen asks for. What trains answers five times a second until the run rests; an
/// interrupt pauses it.
/// </summary>
internal sealed class TrainingHost : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly SessionHost _debugger;
    private readonly TrainingServices _services;
    private readonly AutoResetEvent _rested = new(false);
    private readonly SketchReader _sketches;
    private UiTexts _texts;
    private ActiveRun? _run;

    /// <summary>A host without a run.</summary>
    /// <param name="debugger">Shows steps that are opened.</param>
    /// <param name="texts">What it says.</param>
    /// <param name="services">Devices, and where runs are kept.</param>
    public TrainingHost(SessionHost debugger, UiTexts texts, TrainingServices services)
    {
        (_debugger, _texts, _services) = (debugger, texts, services);
        _sketches = new SketchReader(debugger, Trained);
    }

    /// <summary>Another language from now on.</summary>
    public void Speak(Language language) => _texts = UiTexts.In(language);

    /// <summary>Which runs are kept; none where there is no place for them.</summary>
    public Msg KeptRuns() =>
        Try(() => new KeptRunsMsg(RunFolder.Names(_services.Runs())), out Msg? kept) is null ? kept! : new KeptRunsMsg([]);

    /// <summary>Carries out a command; the answers come as they are made.</summary>
    public IEnumerable<Msg> Execute(RunCommand command, CancellationToken cancel)
    {
        Msg? problem = Try(() => Begin(command, cancel), out Msg? answer);
        if (problem is not null)
        {
            yield return problem;
            yield break;
        }
        if (answer is not null) yield return answer;
        if (answer is not null || command is not (StartRun or ResumeRun or StepRun or RewindRun or ForkRun)) yield break;
        ActiveRun run = _run!;
        if (command is StartRun { Request.Keep.Length: > 0 }) yield return KeptRuns();
        while (run.View() is { IsRunning: true } view)
        {
            yield return new RunMsg(view);
            if (cancel.IsCancellationRequested) run.Session.Pause();
            _rested.WaitOne(Pace);
        }
        yield return Try(() => Rested(run), out Msg? rested) ?? rested!;
    }

    /// <summary>Carries out what is about drawn digits.</summary>
    public Msg Execute(DrawCommand command)
    {
        Msg? answer = null;
        return Try(() => _sketches.Execute(command, _texts), out answer) ?? answer!;
    }

    public void Dispose()
    {
        _sketches.Dispose();
        _run?.Dispose();
        _rested.Dispose();
    }

    private Msg? Begin(RunCommand command, CancellationToken cancel)
    {
        TrainingTexts texts = _texts.Training;
        if (command is StartRun { Request: var request })
        {
            ActiveRun? before = _run;
            _run = null;
            before?.Dispose();
            _run = new ActiveRun(request, _services, () => _rested.Set());
            _run.Session.Start();
            return null;
        }
        if (_run is not { } run) return new ProblemMsg(texts.NoRun);
        switch (command)
        {
            case ResumeRun:
                run.Session.Resume();
                break;
            case StepRun:
                run.Session.StepOnce();
                break;
            case RewindRun rewind:
                if (rewind.Step < run.Session.First || rewind.Step > run.Session.Step)
                    return new ProblemMsg(texts.NotBeenThere(rewind.Step, run.Session.First, run.Session.Step));
                run.Session.Rewind(rewind.Step);
                break;
            case ForkRun fork:
                if (!run.Fork(fork.Change, _texts)) break;
                run.Settle();
                return new RunMsg(run.View(), texts.KeptUntilHere(run.View().Step));
            case BreakRun stop:
                run.StopFor(stop.Condition);
                return new RunMsg(run.View(), stop.Condition.Length == 0 ? texts.StopsForNothing : texts.StopsFor(stop.Condition));
            case CompareRun compare:
                run.Compare(_services.Runs(), compare.Name);
                return new RunMsg(run.View());
            case OpenRunStep:
                if (run.Session.Step == run.Session.First) return new ProblemMsg(texts.NoStepYet);
                Scenario scenario = run.Session.Open(run.Session.Step, cancel).GetAwaiter().GetResult();
                return new RunStepMsg(_debugger.Adopt(scenario).View, texts.StepOpened(run.Session.Step));
            case FindRunCause:
                if (run.Session.FindCause(cancel).GetAwaiter().GetResult() is not { } cause)
                    return new RunMsg(run.View(), _texts.Usage.NoCause(run.Session.Step));
                // On the run's own device: what overflows there may be a number like any other in double precision.
                _debugger.Adopt(cause.Scenario, _services.Open(run.Request.Device, run.Request.Threads));
                return _debugger.Execute(new GoTo(cause.Moment), cancel) is SessionMsg opened
                    ? new RunStepMsg(opened.View, cause.Say(_texts.Language)) : new Hush();
            case TryRun:
                run.Test(cancel);
                return new RunMsg(run.View());
            case SaveRun save:
                run.Write(save.Path, run.Session.Save().GetAwaiter().GetResult());
                return new RunMsg(run.View(), texts.Saved(save.Path));
        }
        run.Settle();
        return null;
    }

    /// <summary>The run's present weights, and behind which step they are; null without a run.</summary>
    private (ImageClassifier, long)? Trained(IBackend backend)
    {
        if (_run is not { } run || run.View().IsRunning || run.Session.Failure is not null) return null;
        TrainingState state = run.Session.Save().GetAwaiter().GetResult();
        ProgramEntry entry = run.Request.Settings.Entry;
        var weights = entry.Network!.Parameters.ToDictionary(p => p.Name, p => state.Values[p.Name]);
        return (new ImageClassifier(entry, weights, DatasetKind.Parse(run.Request.Settings.Data), backend), run.Session.Step);
    }

    /// <summary>Why the run rests, and what there is to look at.</summary>
    private RunMsg Rested(ActiveRun run)
    {
        TrainingTexts texts = _texts.Training;
        if (run.Session.Failure is { } failure)
            return new RunMsg(run.View(), failure is LocalizedException e ? e.In(_texts.Language) : failure.Message, IsProblem: true);
        run.Look();
        bool over = run.Session.State == RunState.Finished;
        if (over) run.End();
        if (run.TakeProblem() is { } problem) return new RunMsg(run.View(), texts.NotKept(problem.In(_texts.Language)), IsProblem: true);
        return new RunMsg(run.View(), over ? texts.IsFinished(run.View().CanTest)
            : run.TakeBreak() is { } stop ? texts.StoppedFor(stop.Step, stop.Condition) : null);
    }

    private Msg? Try(Func<Msg?> action, out Msg? answer)
    {
        answer = null;
        try
        {
            answer = action();
            return null;
        }
        catch (OperationCanceledException)
        {
            return new Hush();
        }
        catch (LocalizedException e)
        {
            return new ProblemMsg(e.In(_texts.Language));
        }
    }
}
