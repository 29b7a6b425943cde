using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>A number that a fused loss leaves in double precision.</summary>
internal sealed class LossSum
{
    /// <summary>The loss of the last run.</summary>
    public double Value { get; set; }
}

/// <summary>What a program was compiled to.</summary>
internal sealed class Plan(Program program)
{
    /// <summary>What runs, in order, with a barrier after each.</summary>
    public List<Stage> Stages { get; } = [];

    /// <summary>The memory.</summary>
    public BufferTable Buffers { get; } = new(program.Values.Length);

    /// <summary>Persistent values that no stage computes because nobody needs them in training; each is computed when it is read, from what the last run left.</summary>
    public Dictionary<Value, Stage> Deferred { get; } = [];

    /// <summary>Values that are neither computed nor kept.</summary>
    public HashSet<Value> FusedAway { get; } = [];

    /// <summary>The loss in double precision, where the loss is fused.</summary>
    public LossSum? LossSum { get; set; }

    /// <summary>Values that must be given before the first run.</summary>
    public required Value[] Required { get; init; }

    /// <summary>The slots that a run writes.</summary>
    public required int[] WrittenSlots { get; init; }

    /// <summary>Whether a value cannot be read.</summary>
    public bool IsFusedAway(Value value) => FusedAway.Contains(value);
}
