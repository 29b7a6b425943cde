using System.Collections.Immutable;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Autograd;

/// <summary>
/// Writes a program down, instruction by instruction. A script of several passes calls <see cref="NextPass"/> in between
/// and uses the same names again: a value that is written once more keeps its slot.
/// </summary>
public sealed class ProgramBuilder
{
    private readonly string _name;
    private readonly SourceListing _source;
    private readonly List<Value> _values = [];
    private readonly Dictionary<string, Value> _byName = new(StringComparer.Ordinal);
    private readonly List<Instruction> _instructions = [];
    private readonly List<BackwardRoot> _roots = [];
    private ImmutableDictionary<string, string> _publishedDigits = ImmutableDictionary<string, string>.Empty;
    private Phase _phase = Phase.Forward;
    private Value? _output, _loss, _target;

    /// <summary>Starts a program.</summary>
    /// <param name="name">Its name in the catalog.</param>
    /// <param name="source">Its listing; every value and phase must be claimed by a line.</param>
    /// <param name="isScalar">Whether every value is one number and the chain rule is spelled out.</param>
    public ProgramBuilder(string name, SourceListing source, bool isScalar = false)
    {
        _name = name;
        _source = source;
        IsScalar = isScalar;
    }

    public bool IsScalar { get; }

    /// <summary>The pass that is being written, from 1.</summary>
    public int Pass { get; private set; } = 1;

    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>Declares data that an iteration starts from.</summary>
    public Value Input(string name, Shape shape, bool requiresGrad = false) => Declare(name, name, shape, ValueKind.Input, requiresGrad);

    /// <summary>Declares something learnable.</summary>
    public Value Parameter(string name, Shape shape) => Declare(name, name, shape, ValueKind.Parameter, requiresGrad: true);

    /// <summary>Declares a number that a person chooses, or several of a <paramref name="shape"/>; <paramref name="label"/> is its
    /// symbol.</summary>
    public Value Hyperparameter(string name, string label, Shape? shape = null) =>
        Declare(name, label, shape ?? Shape.Scalar, ValueKind.Hyperparameter);

    /// <summary>Declares what an optimizer remembers, zero at first.</summary>
    public Value OptimizerState(string name, Shape shape) => Declare(name, name, shape, ValueKind.OptimizerState);

    /// <summary>The value called <paramref name="name"/>, if it has been declared or written.</summary>
    public Value? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Names the model's output and, where there are any, the loss and what the output is compared with.</summary>
    public ProgramBuilder Roles(Value output, Value? loss = null, Value? target = null)
    {
        (_output, _loss, _target) = (output, loss, target);
        return this;
    }

    /// <summary>Attaches the digits that a tutorial prints, by label.</summary>
    public ProgramBuilder Published(IEnumerable<KeyValuePair<string, string>> digits)
    {
        _publishedDigits = digits.ToImmutableDictionary();
        return this;
    }

    /// <summary>What follows belongs to the loss.</summary>
    public ProgramBuilder BeginLoss()
    {
        _phase = Phase.Loss;
        return this;
    }

    /// <summary>What follows is the script's next pass.</summary>
    public ProgramBuilder NextPass()
    {
        Pass++;
        _phase = Phase.Forward;
        return this;
    }

