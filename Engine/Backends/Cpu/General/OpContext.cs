using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>One instruction bound to memory: what the binding of each opcode gets.</summary>
internal sealed unsafe class OpContext(Instruction instruction, VectorKernels kernels, float*[] inputs, float* output)
{
    public Instruction Instruction { get; } = instruction;

    /// <summary>The loops of the width in use.</summary>
    public VectorKernels Kernels { get; } = kernels;

    public float* Y { get; } = output;
    public Shape YShape => Instruction.Output.Shape;
    public int Length => YShape.Length;
    public int Count => inputs.Length;
    public float* X(int k) => inputs[k];
    public Shape Shape(int k) => Instruction.Inputs[k].Shape;

    /// <summary>The attributes, which must be of the given record.</summary>
    /// <exception cref="ArgumentException">The instruction has none, or others.</exception>
    public T Attributes<T>() where T : OpAttributes => Instruction.AttributesAs<T>();
}

/// <summary>A stage that is one instruction, or a part of one, done by a bound kernel.</summary>
internal sealed class OpStage(string name, Action<Worker> run) : Stage
{
    public override string Name => name;

    /// <summary>Whether nothing but an update, or whoever reads values after the run, looks at its result.</summary>
    public bool IsSideResult { get; init; }

    public override void Run(Worker worker) => run(worker);
}
