using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>Which instructions <see cref="Movement.Over"/> and <see cref="Movement.Out"/> run as one:
/// neighbours with equal keys.</summary>
public static class StepGroups
{
    /// <summary>The key of step over: a source line or, in the backward pass and the update, a layer of it.</summary>
    public static (int Pass, Phase Phase, int Line, string? Layer) Line(Instruction instruction) =>
        (instruction.Pass, instruction.Phase, instruction.SourceLine, instruction.Layer);

    /// <summary>The key of step out: a phase of a pass.</summary>
    public static (int Pass, Phase Phase) Phase(Instruction instruction) => (instruction.Pass, instruction.Phase);
}
