using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Comparing;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;
using Backstep.Lessons.Homework;

namespace Backstep.Debugger.Tui.Session;

/// <summary>
/// Owns the debugging session. Used from one thread at a time: the engine's thread on a terminal, the caller's in scripts.
/// </summary>
public sealed class SessionHost
{
    /// <summary>An explanation lists so many terms, the largest; the rest is summed up.</summary>
    private const int MaxTerms = 40;

    private readonly IBackend _backend;
    private readonly PacedProgress _progress;
    private UiTexts _texts;
    private SessionViewBuilder? _builder;
    private DebugSession? _session;
    private IBackend? _lent;
    private Comparison? _beside;

    /// <summary>A host without a session; <see cref="OpenProgram"/> or <see cref="Adopt"/> gives it one.</summary>
    /// <param name="backend">What calculates.</param>
    /// <param name="texts">What it says, and in which language; English unless given.</param>
    public SessionHost(IBackend backend, UiTexts? texts = null)
    {
        _backend = backend;
        _texts = texts ?? UiTexts.English;
        _progress = new PacedProgress(
            p => Working?.Invoke(new(_texts.Debug.Counted, p.At.Iteration + 1, p.Until is { } until ? until.Iteration + 1 : 0)),
                TimeProvider.System);
    }

    /// <summary>Decimals of numbers.</summary>
    public int Digits { get; set; } = Look.AllDigits;

    /// <summary>The session; null before one was opened. For the engine's thread.</summary>
    internal DebugSession? Session => _session;

    /// <summary>How far the session is with what takes its time. Called on the engine's thread.</summary>
    internal event Action<Progress>? Working;

    /// <summary>What the person does in the session, as it is done. Called on the engine's thread.</summary>
    internal event Action<DebugSession, JournalEntry>? Recorded;

    internal UiTexts Texts => _texts;

    private IBackend Calculates => _lent ?? _backend;

    /// <summary>The session as it is now, for who comes back to it.</summary>
    internal Msg Now() => _builder is null ? new ProblemMsg(_texts.Debug.NoProgramOpen) : new SessionMsg(_builder.Build());

    /// <summary>Stands at the beginning of a scenario that was made elsewhere.</summary>
    /// <param name="scenario">What is stepped.</param>
    /// <param name="backend">What calculates it, if not the host's own; it is the host's from here on.</param>
    public SessionMsg Adopt(Scenario scenario, IBackend? backend = null)
    {
        _lent?.Dispose();
        _lent = backend;
        _beside = null;
        var session = new DebugSession(scenario, Calculates);
        session.Recorded += entry => Recorded?.Invoke(session, entry);
        session.Progress = _progress;
        _session = session;
        _builder = new SessionViewBuilder(_session, _texts, (Calculates as IGpuBackend)?.Device) { Digits = Digits };
        return new SessionMsg(_builder.Build());
    }

    /// <summary>Stands at the first number in which a recorded run differs from the program.</summary>
    public SessionMsg Adopt(Comparison comparison)
    {
        Adopt(comparison.Scenario);
        _beside = comparison;
        _builder = new SessionViewBuilder(_session!, _texts) { Digits = Digits, Beside = comparison };
        if (comparison.First is not { } first) return new(_builder.Build());
        SessionMsg there = At(_session!, _builder, first, CancellationToken.None);
        return comparison.Suspects is [{ ExplainsAll: true } suspect, ..]
            ? there with { Notice = _texts.Compare.Because(there.Notice!, suspect.Title(_texts.Language)) } : there;
    }

    private SessionMsg At(DebugSession session, SessionViewBuilder builder, RecordedDifference difference, CancellationToken cancel)
    {
        session.GoTo(difference.Moment, cancel);
        string name = difference.Moment.Executed > 0 && difference.Instruction is { } i ? i.Label : difference.Value.Label;
        string what = difference.Slip is { } slip ? _texts.Compare.DiffersBecause(name, slip.In(_texts.Language))
            : _texts.Compare.Differs(name);
        return new(builder.Build(cancel), what);
    }

