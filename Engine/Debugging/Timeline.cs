using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>
/// A run of a program that remembers: every content of every value, so that going back is dropping the last one and any
/// earlier moment can be read. When the memory budget is used up, whole iterations are forgotten, oldest first, down to
/// the snapshots taken where iterations begin; going back to a forgotten moment replays from the nearest of them, which
/// gives the same bits. The loss of each iteration is never forgotten.
/// </summary>
public sealed class Timeline : IValueHistory
{
    /// <summary>How much history is kept in full unless something else is asked for: a quarter of a gigabyte.</summary>
    public const long DefaultBudgetBytes = 256L << 20;

    /// <summary>Snapshots that a timeline in use keeps, whatever they take.</summary>
    internal const int MinSnapshots = 8;

    private readonly IBackend _backend;
    private readonly HistoryMemory _memory;

    /// <summary>Snapshots kept at most; beyond that every second of the older half goes.</summary>
    private readonly int _maxSnapshots;
    private readonly long _snapshotBytes;
    private readonly SortedList<long, Tensor?[]> _snapshots = [];
    private readonly List<double> _losses = [];
    private readonly Tensor[] _arguments;
    private History _history;

    /// <summary>Whether all detail is forgotten, that of the present moment, too.</summary>
    private bool _isForgotten;

    /// <summary>Starts at the first iteration, with its inputs loaded and nothing executed.</summary>
    /// <param name="budgetBytes">How much history is kept, in this timeline and in what is forked from it.</param>
    public Timeline(Scenario scenario, IBackend backend, long budgetBytes = DefaultBudgetBytes)
        : this(scenario, backend, new HistoryMemory(budgetBytes), [])
    {
    }

    private Timeline(Scenario scenario, IBackend backend, HistoryMemory memory, ImmutableList<Edit> edits)
    {
        Scenario = scenario;
        _backend = backend;
        _memory = memory;
        Edits = edits;
        _snapshotBytes = 8L * Program.Values.Where(v => v.IsPersistent).Sum(v => (long)v.Shape.Length) + 128;
        _maxSnapshots = memory.MaxSnapshots(_snapshotBytes);
        _arguments = new Tensor[Program.Instructions.Select(i => i.Inputs.Length).DefaultIfEmpty(0).Max()];
        _snapshots[0] = Start(scenario);
        _history = Restore(0);
    }

    public Program Program => Scenario.Program;

    /// <summary>The program with its first contents and data.</summary>
    public Scenario Scenario { get; }

    public Moment Now => _history.Now;

    public Vocabulary? Vocabulary => Scenario.Vocabulary;

    /// <summary>The what-ifs that this timeline differs by from the first one, in the order in which they were made.</summary>
    public ImmutableList<Edit> Edits { get; }

    /// <summary>The instruction that runs next; null at the end of an iteration.</summary>
    public Instruction? Next => Now.Executed < Program.Instructions.Length ? Program.Instructions[Now.Executed] : null;

    /// <summary>The instruction that ran last in this iteration; null at its start.</summary>
    public Instruction? Last => Now.Executed > 0 ? Program.Instructions[Now.Executed - 1] : null;

    /// <summary>The loss of every iteration up to now, from the first; that of this iteration once it is computed.</summary>
    public ReadOnlySpan<double> Losses
    {
        get
        {
            long known = Now.Iteration + (Program.Loss is { } loss && Read(loss) is not null ? 1 : 0);
            return CollectionsMarshal.AsSpan(_losses)[..(int)Math.Min(known, _losses.Count)];
        }
    }

    /// <summary>About what its history takes in memory.</summary>
    public long Bytes => _history.Bytes + _snapshots.Count * _snapshotBytes;

    /// <summary>Is told how far it is when a run takes its time.</summary>
    internal IProgress<RunProgress>? Progress { get; set; }

    /// <summary>Runs one instruction; at the end of an iteration, loads the next one's inputs and runs its first.</summary>
    /// <exception cref="ShapeException">The program is broken at this place (<see cref="Program.Fault"/>).</exception>
    public void StepForward()
    {
        if (Next is null)
        {
            if (Program.Fault is not null) throw Program.Fault;
            BeginNextIteration();
        }
        if (Next is { } instruction) Execute(instruction);
    }

