using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>What bugs ask about a program.</summary>
internal static class ProgramFacts
{
    /// <summary>Whether it has instructions of a phase.</summary>
    public static bool Has(this Program program, Phase phase) => program.Instructions.Any(i => i.Phase == phase);

    /// <summary>Whether it is one training step: one pass that ends with an update.</summary>
    public static bool IsOneStep(this Program program) => program.Has(Phase.Update) && program.Instructions.All(i => i.Pass == 1);

    /// <summary>Why it is not one training step with zero_grad, backward and update; null if it is.</summary>
    public static Func<BugTexts, string>? NotOneStep(Program program) =>
        !program.Has(Phase.Update) ? t => t.UpdatesNothing
        : !program.IsOneStep() ? t => t.SeveralPasses
        : !program.Has(Phase.ZeroGrad) ? t => t.ZeroGradMissing
        : !program.Instructions.Select(i => i.Phase).SequenceEqual(program.Instructions.Select(i => i.Phase).Order()) ? t => t.OtherOrder
        : null;

    /// <summary>Whether a parameter is added, not multiplied.</summary>
    public static bool IsBias(this Program program, Value parameter) =>
        parameter.Kind == ValueKind.Parameter
        && (parameter.Name.EndsWith(".bias", StringComparison.Ordinal)
            || program.Instructions.Any(i => i.Opcode == Opcode.WeightedSum && i.Inputs[^1] == parameter));

    /// <summary>The parameters that are multiplied.</summary>
    public static Value[] Weights(this Program program) => [.. program.Parameters.Where(p => !program.IsBias(p))];

    /// <summary>What runs forward, the loss included.</summary>
    public static IEnumerable<Instruction> ForwardPart(this Program program) =>
        program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss);

    /// <summary>The instruction that last wrote <paramref name="value"/> before position <paramref name="at"/>, or null.</summary>
    public static Instruction? WriterBefore(this IReadOnlyList<Instruction> instructions, Value value, int at)
    {
        for (int i = at - 1; i >= 0; i--)
            if (instructions[i].Output == value && instructions[i].Phase != Phase.ZeroGrad) return instructions[i];
        return null;
    }
}