    /// <summary>Carries out a command. What cannot be done becomes a <see cref="ProblemMsg"/>.</summary>
    public Msg Execute(SessionCommand command, CancellationToken cancel)
    {
        _progress.Begin();
        try
        {
            return command is Speak speak ? Spoken(speak.Language)
                : command is OpenProgram open ? Opened(open)
                : _session is null ? new ProblemMsg(_texts.Debug.NoProgramOpen)
                : Execute(_session, _builder!, command, cancel);
        }
        catch (OperationCanceledException) when (_builder is not null)
        {
            return new SessionMsg(_builder.Build(cancel), _texts.Debug.Interrupted);
        }
        catch (LocalizedException e)
        {
            return new ProblemMsg(e.In(_texts.Language), _builder?.Build(cancel));
        }
        catch (Exception e) when (GpuException.Of(e) is { } fault)
        {
            // What has been calculated so far is still there to look at.
            return new ProblemMsg(fault.In(_texts.Language), _builder?.Build(cancel));
        }
    }

    /// <summary>Another language from now on.</summary>
    private Msg Spoken(Language language)
    {
        _texts = UiTexts.In(language);
        if (_session is null) return new Hush();
        _builder = new SessionViewBuilder(_session, _texts, (Calculates as IGpuBackend)?.Device) { Digits = Digits, Beside = _beside };
        return new SessionMsg(_builder.Build());
    }

    private SessionMsg Opened(OpenProgram open)
    {
        ProgramEntry entry = ProgramFiles.Get(open.Name);
        if (!open.FindsData) return Adopt(entry.Create(open.Options));
        (Scenario scenario, string? notice) = FoundImages.Open(entry, open.Options, _texts);
        return Adopt(scenario) with { Notice = notice };
    }

    /// <summary>Stands at the beginning of the network that trained weights belong to.</summary>
    /// <exception cref="LocalizedException">They cannot be read, or belong to none.</exception>
    internal SessionMsg OpenWeights(string path)
    {
        string how = "";
        (ProgramEntry entry, IReadOnlyDictionary<string, Tensor> weights) =
            StateDict.LoadAny(path, ProgramCatalog.All, note => how += $" · {note(_texts.Language)}");
        SessionMsg opened = Opened(new OpenProgram(entry.Name, new ScenarioOptions { Weights = weights }) { FindsData = true });
        return opened with { Notice = _texts.Dialogs.WeightsOpened(entry.Name, Path.GetFileName(path)) + how };
    }

    /// <summary>Stands at the beginning of the network that a file describes.</summary>
    /// <exception cref="LocalizedException">It describes none.</exception>
    internal SessionMsg OpenNetwork(string path) =>
        Opened(new OpenProgram(Path.GetFullPath(path), new ScenarioOptions()) { FindsData = true });

    /// <summary>Carries out words of the debugger from a file.</summary>
    /// <exception cref="UsageException">There is no session, or the file cannot be read.</exception>
    internal FileMsg RunScript(string path, CancellationToken cancel)
    {
        if (_session is null) throw new UsageException(_texts.Dialogs.ScriptNeedsProgram(path));
        List<(string, string)> commands = DebugScript.Read(path, _texts.Usage);
        using var output = new StringWriter();
        try
        {
            var interpreter = new DebugInterpreter(_session, output, Digits, _texts, showsProgress: false, cancel);
            DebugScript.Run(interpreter, commands, _texts.Language, cancel);
            return new(path, null, new OutputMsg(Path.GetFileName(path), output.ToString().TrimEnd(), _builder!.Build(cancel)));
        }
        catch (Exception e) when (e is LocalizedException or OperationCanceledException)
        {
            // What stands before it has been done.
            string problem = e is LocalizedException fault ? fault.In(_texts.Language) : _texts.Debug.Interrupted;
            return new(path, problem, new ProblemMsg(problem, _builder!.Build(CancellationToken.None)));
        }
    }

