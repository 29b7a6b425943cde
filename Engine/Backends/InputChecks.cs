using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends;

/// <summary>What every backend asks of the tensors that it is given.</summary>
public static class InputChecks
{
    /// <summary>Whether an instruction can be carried out on these tensors.</summary>
    /// <param name="instruction">What is to be done.</param>
    /// <param name="inputs">The values of its inputs, in order.</param>
    /// <param name="previous">What the output held before.</param>
    /// <exception cref="ArgumentException">The inputs are not the instruction's in number or shape, or an accumulating instruction has no
    /// previous value.</exception>
    public static void Check(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
    {
        if (inputs.Length != instruction.Inputs.Length)
            throw new ArgumentException(
                $"{instruction.Opcode} of {instruction.Output.Name} reads {instruction.Inputs.Length} values, {inputs.Length} were given",
                nameof(inputs));
        for (int k = 0; k < inputs.Length; k++) Check(instruction.Inputs[k], inputs[k], nameof(inputs));
        if (instruction.Accumulate && (previous is null || !previous.Shape.Equals(instruction.Output.Shape)))
            throw new ArgumentException(
                $"{instruction.Output.Name} accumulates: it needs its previous value, of shape {instruction.Output.Shape}",
                nameof(previous));
    }

    /// <summary>Whether a tensor can be a value's content.</summary>
    /// <param name="content">The tensor.</param>
    /// <param name="parameter">What the caller calls it.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static void Check(Value value, Tensor content, string parameter)
    {
        if (!content.Shape.Equals(value.Shape))
            throw new ArgumentException($"{value.Name} has shape {value.Shape}, a tensor of shape {content.Shape} was given", parameter);
    }
}
