using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>Another backend, but that one value goes through float16 when it is written.</summary>
internal sealed class HalfBackend(IBackend inner, string value) : IBackend
{
    public string Name => inner.Name;

    public Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
    {
        Tensor result = inner.Execute(instruction, inputs, previous);
        return instruction.Output.Name != value ? result : new(result.Shape, [.. result.Data.ToArray().Select(x => (double)(Half)x)]);
    }

    public ICompiledProgram Compile(Program program) => inner.Compile(program);

    /// <summary>The other backend is its owner's.</summary>
    public void Dispose()
    {
    }
}
