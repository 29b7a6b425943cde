using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>
/// Finds what of a recording goes with what of a program: by names, by what modules are, by shapes, and where these leave a choice by
/// order. Numbers have no say: they are what is to be compared.
/// </summary>
internal sealed class Aligner
{
    private readonly Program _program;
    private readonly RecordedValue[] _values;
    private readonly Dictionary<string, (Value Value, bool Transposed)> _parameters = new(StringComparer.Ordinal);
    private readonly List<(RecordedValue Recorded, Instruction Made)> _forward = [];

    private Aligner(Recording recording, Program program)
    {
        _program = program;
        // What is missing in one step may be in another.
        _values = [.. recording.Steps.SelectMany(s => s.Values).DistinctBy(v => (v.Kind, v.Name))];
        Forward();
        Parameters(RecordedNames.CountFromZero(Names()));
    }

    /// <summary>Lays a recording beside a program; what was recorded under names alone has its kind already.</summary>
    /// <exception cref="RecordingException">A parameter has another shape, or none of them is to be found.</exception>
    public static RunAlignment Of(Recording recording, Program program) => new Aligner(recording, program).Pairs(recording);

    private IEnumerable<string> Names() => _values.Where(IsOfParameter).Select(v => v.Name).Distinct(StringComparer.Ordinal);

    private static bool IsOfParameter(RecordedValue v) =>
        v.Kind is RecordedKind.Parameter or RecordedKind.Gradient or RecordedKind.Updated;

    private Shape? ShapeOf(string parameter) =>
        _values.FirstOrDefault(v => IsOfParameter(v) && v.Name == parameter && v.Content is not null)
        ?.Content!.Shape;

    /// <summary>
    /// Recorded activations and forward instructions, both in their order: the way through both that has the most in common.
    /// </summary>
    private void Forward()
    {
        RecordedValue[] recorded = [.. _values.Where(v => v.Kind == RecordedKind.Activation && v.Content is not null)];
        Instruction[] made = [.. _program.Instructions.Where(i => i.Pass == 1 && i.Phase is Phase.Forward or Phase.Loss
            && i.Output != _program.Loss)];
        var best = new int[recorded.Length + 1, made.Length + 1];
        for (int i = recorded.Length - 1; i >= 0; i--)
            for (int j = made.Length - 1; j >= 0; j--)
            {
                int pair = Score(recorded[i], made[j]);
                best[i, j] = Math.Max(
                    Math.Max(best[i + 1, j], best[i, j + 1]), pair > 0 ? pair + best[i + 1, j + 1] : 0);
            }
        for (int i = 0, j = 0; i < recorded.Length && j < made.Length;)
        {
            int pair = Score(recorded[i], made[j]);
            if (pair > 0 && best[i, j] == pair + best[i + 1, j + 1]) _forward.Add((recorded[i++], made[j++]));
            else if (best[i, j] == best[i + 1, j]) i++;
            else j++;
        }
    }

    /// <summary>What speaks for a recorded activation being what an instruction makes; 0 where it cannot be.</summary>
    private int Score(RecordedValue recorded, Instruction made)
    {
        int shape = recorded.Content!.Shape.Fits(made.Output.Shape);
        if (shape == 0) return 0;
        bool same = recorded.Name == made.Output.Name, alike = RecordedNames.Plain(recorded.Name) == RecordedNames.Plain(made.Output.Name);
        int score = shape + (same ? 6 : alike ? 5 : 0);
        if (recorded.Module is { } module && OpcodeOf(module) is { } opcode)
        {
            if (opcode != made.Opcode && !(made.Opcode == Opcode.WeightedSum && opcode == Opcode.Linear)) return same ? score : 0;
            score += 4;
        }
        if (made.Inputs.Length < 2 || made.Inputs[1].Kind != ValueKind.Parameter || recorded.Module is null) return score;
        return ShapeOf(recorded.Name.Length > 0 ? $"{recorded.Name}.weight" : "weight") is not { } weight ? score
            : weight.Equals(made.Inputs[1].Shape) || weight.IsTransposeOf(made.Inputs[1].Shape) ? score + 2
            : same ? score : 0;
    }

