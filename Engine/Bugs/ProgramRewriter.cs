using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>
/// Changes a program's instructions. Until <see cref="Build"/> an instruction keeps its index as its identity, and its line as a number of
/// the listing that was given; new ones have the index -1. Values are those of the program, so its first contents and batches stay valid.
/// </summary>
internal sealed class ProgramRewriter
{
    private readonly Scenario _scenario;
    private readonly List<Value> _values;
    private readonly Dictionary<Value, Tensor> _initial;

    public ProgramRewriter(Scenario scenario)
    {
        _scenario = scenario;
        _values = [.. scenario.Program.Values];
        _initial = new(scenario.Initial);
        Instructions = [.. scenario.Program.Instructions];
        Listing = new(scenario.Program.Source);
    }

    public Program Program => _scenario.Program;

    /// <summary>The instructions, in the order in which they will run.</summary>
    public List<Instruction> Instructions { get; }

    public ListingRewriter Listing { get; }

    /// <summary>Replaces every instruction that <paramref name="which"/> holds for.</summary>
    public void Change(Func<Instruction, bool> which, Func<Instruction, Instruction> change)
    {
        for (int i = 0; i < Instructions.Count; i++)
            if (which(Instructions[i])) Instructions[i] = change(Instructions[i]);
    }

    /// <summary>Replaces every instruction that <paramref name="which"/> holds for by several.</summary>
    public void Expand(Func<Instruction, bool> which, Func<Instruction, IEnumerable<Instruction>> change)
    {
        for (int i = Instructions.Count - 1; i >= 0; i--)
        {
            if (!which(Instructions[i])) continue;
            Instruction[] several = [.. change(Instructions[i])];
            Instructions.RemoveAt(i);
            Instructions.InsertRange(i, several);
        }
    }

    /// <summary>
    /// Takes out what nobody reads any more: instructions of the backward pass that only made local derivatives or parts of a sum.
    /// </summary>
    public void DropUnread()
    {
        while (Instructions.RemoveAll(i => i.Phase == Phase.Backward && i.Output.Kind == ValueKind.Derivative
            && !Instructions.Any(r => r.Inputs.Contains(i.Output))) > 0)
        {
        }
    }

    /// <summary>A number that does not change, given at the start.</summary>
    public Value Constant(string name, string label, Tensor content)
    {
        // A script that goes over the same layers twice needs it once.
        foreach (Value old in _values)
            if (old.Slot >= Program.Values.Length && old.Label == label && old.Shape.Equals(content.Shape)
                && _initial.TryGetValue(old, out Tensor? there) && there.BitEquals(content))
                return old;
        Value value = Add(name, label, content.Shape, ValueKind.Hyperparameter);
        _initial[value] = content;
        return value;
    }

    /// <summary>A value that is made in the backward pass or in the update; in the next pass of a script the same again.</summary>
    public Value Derivative(string name, string label, Shape shape) =>
        _values.Find(v => v.Slot >= Program.Values.Length && v.Name == name && v.Label == label && v.Shape.Equals(shape))
            ?? Add(name, label, shape, ValueKind.Derivative);

    /// <summary>Gives a value another first content.</summary>
    public void Start(Value value, Tensor content) => _initial[value] = content;

    /// <summary>The first content of a value.</summary>
    public Tensor Start(Value value) => _initial[value];

    /// <summary>The scenario with the program as it has become.</summary>
    public Scenario Build(IBatchSource? batches = null)
    {
        (SourceListing listing, var lines) = Listing.Build();
        var position = new Dictionary<int, int>();
        for (int i = 0; i < Instructions.Count; i++)
            if (Instructions[i].Index >= 0) position.Add(Instructions[i].Index, i);
        var instructions = Instructions.Select((i, at) => i with
        {
            Index = at,
            SourceLine = lines[i.SourceLine],
            PrimalOf = i.PrimalOf is int p && position.TryGetValue(p, out int now) ? now : null,
        });
        var program = new Program(
            Program.Name, listing, [.. _values], [.. instructions], Program.IsScalar, Program.Fault, Program.PublishedDigits)
        {
            Output = Program.Output,
            Loss = Program.Loss,
            Target = Program.Target,
            Roots = Program.Roots,
        };
        return new(program, _scenario.Seed, _initial, batches ?? _scenario.Batches) { Vocabulary = _scenario.Vocabulary };
    }

    private Value Add(string name, string label, Shape shape, ValueKind kind)
    {
        var value = new Value(_values.Count, Free(name), label, shape, kind);
        _values.Add(value);
        return value;
    }

    /// <summary>A name that no value has yet.</summary>
    private string Free(string name)
    {
        string free = name;
        for (int n = 2; _values.Any(v => v.Name == free); n++) free = $"{name}.{n}";
        return free;
    }
}
