using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>How one input of an instruction gets its share of the gradient: which opcode computes it, and from what.</summary>
/// <param name="Inputs">What it reads, in the order that its row names.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record Adjoint(Opcode Opcode, Value[] Inputs, OpAttributes? Attributes = null);

/// <summary>∂y/∂input of an operation on single numbers: scalar programs spell the chain rule out with it.</summary>
/// <param name="Formula">From the input's position and the key of y to the formula's template (<see cref="Template"/>) over the inputs and
/// y.</param>
/// <param name="Value">From the numbers of all inputs, y last, and the input's position to the derivative.</param>
public sealed record Slope(Func<int, int, string> Formula, Func<double[], int, double> Value);

/// <summary>
/// All that the engine knows of an opcode, apart from the kernels that its backends have for it: a row of the table of operations. The rows
/// stand by family in the files beside this one (<see cref="All"/>). In the notes, <c>gy</c> is the gradient of the loss with respect to
/// the output of the forward instruction, <c>y</c> that output.
/// </summary>
public sealed record Operation
{
    private static readonly ImmutableArray<Operation> Rows =
    [
        .. new[]
        {
            LinearOperations.Rows, Conv2dOperations.Rows, PoolingOperations.Rows, PointwiseOperations.Rows,
            ArithmeticOperations.Rows, SoftmaxOperations.Rows, ShapeOperations.Rows, ReductionOperations.Rows,
            LossOperations.Rows, ScalarOperations.Rows, GradientOperations.Rows, UpdateOperations.Rows,
            AttentionOperations.Rows, IndexOperations.Rows,
        }.SelectMany(family => family).OrderBy(row => row.Opcode),
    ];

    private readonly int _named;

    /// <summary>A row.</summary>
    /// <param name="opcode">Of which opcode.</param>
    /// <param name="inputs">What it reads, in order, with shapes where they matter: <c>x (..., in), weight (out, in), bias (out)</c>; an
    /// input <c>...</c> stands for any number of them.</param>
    public Operation(Opcode opcode, string inputs)
    {
        Opcode = opcode;
        Inputs = inputs;
        _named = inputs.Length == 0 ? 0 : 1;
        int depth = 0;
        foreach (char c in inputs)
        {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && c == ',') _named++;
            if (depth == 0 && c == '.') IsVariadic = true;
        }
    }

    /// <summary>All rows, in the order of their opcodes.</summary>
    public static IReadOnlyList<Operation> All => Rows;

    public static Operation Of(Opcode opcode) => Rows[(int)opcode];

    /// <summary>The operation's identity in instructions.</summary>
    public Opcode Opcode { get; }

    /// <summary>The name used in output, as PyTorch spells it: <c>log_softmax</c>.</summary>
    public string Name => Opcode.Name();

    /// <summary>What it reads, in order: <c>gy (..., out), weight (out, in)</c>.</summary>
    public string Inputs { get; }

    /// <summary>Whether it takes any number of inputs, one at least.</summary>
    public bool IsVariadic { get; }

    /// <summary>How many of the inputs, from the last on, may be missing.</summary>
    public int OptionalInputs { get; init; }

    /// <summary>
    /// For what a model can contain: the output's shape. Null for all else, whose output has the shape of what it is computed for.
    /// </summary>
    public ShapeRule? Shape { get; init; }

    /// <summary>How an input gets its gradient from gy, in tensor programs; null if none of them does.</summary>
    public Func<Instruction, int, Value, Adjoint>? Adjoint { get; init; }

    /// <summary>The derivative for single numbers; null if it has none.</summary>
    public Slope? Slope { get; init; }

    /// <summary>How many of the inputs, from the first on, a gradient passes to; all unless a row says otherwise.</summary>
    public int DifferentiableInputs { get; init; } = int.MaxValue;

    /// <summary>The names of PyTorch's backward nodes, from the output inwards; most are called after the operation.</summary>
    public ImmutableArray<string> GradFnNames { get; init; } = [];

    /// <summary>
    /// PyTorch's backward nodes where they are more than a chain: from the instruction and its inputs' nodes to the output's node.
    /// </summary>
    public Func<Instruction, GradFn?[], GradFn>? GradFn { get; init; }

    /// <summary>The right-hand side as a <see cref="Template"/>, where it is the same for every instruction.</summary>
    public string Formula
    {
        init => FormulaOf = _ => value;
    }

    /// <summary>
    /// The right-hand side of an instruction as a <see cref="Template"/> over its inputs; symbols in braces are constants of the
    /// attributes.
    /// </summary>
    public Func<Instruction, string> FormulaOf { get; init; } = i => throw new ArgumentException($"{i.Opcode} has no formula", nameof(i));

    /// <summary>How one element of the output is calculated; what an accumulating instruction adds to is not in it.</summary>
    internal Func<ElementContext, Recipe> Terms { get; init; } = c =>
        throw new ArgumentException($"{c.Instruction.Opcode} has no explanation", nameof(c));

    /// <summary>What an instruction does, in one plain sentence.</summary>
    public Sentence Sentence { get; init; } = new(n => throw new ArgumentException($"{n.Instruction.Opcode} has no sentence"), _ => "");

    /// <summary>What it does in a backward pass, where that is another sentence.</summary>
    public Sentence? BackwardSentence { get; init; }

    /// <summary>
    /// Floating-point operations of an instruction, a multiply-add counted as two; 0 for what is next to nothing beside layers.
    /// </summary>
    public Func<Instruction, long> Flops { get; init; } = _ => 0;

    /// <summary>
    /// Gives every choice on which the derivative depends (which side of a kink, which cell of a window) for the inputs' contents, so that
    /// differences are taken on one side of each; null if it is smooth.
    /// </summary>
    public Action<Instruction, Tensor[], Action<int>>? Choices { get; init; }

    /// <summary>Whether it can read so many inputs.</summary>
    public bool Takes(int inputs) => IsVariadic ? inputs > 0 : inputs <= _named && inputs >= _named - OptionalInputs;

    /// <summary>Whether a gradient can pass from the output to an input.</summary>
    public bool IsDifferentiable(int input) => (Adjoint ?? (object?)Slope) is not null && input < DifferentiableInputs;

    /// <summary>
    /// How much arithmetic one run of a program is: the multiplications and additions of its linear layers and convolutions, forward and
    /// backward, as dense products. The rest is thousands of times less. A backend that leaves out products with zero does less than this,
    /// so a rate computed from it can lie above the machine's peak.
    /// </summary>
    public static long FlopsPerRun(Program program) => program.Instructions.Sum(i => Of(i.Opcode).Flops(i));
}
