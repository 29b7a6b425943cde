using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>One instruction bound to memory: what the binding of each opcode gets.</summary>
/// <param name="inputs">Where its inputs are.</param>
/// <param name="output">Where the result goes; it may be an input only if each element of the result depends on that element alone.</param>
/// <param name="accumulate">Whether the result is added to what the output holds.</param>
internal sealed class OpContext(
    DeviceHost host, Instruction instruction, ArrayView<float>[] inputs, ArrayView<float> output, bool accumulate)
{
    /// <summary>Where it runs.</summary>
    public DeviceHost Host => host;

    /// <summary>The instruction.</summary>
    public Instruction Instruction => instruction;

    /// <summary>What its launches are called.</summary>
    public string Name => $"{instruction.OpName} {instruction.Output.Name}";

    /// <summary>Whether the result is added to what the output holds.</summary>
    public bool Accumulate => accumulate;

    /// <summary>Where the result goes.</summary>
    public Output Y { get; } = new(output, instruction.Output.Shape.Length, accumulate ? 1 : 0);

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

    /// <summary>A kernel whose threads go through the result's elements, or through <paramref name="count"/> of something else.</summary>
    public Launch Each<T>(Action<T> kernel, T arguments, int? count = null) where T : struct =>
        Launch(kernel, arguments, host.Each(count ?? Length));

    /// <summary>A kernel with a group for each of the result's elements.</summary>
    public Launch Groups<T>(Action<T> kernel, T arguments) where T : struct => Launch(kernel, arguments, host.Groups(Length));

    /// <summary>A kernel under the instruction's name.</summary>
    public Launch Launch<T>(Action<T> kernel, T arguments, KernelConfig config) where T : struct =>
        Devices.Launch.Of(host, Name, kernel, config, arguments);
}
