using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>What changes from step to step.</summary>
/// <param name="First">The position in the epoch's order at which the step's batch begins.</param>
/// <param name="Slot">Where in the ring of results the step's loss and correct count go.</param>
internal readonly record struct StepArguments(int First, int Slot);

/// <summary>A kernel with everything bound but the step. Enqueuing allocates nothing and waits for nothing.</summary>
/// <param name="Name">What it does, for counts and faults.</param>
/// <param name="Enqueue">Puts it in line.</param>
internal sealed record Launch(string Name, Action<AcceleratorStream, StepArguments> Enqueue)
{
    /// <summary>What the device does then, for faults.</summary>
    public string Doing { get; } = $"the kernel '{Name}'";
}
