using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>One instruction together with the values that it reads: what a kernel gets.</summary>
internal readonly ref struct OpCall(Instruction instruction, ReadOnlySpan<Tensor> inputs)
{
    private readonly ReadOnlySpan<Tensor> _inputs = inputs;

    public Instruction Instruction { get; } = instruction;
    public int Count => _inputs.Length;
    public Shape Output => Instruction.Output.Shape;

    /// <summary>The elements of input <paramref name="k"/>; not to be written to.</summary>
    public double[] this[int k] => _inputs[k].Array;

    public Shape Shape(int k) => _inputs[k].Shape;
    public double Scalar(int k) => _inputs[k].ScalarValue;

    /// <summary>The attributes, which must be of the given record.</summary>
    /// <exception cref="ArgumentException">The instruction has none, or others.</exception>
    public T Attributes<T>() where T : OpAttributes => Instruction.AttributesAs<T>();

    /// <summary>An array for the result, its content undefined.</summary>
    public double[] NewOutput() => GC.AllocateUninitializedArray<double>(Output.Length);
}
