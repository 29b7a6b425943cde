using Backstep.Engine.Backends;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>What takes the place of an instruction's result; null for the result that it has.</summary>
internal delegate Tensor? Alteration(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous);

/// <summary>Another backend, but that some results are others.</summary>
internal sealed class AlteredBackend(IBackend inner, Alteration alter) : IBackend
{
    public string Name => inner.Name;

    public Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous) =>
        alter(instruction, inputs, previous) ?? inner.Execute(instruction, inputs, previous);

    public ICompiledProgram Compile(Program program) => inner.Compile(program);

    /// <summary>The other backend is its owner's.</summary>
    public void Dispose()
    {
    }

    /// <summary>One value goes through float16 when it is written.</summary>
    public static AlteredBackend InHalf(IBackend inner, Value value) => Each(inner, value, x => (double)(Half)x);

    /// <summary>Every number of a value is another one, whenever it is written.</summary>
    public static AlteredBackend Each(IBackend inner, Value value, Func<double, double> other) => new(inner,
        (instruction, inputs, previous) => instruction.Output.Name == value.Name
            ? Elementwise.Map(inner.Execute(instruction, inputs, previous), other) : null);
}
