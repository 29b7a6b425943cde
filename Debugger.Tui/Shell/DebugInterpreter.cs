using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>The debugger as text: one line in, what happened out. The words are gdb's where gdb has them.</summary>
internal sealed partial class DebugInterpreter
{
    private readonly DebugSession _session;
    private readonly TextWriter _output;
    private readonly UiTexts _texts;
    private readonly CancellationToken _cancel;
    private readonly DebugReport _report;
    private readonly PacedProgress? _progress;

    /// <param name="session">What the words are about.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="digits">Digits of numbers.</param>
    /// <param name="texts">The language.</param>
    /// <param name="showsProgress">Whether a long run says on a line of its own how far it is; for a terminal.</param>
    /// <param name="cancel">Asks a run to stop.</param>
    public DebugInterpreter(
        DebugSession session, TextWriter output, int digits, UiTexts texts, bool showsProgress, CancellationToken cancel)
    {
        _session = session;
        _output = output;
        _texts = texts;
        _cancel = cancel;
        _report = new DebugReport(session, output, digits, texts);
        if (showsProgress) session.Progress = _progress = new PacedProgress(Show, TimeProvider.System);
    }

    /// <summary>Set by <c>quit</c>.</summary>
    public bool Quit { get; private set; }

    private UsageTexts Usage => _texts.Usage;

    private IEnumerable<string> Names => _session.Values.Names;

    /// <summary>Carries out one command.</summary>
    /// <exception cref="UsageException">It cannot be understood or done.</exception>
    /// <exception cref="DebugException">Likewise.</exception>
    /// <exception cref="ExpressionException">Likewise.</exception>
    public void Execute(string line)
    {
        line = line.Trim();
        if (line.Length == 0 || line[0] == '#') return;
        // print/FORMAT is gdb's; what follows the first space is the argument, in its own spelling.
        int space = line.IndexOfAny([' ', '\t']);
        string word = space < 0 ? line : line[..space], argument = space < 0 ? "" : line[(space + 1)..].Trim();
        DebugWord command = DebugWords.Find(word, _texts);
        _progress?.Begin();
        if (argument.Length > 0 && !command.TakesArgument)
            throw new UsageException(Usage.TakesNothing(command.Name, argument, command.Usage));
        try
        {
            Execute(command, argument);
        }
        catch (OperationCanceledException)
        {
            Clear();
            _output.WriteLine(_texts.Reports.Interrupted);
        }
    }

    private void Execute(DebugWord command, string argument)
    {
        switch (command.Name)
        {
            case "step": Step(Count(argument, command)); break;
            case "next": Go(Movement.Over, Count(argument, command)); break;
            case "finish": Go(Movement.Out); break;
            case "back": Go(Movement.Back, Count(argument, command)); break;
            case "continue": Go(Movement.Continue); break;
            case "rcontinue": Go(Movement.ReverseContinue); break;
            case "until": Until(argument, command); break;
            case "iterate": Go(Movement.Iterate, Count(argument, command)); break;
            case "restart": _session.Restart(); _report.Place(); break;
            case "break": Break(argument, command); break;
            case "delete": Delete(argument); break;
            case "info": Info(argument, command); break;
            case "print": Print(Parse(argument, command)); break;
            case "watch": Watch(argument); break;
            case "unwatch": Unwatch(argument, command); break;
            case "set": Set(argument, command); break;
            case "undo": Undo(argument); break;
            case "diff": Diff(argument.Length == 0 ? _session.Timelines[_session.Current].Parent ?? 0 : Index(argument, command)); break;
            case "timeline": SwitchTimeline(argument, command); break;
            case "list": _report.List(); break;
            case "where": _report.Where(); break;
            case "explain": Explain(argument, command); break;
            case "predict": Predict(argument, command); break;
            case "gradcheck":
                _session.Record(
                new GradientsChecked(GradientReport.Write(_session.GradientCheck(), _session.Program, _output, _texts.Reports,
                _cancel) == true)); break;
            case "help": _report.Help(argument); break;
            case "quit": Quit = true; break;
        }
    }

    private void Step(int count)
    {
        Stop stop = _session.Go(Movement.Into, count, () =>
        {
            Clear();
            if (_session.Now is { Iteration: > 0, Executed: 1 }) _output.WriteLine(_texts.Reports.Iteration(_session.Now.Iteration + 1));
            _report.Executed();
        }, _cancel);
        if (stop.Kind == StopKind.Fault) throw stop.Fault!;
        // Every step has been shown.
        if (stop.Kind != StopKind.Done) _report.Why(stop);
        _report.Watches();
    }

