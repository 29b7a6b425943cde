using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>
/// Writes a program anew with another forward pass: its forward instructions are played again through a
/// <see cref="ProgramBuilder"/>, where they can be changed, and differentiated again.
/// If shapes no longer fit, the program ends there with PyTorch's words, as network1 does.
/// First contents and batches are handed over by name.
/// </summary>
internal sealed class ProgramRebuilder
{
    private readonly Scenario _scenario;
    private readonly Dictionary<Value, Value> _new = [];
    private readonly Dictionary<string, Tensor> _initial = new(StringComparer.Ordinal);

    /// <summary>Rebuilds the program of <paramref name="scenario"/>.</summary>
    public ProgramRebuilder(Scenario scenario)
    {
        _scenario = scenario;
        Listing = new(scenario.Program.Source);
    }

    /// <summary>The listing; its keys say which line each value belongs to.</summary>
    public ListingRewriter Listing { get; }

    /// <summary>The program that is being written; there once <see cref="Build"/> runs.</summary>
    public ProgramBuilder Builder { get; private set; } = null!;

    /// <summary>How a forward instruction is written; the default is <see cref="Write"/>.
    /// Gives what takes the place of its output.</summary>
    public Func<Instruction, Value[], Value>? Forward { get; init; }

    /// <summary>Shapes of parameters that are to be others.</summary>
    public Dictionary<string, Shape> Shapes { get; } = new(StringComparer.Ordinal);

    /// <summary>Why a program cannot be rebuilt: its backward pass is no longer that of its forward pass; null if it can.</summary>
    public static Func<BugTexts, string>? Refusal(Scenario scenario)
    {
        var known = scenario.Program.Values.Where(v => v.IsLeaf).ToHashSet();
        foreach (Instruction i in scenario.Program.ForwardPart())
        {
            if (!i.Inputs.All(known.Contains)) return t => t.NoForward;
            known.Add(i.Output);
        }
        var same = new ProgramRebuilder(scenario).Build().Program.Instructions;
        return same.Length == scenario.Program.Instructions.Length
            && same.Zip(scenario.Program.Instructions).All(p => Same(p.First, p.Second))
            ? null
            : t => t.ChangedAlready;
    }

    /// <summary>Writes a forward instruction as it was, on other inputs.</summary>
    public Value Write(Instruction i, Value[] inputs, string? output = null) =>
        Builder.Op(
            i.Opcode, output ?? i.Output.Name, inputs, i.Attributes, i.Opcode == Opcode.Reshape ? i.Output.Shape.Dims.AsSpan() : default,
            i.Layer);

    /// <summary>Gives a value its first content.</summary>
    public void Start(string name, Tensor content) => _initial[name] = content;

    /// <summary>The scenario with the new program.</summary>
    public Scenario Build()
    {
        Program old = _scenario.Program;
        Builder = new(old.Name, Listing.Build().Listing, old.IsScalar);
        foreach (Value leaf in old.Values.Where(v => v.Kind is ValueKind.Input or ValueKind.Parameter))
        {
            Shape shape = Shapes.GetValueOrDefault(leaf.Name, leaf.Shape);
            _new[leaf] =
                leaf.Kind == ValueKind.Input ? Builder.Input(leaf.Name, shape, leaf.RequiresGrad) : Builder.Parameter(leaf.Name, shape);
        }
        ShapeException? fault = null;
        try
        {
            Replay(old);
        }
        catch (ShapeException e)
        {
            fault = e;
        }
        if (old.Output is not null && _new.TryGetValue(old.Output, out Value? output))
            Builder.Roles(output, Now(old.Loss), Now(old.Target));
        return Finish(Builder.Published(old.PublishedDigits).Build(fault));
    }

    private void Replay(Program old)
    {
        (int Pass, Phase Phase) at = (1, Phase.Forward);
        foreach (Instruction i in old.Instructions)
        {
            for (; at.Pass < i.Pass; at = (at.Pass + 1, Phase.Forward)) Builder.NextPass();
            bool begins = at.Phase != i.Phase;
            at = (i.Pass, i.Phase);
            switch (i.Phase)
            {
                case Phase.Forward or Phase.Loss:
                    if (begins && i.Phase == Phase.Loss) Builder.BeginLoss();
                    Value[] inputs = [.. i.Inputs.Select(Copy)];
                    _new[i.Output] = Forward is null ? Write(i, inputs) : Forward(i, inputs);
                    break;
                case Phase.ZeroGrad when begins:
                    Builder.ZeroGrad();
                    break;
                case Phase.Backward when begins:
                    BackwardRoot root = old.Roots.First(r => r.Pass == i.Pass);
                    Builder.Backward(Now(root.Root)!, Now(root.Gradient));
                    break;
                case Phase.Update:
                    // Through Copy first: a step may be the first to name a hyperparameter or a state.
                    Builder.Append(
                        i.Opcode, Phase.Update, [.. i.Inputs.Select(Copy)], Copy(i.Output), i.Attributes, i.Label, "update", i.Layer);
                    break;
            }
        }
    }

    private Value? Now(Value? old) => old is null ? null : _new.GetValueOrDefault(old) ?? Builder.Find(old.Name);

    private Value Copy(Value old) => Now(old) ?? old.Kind switch
    {
        ValueKind.Hyperparameter => Builder.Hyperparameter(old.Name, old.Label, old.Shape),
        ValueKind.OptimizerState => Builder.OptimizerState(old.Name, old.Shape),
        ValueKind.Derivative => Builder.DerivativeValue(old.Name, old.Label, old.Shape),
        _ => throw new InvalidOperationException($"{old.Name} is missing from the new program"),
    };

    private Scenario Finish(Program program)
    {
        var initial = new Dictionary<Value, Tensor>();
        foreach ((Value old, Tensor content) in _scenario.Initial)
            if (program.Find(old.Name) is { } value && value.Shape.Equals(content.Shape)) initial[value] = content;
        foreach ((string name, Tensor content) in _initial)
            if (program.Find(name) is { } value) initial[value] = content;
        return new(program, _scenario.Seed, initial, ByName(_scenario.Batches, program)) { Vocabulary = _scenario.Vocabulary };
    }

    private static IBatchSource ByName(IBatchSource batches, Program program) =>
        // A fixed batch stays one, so that what depends on it still can.
        batches is FixedBatch ? new FixedBatch(batches.Description, Renamed(batches.At(0), program)) : new RenamedBatches(batches, program);

    private static KeyValuePair<Value, Tensor>[] Renamed(IReadOnlyList<KeyValuePair<Value, Tensor>> batch, Program program) =>
        [.. batch.Where(b => program.Find(b.Key.Name) is not null).Select(b => KeyValuePair.Create(program[b.Key.Name], b.Value))];

    private static bool Same(Instruction a, Instruction b) =>
        (a.Opcode, a.Pass, a.Phase, a.Output.Name, a.Label, a.Accumulate, a.Attributes) == (b.Opcode, b.Pass, b.Phase, b.Output.Name,
            b.Label, b.Accumulate, b.Attributes)
        && a.Inputs.Select(v => v.Name).SequenceEqual(b.Inputs.Select(v => v.Name));

    private sealed class RenamedBatches(IBatchSource inner, Program program) : IBatchSource
    {
        public string Description(Language language) => inner.Description(language);

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration) => Renamed(inner.At(iteration), program);
    }
}