    /// <summary>Undoes one instruction; at the start of an iteration, goes to the end of the one before.</summary>
    /// <returns>False at the very beginning.</returns>
    /// <exception cref="OperationCanceledException">What was forgotten had to be calculated again, and that was cancelled;
    /// nothing has changed.</exception>
    public bool StepBack(CancellationToken cancel = default)
    {
        if (Now.Executed > 0) MoveTo(Now with { Executed = Now.Executed - 1 }, cancel);
        else if (Now.Iteration > 0) MoveTo(new(Now.Iteration - 1, Program.Instructions.Length), cancel);
        else return false;
        return true;
    }

    /// <summary>Goes to any moment, forward by running, back by undoing or, if it is long ago, by replaying.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled:
    /// on the way forward it stands where it had come to, else where it stood.</exception>
    public void MoveTo(Moment moment, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(moment.Iteration, nameof(moment));
        ArgumentOutOfRangeException.ThrowIfNegative(moment.Executed, nameof(moment));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(moment.Executed, Program.Instructions.Length, nameof(moment));
        _memory.Use(this);
        // Where an iteration begins, the end of the one before is part of what a person (or a condition) compares with.
        long needed = Math.Max(0, moment.Executed > 0 ? moment.Iteration : moment.Iteration - 1);
        if (_isForgotten || (moment < Now && needed < _history.Oldest)) Replay(moment, cancel);
        else if (moment < Now) _history.Undo(moment);
        else Run(moment, cancel);
    }

    /// <summary>A timeline of its own that stands at the same moment but in which <paramref name="edits"/> were made, in this order;
    /// this one stays as it is.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before it had come to the same moment.</exception>
    public Timeline With(IReadOnlyList<Edit> edits, CancellationToken cancel = default) =>
        Branch(edits.Aggregate(Edits, (all, edit) => all.RemoveAll(edit.Replaces).Add(edit)), edits.Min(e => e.At.Iteration), cancel);

    /// <summary>A timeline of its own that stands at the same moment but in which <paramref name="edits"/> were never made;
    /// this one stays as it is.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before it had come to the same moment.</exception>
    public Timeline Without(IReadOnlyCollection<Edit> edits, CancellationToken cancel = default) =>
        Branch(Edits.RemoveAll(edits.Contains), edits.Min(e => e.At.Iteration), cancel);

    public ValueVersion? VersionAt(Value value, Moment moment) => _history.VersionAt(value, moment);

    /// <summary>What <paramref name="value"/> is now; null if it has not been computed in this iteration yet.</summary>
    public Tensor? Read(Value value) => VersionAt(value, Now)?.Content;

    /// <summary>Every content of <paramref name="value"/> that is still kept, oldest first.</summary>
    public IReadOnlyList<ValueVersion> Versions(Value value) => _history.Versions(value);

    /// <summary>Goes from the end of an iteration to the start of the next.</summary>
    internal void BeginNextIteration()
    {
        long iteration = Now.Iteration + 1;
        if (!_snapshots.ContainsKey(iteration))
        {
            _snapshots[iteration] = [.. Program.Values.Select(v => v.IsPersistent ? Read(v) : null)];
            ThinSnapshots(_maxSnapshots);
        }
        _history.Now = new(iteration, 0);
        LoadInputs();
        _memory.Use(this);
        _memory.Trim();
    }

    /// <summary>Gives back some of the memory for detail.</summary>
    /// <param name="all">Whether in the end that of the present moment goes, too; <see cref="MoveTo"/> brings it back.</param>
    /// <returns>False if there is nothing left to forget.</returns>
    internal bool ForgetDetail(bool all)
    {
        if (_history.ForgetOlderHalf()) return true;
        if (!all || _isForgotten) return false;
        _history = new History(Program, Now.Iteration) { Now = Now };
        return _isForgotten = true;
    }

    /// <summary>Gives back some of the memory for snapshots; more detail will have to be calculated again.</summary>
    /// <param name="all">Whether only the beginning must stay.</param>
    /// <returns>False if there is nothing left to forget.</returns>
    internal bool ForgetSnapshots(bool all)
    {
        if (_snapshots.Count <= (all ? 1 : MinSnapshots)) return false;
        ThinSnapshots(_snapshots.Count - 1);
        return true;
    }

