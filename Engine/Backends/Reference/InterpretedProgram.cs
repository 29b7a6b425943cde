using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Runs a program instruction by instruction, exactly as the debugger steps it; every value can be read after a run.</summary>
internal sealed class InterpretedProgram(Program program, ReferenceBackend backend) : ICompiledProgram
{
    private readonly Tensor?[] _slots = new Tensor?[program.Values.Length];

    public Program Program { get; } = program;

    /// <exception cref="InvalidOperationException">It has not been given or computed yet.</exception>
    public Tensor Read(Value value) => _slots[value.Slot] ??= Initial(value);

    /// <exception cref="ArgumentException">The content has another shape.</exception>
    public void Write(Value value, Tensor content)
    {
        InputChecks.Check(value, content, nameof(content));
        _slots[value.Slot] = content;
    }

    public void Run()
    {
        foreach (Instruction instruction in Program.Instructions)
        {
            var inputs = new Tensor[instruction.Inputs.Length];
            for (int k = 0; k < inputs.Length; k++) inputs[k] = Read(instruction.Inputs[k]);
            Tensor? previous = instruction.Accumulate ? Read(instruction.Output) : null;
            _slots[instruction.Output.Slot] = backend.Execute(instruction, inputs, previous);
        }
    }

    public void Dispose() => Array.Clear(_slots);

    /// <summary>
    /// What a value holds before anything is written to it: gradients and optimizer state are zero, the rest must be given.
    /// </summary>
    private static Tensor Initial(Value value) => value.Kind is ValueKind.Gradient or ValueKind.OptimizerState
        ? Tensor.Zeros(value.Shape)
        : throw new InvalidOperationException($"{value.Name} {value.Shape} has no content yet");
}