    private static ImmutableArray<(string Module, Opcode Opcode)> Classes { get; } =
    [
        ("Linear", Opcode.Linear), ("Conv2d", Opcode.Conv2d), ("MaxPool2d", Opcode.MaxPool2d), ("ReLU", Opcode.Relu),
        ("Sigmoid", Opcode.Sigmoid), ("Tanh", Opcode.Tanh), ("Softmax", Opcode.Softmax), ("LogSoftmax", Opcode.LogSoftmax),
        ("Flatten", Opcode.Reshape),
    ];

    private static Opcode? OpcodeOf(string module) =>
        Classes.FirstOrDefault(c => c.Module == module) is { Module: not null } found ? found.Opcode : null;

    /// <summary>The class that the program has where another one was recorded; null where it is the same, or none to speak of.</summary>
    public static string? ClassInsteadOf(string module, Instruction made) =>
        made.Inputs.All(i => i.Kind != ValueKind.Parameter) && OpcodeOf(module) != made.Opcode
            ? Classes.FirstOrDefault(c => c.Opcode == made.Opcode).Module : null;

    private void Parameters(bool fromZero)
    {
        string[] names = [.. Names()];
        if (names.Length == 0) return;
        var free = _program.Parameters.ToList();
        // The same name, then what a name says, then the module that a parameter belongs to, then shape and order.
        Take(names, free, name => free.Find(p => p.Name == name), mustFit: true);
        Take(names, free, name => free.Find(p => RecordedNames.Plain(p.Name) == RecordedNames.Plain(name)));
        foreach ((RecordedValue recorded, Instruction made) in _forward)
        {
            if (made.Inputs.Length < 3 || made.Inputs[1].Kind != ValueKind.Parameter) continue;
            // The model may be one layer, whose name is empty.
            string prefix = recorded.Name.Length > 0 ? $"{recorded.Name}." : "";
            Take(names.Where(n => n == $"{prefix}weight"), free, _ => made.Inputs[1]);
            Take(names.Where(n => n == $"{prefix}bias"), free, _ => made.Inputs[2]);
        }
        Take(names, free, name => RecordedNames.Parameter(name, _program, fromZero));
        foreach (bool transposed in (bool[])[false, true])
            Take(names, free, name => free.Find(p => RecordedNames.IsBias(p) == (ShapeOf(name) is { Rank: < 2 })
                && ShapeOf(name) is { } shape && (transposed ? shape.IsTransposeOf(p.Shape) : shape.Equals(p.Shape))));
    }

    private void Take(IEnumerable<string> names, List<Value> free, Func<string, Value?> find, bool mustFit = false)
    {
        foreach (string name in names)
        {
            if (_parameters.ContainsKey(name) || find(name) is not { } value || !free.Contains(value)) continue;
            Shape? shape = ShapeOf(name);
            bool fits = shape is null || shape.Equals(value.Shape) || shape.Fits(value.Shape) > 0;
            bool transposed = !fits && shape!.IsTransposeOf(value.Shape);
            if (!fits && !transposed)
            {
                if (mustFit)
                    throw new RecordingException(l => ComparingTexts.In(l).OtherParameterShape($"{name}", $"{shape}", _program.Name,
                        $"{value.Shape}"));
                continue;
            }
            _parameters[name] = (value, transposed);
            free.Remove(value);
        }
    }