    private static Tensor?[] Start(Scenario scenario) =>
    [
        .. scenario.Program.Values.Select(value => !value.IsPersistent ? null
            : scenario.Initial.TryGetValue(value, out Tensor? content) ? content
            : value.Kind is ValueKind.OptimizerState ? Tensor.Zeros(value.Shape)
            // A .grad is None before the first backward: nothing to print, and adding to it starts from zero.
            : null),
    ];

    private Timeline Branch(ImmutableList<Edit> edits, long iteration, CancellationToken cancel)
    {
        var branch = new Timeline(Scenario, _backend, _memory, edits) { Progress = Progress };
        // What lies before the first difference is the same in both: its snapshots are taken over instead of calculating again.
        foreach ((long at, Tensor?[] state) in _snapshots.TakeWhile(s => s.Key <= iteration)) branch._snapshots[at] = state;
        long start = branch._snapshots.Keys[^1];
        branch._losses.AddRange(_losses.Take((int)start));
        branch._history = branch.Restore(start);
        try
        {
            branch.MoveTo(Now, cancel);
        }
        catch (OperationCanceledException)
        {
            _memory.Release(branch);
            throw;
        }
        return branch;
    }

    private void Run(Moment moment, CancellationToken cancel)
    {
        while (Now < moment)
        {
            cancel.ThrowIfCancellationRequested();
            if (Next is { } instruction) Execute(instruction);
            else BeginNextIteration();
            Progress?.Report(new(Now, moment));
        }
    }

    private void Replay(Moment moment, CancellationToken cancel)
    {
        while (_history.ForgetOlderHalf()) { }
        (History kept, bool wasForgotten) = (_history, _isForgotten);
        try
        {
            _history = Restore(_snapshots.Keys.Last(k => k <= Math.Max(0, moment.Iteration - 1)));
            _isForgotten = false;
            Run(moment, cancel);
        }
        catch (OperationCanceledException)
        {
            (_history, _isForgotten) = (kept, wasForgotten);
            throw;
        }
    }

    /// <summary>A history that begins at a snapshot.</summary>
    private History Restore(long iteration)
    {
        _history = new History(Program, iteration);
        Tensor?[] state = _snapshots[iteration];
        foreach (Value value in Program.Values)
            if (state[value.Slot] is { } content) Add(value, new(Now, content, null));
        LoadInputs();
        return _history;
    }

    private void LoadInputs()
    {
        foreach ((Value value, Tensor content) in Scenario.Batches.At(Now.Iteration)) Add(value, new(Now, content, null));
        ApplyEdits(null);
    }

    private void Execute(Instruction instruction)
    {
        for (int i = 0; i < instruction.Inputs.Length; i++)
            _arguments[i] = Read(instruction.Inputs[i])
                ?? throw new InvalidOperationException(
                    $"{instruction.Inputs[i].Name} has no content when instruction {instruction.Index} reads it");
        Tensor? previous = instruction.Accumulate ? Read(instruction.Output) ?? Tensor.Zeros(instruction.Output.Shape) : null;
        Tensor result = _backend.Execute(instruction, _arguments.AsSpan(0, instruction.Inputs.Length), previous);
        _history.Now = Now with { Executed = Now.Executed + 1 };
        Add(instruction.Output, new(Now, result, instruction));
        ApplyEdits(instruction);
    }

    private void ApplyEdits(Instruction? written)
    {
        foreach (Edit edit in Edits)
        {
            if (!edit.Applies(Now, written, Program)) continue;
            Tensor content = edit.Offset is int offset
                ? (Read(edit.Value) ?? Tensor.Zeros(edit.Value.Shape)).With(offset, edit.Content[0])
                : edit.Content;
            Add(edit.Value, new(Now, content, null, Edited: true));
        }
    }

    private void Add(Value value, ValueVersion version)
    {
        _history.Add(value, version);
        if (value != Program.Loss) return;
        if (Now.Iteration == _losses.Count) _losses.Add(version.Content[0]);
        else _losses[(int)Now.Iteration] = version.Content[0];
    }

    private void ThinSnapshots(int most)
    {
        if (_snapshots.Count <= most) return;
        long[] old = [.. _snapshots.Keys.Skip(1).Take(Math.Max(1, most / 2))];
        for (int i = 0; i < old.Length; i += 2) _snapshots.Remove(old[i]);
    }
}