    private Msg Execute(DebugSession session, SessionViewBuilder builder, SessionCommand command, CancellationToken cancel)
    {
        switch (command)
        {
            case Move move:
                Stop stop = session.Go(move.Movement, move.Count, cancel: cancel);
                if (move.Guess is { } guess) Prediction.Record(session, guess, _texts.Debug);
                return Stopped(builder, stop, cancel);
            case ShowDigits show:
                Digits = builder.Digits = show.Digits;
                return new SessionMsg(builder.Build(cancel));
            case GoTo go:
                return Stopped(builder, session.GoTo(go.Moment, cancel), cancel);
            case GoToDifference go:
                RecordedDifference? difference = go.Back ? _beside?.Differences.LastOrDefault(d => d.Moment < session.Now)
                    : _beside?.Differences.FirstOrDefault(d => d.Moment > session.Now);
                return difference is null ? new SessionMsg(builder.Build(cancel), _texts.Compare.NoMoreDifferences)
                    : At(session, builder, difference, cancel);
            case RunToValue run:
                return Stopped(builder, session.RunTo(run.Value, cancel), cancel);
            case ToggleBreakpoint toggle:
                Toggle(session, toggle);
                return new SessionMsg(builder.Build(cancel));
            case SetValue set:
                Set(session, set, cancel);
                return new SessionMsg(builder.Build(cancel), _texts.Debug.WhatIf(builder.TimelineName(session.Current)));
            case SetNumbers numbers:
                if (session.Now != default) session.GoTo(default, cancel);
                session.Set(numbers.Numbers, cancel);
                return new SessionMsg(builder.Build(cancel), _texts.Debug.WhatIf(builder.TimelineName(session.Current)));
            case CheckHomework homework:
                return Checked(session, builder, homework, cancel);
            case SwitchTimeline to:
                session.SwitchTo(to.Index, cancel);
                return new SessionMsg(builder.Build(cancel), builder.TimelineName(to.Index));
            case ToggleWatch watch:
                if (!session.RemoveWatch(watch.Expression)) session.AddWatch(Expression.Parse(watch.Expression, session.Values.Names));
                return new SessionMsg(builder.Build(cancel));
            case Explain explain:
                return Explanation(session, builder, explain.Element, explain.Within);
            case Inspect inspect:
                return Inspection(session, inspect.Value);
            case TypedCommand typed:
                return Typed(session, builder, typed.Line, cancel);
            default:
                throw new ArgumentException($"{command} is not known", nameof(command));
        }
    }

    private static ExplanationMsg Explanation(
        DebugSession session, SessionViewBuilder builder, ElementRef element, TermGroup? within = null)
    {
        Explainer explainer = builder.Explainer;
        var message = new ExplanationMsg(within is null ? explainer.Explain(element, maxTerms: MaxTerms)
            : explainer.Explain(element, within, MaxTerms));
        session.Record(new Explained(element.Value, element.Offset));
        return message;
    }

    private SessionMsg Stopped(SessionViewBuilder builder, Stop stop, CancellationToken cancel) =>
        new SessionMsg(builder.Build(cancel), stop.Kind switch
        {
            StopKind.Breakpoint =>
                _texts.Debug.AtBreakpoint(stop.Breakpoint!.Number, BreakpointText.Describe(stop.Breakpoint, _texts.Debug)),
            StopKind.Beginning => _texts.Debug.VeryBeginning,
            StopKind.Limit => _texts.Debug.NoBreakpointStopped,
            StopKind.Interrupted => _texts.Debug.Interrupted,
            StopKind.Fault => stop.Fault!.In(_texts.Language),
            _ => null,
        }, IsProblem: stop.Kind == StopKind.Fault);

    private static void Toggle(DebugSession session, ToggleBreakpoint toggle)
    {
        Breakpoint? there = session.Breakpoints.FirstOrDefault(b => b.Condition is null && b.Phase is null && b.Value == toggle.Value
            && b.Line == toggle.Line);
        if (there is not null) session.DeleteBreakpoint(there.Number);
        else session.AddBreakpoint(toggle.Value, toggle.Line);
    }

    private void Set(DebugSession session, SetValue set, CancellationToken cancel)
    {
        string target = set.Offset is int element && !set.Value.Shape.IsScalar
            ? $"{set.Value.Name}[{string.Join(",", set.Value.Shape.IndexOf(element))}]" : set.Value.Name;
        if (NamedTexts.Several(target, set.Expression) is { } several)
        {
            session.Set(Assignments.Of(session, _texts).Read(several, _texts.Usage.SetNeeds(DebugWords.Find("set", _texts).Usage)), cancel);
            return;
        }
        Tensor wanted = Expression.Parse(set.Expression, session.Values.Names).Evaluate(session.Values);
        Value value = set.Value;
        if (set.Offset is not null && wanted.Length != 1)
            throw new UsageException(_texts.Debug.OneNumberWanted(set.Expression, wanted.Shape.ToString()));
        if (set.Offset is null && wanted.Length == value.Shape.Length) wanted = wanted.Reshape(value.Shape);
        if (set.Offset is null && wanted.Length == 1) wanted = Tensor.Full(value.Shape, wanted.Data[0]);
        session.Set([new(value, wanted, set.Offset)], cancel);
    }

