using System.Collections.Immutable;
using System.Globalization;

namespace Backstep.Engine.Programs;

/// <summary>
/// A training step, or a script of several passes, as a tape (Wengert list): an ordered, immutable list of instructions
/// over named values. The debugger steps this list and the trainer runs it.
/// </summary>
public sealed class Program
{
    private readonly Dictionary<string, Value> _byName;
    private readonly ILookup<string, Binding> _bindings;

    internal Program(
        string name, SourceListing source, ImmutableArray<Value> values, ImmutableArray<Instruction> instructions,
        bool isScalar, ShapeException? fault, ImmutableDictionary<string, string> publishedDigits)
    {
        Name = name;
        Source = source;
        Values = values;
        Instructions = instructions;
        IsScalar = isScalar;
        Fault = fault;
        PublishedDigits = publishedDigits;
        _byName = values.ToDictionary(v => v.Name, StringComparer.Ordinal);
        Carried = [.. values.Where(v => v.IsState || v.IsPersistent && IsReadFirst(v))];
        _bindings = Bind().OrderBy(b => b.Executed).ToLookup(b => b.Name, StringComparer.Ordinal);
    }

    /// <summary>The name in the catalog: <c>two-layer</c>, <c>network2</c>.</summary>
    public string Name { get; }

    /// <summary>The listing that the instructions carry out.</summary>
    public SourceListing Source { get; }

    public ImmutableArray<Value> Values { get; }
    public ImmutableArray<Instruction> Instructions { get; }

    /// <summary>Whether every value is one number, so that each step of the chain rule is an instruction of its own.</summary>
    public bool IsScalar { get; }

    /// <summary>
    /// Why the program cannot go on after its last instruction: the shape error that PyTorch would raise there; null
    /// for a sound program.
    /// </summary>
    public ShapeException? Fault { get; }

    /// <summary>Digits that a tutorial prints, by the label of the version they belong to (<c>l_h1</c>, <c>∂E/∂w5</c>,
    /// <c>w5⁺</c>).</summary>
    public ImmutableDictionary<string, string> PublishedDigits { get; }

    /// <summary>
    /// What one iteration hands to the next: parameters, optimizer state, hyperparameters, and gradients that are read or added to before
    /// anything sets them, as where zero_grad is missing.
    /// </summary>
    public ImmutableArray<Value> Carried { get; }

    /// <summary>What the model gives (logits); null if the program has no such thing.</summary>
    public Value? Output { get; internal init; }

    /// <summary>The number that training makes small; null for programs without a loss.</summary>
    public Value? Loss { get; internal init; }

    /// <summary>What the output is compared with (labels); null if there is none.</summary>
    public Value? Target { get; internal init; }

    /// <summary>What each pass calls <c>backward()</c> on, in order.</summary>
    public ImmutableArray<BackwardRoot> Roots { get; internal init; } = [];

    /// <summary>The value called <paramref name="name"/>, or null.</summary>
    public Value? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// What a name that only the listing uses stands for, in the order in which its lines assign it; empty for other names.
    /// </summary>
    public IEnumerable<Binding> Bindings(string name) => _bindings[name];

    /// <summary>The names that only the listing uses, such as <c>y</c> in <c>y = fc(x)</c>.</summary>
    public IEnumerable<string> ListingNames => _bindings.Select(b => b.Key);

    /// <summary>The value called <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Value this[string name] =>
        _byName.TryGetValue(name, out Value? value) ? value : throw new KeyNotFoundException($"{Name} has no value named {name}");

    /// <summary>
    /// The image input of a program that can take batches from a data set: (N, 1, rows, columns) or (N, rows, columns), the only input
    /// beside the labels, a target (N); null for other programs.
    /// </summary>
    public Value? BatchedImages
    {
        get
        {
            if (Target is not { Kind: ValueKind.Input, Shape.Rank: 1 } labels) return null;
            Value[] inputs = [.. Values.Where(v => v.Kind == ValueKind.Input && v != labels)];
            if (inputs is not [Value images] || images.Shape.Rank is < 3 or > 4 || images.Shape[0] != labels.Shape[0]) return null;
            return images.Shape.Rank == 4 && images.Shape[1] != 1 ? null : images;
        }
    }

    /// <summary>The input that holds the samples of a batch: the first beside the target; null where there is none.</summary>
    public Value? Samples => Values.FirstOrDefault(v => v.Kind == ValueKind.Input && v != Target);

    /// <summary>What must have content before a run: values that are read before they are written. Gradients and the optimizer's state
    /// begin as zero.</summary>
    public Value[] FindRequired()
    {
        var written = new HashSet<Value>();
        var required = new HashSet<Value>();
        foreach (Instruction i in Instructions)
        {
            foreach (Value input in i.Inputs)
                if (!written.Contains(input) && input.Kind is not (ValueKind.Gradient or ValueKind.OptimizerState)) required.Add(input);
            written.Add(i.Output);
        }
        return [.. required];
    }

    /// <summary>The learnable values, in the order of the state_dict.</summary>
    public IEnumerable<Value> Parameters => Values.Where(v => v.Kind == ValueKind.Parameter);

    /// <summary>The same program with those of the published digits whose labels are chosen.</summary>
    internal Program WithPublished(Func<string, bool> keeps) => new(
        Name, Source, Values, Instructions, IsScalar, Fault, PublishedDigits.Where(d => keeps(d.Key)).ToImmutableDictionary())
    {
        Output = Output,
        Loss = Loss,
        Target = Target,
        Roots = Roots,
    };

    private bool IsReadFirst(Value value) =>
        Instructions.FirstOrDefault(i => i.Output == value || i.Inputs.Contains(value)) is { } first
        && (first.Accumulate || first.Inputs.Contains(value));

    private IEnumerable<Binding> Bind()
    {
        foreach ((string key, _) in Source.Keys)
        {
            if (key.Split('=') is not [var name, var made] || Find(name) is not null) continue;
            (int? pass, string of) = made.Split(':') is [var number, var rest]
                ? (int.Parse(number, CultureInfo.InvariantCulture), rest)
                : ((int?)null, made);
            if (Find(of) is not { } value) continue;
            int[] written = [.. Instructions.Where(i => i.Output == value && (pass is null || i.Pass == pass)).Select(i => i.Index + 1)];
            foreach (int executed in written.DefaultIfEmpty(0)) yield return new(name, value, executed);
        }
    }
}

/// <summary>A name of the listing and the value that it stands for, from where the line that assigns it has run.</summary>
/// <param name="Value">The value; what the value was at that moment is what the name stands for.</param>
/// <param name="Executed">How many instructions of the iteration have run by then; 0 for what is given.</param>
public sealed record Binding(string Name, Value Value, int Executed);

/// <summary>A call of <c>root.backward(gradient)</c>.</summary>
/// <param name="Pass">The pass of the script, from 1.</param>
/// <param name="Root">What is differentiated.</param>
/// <param name="Gradient">The gradient that it starts from; null for 1.</param>
public sealed record BackwardRoot(int Pass, Value Root, Value? Gradient);
