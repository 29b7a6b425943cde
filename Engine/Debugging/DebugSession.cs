using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>
/// A person's walk through a program: stepping in both directions, breakpoints, watches and what-ifs. It knows no screen;
/// text commands and the full-screen interface drive the same methods.
/// </summary>
public sealed class DebugSession
{
    private readonly IBackend _backend;
    private readonly List<Breakpoint> _breakpoints = [];
    private readonly List<Expression> _watches = [];
    private readonly List<WhatIf> _timelines = [];
    private int _nextNumber = 1;

    /// <summary>Stands at the start of the first iteration.</summary>
    /// <param name="budgetBytes">How much history all timelines keep together;
    /// what is forgotten is calculated again when it is asked for.</param>
    public DebugSession(Scenario scenario, IBackend backend, long budgetBytes = Timeline.DefaultBudgetBytes)
    {
        _backend = backend;
        _timelines.Add(new WhatIf(new Timeline(scenario, backend, budgetBytes), null, [], []));
    }

    /// <summary>The run as it is now, what-ifs included.</summary>
    public Timeline Timeline => _timelines[Current].Timeline;

    /// <summary>What runs.</summary>
    public Program Program => Timeline.Program;

    /// <summary>The present moment.</summary>
    public Moment Now => Timeline.Now;

    /// <summary>All timelines: the first one and the what-ifs, in the order in which they were made.</summary>
    public IReadOnlyList<WhatIf> Timelines => _timelines;

    /// <summary>Which of <see cref="Timelines"/> is being walked.</summary>
    public int Current { get; private set; }

    /// <summary>The breakpoints, by number.</summary>
    public IReadOnlyList<Breakpoint> Breakpoints => _breakpoints;

    /// <summary>Expressions that are shown at each stop.</summary>
    public IReadOnlyList<Expression> Watches => _watches;

    /// <summary>How many iterations a run without a stop may take.</summary>
    public int IterationLimit { get; init; } = 1000;

    /// <summary>Is told how far it is when something takes its time: on the thread that asked for it, at every instruction.</summary>
    public IProgress<RunProgress>? Progress
    {
        get;
        set
        {
            field = value;
            foreach (WhatIf timeline in _timelines) timeline.Timeline.Progress = value;
        }
    }

    /// <summary>The values as expressions see them now.</summary>
    public HistoryResolver Values => new(Timeline, Now);

    /// <summary>Is told of everything that the person did, right after it was done.</summary>
    public event Action<JournalEntry>? Recorded;

    /// <summary>What compares the gradients of the program, as it begins, with finite differences.</summary>
    public GradientCheck GradientCheck() => new(Timeline.Scenario, _backend);

    /// <summary>Moves. Breakpoints stop what runs; a movement that ends where one stands was not stopped by it.</summary>
    /// <param name="movement">How; for <see cref="Movement.RunTo"/> and <see cref="Movement.GoTo"/>,
    /// which need a place, there are methods of their own.</param>
    /// <param name="count">How often; only steps and iterations can be counted.</param>
    /// <param name="stepped">Called after each single step of <see cref="Movement.Into"/>.</param>
    /// <param name="cancel">Asks it to stop, which is <see cref="StopKind.Interrupted"/>.</param>
    public Stop Go(Movement movement, int count = 1, Action? stepped = null, CancellationToken cancel = default) =>
        Journaled(movement, walk => walk.Go(movement, count, stepped), cancel);

    /// <summary>Runs <paramref name="count"/> instructions. From the end of an iteration goes on into the next one.</summary>
    public Stop Step(int count = 1, CancellationToken cancel = default) => Go(Movement.Into, count, cancel: cancel);

    /// <summary>Undoes <paramref name="count"/> instructions; from the start of an iteration goes back into the one before.</summary>
    public Stop Back(int count = 1, CancellationToken cancel = default) => Go(Movement.Back, count, cancel: cancel);

    /// <summary>
    /// Runs to the next stop. Without an enabled breakpoint that is the end of the iteration; with one, iterations follow
    /// each other until it stops the run or <see cref="IterationLimit"/> is reached.
    /// </summary>
    public Stop Continue(CancellationToken cancel = default) => Go(Movement.Continue, 1, cancel: cancel);

    /// <summary>Goes back to the last place at which <see cref="Continue"/> would have stopped, or to the very beginning.</summary>
    public Stop ReverseContinue(CancellationToken cancel = default) => Go(Movement.ReverseContinue, 1, cancel: cancel);

    /// <summary>Goes to the end of this iteration, or, standing there, of the next; <paramref name="count"/> times.
    /// Breakpoints stop it.</summary>
    public Stop Iterate(int count = 1, CancellationToken cancel = default) => Go(Movement.Iterate, count, cancel: cancel);

    /// <summary>Goes back to the start of the first iteration; breakpoints, watches and what-ifs stay.</summary>
    public Stop Restart() => Go(Movement.Restart);

