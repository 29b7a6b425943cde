using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>What of a compiled program has memory on the device: its values,
/// unless they are fused away or lie in another's place, and what the kernels need beside them.</summary>
internal sealed class MemoryLayout(Program program)
{
    private readonly Value?[] _alias = new Value?[program.Values.Length];
    private readonly bool[] _omitted = new bool[program.Values.Length];
    private readonly List<long> _extra = [];

    /// <summary>The floats of each part of the arena: the program's values by slot, then the extra parts.</summary>
    public IReadOnlyList<long> Lengths =>
        [.. program.Values.Select(v => _alias[v.Slot] is not null || _omitted[v.Slot] ? 0L : v.Shape.Length), .. _extra];

    /// <summary>How many floats the arena will have.</summary>
    public long Floats => Lengths.Sum(Arena.Aligned);

    /// <summary>Puts a value into the memory of another of the same length: the same elements under another shape.</summary>
    public void Alias(Value value, Value other) => _alias[value.Slot] = other;

    /// <summary>Says that a value is neither computed nor kept.</summary>
    public void Omit(Value value) => _omitted[value.Slot] = true;

    /// <summary>Whether a value is not kept, or lies in the place of one that is not.</summary>
    public bool IsOmitted(Value value) => _omitted[Home(value).Slot];

    /// <summary>Memory that belongs to no value but lives as long; what is in it at first is not defined.</summary>
    /// <returns>Its part of the arena.</returns>
    public int Extra(long floats)
    {
        _extra.Add(floats);
        return program.Values.Length + _extra.Count - 1;
    }

    /// <summary>The part of the arena where a value lies.</summary>
    public int PartOf(Value value) => Home(value).Slot;

    /// <summary>Whether two values lie in the same place.</summary>
    public bool Share(Value a, Value b) => Home(a) == Home(b);

    private Value Home(Value value)
    {
        while (_alias[value.Slot] is Value other) value = other;
        return value;
    }
}
