using System.Collections.Immutable;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>
/// What a scenario begins with, as it is being changed: parameters, hyperparameters, the optimizer's state, and the inputs of each
/// iteration. As a resolver it gives what has been set so far.
/// </summary>
public sealed class FirstContents(Scenario scenario) : IValueResolver
{
    private readonly Dictionary<Value, Tensor> _initial = new(scenario.Initial);
    private readonly Dictionary<Value, Func<Tensor, Tensor>> _inputs = [];
    private readonly HashSet<Value> _touched = [];
    private IReadOnlyList<KeyValuePair<Value, Tensor>>? _given;

    private IReadOnlyList<KeyValuePair<Value, Tensor>> Given => _given ??= scenario.Batches.At(0);

    /// <summary>Everything that has content before the first iteration, in the order of the program.</summary>
    public IEnumerable<Value> Values => scenario.Program.Values.Where(v =>
        (v.IsLeaf || v.Kind == ValueKind.OptimizerState) && (_initial.ContainsKey(v) || Given.Any(b => b.Key == v)));

    public IEnumerable<string> Names => Values.Select(v => v.Name).Concat(Values.Select(v => v.Label)).Distinct();

    /// <summary>The value that a name or a label stands for; null if it has no first content.</summary>
    public Value? Find(string name) => Values.FirstOrDefault(v => v.Name == name) ?? Values.FirstOrDefault(v => v.Label == name);

    /// <summary>What a value begins with.</summary>
    public Tensor Read(Value value) => _initial.TryGetValue(value, out Tensor? content) ? content
        : Changed(Given.First(b => b.Key == value)).Value;

    public bool TryResolve(string name, out Tensor value)
    {
        Value? found = Find(name);
        value = found is null ? Tensor.Scalar(0) : Read(found);
        return found is not null;
    }

    public string WhyMissing(string name, Language language) => DebuggingTexts.In(language).NoFirstContent(name);

    /// <summary>Changes a value; an input is changed in each iteration.</summary>
    public void Change(Value value, Func<Tensor, Tensor> change)
    {
        _touched.Add(value);
        if (_initial.TryGetValue(value, out Tensor? content)) _initial[value] = change(content);
        else _inputs[value] = _inputs.TryGetValue(value, out Func<Tensor, Tensor>? before) ? t => change(before(t)) : change;
    }

    /// <summary>Sets a value or one element of it.</summary>
    /// <exception cref="DebugException">The content does not fit the value.</exception>
    public void Set(Assignment assignment)
    {
        Tensor content = assignment.Fitting(scenario.Program);
        Change(assignment.Value, t => assignment.Offset is int offset ? t.With(offset, content[0]) : content);
    }

    /// <summary>
    /// The scenario that begins with these contents. Digits that a tutorial prints are kept where nothing that was changed reaches them.
    /// </summary>
    /// <param name="changes">What is different, for people; empty where nobody is to be told.</param>
    public Scenario ToScenario(ImmutableArray<string> changes = default)
    {
        Value[] changed = [.. _touched.Where(v => !Read(v).BitEquals(Original(v)))];
        if (changed.Length == 0) return scenario;
        Program program = scenario.Program.WithPublished(Untouched(changed));
        IBatchSource batches = scenario.Batches;
        if (_inputs.Count > 0)
            batches = batches is FixedBatch
                ? new FixedBatch(Description, [.. Given.Select(Changed)])
                : new ChangedBatches(batches, Description, Changed);
        return scenario with
        {
            Program = program,
            Initial = _initial,
            Batches = batches,
            Changes = changes.IsDefault ? scenario.Changes : [.. scenario.Changes, .. changes],
        };
    }

    private string Description(Language language) => DebuggingTexts.In(language).BatchesChanged(scenario.Batches.Description(language));

    private Tensor Original(Value value) => scenario.Initial.TryGetValue(value, out Tensor? content) ? content
        : Given.First(b => b.Key == value).Value;

    private KeyValuePair<Value, Tensor> Changed(KeyValuePair<Value, Tensor> input) =>
        _inputs.TryGetValue(input.Key, out Func<Tensor, Tensor>? change) ? new(input.Key, change(input.Value)) : input;

    /// <summary>Whether what bears a label is calculated without <paramref name="changed"/>.</summary>
    private Func<string, bool> Untouched(Value[] changed)
    {
        var reached = new HashSet<Value>(changed);
        var labels = new HashSet<string>(changed.Select(v => v.Label), StringComparer.Ordinal);
        foreach (Instruction i in scenario.Program.Instructions)
        {
            if (!i.Inputs.Any(reached.Contains)) continue;
            reached.Add(i.Output);
            labels.Add(i.Label);
            labels.Add(i.Output.Label);
        }
        return label => !labels.Contains(label);
    }

    private sealed class ChangedBatches(
        IBatchSource source, Func<Language, string> description, Func<KeyValuePair<Value, Tensor>, KeyValuePair<Value, Tensor>> change)
        : IBatchSource
    {
        public string Description(Language language) => description(language);

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration) => [.. source.At(iteration).Select(change)];
    }
}