    /// <summary>Runs until <paramref name="value"/> has been computed next, in this iteration or the following one.</summary>
    public Stop RunTo(Value value, CancellationToken cancel = default) =>
        RunTo(new Breakpoint(0, CheckComputed(value), null, null, null), cancel);

    /// <summary>Runs until just before line <paramref name="line"/> of the listing.</summary>
    public Stop RunToLine(int line, CancellationToken cancel = default) =>
        RunTo(new Breakpoint(0, null, CheckLine(line), null, null), cancel);

    /// <summary>Runs until just before <paramref name="phase"/>.</summary>
    public Stop RunTo(Phase phase, CancellationToken cancel = default) =>
        RunTo(new Breakpoint(0, null, null, CheckPhase(phase), null), cancel);

    /// <summary>Goes to any moment of the present timeline.</summary>
    public Stop GoTo(Moment moment, CancellationToken cancel = default) => Journaled(Movement.GoTo, walk => walk.GoTo(moment), cancel);

    /// <summary>Tells the journal of something that was done outside of the session, such as having a value explained.</summary>
    public void Record(JournalEntry entry) => Record(entry, Now);

    /// <summary>Adds a breakpoint; give at most one of value, line and phase, and a condition if wanted.</summary>
    public Breakpoint AddBreakpoint(Value? value = null, int? line = null, Phase? phase = null, Expression? condition = null)
    {
        if (value is not null) CheckComputed(value);
        if (line is int l) CheckLine(l);
        if (phase is { } p) CheckPhase(p);
        if (value is null && line is null && phase is null && condition is null) throw new DebugException(t => t.BreakpointNeeds);
        var breakpoint = new Breakpoint(_nextNumber++, value, line, phase, condition);
        _breakpoints.Add(breakpoint);
        Record(new BreakpointSet(breakpoint));
        return breakpoint;
    }

    /// <summary>Removes a breakpoint; false if there is none of that number.</summary>
    public bool DeleteBreakpoint(int number)
    {
        if (_breakpoints.Find(b => b.Number == number) is not { } deleted) return false;
        _breakpoints.Remove(deleted);
        Record(new BreakpointDeleted(deleted));
        return true;
    }

    /// <summary>Removes all breakpoints.</summary>
    public void DeleteBreakpoints()
    {
        while (_breakpoints.Count > 0) DeleteBreakpoint(_breakpoints[^1].Number);
    }

    /// <summary>Shows an expression at each stop from now on.</summary>
    public void AddWatch(Expression expression)
    {
        _watches.Add(expression);
        Record(new Watched(expression));
    }

    /// <summary>Removes the watch with this text, blanks aside; false if there is none.</summary>
    public bool RemoveWatch(string text) => _watches.RemoveAll(w => WithoutBlanks(w.Text) == WithoutBlanks(text)) > 0;

    /// <summary>What if <paramref name="value"/> were <paramref name="content"/>? As
    /// <see cref="Set(IReadOnlyList{Assignment}, CancellationToken)"/>.</summary>
    public WhatIf Set(Value value, Tensor content) => Set([new(value, content)]);

    /// <summary>
    /// What if some values were others? Makes a new timeline, in which everything that follows from it in this
    /// iteration has been calculated again, and stands in it at the same moment.
    /// What this iteration has already written (a parameter that was updated) is changed from there on; what is given, before the iteration
    /// begins. The edits last, see <see cref="Edit"/>, until they are taken back.
    /// </summary>
    /// <exception cref="DebugException">A content does not fit its value.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; there is no new timeline.</exception>
    public WhatIf Set(IReadOnlyList<Assignment> assignments, CancellationToken cancel = default)
    {
        ImmutableArray<Edit> edits = [.. assignments.Select(a => new Edit(WhenToEdit(a.Value), a.Value, a.Fitting(Program), a.Offset))];
        return Enter(new(Timeline.With(edits, cancel), Current, edits, []), new Edited(edits));
    }

    /// <summary>
    /// Takes back the edits that were made last, all that were made together, or those of one value: goes to the timeline that is
    /// as if they had never been made, at the same moment.
    /// </summary>
    /// <param name="value">Whose edits; null for the last ones.</param>
    /// <param name="cancel">Asks it to stop.</param>
    /// <exception cref="DebugException">There is nothing to take back.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the session stands where it stood.</exception>
    public WhatIf Undo(Value? value = null, CancellationToken cancel = default)
    {
        WhatIf present = _timelines[Current];
        ImmutableArray<Edit> undone = value is not null ? [.. Timeline.Edits.Where(e => e.Value == value)]
            : !present.Edits.IsEmpty ? present.Edits
            : [.. Timeline.Edits.TakeLast(1)];
        if (undone.IsEmpty) throw new DebugException(t => value is null ? t.NothingSet : t.NotSet(value.Name));
        // What the last edits took the place of is in the timeline that they were made in.
        ImmutableList<Edit> left =
            value is null && present is { Edits.IsEmpty: false, Parent: int parent } ? _timelines[parent].Timeline.Edits
                : Timeline.Edits.RemoveAll(undone.Contains);
        int known = _timelines.FindIndex(t => t.Timeline.Edits.SequenceEqual(left));
        if (known < 0) return Enter(new(Timeline.Without(undone, cancel), Current, [], undone), new Undone(undone));
        _timelines[known].Timeline.MoveTo(Now, cancel);
        Current = known;
        Record(new Undone(undone));
        return _timelines[known];
    }

