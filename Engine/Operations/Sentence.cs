using Backstep.Engine.Programs;

namespace Backstep.Engine.Operations;

/// <summary>What an instruction does, in one plain sentence, in each language.</summary>
public sealed record Sentence(Func<InstructionNames, string> English, Func<InstructionNames, string> Chinese)
{
    /// <summary>The sentence about an instruction.</summary>
    public static Sentence Of(Instruction i)
    {
        var row = Operation.Of(i.Opcode);
        return i.Phase is Phase.Backward && row.BackwardSentence is { } backward ? backward : row.Sentence;
    }

    /// <summary>A sentence that begins "How much the loss changes when x changes: ".</summary>
    internal static Sentence Change(Func<InstructionNames, string> english, Func<InstructionNames, string> chinese) => new(
        n => $"How much {n.Root ?? "the loss"} changes when {n.Changed} changes: {english(n)}",
        n => $"{n.Changed} 变化时 {n.Root ?? "损失"} 变化多少：{chinese(n)}");
}

/// <summary>An instruction and how what it works on is called: what a sentence about it is made of.</summary>
public sealed class InstructionNames
{
    private readonly Func<int, string> _inputName;

    /// <summary>The names of an instruction.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="program">Its program.</param>
    /// <param name="inputName">How an input is called where the instruction reads it.</param>
    public InstructionNames(Instruction instruction, Program program, Func<int, string> inputName)
    {
        Instruction = instruction;
        _inputName = inputName;
        // Of a path, such as l_h1→∂E/∂b1, the sender does not matter here.
        string word = instruction.Label[(instruction.Label.LastIndexOf('→') + 1)..];
        int slash = word.IndexOf("/∂", StringComparison.Ordinal);
        (Root, Changed) = word.StartsWith('∂') && slash > 0 ? (word[1..slash], word[(slash + 2)..]) : (null, word);
        Through = instruction.PrimalOf is int primal ? program.Instructions[primal].Output.Label : null;
    }

    public Instruction Instruction { get; }

    /// <summary>What it writes: <c>l_h1</c>, <c>l_h1→∂E/∂b1</c>.</summary>
    public string Output => Instruction.Label;

    /// <summary>E of ∂E/∂w5; null where the label tells of no root.</summary>
    public string? Root { get; }

    /// <summary>w5 of ∂E/∂w5; a label of another form counts as the value's name.</summary>
    public string Changed { get; }

    /// <summary>What the forward instruction computes that this one is the adjoint of; null if it is none's.</summary>
    public string? Through { get; }

    /// <summary>How an input is called where the instruction reads it.</summary>
    public string this[int input] => _inputName(input);
}
