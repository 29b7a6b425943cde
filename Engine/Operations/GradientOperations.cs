using Backstep.Engine.Programs;

namespace Backstep.Engine.Operations;

/// <summary>What zero_grad and the backward pass do besides applying adjoints: begin, and add up the paths that meet in a value.</summary>
internal static class GradientOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.Zero, "")
        {
            Formula = "0",
            Terms = _ => Recipe.Nothing,
            Sentence = new(
                n => $"{n.Instruction.Output.Label} starts from zero, because new gradients are added to what is there.",
                n => $"{n.Instruction.Output.Label} 从零开始，因为新的梯度会加到已有的值上。"),
            BackwardSentence = new(n => $"{n.Instruction.Output.Label} starts from zero.", n => $"{n.Instruction.Output.Label} 从零开始。"),
        },
        // ∂loss/∂loss.
        new(Opcode.Ones, "")
        {
            Formula = "1",
            Terms = _ => Recipe.Sum(new RawTerm(1, "1", [])),
            Sentence = new(
                n => $"{n.Root ?? "the loss"} changes exactly as much as itself: the backward pass starts with 1.",
                n => $"{n.Root ?? "损失"} 对自身的变化率恰好是 1：反向传播从 1 开始。"),
        },
        // out.backward(gradient).
        new(Opcode.Copy, "x")
        {
            Formula = "{0}",
            Terms = c => Recipe.Sum(c.Term(0)),
            Sentence = new(n => $"The backward pass starts with {n[0]}, which was given.", n => $"反向传播从给定的梯度 {n[0]} 开始。"),
        },
        // All of one shape, from left to right.
        new(Opcode.AddN, "a, b, ...")
        {
            FormulaOf = i => string.Join(" + ", Enumerable.Range(0, i.Inputs.Length).Select(k => $"{{{k}}}")),
            Terms = c => Recipe.Sum([.. Enumerable.Range(0, c.Count).Select(c.Term)]),
            Sentence = Sentence.Change(
                n => n.Instruction.Inputs.Length == 1
                    ? $"taken over from {n[0]} as it is."
                    : $"{n.Changed} acts along {n.Instruction.Inputs.Length} paths, whose parts are added up"
                        + (GoesOn(n) ? "; only with all of them there is it complete and can go on." : "."),
                n => n.Instruction.Inputs.Length == 1
                    ? $"直接取 {n[0]}。"
                    : $"{n.Changed} 沿 {n.Instruction.Inputs.Length} 条路径起作用，各路径的贡献相加"
                        + (GoesOn(n) ? "；全部到齐才算完整，才能继续往回传。" : "。")),
        },
    ];

    /// <summary>Whether something below waits for it.</summary>
    private static bool GoesOn(InstructionNames n) => n.Instruction.Output.GradientOf is { IsLeaf: false };
}