    /// <summary>Walks another timeline, at the present moment.</summary>
    /// <exception cref="DebugException">There is no such timeline.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before that timeline had come to the moment;
    /// the session stands where it stood.</exception>
    public void SwitchTo(int index, CancellationToken cancel = default)
    {
        _timelines[CheckTimeline(index)].Timeline.MoveTo(Now, cancel);
        (int from, Current) = (Current, index);
        Record(new TimelineChanged(from, index));
    }

    /// <summary>Every value that differs between the present timeline and <paramref name="other"/> at this moment,
    /// in the order of the program.</summary>
    /// <exception cref="DebugException">There is no such timeline.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before that timeline had come to the moment.</exception>
    public IReadOnlyList<ValueDifference> Diff(int other, CancellationToken cancel = default)
    {
        Timeline then = _timelines[CheckTimeline(other)].Timeline;
        then.MoveTo(Now, cancel);
        var differences = new List<ValueDifference>();
        foreach (Value value in Program.Values)
        {
            Tensor? before = then.Read(value), after = Timeline.Read(value);
            if (before is null || after is null || ReferenceEquals(before, after) || before.BitEquals(after)) continue;
            differences.Add(new(value, before, after));
        }
        return differences;
    }

    private static string WithoutBlanks(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private int CheckTimeline(int index) => index >= 0 && index < _timelines.Count
        ? index
        : throw new DebugException(t => _timelines.Count == 1 ? t.OnlyTimeline(index) : t.NoTimeline(index, _timelines.Count - 1));

    private WhatIf Enter(WhatIf whatIf, JournalEntry entry)
    {
        _timelines.Add(whatIf);
        Current = _timelines.Count - 1;
        Record(entry);
        return whatIf;
    }

    private Moment WhenToEdit(Value value)
    {
        // What an earlier edit put there is changed where that edit was made, or it would go on hiding the new one.
        if (Timeline.VersionAt(value, Now) is { } version && (version.Writer is not null || version.Edited)
            && version.Since.Iteration == Now.Iteration) return version.Since;
        Instruction? writer = Program.Instructions.FirstOrDefault(i => i.Output == value && i.Phase != Phase.ZeroGrad);
        return value.IsState || value.Kind == ValueKind.Input || writer is null ? new(Now.Iteration, 0)
            : new(Now.Iteration, writer.Index + 1);
    }

    private int CheckLine(int line) => Program.Instructions.Any(i => i.SourceLine == line)
        ? line
        : throw new DebugException(
            t => t.NoInstructionOfLine(line, string.Join(", ", Program.Instructions.Select(i => i.SourceLine).Distinct().Order())));

    private Phase CheckPhase(Phase phase) => Program.Instructions.Any(i => i.Phase == phase)
        ? phase
        : throw new DebugException(
            t => t.NoPhase(Program.Name, phase.Name(), string.Join(", ", Program.Instructions.Select(i => i.Phase.Name()).Distinct())));

    private Value CheckComputed(Value value) => Program.Instructions.Any(i => i.Output == value && i.Phase != Phase.ZeroGrad)
        ? value
        : throw new DebugException(t => t.NotComputed(value.Name));

    private Stop RunTo(Breakpoint target, CancellationToken cancel) => Journaled(Movement.RunTo, walk => walk.RunTo(target), cancel);

    private Stop Journaled(Movement movement, Func<Walk, Stop> go, CancellationToken cancel)
    {
        Moment before = Now;
        var walk = new Walk(Timeline, _breakpoints, IterationLimit, Progress, cancel);
        Stop stop = go(walk);
        if (Now != before || movement == Movement.Restart) Record(new Moved(movement, Math.Max(1, walk.Count), stop), before);
        return stop;
    }

    private void Record(JournalEntry entry, Moment before) => Recorded?.Invoke(entry with { Before = before, After = Now });
}

/// <summary>A value that two timelines have different contents of.</summary>
public sealed record ValueDifference(Value Value, Tensor Before, Tensor After)
{
    /// <summary>The largest absolute difference of an element.</summary>
    public double MaxChange
    {
        get
        {
            double max = 0;
            for (int i = 0; i < Before.Length; i++) max = Math.Max(max, Math.Abs(After[i] - Before[i]));
            return max;
        }
    }
}

/// <summary>The debugger was asked for something that cannot be done; the message is one line that says what and why.</summary>
public sealed class DebugException(Func<DebuggingTexts, string> line) : LocalizedException(l => line(DebuggingTexts.In(l)));
