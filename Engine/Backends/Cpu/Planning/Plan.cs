using Backstep.Engine.Backends.Cpu.Fused;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>What a program was compiled to.</summary>
internal sealed class Plan(Program program)
{
    /// <summary>What runs, in order, with a barrier after each.</summary>
    public List<Stage> Stages { get; } = [];

    public BufferTable Buffers { get; } = new(program.Values.Length);

    /// <summary>Persistent values that no stage computes because nobody needs them in training; each is computed when it is read, from what
    /// the last run left.</summary>
    public Dictionary<Value, Stage> Deferred { get; } = [];

    /// <summary>Values that are neither computed nor kept.</summary>
    public HashSet<Value> FusedAway { get; } = [];

    /// <summary>The loss in double precision, where the loss is fused.</summary>
    public LossSum? LossSum { get; set; }

    public required Value[] Required { get; init; }
    public required int[] WrittenSlots { get; init; }
    public bool IsFusedAway(Value value) => FusedAway.Contains(value);
}