    private RunAlignment Pairs(Recording recording)
    {
        var pairs = ImmutableArray.CreateBuilder<Aligned>();
        var leftOver = ImmutableArray.CreateBuilder<RecordedValue>();
        var inputs = Inputs();
        foreach (RecordedValue v in _values)
        {
            Aligned? pair = v.Kind switch
            {
                RecordedKind.Input or RecordedKind.Target => inputs.TryGetValue((v.Kind, v.Name), out Value? input)
                    ? new(v.Kind, v.Name, input.Name, AlignedMoment.Start, false) : null,
                RecordedKind.Read => _program.Values.FirstOrDefault(i => i.Kind == ValueKind.Input && i != _program.Target) is { } read
                    && (v.Content is null || v.Content.Shape.Fits(read.Shape) > 0)
                        ? new(v.Kind, v.Name, read.Name, AlignedMoment.Start, false) : null,
                RecordedKind.Parameter => Of(v, p => p.Name, AlignedMoment.Start),
                RecordedKind.Gradient => Of(v, p => Gradient(p)?.Name, AlignedMoment.BeforeUpdate),
                RecordedKind.Updated => Of(v, p => p.Name, AlignedMoment.End),
                RecordedKind.Loss => _program.Loss is { } loss ? new(v.Kind, v.Name, loss.Name, AlignedMoment.End, false) : null,
                RecordedKind.Activation => Made(v.Name) is { } made ? new(v.Kind, v.Name, made.Name, AlignedMoment.End, false) : null,
                RecordedKind.ActivationGradient => Made(v.Name) is { } made && Gradient(made) is { } gradient
                    ? new(v.Kind, v.Name, gradient.Name, AlignedMoment.End, false) : null,
                RecordedKind.LearningRate =>
                    _program.Find("lr") is { } lr ? new(v.Kind, v.Name, lr.Name, AlignedMoment.Start, false) : null,
                _ => null,
            };
            if (pair is not null) pairs.Add(pair);
            else leftOver.Add(v);
        }
        var started = pairs.Where(p => p.Kind == RecordedKind.Parameter).Select(p => p.Value).ToHashSet(StringComparer.Ordinal);
        string[] own = [.. _program.Parameters.Select(p => p.Name).Where(n => !started.Contains(n))];
        if (started.Count == 0 && _values.Any(v => v.Kind == RecordedKind.Parameter))
            throw new RecordingException(l => ComparingTexts.In(l).NoParameterFits(recording.Path, _program.Name,
                string.Join(", ", _values.Where(v => v.Kind == RecordedKind.Parameter).Select(v => $"{v.Name} {v.Content?.Shape}").Take(8)),
                string.Join(", ", _program.Parameters.Select(p => $"{p.Name} {p.Shape}").Take(8))));
        return new(pairs.ToImmutable(), leftOver.ToImmutable(), [.. own]);
    }

    private Aligned? Of(RecordedValue v, Func<Value, string?> value, AlignedMoment when) =>
        _parameters.TryGetValue(v.Name, out (Value Value, bool Transposed) p) && value(p.Value) is { } name
            ? new(v.Kind, v.Name, name, when, p.Transposed) : null;

    private Value? Made(string name)
    {
        foreach ((RecordedValue recorded, Instruction made) in _forward)
            if (recorded.Name == name) return made.Output;
        return null;
    }

    private Value? Gradient(Value of) => _program.Values.FirstOrDefault(v => v.GradientOf == of);

    private Dictionary<(RecordedKind, string), Value> Inputs()
    {
        var found = new Dictionary<(RecordedKind, string), Value>();
        List<Value> free = [.. _program.Values.Where(v => v.Kind == ValueKind.Input)];
        RecordedValue[] given = [.. _values.Where(v => v.Kind is RecordedKind.Input or RecordedKind.Target && v.Content is not null)];
        foreach (RecordedValue v in given) Take(v, free.Find(i => i.Name == v.Name && i.Name != "y"));
        foreach (RecordedValue v in given.Where(v => v.Kind == RecordedKind.Target)) Take(v, free.Find(i => i == _program.Target));
        foreach (RecordedValue v in given.Where(v => v.Kind == RecordedKind.Input))
            Take(v, free.Find(i => i != _program.Target && v.Content!.Shape.Fits(i.Shape) > 0) ?? free.Find(i => i != _program.Target));
        foreach (RecordedValue v in given) Take(v, free.Find(i => v.Content!.Shape.Fits(i.Shape) > 0));
        return found;

        void Take(RecordedValue v, Value? input)
        {
            if (input is null || found.ContainsKey((v.Kind, v.Name))) return;
            found[(v.Kind, v.Name)] = input;
            free.Remove(input);
        }
    }
}
