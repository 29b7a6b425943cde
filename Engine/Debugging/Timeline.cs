using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>A what-if: from <see cref="At"/> on, <see cref="Value"/> is <see cref="Content"/>.</summary>
/// <param name="At">When it takes effect: right after the instruction that wrote the value, or at the start of an iteration.</param>
/// <param name="Value">What is changed.</param>
/// <param name="Content">What it becomes.</param>
public sealed record Edit(Moment At, Value Value, Tensor Content);

/// <summary>
/// A run of a program that remembers: every content of every value, so that going back is dropping the last one and any
/// earlier moment can be read. When the memory budget is used up, whole iterations are forgotten, oldest first, down to
/// the snapshots taken where iterations begin; going back to a forgotten moment replays from the nearest of them, which
/// gives the same bits.
/// </summary>
public sealed class Timeline : IValueHistory
{
    /// <summary>How much history is kept in full unless something else is asked for: half a gigabyte.</summary>
    public const long DefaultBudgetBytes = 512L << 20;

    private readonly Scenario _scenario;
    private readonly IBackend _backend;
    private readonly long _budgetBytes;

    /// <summary>Snapshots kept at most; beyond that every second of the older half goes.</summary>
    private readonly int _maxSnapshots;
    private readonly List<ValueVersion>[] _versions;
    private readonly SortedList<long, Tensor?[]> _snapshots = [];
    private readonly Tensor[] _arguments;
    private long _bytes;
    private long _oldestKept;

    /// <summary>Starts at the first iteration, with its inputs loaded and nothing executed.</summary>
    /// <param name="scenario">What runs.</param>
    /// <param name="backend">What calculates.</param>
    /// <param name="budgetBytes">How much history is kept in full.</param>
    public Timeline(Scenario scenario, IBackend backend, long budgetBytes = DefaultBudgetBytes)
    {
        _scenario = scenario;
        _backend = backend;
        _budgetBytes = budgetBytes;
        long snapshotBytes = 8L * Program.Values.Where(v => v.IsPersistent).Sum(v => (long)v.Shape.Length) + 1;
        _maxSnapshots = (int)Math.Clamp(budgetBytes / snapshotBytes, 8, 128);
        _versions = new List<ValueVersion>[Program.Values.Length];
        for (int i = 0; i < _versions.Length; i++) _versions[i] = [];
        _arguments = new Tensor[Program.Instructions.Select(i => i.Inputs.Length).DefaultIfEmpty(0).Max()];
        Restart(ImmutableList<Edit>.Empty);
    }

    /// <inheritdoc/>
    public Program Program => _scenario.Program;

    /// <summary>The program with its first contents and data.</summary>
    public Scenario Scenario => _scenario;

    /// <inheritdoc/>
    public Moment Now { get; private set; }

    /// <summary>The what-ifs that this timeline differs by from the first one.</summary>
    public ImmutableList<Edit> Edits { get; private set; } = [];

    /// <summary>The instruction that runs next; null at the end of an iteration.</summary>
    public Instruction? Next => Now.Executed < Program.Instructions.Length ? Program.Instructions[Now.Executed] : null;

    /// <summary>The instruction that ran last in this iteration; null at its start.</summary>
    public Instruction? Last => Now.Executed > 0 ? Program.Instructions[Now.Executed - 1] : null;

    /// <summary>Runs one instruction; at the end of an iteration, loads the next one's inputs and runs its first.</summary>
    /// <exception cref="ShapeException">The program is broken at this place (<see cref="Program.Fault"/>).</exception>
    public void StepForward()
    {
        if (Next is null)
        {
            if (Program.Fault is not null) throw Program.Fault;
            BeginIteration(Now.Iteration + 1);
            Trim();
        }
        if (Next is { } instruction) Execute(instruction);
    }

    /// <summary>Undoes one instruction; at the start of an iteration, goes to the end of the one before.</summary>
    /// <returns>False at the very beginning.</returns>
    public bool StepBack()
    {
        if (Now.Executed > 0) MoveTo(Now with { Executed = Now.Executed - 1 });
        else if (Now.Iteration > 0) MoveTo(new(Now.Iteration - 1, Program.Instructions.Length));
        else return false;
        return true;
    }

    /// <summary>Goes to any moment, forward by running, back by undoing or, if it is long ago, by replaying.</summary>
    public void MoveTo(Moment moment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(moment.Iteration, nameof(moment));
        ArgumentOutOfRangeException.ThrowIfNegative(moment.Executed, nameof(moment));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(moment.Executed, Program.Instructions.Length, nameof(moment));
        if (moment < Now)
        {
            // Where an iteration begins, the end of the one before is part of what a person (or a condition) compares with.
            long needed = Math.Max(0, moment.Executed > 0 ? moment.Iteration : moment.Iteration - 1);
            if (needed >= _oldestKept) Undo(moment);
            else RestoreSnapshot(_snapshots.Keys.Last(k => k <= Math.Max(0, moment.Iteration - 1)));
        }
        while (Now < moment)
        {
            if (Next is { } instruction) Execute(instruction);
            else
            {
                BeginIteration(Now.Iteration + 1);
                Trim();
            }
        }
    }

    /// <summary>A timeline of its own that stands at the same moment but in which <paramref name="edit"/> was made; this one stays as it is.</summary>
    public Timeline Fork(Edit edit)
    {
        var fork = new Timeline(_scenario, _backend, _budgetBytes);
        var edits = Edits.RemoveAll(e => e.At == edit.At && e.Value == edit.Value).Add(edit);
        fork.Restart(edits);
        // Iterations before the edit are the same in both: take over their snapshots instead of calculating again.
        foreach ((long iteration, Tensor?[] state) in _snapshots.TakeWhile(s => s.Key <= edit.At.Iteration)) fork._snapshots[iteration] = state;
        fork.RestoreSnapshot(fork._snapshots.Keys[^1]);
        fork.MoveTo(Now);
        return fork;
    }

