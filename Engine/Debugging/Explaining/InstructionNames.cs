using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>An instruction and how what it works on is called: what a sentence about it is made of.</summary>
public sealed class InstructionNames
{
    private readonly Formula _formula;

    internal InstructionNames(Instruction instruction, Formula formula)
    {
        Instruction = instruction;
        _formula = formula;
        Output = Formula.WithoutSpaces(instruction.Label);
        int via = instruction.Label.IndexOf(" via ", StringComparison.Ordinal);
        string word = via < 0 ? instruction.Label : instruction.Label[..via];
        int slash = word.IndexOf("/∂", StringComparison.Ordinal);
        (Root, Changed) = word.StartsWith('∂') && slash > 0 ? (word[1..slash], word[(slash + 2)..]) : (null, word);
        Through = instruction.PrimalOf is int primal ? formula.Program.Instructions[primal].Output.Label : null;
    }

    /// <summary>The instruction.</summary>
    public Instruction Instruction { get; }

    /// <summary>What it writes: <c>l_h1</c>, <c>∂E/∂b1|l_h1</c>.</summary>
    public string Output { get; }

    /// <summary>E of ∂E/∂w5; null where the label tells of no root.</summary>
    public string? Root { get; }

    /// <summary>w5 of ∂E/∂w5; a label of another form counts as the value's name.</summary>
    public string Changed { get; }

    /// <summary>What the forward instruction computes that this one is the adjoint of; null if it is none's.</summary>
    public string? Through { get; }

    /// <summary>How an input is called where the instruction reads it.</summary>
    public string Input(int input) => _formula.Name(Instruction, input);
}