    /// <summary>
    /// Writes one forward or loss instruction and returns what it makes.
    /// </summary>
    /// <param name="opcode">What to do.</param>
    /// <param name="output">The name of the result.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Stride, axis and the like.</param>
    /// <param name="target">The wanted extents of a reshape; one may be -1.</param>
    /// <param name="layer">The layer it belongs to.</param>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public Value Op(Opcode opcode, string output, ReadOnlySpan<Value> inputs, OpAttributes? attributes = null,
        ReadOnlySpan<int> target = default, string? layer = null)
    {
        var row = Operation.Of(opcode);
        if (row.Shape is null) throw new ArgumentException($"{row.Name} is not an operation of a model", nameof(opcode));
        if (!row.Takes(inputs.Length))
            throw new ArgumentException($"{row.Name} reads {row.Inputs}; {inputs.Length} inputs are given", nameof(inputs));
        Shape shape = row.Shape(new(inputs, attributes, target, layer ?? output));
        Value value = Declare(output, output, shape, ValueKind.Activation);
        Append(opcode, _phase, inputs, value, attributes, value.Label, output, layer);
        return value;
    }

    /// <summary>Writes <c>zero_grad()</c> for every leaf that requires a gradient.</summary>
    public ProgramBuilder ZeroGrad()
    {
        foreach (Value leaf in _values.Where(v => v.IsLeaf && v.RequiresGrad).ToArray())
            Append(Opcode.Zero, Phase.ZeroGrad, [], GradientOf(leaf), null, $"{leaf.Label}.grad", "zero_grad", LayerOf(leaf));
        return this;
    }

    /// <summary>Writes <c>root.backward(gradient)</c>; without a gradient the root must be a scalar.</summary>
    public ProgramBuilder Backward(Value root, Value? gradient = null)
    {
        ReverseMode.Append(this, root, gradient);
        _roots.Add(new(Pass, root, gradient));
        return this;
    }

    /// <summary>Freezes the program.</summary>
    /// <param name="fault">Why it cannot go on after its last instruction; null for a sound program.</param>
    public Program Build(ShapeException? fault = null) =>
        new(_name, _source, [.. _values], [.. _instructions], IsScalar, fault, _publishedDigits)
        { Output = _output, Loss = _loss, Target = _target, Roots = [.. _roots] };

    /// <summary>The slot of the gradient of <paramref name="value"/>: <c>w5.grad</c>, in formulas <c>∂E/∂w5</c> (the root is named by each
    /// instruction's label).</summary>
    internal Value GradientOf(Value value) =>
        Declare($"{value.Name}.grad", $"{value.Label}.grad", value.Shape, ValueKind.Gradient, gradientOf: value);

    /// <summary>The slot of a local derivative or of one path's part of a gradient.</summary>
    internal Value DerivativeValue(string name, string label, Shape shape) => Declare(name, label, shape, ValueKind.Derivative);

    /// <summary>The layer that a parameter belongs to: <c>conv1</c> of <c>conv1.weight</c>; null for a bare name such as
    /// <c>w5</c>.</summary>
    internal static string? LayerOf(Value leaf) => leaf.Name.LastIndexOf('.') is int dot and > 0 ? leaf.Name[..dot] : null;

    /// <summary>Writes an instruction as it stands.</summary>
    internal Instruction Append(
        Opcode opcode, Phase phase, ReadOnlySpan<Value> inputs, Value output, OpAttributes? attributes, string label, string lineKey,
        string? layer, bool accumulate = false, int? primalOf = null)
    {
        var instruction = new Instruction
        {
            Index = _instructions.Count,
            Pass = Pass,
            Opcode = opcode,
            Phase = phase,
            Inputs = [.. inputs],
            Output = output,
            Attributes = attributes,
            Accumulate = accumulate,
            Label = label,
            SourceLine = _source.LineOf(lineKey, Pass),
            Layer = layer,
            PrimalOf = primalOf,
        };
        _instructions.Add(instruction);
        return instruction;
    }

    private Value Declare(string name, string label, Shape shape, ValueKind kind, bool requiresGrad = false, Value? gradientOf = null)
    {
        if (_byName.TryGetValue(name, out Value? old))
        {
            if (!old.Shape.Equals(shape) || old.Kind != kind)
                throw new InvalidOperationException($"{name} is already a {old.Kind} of shape {old.Shape}");
            return old;
        }
        var value = new Value(_values.Count, name, label, shape, kind, requiresGrad, gradientOf);
        _values.Add(value);
        _byName.Add(name, value);
        return value;
    }
}
