using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>One instruction bound to memory: what the binding of each opcode gets.</summary>
internal sealed unsafe class OpContext(Instruction instruction, Kernels kernels, float*[] inputs, float* output)
{
    /// <summary>The instruction.</summary>
    public Instruction Instruction { get; } = instruction;

    /// <summary>The loops of the width in use.</summary>
    public Kernels Kernels { get; } = kernels;

    /// <summary>Where the result goes.</summary>
    public float* Y { get; } = output;

    /// <summary>The shape of the result.</summary>
    public Shape YShape => Instruction.Output.Shape;

    /// <summary>The elements of the result.</summary>
    public int Length => YShape.Length;

    /// <summary>How many inputs there are.</summary>
    public int Count => inputs.Length;

    /// <summary>Where input <paramref name="k"/> is.</summary>
    public float* X(int k) => inputs[k];

    /// <summary>The shape of input <paramref name="k"/>.</summary>
    public Shape Shape(int k) => Instruction.Inputs[k].Shape;

    /// <summary>The attributes, which must be of the given record.</summary>
    /// <exception cref="ArgumentException">The instruction has none, or others.</exception>
    public T Attributes<T>() where T : OpAttributes => Instruction.AttributesAs<T>();
}

/// <summary>A stage that is one instruction, or a part of one, done by a bound kernel.</summary>
internal sealed class OpStage(string name, Action<Worker> run) : Stage
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>Whether nothing but an update, or whoever reads values after the run, looks at its result.</summary>
    public bool IsSideResult { get; init; }

    /// <inheritdoc/>
    public override void Run(Worker worker) => run(worker);
}
