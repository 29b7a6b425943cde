using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>The debugger as text: one line in, what happened out. The words are gdb's where gdb has them.</summary>
internal sealed class DebugInterpreter
{
    private readonly DebugSession _session;
    private readonly TextWriter _output;
    private readonly UiTexts _texts;
    private readonly CancellationToken _cancel;
    private readonly DebugReport _report;

    public DebugInterpreter(DebugSession session, TextWriter output, int digits, UiTexts texts, CancellationToken cancel)
    {
        _session = session;
        _output = output;
        _texts = texts;
        _cancel = cancel;
        _report = new DebugReport(session, output, digits, texts);
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
        if (argument.Length > 0 && !command.TakesArgument) throw new UsageException(Usage.TakesNothing(command.Name, argument, command.Usage));
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
            case "diff": _report.Diff(argument.Length == 0 ? _session.Timelines[_session.Current].Parent ?? 0 : Index(argument, command)); break;
            case "timeline": SwitchTimeline(argument, command); break;
            case "list": _report.List(); break;
            case "where": _report.Where(); break;
            case "explain": Explain(argument, command); break;
            case "help": _report.Help(argument); break;
            case "quit": Quit = true; break;
        }
    }

    private void Step(int count)
    {
        Stop stop = _session.Go(Movement.Into, count, () =>
        {
            if (_session.Now is { Iteration: > 0, Executed: 1 }) _output.WriteLine(_texts.Reports.Iteration(_session.Now.Iteration + 1));
            _report.Executed();
        }, _cancel);
        if (stop.Kind == StopKind.Fault) throw stop.Fault!;
        _report.Watches();
    }

    private void Go(Movement movement, int count = 1) => Report(_session.Go(movement, count, cancel: _cancel));

    private void Report(Stop stop)
    {
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
        Report(value is not null ? _session.RunTo(value, _cancel) : line is int l ? _session.RunToLine(l, _cancel) : _session.RunTo(phase!.Value, _cancel));
    }

    private void Break(string argument, DebugWord command)
    {
        if (argument.Length == 0) throw new UsageException(Usage.BreakNeeds(command.Usage));
        if (argument == "if" || argument.EndsWith(" if", StringComparison.Ordinal)) throw new UsageException(Usage.IfNeeds(command.Usage));
        string place = argument, condition = "";
        if (argument.StartsWith("if ", StringComparison.Ordinal)) (place, condition) = ("", argument[3..]);
        else if (argument.IndexOf(" if ", StringComparison.Ordinal) is int at and >= 0) (place, condition) = (argument[..at], argument[(at + 4)..]);
        (Value? value, int? line, Phase? phase) = place.Length > 0 ? Place(place.Trim()) : default;
        Breakpoint made = _session.AddBreakpoint(value, line, phase, condition.Length > 0 ? Expression.Parse(condition, Names) : null);
        _output.WriteLine(_texts.Reports.Breakpoint(made.Number, BreakpointText.Describe(made, _texts.Debug)));
    }

    /// <summary>A value's name, a line's number (with or without <c>line</c>) or a phase.</summary>
    private (Value? Value, int? Line, Phase? Phase) Place(string text)
    {
        string number = text.StartsWith("line ", StringComparison.Ordinal) ? text[5..] : text.TrimStart(':');
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int line)) return (null, line, null);
        string name = text.StartsWith("phase ", StringComparison.Ordinal) ? text[6..] : text;
        if (_session.Program.Find(name) is null)
            foreach (Phase phase in Enum.GetValues<Phase>())
                if (phase.Name() == name) return (null, null, phase);
        ValueReference reference = ValueReference.Parse(text, Names);
        if (!reference.Indices.IsEmpty) throw new UsageException(Usage.BreakOnWhole(text));
        return (HistoryResolver.Lookup(_session.Program, reference.Name) ?? throw new UsageException(Usage.BreakOnCounter(text)), null, null);
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
        (string target, string content) = Split(argument, command);
        ValueReference reference = ValueReference.Parse(target, Names);
        Value value = HistoryResolver.Lookup(_session.Program, reference.Name) ?? throw new UsageException(Usage.CannotBeSet(reference.Name));
        Tensor wanted = Expression.Parse(content, Names).Evaluate(_session.Values);
        bool whole = wanted.Shape.Equals(value.Shape) && reference.Indices.IsEmpty;
        if (!whole && wanted.Length != 1) throw new UsageException(reference.Indices.IsEmpty ? Usage.NeedsShape(target, value.Shape.ToString(), wanted.Shape.ToString()) : Usage.NeedsOneNumber(target, wanted.Shape.ToString()));
        if (!whole && reference.Indices.IsEmpty && value.Shape.Length != 1) wanted = Tensor.Full(value.Shape, wanted.ScalarValue);
        else if (!whole)
        {
            if (!_session.Values.TryResolve(reference.Name, out Tensor present)) throw new UsageException(_session.Values.WhyMissing(reference.Name));
            wanted = present.With(reference.Resolve(value.Shape), wanted.Data[0]);
        }
        WhatIf whatIf = _session.Set(value, wanted);
        _output.WriteLine(_texts.Reports.WhatIf(target, content, _session.Current, whatIf.Edit!.At.Iteration + 1, whatIf.Edit.At.Executed, whatIf.Parent));
        _report.Place();
        _report.Watches();
    }

    /// <summary><c>w5 = 0.3</c> or <c>w5 0.3</c>.</summary>
    private (string Target, string Content) Split(string argument, DebugWord command)
    {
        int at = argument.IndexOf('=', StringComparison.Ordinal);
        if (at < 0) at = argument.IndexOf(' ', StringComparison.Ordinal);
        string target = at < 0 ? "" : argument[..at].Trim(), content = at < 0 ? "" : argument[(at + 1)..].Trim();
        return target.Length > 0 && content.Length > 0 ? (target, content) : throw new UsageException(Usage.SetNeeds(command.Usage));
    }

    private void SwitchTimeline(string argument, DebugWord command)
    {
        if (argument.Length == 0)
        {
            _report.Timelines();
            return;
        }
        _session.SwitchTo(Index(argument, command));
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
        string name = argument.Length > 0 ? argument : _session.Timeline.Last is { } last && last.Output.Shape.Length == 1 ? last.Output.Name : "";
        if (name.Length == 0) throw new UsageException(Usage.ExplainNeeds(command.Usage));
        ValueReference reference = ValueReference.Parse(name, Names);
        _output.WriteLine(ExplainText.Render(_session, reference, depth, _texts));
        Value value = ExplainText.Target(_session, reference, _texts);
        _session.Record(new Explained(value, reference.Resolve(value.Shape)));
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
}