    /// <inheritdoc/>
    public ValueVersion? VersionAt(Value value, Moment moment)
    {
        List<ValueVersion> versions = _versions[value.Slot];
        int low = 0, high = versions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (versions[middle].Since <= moment) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return null;
        ValueVersion version = versions[low - 1];
        return value.IsPersistent || version.Since.Iteration == moment.Iteration ? version : null;
    }

    /// <summary>What <paramref name="value"/> is now; null if it has not been computed in this iteration yet.</summary>
    public Tensor? Read(Value value) => VersionAt(value, Now)?.Content;

    /// <summary>Every content of <paramref name="value"/> that is still kept, oldest first.</summary>
    public IReadOnlyList<ValueVersion> Versions(Value value) => _versions[value.Slot];

    private void Restart(ImmutableList<Edit> edits)
    {
        Edits = edits;
        Clear();
        _snapshots.Clear();
        var state = new Tensor?[Program.Values.Length];
        foreach (Value value in Program.Values)
            if (value.IsPersistent)
                state[value.Slot] = _scenario.Initial.TryGetValue(value, out Tensor? content) ? content
                    : value.Kind is ValueKind.OptimizerState ? Tensor.Zeros(value.Shape)
                    // A .grad is None before the first backward: nothing to print, and adding to it starts from zero.
                    : null;
        _snapshots[0] = state;
        RestoreSnapshot(0);
    }

    private void Clear()
    {
        foreach (var versions in _versions) versions.Clear();
        _bytes = 0;
    }

    private void BeginIteration(long iteration)
    {
        if (!_snapshots.ContainsKey(iteration))
        {
            var state = new Tensor?[Program.Values.Length];
            foreach (Value value in Program.Values)
                if (value.IsPersistent && _versions[value.Slot].Count > 0) state[value.Slot] = _versions[value.Slot][^1].Content;
            _snapshots[iteration] = state;
            ThinSnapshots();
        }
        Now = new(iteration, 0);
        LoadInputs();
    }

    private void LoadInputs()
    {
        foreach ((Value value, Tensor content) in _scenario.Batches.At(Now.Iteration)) Add(value, new(Now, content, null));
        ApplyEdits();
    }

    private void RestoreSnapshot(long iteration)
    {
        Clear();
        _oldestKept = iteration;
        Now = new(iteration, 0);
        Tensor?[] state = _snapshots[iteration];
        foreach (Value value in Program.Values)
            if (state[value.Slot] is { } content) Add(value, new(Now, content, null));
        LoadInputs();
    }

    private void Execute(Instruction instruction)
    {
        for (int i = 0; i < instruction.Inputs.Length; i++)
            _arguments[i] = Read(instruction.Inputs[i])
                ?? throw new InvalidOperationException($"{instruction.Inputs[i].Name} has no content when instruction {instruction.Index} reads it");
        Tensor? previous = instruction.Accumulate ? Read(instruction.Output) ?? Tensor.Zeros(instruction.Output.Shape) : null;
        Tensor result = _backend.Execute(instruction, _arguments.AsSpan(0, instruction.Inputs.Length), previous);
        Now = Now with { Executed = Now.Executed + 1 };
        Add(instruction.Output, new(Now, result, instruction));
        ApplyEdits();
    }

    private void ApplyEdits()
    {
        foreach (Edit edit in Edits)
        {
            if (edit.At != Now) continue;
            List<ValueVersion> versions = _versions[edit.Value.Slot];
            // What the edit replaces never happened in this timeline.
            if (versions.Count > 0 && versions[^1].Since == Now) RemoveLast(versions);
            Add(edit.Value, new(Now, edit.Content, null, Edited: true));
        }
    }

    private void Add(Value value, ValueVersion version)
    {
        _versions[value.Slot].Add(version);
        _bytes += Size(version);
    }

    private void RemoveLast(List<ValueVersion> versions)
    {
        _bytes -= Size(versions[^1]);
        versions.RemoveAt(versions.Count - 1);
    }

    private void Undo(Moment moment)
    {
        foreach (var versions in _versions)
            while (versions.Count > 0 && versions[^1].Since > moment) RemoveLast(versions);
        Now = moment;
    }

    private void Trim()
    {
        // The present iteration and the one before stay, even if they alone are more than the budget.
        while (_bytes > _budgetBytes && _oldestKept < Now.Iteration - 1)
        {
            _oldestKept = Math.Max(_oldestKept + 1, _oldestKept + (Now.Iteration - _oldestKept) / 2);
            var start = new Moment(_oldestKept, 0);
            foreach (Value value in Program.Values)
            {
                List<ValueVersion> versions = _versions[value.Slot];
                int keep = versions.FindLastIndex(v => v.Since <= start);
                for (int i = 0; i < keep; i++) _bytes -= Size(versions[i]);
                if (keep > 0) versions.RemoveRange(0, keep);
            }
        }
    }

    private void ThinSnapshots()
    {
        if (_snapshots.Count <= _maxSnapshots) return;
        long[] old = [.. _snapshots.Keys.Skip(1).Take(_maxSnapshots / 2)];
        for (int i = 0; i < old.Length; i += 2) _snapshots.Remove(old[i]);
    }

    /// <summary>About what a version takes in memory: its numbers and the objects around them, which for single numbers are most of it.</summary>
    private static long Size(ValueVersion version) => 128 + 8L * version.Content.Length;
}
