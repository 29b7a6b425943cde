using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Gpu.Running;

/// <summary>Whether labels are classes, and indices rows. A kernel cannot complain, so this is asked before they go to the
/// device.</summary>
internal static class Labels
{
    /// <summary>What is wrong with the labels or indices of an instruction; null if nothing is, or if it reads none.</summary>
    public static string? Fault(Instruction instruction, ReadOnlySpan<Tensor> inputs) =>
        Input(instruction) is int k ? Fault(instruction, inputs[k], mayIgnore: true) : null;

    /// <summary>What is wrong with a value's content, should an instruction of the program read it as labels or indices; null if nothing
    /// is.</summary>
    /// <param name="isFused">Whether an instruction is fused with others: then every label counts.</param>
    public static string? Fault(Program program, Value value, Tensor content, Func<Instruction, bool> isFused)
    {
        foreach (Instruction i in program.Instructions)
            if (Input(i) is int k && Source(program, i.Inputs[k]) == value && Fault(i, content, !isFused(i)) is string fault) return fault;
        return null;
    }

    /// <summary>How many classes the labels in a value can name; null if no instruction reads it as labels.</summary>
    public static int? Classes(Program program, Value value) =>
        program.Instructions.Where(i => Input(i) is int k && Source(program, i.Inputs[k]) == value).Select(i => (int?)Range(i)).Min();

    /// <summary>Where the content of a value that only has another shape comes from.</summary>
    private static Value Source(Program program, Value value)
    {
        while (program.Instructions.FirstOrDefault(i => i.Output == value) is { Opcode: Opcode.Reshape } reshape) value = reshape.Inputs[0];
        return value;
    }

    /// <summary>Which input holds labels or indices.</summary>
    private static int? Input(Instruction instruction) => instruction.Opcode switch
    {
        Opcode.CrossEntropy or Opcode.Embedding or Opcode.EmbeddingBackward => 1,
        Opcode.CrossEntropyBackward => 2,
        _ => null,
    };

    /// <summary>How many classes or rows there are.</summary>
    private static int Range(Instruction instruction) => instruction.Opcode switch
    {
        Opcode.Embedding => instruction.Inputs[0].Shape[0],
        Opcode.EmbeddingBackward => instruction.Output.Shape[0],
        _ => instruction.Inputs[Input(instruction)!.Value - 1].Shape[1],
    };

    private static string? Fault(Instruction instruction, Tensor numbers, bool mayIgnore)
    {
        bool areRows = instruction.Opcode is Opcode.Embedding or Opcode.EmbeddingBackward;
        int count = Range(instruction);
        for (int n = 0; n < numbers.Length; n++)
        {
            double x = numbers[n];
            if (ClassLabels.IsValid(x, count) && (x >= 0 || (mayIgnore && !areRows))) continue;
            return areRows
                ? $"{instruction.Output.Name}: index {x} at place {n} is not a row from 0 to {count - 1}"
                : $"{instruction.Output.Name}: label {x} of sample {n} is not a class from 0 to {count - 1}";
        }
        return null;
    }
}
