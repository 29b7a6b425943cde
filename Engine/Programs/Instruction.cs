using System.Collections.Immutable;

namespace Backstep.Engine.Programs;

/// <summary>
/// One step of a program: reads its inputs, writes its output. Nothing else happens in it.
/// </summary>
public sealed record Instruction
{
    /// <summary>The position in <see cref="Program.Instructions"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Which forward-backward pass of the script it belongs to, from 1. A training step has one pass.</summary>
    public int Pass { get; init; } = 1;

    public required Opcode Opcode { get; init; }

    /// <summary>What it does as a word: <c>conv2d</c>, <c>linear_backward_weight</c>, for a local derivative
    /// <c>sigmoid_derivative</c>.</summary>
    public string OpName => Attributes is DerivativeAttributes d ? $"{d.Of.Name()}_derivative" : Opcode.Name();

    public required Phase Phase { get; init; }

    /// <summary>What it reads, in the order that the opcode's row in Engine/Operations names.</summary>
    public required ImmutableArray<Value> Inputs { get; init; }

    public required Value Output { get; init; }

    /// <summary>Stride, axis and the like; null where the opcode needs none.</summary>
    public OpAttributes? Attributes { get; init; }

    /// <summary>The attributes, which must be of the given record.</summary>
    /// <exception cref="ArgumentException">The instruction has none, or others.</exception>
    public T AttributesAs<T>() where T : OpAttributes =>
        Attributes as T ?? throw new ArgumentException($"{Opcode} of {Output.Name} needs {typeof(T).Name}");

    /// <summary>
    /// Whether the result is added to what the output held before, as autograd does with <c>.grad</c> of a leaf
    /// (the node AccumulateGrad). After zero_grad that was zero.
    /// </summary>
    public bool Accumulate { get; init; }

    /// <summary>How the written version is called in formulas: <c>∂E/∂w5</c>, <c>w5⁺</c>.</summary>
    public required string Label { get; init; }

    /// <summary>The line of <see cref="Program.Source"/> that it carries out, from 1.</summary>
    public required int SourceLine { get; init; }

    /// <summary>The layer it belongs to (<c>conv1</c>), or null for an operation without parameters.</summary>
    public string? Layer { get; init; }

    /// <summary>For an adjoint: the index of the forward instruction that it differentiates, so that both light up together.</summary>
    public int? PrimalOf { get; init; }
}
