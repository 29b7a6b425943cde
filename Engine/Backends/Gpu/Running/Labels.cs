using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Gpu.Running;

/// <summary>Whether labels are classes. A kernel cannot complain, so this is asked before they go to the device.</summary>
internal static class Labels
{
    /// <summary>What is wrong with the labels of an instruction; null if nothing is, or if it reads none.</summary>
    public static string? Fault(Instruction instruction, ReadOnlySpan<Tensor> inputs) =>
        Input(instruction) is int k ? Fault(inputs[k], instruction.Inputs[k - 1].Shape[1], instruction.Output.Name) : null;

    /// <summary>What is wrong with a value's content, should an instruction of the program read it as labels; null if nothing is.</summary>
    public static string? Fault(Program program, Value value, Tensor content)
    {
        foreach (Instruction i in program.Instructions)
            if (Input(i) is int k && i.Inputs[k] == value && Fault(content, i.Inputs[k - 1].Shape[1], i.Output.Name) is string fault)
                return fault;
        return null;
    }

    /// <summary>How many classes the labels in a value can name; null if no instruction reads it as labels.</summary>
    public static int? Classes(Program program, Value value) =>
        program.Instructions.Where(i => Input(i) is int k && i.Inputs[k] == value).Select(i => (int?)i.Inputs[Input(i)!.Value - 1].Shape[1])
            .Min();

    /// <summary>Which input holds labels; the one before it holds the logits.</summary>
    private static int? Input(Instruction instruction) => instruction.Opcode switch
    {
        Opcode.CrossEntropy => 1,
        Opcode.CrossEntropyBackward => 2,
        _ => null,
    };

    private static string? Fault(Tensor labels, int classes, string name)
    {
        for (int n = 0; n < labels.Length; n++)
        {
            double label = labels[n];
            if (!(label >= 0 && label < classes && label == Math.Floor(label)))
                return $"{name}: label {label} of sample {n} is not a class from 0 to {classes - 1}";
        }
        return null;
    }
}