    private void Show(RunProgress progress)
    {
        long? of = progress.Until?.Iteration + 1;
        string at = _texts.Reports.RunProgress(progress.At.Iteration + 1, of, progress.At.Executed, _session.Program.Instructions.Length);
        _output.Write($"\r\e[K{at}");
        _output.Flush();
    }

    /// <summary>Takes the line away that says how far a run is.</summary>
    private void Clear()
    {
        if (_progress is not { HasTold: true }) return;
        _output.Write("\r\e[K");
        _progress.Begin();
    }

    private void Go(Movement movement, int count = 1) => Report(_session.Go(movement, count, cancel: _cancel));

    private void Report(Stop stop)
    {
        Clear();
        if (stop.Kind == StopKind.Fault && _session.Timeline.Last is not null) _report.Executed();
        if (stop.Kind == StopKind.Fault) throw stop.Fault!;
        _report.Stopped(stop);
        _report.Watches();
    }

    private void Print(Expression expression)
    {
        _report.Print(expression);
        _session.Record(new Printed(expression));
    }

    private void Until(string argument, DebugWord command)
    {
        if (argument.Length == 0) throw new UsageException(Usage.UntilNeeds(command.Usage));
        (Value? value, int? line, Phase? phase) = Place(argument);
        Report(value is not null ? _session.RunTo(value, _cancel) : line is int l ? _session.RunToLine(l, _cancel)
            : _session.RunTo(phase!.Value, _cancel));
    }

    private void Break(string argument, DebugWord command)
    {
        if (argument.Length == 0) throw new UsageException(Usage.BreakNeeds(command.Usage));
        (string place, string condition) = IfPattern().Match(argument) is { Success: true } at
            ? (argument[..at.Index], argument[(at.Index + at.Length)..].Trim()) : (argument, "");
        if (condition.Length == 0 && place.Length < argument.Length) throw new UsageException(Usage.IfNeeds(command.Usage));
        (Value? value, int? line, Phase? phase) = place.Length > 0 ? Place(place.Trim()) : default;
        Breakpoint made = _session.AddBreakpoint(value, line, phase, condition.Length > 0 ? Expression.Parse(condition, Names) : null);
        _output.WriteLine(_texts.Reports.Breakpoint(made.Number, BreakpointText.Describe(made, _texts.Debug)));
    }

