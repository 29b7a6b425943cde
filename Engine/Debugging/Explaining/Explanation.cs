using System.Collections.Immutable;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>One term of an explanation.</summary>
/// <param name="Symbolic">In symbols: <c>w1·i1</c>.</param>
/// <param name="Numeric">With numbers: <c>0.05×0.1</c>.</param>
/// <param name="Value">What it comes to.</param>
/// <param name="Share">Its part of the sum of all terms' magnitudes, 0 to 1; null where terms are not added.</param>
/// <param name="Factors">The elements in it, each of which can be explained in turn.</param>
public sealed record Term(string Symbolic, string Numeric, double Value, double? Share, ImmutableArray<ElementRef> Factors)
{
    /// <summary>In a model of letters, where the terms differ in that: the letters of its first factor; else empty.</summary>
    public string Where { get; init; } = "";
}

/// <summary>One way on which a value acts on the loss (scalar programs).</summary>
/// <param name="Symbolic">The slopes along it, from the loss to the value: <c>∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5</c>.</param>
/// <param name="Product">What it adds to the gradient.</param>
/// <param name="Factors">The slopes, each of which can be explained in turn.</param>
public sealed record GradientPath(string Symbolic, string Numeric, double Product, ImmutableArray<ElementRef> Factors);

/// <summary>How one number came to be.</summary>
public sealed record Explanation
{
    /// <summary>What is explained: <c>∂loss/∂conv1.weight[2,0,1,1]</c>, <c>w5⁺</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The element that is explained.</summary>
    public required ElementRef Element { get; init; }

    /// <summary>
    /// The letters of its row and column, in a model of letters: <c>2 m</c>, of attention <c>2 m → e</c>; empty where it has none.
    /// </summary>
    public string Where { get; init; } = "";

    /// <summary>What made it: <c>conv2d</c>, or for a number that was given <c>initial value</c>,
    /// <c>input (iteration 1's batch)</c>, <c>edited by you</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The right-hand side in symbols; empty for a number that was given.</summary>
    public string Symbolic { get; init; } = "";

    /// <summary>The right-hand side with numbers; empty for a number that was given.</summary>
    public string Numeric { get; init; } = "";

    /// <summary>The number.</summary>
    public required double Result { get; init; }

    /// <summary>How the terms make the result.</summary>
    public Combination Combination { get; init; } = Combination.Given;

    /// <summary>The terms: in the order of the formula where it is short, else the largest magnitude first and without zeros.</summary>
    public ImmutableArray<Term> Terms { get; init; } = [];

    /// <summary>How many terms there are, the ones that are not listed too.</summary>
    public int TermCount { get; init; }

    /// <summary>The sum of the terms that are not listed (0 for a maximum).</summary>
    public double Remainder { get; init; }

    /// <summary>For a long sum: its terms in groups, one entry for each way to group them.</summary>
    public ImmutableArray<TermGroups> Groups { get; init; } = [];

    /// <summary>The group that is explained; null for the whole number.</summary>
    public TermGroup? Within { get; init; }

    /// <summary>How many terms are exactly zero.</summary>
    public int ZeroTerms { get; init; }

    /// <summary>What the numbers alone do not tell: which element of a window won, how much lay on the padding.</summary>
    public string? Note { get; init; }

    /// <summary>What the instruction does, in one sentence; empty for a number that was given.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>The instruction that wrote it; null for a number that was given.</summary>
    public Instruction? Instruction { get; init; }

    /// <summary>The line of the program's source, from 1; null for a number that was given.</summary>
    public int? Line { get; init; }

    /// <summary>For a gradient of a scalar program: the ways on which the value acts on the loss.
    /// Their products add up to the result.</summary>
    public ImmutableArray<GradientPath> Paths { get; init; } = [];

    /// <summary>How many paths are not listed.</summary>
    public double PathsLeftOut { get; init; }
}

/// <summary>Something that cannot be explained, with the reason in one line.</summary>
public sealed class ExplainException(Func<DebuggingTexts, string> line) : LocalizedException(l => line(DebuggingTexts.In(l)));
