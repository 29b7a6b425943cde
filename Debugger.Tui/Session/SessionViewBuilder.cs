using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Comparing;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Takes pictures of a session; remembers the last one to tell what has changed.</summary>
internal sealed class SessionViewBuilder
{
    private readonly DebugSession _session;
    private readonly UiTexts _texts;
    private readonly GpuDevice? _gpu;
    private readonly Formula _formula;
    private ImmutableArray<Tensor?> _last;
    private ImmutableHashSet<int> _changed = [];
    private (Moment Now, int Timeline) _lastPlace;

    public SessionViewBuilder(DebugSession session, UiTexts texts, GpuDevice? gpu = null)
    {
        _session = session;
        _texts = texts;
        _gpu = gpu;
        _formula = new Formula(session.Program, texts.Explanations);
    }

    /// <summary>Decimals of numbers.</summary>
    public int Digits { get; set; } = Look.AllDigits;

    /// <summary>A recorded run that is held against the session; null where there is none.</summary>
    public Comparison? Beside { get; init; }

    /// <summary>Explains elements in the present timeline, with all digits: who shows them rounds them.</summary>
    public Explainer Explainer => new(_session.Timeline, Look.AllDigits, _texts.Explanations);

    /// <summary>The session as it is now.</summary>
    /// <param name="cancel">Asks not to wait for the timeline that a what-if is compared with.</param>
    public SessionView Build(CancellationToken cancel = default)
    {
        Timeline timeline = _session.Timeline;
        Program program = _session.Program;
        ImmutableArray<Tensor?> contents = [.. program.Values.Select(timeline.Read)];
        // What was given at the start has not changed.
        var changed = Enumerable.Range(0, contents.Length)
            .Where(i => contents[i] is not null && !_last.IsDefault && !ReferenceEquals(contents[i], _last[i])).ToImmutableHashSet();
        // Where nothing moved (a breakpoint was set, a watch added) the marks of the last movement stay.
        if (changed.IsEmpty && _lastPlace == (timeline.Now, _session.Current)) changed = _changed;
        else if (!IsOneStep(program, timeline.Now)) changed = changed.Intersect(timeline.Last is { } written ? [written.Output.Slot] : []);
        (_last, _changed, _lastPlace) = (contents, changed, (timeline.Now, _session.Current));
        return new SessionView
        {
            Program = program,
            Seed = timeline.Scenario.Seed,
            Gpu = _gpu,
            Data = timeline.Scenario.Batches.Description(_texts.Language),
            Letters = timeline.Scenario.Vocabulary?.Texts ?? [],
            Now = timeline.Now,
            Contents = contents,
            Changed = changed,
            Last = timeline.Last is { } last ? Executed(last, timeline) : null,
            Next = timeline.Next is { } next ? new(next, _formula.Symbolic(next), "", "", [], _formula.Sentence(next), null) : null,
            Breakpoints = [.. _session.Breakpoints.Select(b => new BreakpointView(b.Number, b.Value, b.Line, b.Phase,
                BreakpointText.Describe(b, _texts.Debug), b.Enabled))],
            Watches = [.. _session.Watches.Select(w => (w.Text, Show(w)))],
            Begins = OwnNumbers.Begins(timeline),
            HasOwnNumbers = !timeline.Scenario.Changes.IsEmpty,
            Timelines = [.. Enumerable.Range(0, _session.Timelines.Count).Select(TimelineName)],
            Timeline = _session.Current,
            Before = Differences(cancel),
            Recorded = Recorded(timeline),
            HasDifferences = Beside?.First is not null,
            Losses = [.. timeline.Losses],
        };
    }

    /// <summary>What was recorded of the values as they are now: written at the same moment.</summary>
    private ImmutableDictionary<int, ComparedValue> Recorded(Timeline timeline) => Beside is null
        ? ImmutableDictionary<int, ComparedValue>.Empty
        : Beside.Values.Where(v => v.Moment <= timeline.Now && timeline.VersionAt(v.Value, timeline.Now)?.Since == v.Moment)
            .GroupBy(v => v.Value.Slot).ToImmutableDictionary(g => g.Key, g => g.Last());

    /// <summary>
    /// Whether one step led here, of an instruction, a line or a layer: after longer ways all that differs would be marked, which tells
    /// nothing.
    /// </summary>
    private bool IsOneStep(Program program, Moment now)
    {
        if (_lastPlace.Timeline != _session.Current || _lastPlace.Now.Iteration != now.Iteration || now.Executed <= _lastPlace.Now.Executed)
            return false;
        Instruction first = program.Instructions[_lastPlace.Now.Executed];
        for (int i = _lastPlace.Now.Executed + 1; i < now.Executed; i++)
            if (program.Instructions[i] is var next
                && (next.Pass, next.Phase, next.SourceLine, next.Layer) != (first.Pass, first.Phase, first.SourceLine, first.Layer))
                return false;
        return true;
    }

    /// <summary>What a timeline is called: <c>the first run</c>, <c>w5 = 0.3</c>.</summary>
    public string TimelineName(int index)
    {
        WhatIf timeline = _session.Timelines[index];
        return timeline.Parent is null ? timeline.Timeline.Scenario.Changes is { IsEmpty: false } own
                ? _texts.Debug.OwnNumbers(EditText.Joined(own)) : _texts.Debug.FirstRun
            : timeline.Edits.IsEmpty ? _texts.Debug.Without(EditText.Names(timeline.Undone))
            : EditText.Changes(timeline.Edits, Digits);
    }

    private FormulaView Executed(Instruction last, Timeline timeline)
    {
        Moment before = timeline.Now with { Executed = timeline.Now.Executed - 1 };
        ValueVersion made = timeline.VersionAt(last.Output, timeline.Now)!;
        Tensor content = made.Content;
        bool scalar = content.Shape.IsScalar;
        ImmutableArray<(string, string)> chain = _formula.Chain(last) is null ? [] :
            [.. Explainer.Explain(last.Output, 0).Terms.Select(t => (t.Symbolic, Numbers.Format(t.Value, Digits)))];
        return new(
            last,
            _formula.Symbolic(last, timeline, before),
            _formula.Numeric(last, timeline, before, Digits),
            scalar ? Numbers.Format(content.ScalarValue, Digits) : content.Shape.ToString(),
            chain,
            made.Edited ? _texts.Debug.EditedHere(last.Output.Name) : _formula.Sentence(last),
            InstructionText.Digits(last, timeline))
        { IsEdited = made.Edited };
    }

    private string Show(Expression watch)
    {
        if (watch.Names.Any(n => !_session.Values.TryResolve(n, out _))) return _texts.Debug.NotComputedYet;
        try
        {
            Tensor value = watch.Evaluate(_session.Values);
            return value.Length == 1 ? Numbers.Format(value.Data[0], Digits) : _texts.Debug.TensorOf(value.Shape.ToString());
        }
        catch (ExpressionException e)
        {
            return e.In(_texts.Language);
        }
    }

    private ImmutableDictionary<int, Tensor> Differences(CancellationToken cancel)
    {
        if (_session.Timelines[_session.Current].Parent is not int parent) return ImmutableDictionary<int, Tensor>.Empty;
        try
        {
            return _session.Diff(parent, cancel).ToImmutableDictionary(d => d.Value.Slot, d => d.Before);
        }
        catch (OperationCanceledException)
        {
            // What the other timeline has is not known; the next command asks again.
            return ImmutableDictionary<int, Tensor>.Empty;
        }
    }
}