    /// <summary>A value's name, a line's number (with or without <c>line</c>) or a phase.</summary>
    private (Value? Value, int? Line, Phase? Phase) Place(string text)
    {
        string number = text.StartsWith("line ", StringComparison.Ordinal) ? text[5..].Trim() : text.TrimStart(':');
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int line)) return (null, line, null);
        string name = text.StartsWith("phase ", StringComparison.Ordinal) ? text[6..].Trim() : text;
        if (_session.Program.Find(name) is null)
            foreach (Phase phase in Enum.GetValues<Phase>())
                if (phase.Name() == name) return (null, null, phase);
        ValueReference reference = ValueReference.Parse(text, Names);
        if (!reference.Indices.IsEmpty) throw new UsageException(Usage.BreakOnWhole(text));
        return (HistoryResolver.Lookup(_session.Program, reference.Name) ?? throw new UsageException(Usage.BreakOnCounter(text)), null,
            null);
    }

    private void Delete(string argument)
    {
        if (argument.Length == 0) _session.DeleteBreakpoints();
        else if (!int.TryParse(argument, out int number) || !_session.DeleteBreakpoint(number))
            throw new UsageException(Usage.NoBreakpoint(argument));
    }

    private void Info(string argument, DebugWord command)
    {
        string[] topics = ["breakpoints", "watches", "values", "program", "timelines", "phases"];
        string? topic = argument.Length == 0 ? null : topics.FirstOrDefault(t => t.StartsWith(argument, StringComparison.Ordinal));
        switch (topic)
        {
            case "breakpoints": _report.Breakpoints(); break;
            case "watches": _report.Watches(sayIfNone: true); break;
            case "values": _report.ValuesSoFar(); break;
            case "program": _report.Instructions(); break;
            case "timelines": _report.Timelines(); break;
            case "phases": _report.Phases(); break;
            default: throw new UsageException(Usage.InfoTells(string.Join(", ", topics), argument, command.Usage));
        }
    }

    private void Watch(string argument)
    {
        if (argument.Length == 0)
        {
            _report.Watches(sayIfNone: true);
            return;
        }
        Expression expression = Expression.Parse(argument, Names);
        _session.AddWatch(expression);
        _report.Watch(expression);
    }

    private void Unwatch(string argument, DebugWord command)
    {
        if (!_session.RemoveWatch(argument)) throw new UsageException(Usage.NotWatched(argument, command.Usage));
    }

    private void Set(string argument, DebugWord command)
    {
        if (argument.Length == 0) throw new UsageException(Usage.SetNeeds(command.Usage));
        WhatIf whatIf = _session.Set(Assignments.Of(_session, _texts).Read(argument, Usage.SetNeeds(command.Usage)), _cancel);
        Clear();
        Moment from = whatIf.Edits.Min(e => e.At);
        _output.WriteLine(_texts.Reports.WhatIf(EditText.Changes(whatIf.Edits), _session.Current, from.Iteration + 1, from.Executed,
            whatIf.Parent));
        _report.Place();
        _report.Watches();
    }

    private void Undo(string argument)
    {
        Value? value = argument.Length == 0 ? null
            : _session.Values.Lookup(ValueReference.Parse(argument, Names).Name) ?? throw new UsageException(Usage.CannotBeSet(argument));
        ImmutableList<Edit> before = _session.Timeline.Edits;
        _session.Undo(value, _cancel);
        Clear();
        _output.WriteLine(_texts.Reports.Undone(EditText.Names(before.RemoveAll(_session.Timeline.Edits.Contains)), _session.Current));
        _report.Place();
        _report.Watches();
    }

    private void Diff(int other)
    {
        if (other == _session.Current)
            throw new UsageException(_session.Timelines.Count == 1 ? Usage.OnlyTimeline : Usage.TimelineItself(other));
        IReadOnlyList<ValueDifference> differences = _session.Diff(other, _cancel);
        Clear();
        _report.Differences(other, differences);
    }

    private void SwitchTimeline(string argument, DebugWord command)
    {
        if (argument.Length == 0)
        {
            _report.Timelines();
            return;
        }
        _session.SwitchTo(Index(argument, command), _cancel);
        Clear();
        _report.Place();
        _report.Watches();
    }

    private void Explain(string argument, DebugWord command)
    {
        int depth = 1;
        int at = argument.LastIndexOf(" depth ", StringComparison.Ordinal);
        if (at >= 0)
        {
            depth = Index(argument[(at + 7)..], command);
            argument = argument[..at];
        }
        // Without a name: what has just been computed.
        string name = argument.Length > 0 ? argument
            : _session.Timeline.Last is { } last && last.Output.Shape.Length == 1 ? last.Output.Name : "";
        if (name.Length == 0) throw new UsageException(Usage.ExplainNeeds(command.Usage));
        ValueReference reference = ValueReference.Parse(name, Names);
        _output.WriteLine(ExplainText.Render(_session, reference, depth, _texts));
        Value value = ExplainText.Target(_session, reference, _texts);
        _session.Record(new Explained(value, reference.Resolve(value.Shape)));
    }

    private void Predict(string argument, DebugWord command)
    {
        if (argument.Length == 0) throw new UsageException(Usage.NeedsExpression(command.Name, command.Usage));
        (string? guess, string? problem) = Prediction.Read(argument, _session.Values, _texts.Debug);
        if (guess is null) throw new UsageException(problem!);
        // At the end of an iteration the first instruction comes next again.
        Instruction next = _session.Timeline.Next ?? _session.Program.Instructions[0];
        if (next.Output.Shape.Length != 1) throw new UsageException(Usage.NeedsOneNumber(next.Label, next.Output.Shape.ToString()));
        Step(1);
        if (Prediction.Record(_session, guess, _texts.Debug) is { } verdict) _output.WriteLine(verdict.Text);
    }

    private Expression Parse(string argument, DebugWord command) => argument.Length > 0
        ? Expression.Parse(argument, Names)
        : throw new UsageException(Usage.NeedsExpression(command.Name, command.Usage));

    private int Count(string argument, DebugWord command) =>
        argument.Length == 0 ? 1
        : int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 ? n
        : throw new UsageException(Usage.TakesTimes(command.Name, argument, command.Usage));

    private int Index(string argument, DebugWord command) =>
        int.TryParse(argument.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n
        : throw new UsageException(Usage.WordTakesNumber(command.Name, argument, command.Usage));

    [GeneratedRegex(@"(?<=^|\s)if(?=\s|\(|$)")]
    private static partial Regex IfPattern();
}