    private OutputMsg Checked(DebugSession session, SessionViewBuilder builder, CheckHomework homework, CancellationToken cancel)
    {
        HomeworkReport report = HomeworkText.Judge(OwnNumbers.Begins(session.Timeline), _backend, (int)session.Now.Iteration + 1,
            homework.Numbers.Select(n => new NamedText("", n.Key, n.Value)), _texts);
        if (report.FirstWrong is { } first) session.GoTo(first.Moment, cancel);
        return new(_texts.Dialogs.HomeworkTitle(report.Iteration), HomeworkText.Table(report, _texts), builder.Build(cancel));
    }

    private static InspectionMsg Inspection(DebugSession session, Value value)
    {
        ImmutableArray<(Moment, double)> history = value.Shape.Length == 1
            ? [.. session.Timeline.Versions(value).Select(v => (v.Since, v.Content.Data[0]))]
            : [];
        Tensor? gradient = session.Program.Find($"{value.Name}.grad") is { } g ? session.Timeline.Read(g) : null;
        Instruction? conv = session.Program.Instructions.LastOrDefault(i => i.Opcode == Opcode.Conv2d && i.Output == value
            && i.Index < session.Now.Executed);
        ConvolutionView? patch = conv is not null && Then(0) is { } x && Then(1) is { } weight && Then(2) is { } bias
            ? new(conv, x, weight, bias) : null;
        session.Record(new Inspected(value));
        return new(value, session.Timeline.Read(value), gradient, history, patch);

        // As the convolution read it: the update may have changed the weights since.
        Tensor? Then(int input) =>
            session.Timeline.VersionAt(conv!.Inputs[input], session.Timeline.Now with { Executed = conv.Index })?.Content;
    }

    private Msg Typed(DebugSession session, SessionViewBuilder builder, string line, CancellationToken cancel)
    {
        if (Asked(session, line) is { } element) return Explanation(session, builder, element);
        using var output = new StringWriter();
        var interpreter = new DebugInterpreter(session, output, Digits, _texts, showsProgress: false, cancel);
        foreach (string command in line.Split(';')) interpreter.Execute(command);
        bool moves = line.Split(';').Select(c => c.Trim().Split(' ')[0]).Where(w => w.Length > 0)
            .All(w => DebugWords.Find(w, _texts).Moves);
        return new OutputMsg(line, WithoutPlace(session, output.ToString().TrimEnd(), moves), builder.Build(cancel), moves);
    }

    /// <summary>The place behind an answer, such as that to a what-if, is on the screen anyway; so is that of a movement.</summary>
    private string WithoutPlace(DebugSession session, string text, bool moves)
    {
        using var place = new StringWriter();
        var report = new DebugReport(session, place, Digits, _texts);
        if (moves) report.Executed();
        else report.Place();
        string last = place.ToString().TrimEnd();
        if (!text.EndsWith(last, StringComparison.Ordinal) || text.Length == last.Length && !moves) return text;
        string answer = text[..^last.Length].TrimEnd();
        return answer.Contains('\n', StringComparison.Ordinal) ? text : answer;
    }

    /// <summary>
    /// What a line that only asks why is about: it opens the same window as the key, from which one can go on. Null for all else.
    /// </summary>
    private ElementRef? Asked(DebugSession session, string line)
    {
        string[] words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length < 2 || line.Contains(';', StringComparison.Ordinal) || words[1].Contains(" depth ", StringComparison.Ordinal))
            return null;
        if (DebugWords.Find(words[0], _texts).Name != "explain") return null;
        ValueReference reference = ValueReference.Parse(words[1], session.Values.Names);
        Value value = ExplainText.Target(session, reference, _texts);
        if (!session.Values.TryResolve(reference.Name, out _))
            throw new UsageException(session.Values.WhyMissing(reference.Name, _texts.Language));
        return new ElementRef(value, reference.Resolve(value.Shape), session.Now);
    }
}
