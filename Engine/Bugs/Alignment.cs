using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>Two instructions that stand for each other; one of them is null where the other program has no such instruction.</summary>
/// <param name="Right">That of the right program.</param>
/// <param name="Wrong">That of the wrong one.</param>
public readonly record struct InstructionPair(Instruction? Right, Instruction? Wrong)
{
    /// <summary>Whether both are there and do the same to values of the same names.</summary>
    public bool IsSame => Right is { } a && Wrong is { } b
        && a.Opcode == b.Opcode && a.Accumulate == b.Accumulate && Equals(a.Attributes, b.Attributes)
        && a.Inputs.Select(v => v.Name).SequenceEqual(b.Inputs.Select(v => v.Name));
}

/// <summary>
/// Lays two programs side by side: instructions of the same pass and phase that write a value of the same name belong together.
/// </summary>
public static class Alignment
{
    /// <summary>
    /// All instructions of both, in an order that both programs keep, as many of them in pairs as can be (longest common subsequence). What
    /// has moved is there twice, once without and once with the right program's instruction.
    /// </summary>
    public static IReadOnlyList<InstructionPair> Of(Program right, Program wrong)
    {
        var a = right.Instructions;
        var b = wrong.Instructions;
        var length = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
            for (int j = b.Length - 1; j >= 0; j--)
                length[i, j] = Key(a[i]) == Key(b[j]) ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        var pairs = new List<InstructionPair>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && Key(a[i]) == Key(b[j])) pairs.Add(new(a[i++], b[j++]));
            // What the wrong program has too much is met before what it lacks: a step that has moved forward is too early, not missing.
            else if (i == a.Length || (j < b.Length && length[i, j + 1] >= length[i + 1, j])) pairs.Add(new(null, b[j++]));
            else pairs.Add(new(a[i++], null));
        }
        return pairs;
    }

    private static (int, Phase, string) Key(Instruction i) => (i.Pass, i.Phase, i.Output.Name);
}
