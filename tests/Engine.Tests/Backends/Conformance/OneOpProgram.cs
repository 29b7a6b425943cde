using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>The program <c>y = op(x0, x1, ...); y.backward(v)</c>, stepped or compiled.</summary>
internal sealed class OneOpProgram
{
    private static readonly SourceListing Source =
        SourceListing.Parse("y = op(*x)    #@ y\nopt.zero_grad()    #@ zero_grad\ny.backward(v)    #@ backward\nopt.step()    #@ update");

    /// <summary>Builds it; scalar programs start from ∂y/∂y = 1 and have no v.</summary>
    public OneOpProgram(Opcode opcode, IReadOnlyList<Shape> inputs, OpAttributes? attributes, int[]? target, bool scalar)
    {
        var builder = new ProgramBuilder("one-op", Source, scalar);
        Value[] x = [.. inputs.Select((shape, k) => builder.Input($"x{k}", shape, Operation.Of(opcode).IsDifferentiable(k)))];
        Value y = builder.Op(opcode, "y", x, attributes, target);
        V = scalar ? null : builder.Input("v", y.Shape);
        builder.Roles(y);
        if (x.Any(i => i.RequiresGrad)) builder.Backward(y, V);
        Program = builder.Build();
        X = x;
        Y = y;
    }

    /// <summary>Of a case.</summary>
    public OneOpProgram(OpCase c)
        : this(c.Opcode, [.. c.Inputs.Select(i => i.Shape)], c.Attributes, c.Target, c.Scalar)
    {
    }

    public Program Program { get; }

    public Value[] X { get; }

    public Value Y { get; }

    /// <summary>The gradient that the backward pass starts from; null in scalar programs.</summary>
    public Value? V { get; }

    /// <summary>Every instruction once, by <see cref="IBackend.Execute"/>.
    /// <paramref name="values"/> holds the given values and gets the rest.</summary>
    public void Step(IBackend backend, Dictionary<Value, Tensor> values)
    {
        foreach (Instruction i in Program.Instructions)
            values[i.Output] = backend.Execute(i, [.. i.Inputs.Select(v => values[v])], values.GetValueOrDefault(i.Output));
    }
}
