using System.Collections.Immutable;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>
/// Takes the gradients of scalar programs apart: into the factors of the chain rule, and into the paths that add up.
/// What a person edited on the way is a factor of its own and not taken apart.
/// </summary>
internal sealed class GradientPaths(IValueHistory history)
{
    /// <summary>One slope, with the name and number that it had.</summary>
    public readonly record struct Slope(string Label, double Number, ElementRef Element);

    private readonly Dictionary<ElementRef, double> _counts = [];

    /// <summary>The factors of a product of the backward pass, from the loss on; a sum over paths is one factor.</summary>
    public IReadOnlyList<Slope> Chain(Instruction product, Moment before)
    {
        var factors = new List<Slope>();
        Instruction? at = product;
        while (at is not null)
        {
            factors.Add(Read(at.Inputs[1], before));
            ValueVersion upstream = history.VersionAt(at.Inputs[0], before)!;
            if (upstream.Writer is not { Opcode: Opcode.Mul, Phase: Phase.Backward, Accumulate: false } writer)
            {
                factors.Add(Read(at.Inputs[0], before));
                break;
            }
            (at, before) = (writer, Before(upstream));
        }
        factors.Reverse();
        return factors;
    }

    /// <summary>The paths that add up to <paramref name="value"/> as of <paramref name="moment"/>, one after the other.</summary>
    public IEnumerable<ImmutableList<Slope>> Enumerate(Value value, Moment moment)
    {
        ValueVersion version = history.VersionAt(value, moment)!;
        Slope whole = Read(value, moment);
        if (version.Writer is not { Phase: Phase.Backward } writer)
        {
            yield return [whole];
            yield break;
        }
        Moment before = Before(version);
        if (writer.Opcode is Opcode.AddN)
        {
            foreach (Value part in writer.Inputs)
                foreach (var path in Enumerate(part, before)) yield return path;
        }
        else if (writer.Opcode is Opcode.Mul)
        {
            Slope local = Read(writer.Inputs[1], before);
            foreach (var path in Enumerate(writer.Inputs[0], before)) yield return path.Add(local);
        }
        else if (Formula.Previous(writer, history, before) is null)
        {
            yield return [whole];
            yield break;
        }
        else
        {
            yield return [whole with { Number = version.Content.ScalarValue - history.VersionAt(value, before)!.Content.ScalarValue }];
        }
        if (Formula.Previous(writer, history, before) is { } previous)
            yield return [new(value.Label, previous.ScalarValue, new(value, 0, before))];
    }

    /// <summary>How many paths <see cref="Enumerate"/> gives, without walking each: there may be astronomically many.</summary>
    public double Count(Value value, Moment moment)
    {
        ValueVersion version = history.VersionAt(value, moment)!;
        if (version.Writer is not { Phase: Phase.Backward } writer) return 1;
        var key = new ElementRef(value, 0, version.Since);
        if (_counts.TryGetValue(key, out double known)) return known;
        Moment before = Before(version);
        double count = writer.Opcode switch
        {
            Opcode.AddN => writer.Inputs.Sum(part => Count(part, before)),
            Opcode.Mul => Count(writer.Inputs[0], before),
            _ => 1,
        };
        if (Formula.Previous(writer, history, before) is not null) count++;
        return _counts[key] = count;
    }

    private static Moment Before(ValueVersion version) => version.Since with { Executed = version.Writer!.Index };

    private Slope Read(Value value, Moment moment)
    {
        ValueVersion version = history.VersionAt(value, moment)!;
        return new(version.Writer?.Label ?? value.Label, version.Content.ScalarValue,
            new(value, 0, moment));
    }
}
