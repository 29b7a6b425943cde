using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends;

/// <summary>
/// An arithmetic: runs single instructions for stepping and compiles whole programs for training. A backend may fuse
/// instructions when it compiles; it may not when it executes one. The same backend, device and build give the same bits.
/// Disposing it lets go of its threads or device; its compiled programs must not be used afterwards.
/// </summary>
public interface IBackend : IDisposable
{
    /// <summary>The name on the command line (<c>--device reference</c>).</summary>
    string Name { get; }

    /// <summary>
    /// Carries out one instruction.
    /// </summary>
    /// <param name="inputs">The values of its inputs, in order.</param>
    /// <param name="previous">What the output held before; needed, and added to, only if the instruction accumulates.</param>
    /// <returns>The output's new value, of the output's shape.</returns>
    Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous);

    /// <summary>Prepares <paramref name="program"/> to be run whole, many times.</summary>
    ICompiledProgram Compile(Program program);
}

/// <summary>A program made ready to run at the backend's full speed, with the values that it holds.</summary>
public interface ICompiledProgram : IDisposable
{
    Program Program { get; }

    /// <summary>The present content of a value. After a run only persistent values, inputs, the loss and the model's output are certain to
    /// be there.</summary>
    Tensor Read(Value value);

    /// <summary>Gives a value its content.</summary>
    void Write(Value value, Tensor content);

    /// <summary>Runs every instruction once, in order.</summary>
    void Run();

    /// <summary>
    /// Takes over what the next iteration needs (<see cref="Program.Carried"/>), where name and shape are the same, from another compiled
    /// program of the same backend: the same model for another batch size, or for evaluation. A device copies it without the way through
    /// the host.
    /// </summary>
    void TakeState(ICompiledProgram from)
    {
        foreach (Value value in Program.Carried)
            if (from.Program.Find(value.Name) is { } source && source.Shape.Equals(value.Shape)) Write(value, from.Read(source));
    }
}
