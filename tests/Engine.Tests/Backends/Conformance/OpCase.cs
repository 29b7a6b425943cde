using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>An operation computed by plain loops: from the inputs' elements to the output's.</summary>
internal delegate double[] Formula(double[][] inputs);

/// <summary>A forward or loss opcode on inputs of certain shapes; its gradient is checked too.</summary>
/// <param name="Name">Tells the case from its siblings.</param>
/// <param name="Opcode">What is run.</param>
/// <param name="Inputs">Shape and content of each input.</param>
/// <param name="Expected">What must come out.</param>
/// <param name="Attributes">Stride, axis and the like.</param>
/// <param name="Target">The wanted shape of a reshape.</param>
/// <param name="Scalar">Whether the program spells the chain rule out (<see cref="Opcode.Derivative"/>).</param>
internal sealed record OpCase(
    string Name, Opcode Opcode, (Shape Shape, Fill Fill)[] Inputs, Formula Expected, OpAttributes? Attributes = null, int[]? Target = null,
    bool Scalar = false)
{
    /// <summary>The same inputs at every call: the seed hangs on the name alone.</summary>
    public Tensor[] MakeInputs()
    {
        var random = new System.Random(Seed);
        return [.. Inputs.Select(i => new Tensor(i.Shape, i.Fill(random, i.Shape.Length)))];
    }

    /// <summary>A number that the name and opcode fix, on every machine.</summary>
    public int Seed => $"{Opcode} {Name}".Aggregate(17, (h, c) => unchecked(h * 31 + c)) & int.MaxValue;

    public override string ToString() => $"{Opcode} {Name}";
}

/// <summary>An opcode that is checked by itself, against a formula.</summary>
internal sealed record DirectCase(
    string Name, Opcode Opcode, (Shape Shape, Fill Fill)[] Inputs, Shape Output, Formula Expected, OpAttributes? Attributes = null)
{
    /// <summary>The instruction, free of any program.</summary>
    public Instruction MakeInstruction(bool accumulate) => new()
    {
        Index = 0,
        Opcode = Opcode,
        Phase = Phase.Backward,
        Inputs = [.. Inputs.Select((i, k) => new Value(k, $"in{k}", $"in{k}", i.Shape, ValueKind.Input))],
        Output = new Value(Inputs.Length, "out", "out", Output, ValueKind.Activation),
        Attributes = Attributes,
        Accumulate = accumulate,
        Label = "out",
        SourceLine = 1,
    };

    /// <summary>The same inputs at every call.</summary>
    public Tensor[] MakeInputs()
    {
        var random = new System.Random(Name.Length + 100 * (int)Opcode);
        return [.. Inputs.Select(i => new Tensor(i.Shape, i.Fill(random, i.Shape.Length)))];
    }

    public override string ToString() => $"{Opcode} {Name}";
}
