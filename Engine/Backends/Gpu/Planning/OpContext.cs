using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>One instruction bound to memory: what the binding of each opcode gets.</summary>
/// <param name="host">Where it runs.</param>
/// <param name="instruction">What to do.</param>
/// <param name="inputs">Where its inputs are.</param>
/// <param name="output">Where the result goes; it may be an input only if each element of the result depends on that element alone.</param>
/// <param name="accumulate">Whether the result is added to what the output holds.</param>
internal sealed class OpContext(DeviceHost host, Instruction instruction, ArrayView<float>[] inputs, ArrayView<float> output, bool accumulate)
{
    /// <summary>Where it runs.</summary>
    public DeviceHost Host => host;

    /// <summary>The instruction.</summary>
    public Instruction Instruction => instruction;

    /// <summary>1 if the result is added to what the output holds, else 0: a kernel's argument.</summary>
    public int Accumulate { get; } = accumulate ? 1 : 0;

    /// <summary>Where the result goes.</summary>
    public ArrayView<float> Y => output;

    /// <summary>The shape of the result.</summary>
    public Shape YShape => instruction.Output.Shape;

    /// <summary>The elements of the result.</summary>
    public int Length => YShape.Length;

    /// <summary>How many inputs there are.</summary>
    public int Count => inputs.Length;

    /// <summary>Where input <paramref name="k"/> is.</summary>
    public ArrayView<float> X(int k) => inputs[k];

    /// <summary>The shape of input <paramref name="k"/>.</summary>
    public Shape Shape(int k) => instruction.Inputs[k].Shape;

    /// <summary>The attributes, which must be of the given record.</summary>
    /// <exception cref="ArgumentException">The instruction has none, or others.</exception>
    public T Attributes<T>() where T : OpAttributes => instruction.Attributes as T
        ?? throw new ArgumentException($"{instruction.Opcode} of {instruction.Output.Name} needs {typeof(T).Name}");

    /// <summary>A launch under the instruction's name.</summary>
    public Launch Launch(Action<AcceleratorStream, StepArguments> enqueue) => new($"{instruction.OpName} {instruction.Output.Name}", enqueue);
}
