using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>A number in a formula that is not an element of a value.</summary>
internal readonly record struct Constant(string Symbol, double Number);

/// <summary>A term before it is written out: a sum over an image batch has tens of thousands, of which ten are shown.</summary>
/// <param name="Value">What it comes to.</param>
/// <param name="Template">Its <see cref="Template"/>: digits are positions in <paramref name="Factors"/>, #0, #1, ... are positions in <paramref name="Constants"/>.</param>
/// <param name="Factors">The elements in it.</param>
/// <param name="Constants">Other numbers in it.</param>
internal readonly record struct RawTerm(double Value, string Template, ElementRef[] Factors, Constant[]? Constants = null);

/// <summary>How one element is calculated.</summary>
/// <param name="Combination">How the terms make the result.</param>
/// <param name="Terms">All terms that are not zero by construction.</param>
internal sealed record Recipe(Combination Combination, List<RawTerm> Terms)
{
    /// <summary>Whether the terms stand in an order that a formula has.</summary>
    public bool InOrder { get; init; }

    /// <summary>The whole right-hand side as one template; null where it is the terms, joined.</summary>
    public RawTerm? Whole { get; init; }

    /// <summary>The right-hand side in symbols where there are too many terms to write them down.</summary>
    public string? Sigma { get; init; }

    /// <summary>What the numbers do not tell.</summary>
    public string? Note { get; init; }
}

/// <summary>One element of one instruction's output, with everything that the instruction read.</summary>
internal sealed class ElementContext(Instruction instruction, Moment before, int offset, Tensor[] inputs, Formula formula)
{
    /// <summary>What is carried out.</summary>
    public Instruction Instruction => instruction;

    /// <summary>The moment just before.</summary>
    public Moment Before => before;

    /// <summary>The element's row-major position in the output.</summary>
    public int Offset => offset;

    /// <summary>The element's index in the output.</summary>
    public int[] Index { get; } = instruction.Output.Shape.IndexOf(offset);

    /// <summary>The output's shape.</summary>
    public Shape Shape => instruction.Output.Shape;

    /// <summary>The number of inputs.</summary>
    public int Count => inputs.Length;

    /// <summary>The content of an input.</summary>
    public Tensor this[int input] => inputs[input];

    /// <summary>What notes are made of.</summary>
    public ExplanationWords Words => formula.Words;

    /// <summary>How an input is called.</summary>
    public string Name(int input) => formula.Name(instruction, input);

    /// <summary>An element of an input.</summary>
    public ElementRef Ref(int input, int at) => new(instruction.Inputs[input], at, before);

    /// <summary>A term that is one element as it is.</summary>
    public RawTerm One(int input, int at) => new(inputs[input][at], "{0}", [Ref(input, at)]);

    /// <summary>A term that is the product of two elements.</summary>
    public RawTerm Product(int a, int atA, int b, int atB) => new(inputs[a][atA] * inputs[b][atB], "{0}·{1}", [Ref(a, atA), Ref(b, atB)]);

    /// <summary>The element of input <paramref name="input"/> that is used for element <paramref name="at"/> of a tensor of shape <paramref name="full"/>.</summary>
    public int Stretched(int input, Shape full, int at) => StretchedOffset(full, at, inputs[input].Shape);

    /// <summary>Where, in a tensor of shape <paramref name="to"/> stretched to <paramref name="full"/>, element <paramref name="at"/> comes from.</summary>
    public static int StretchedOffset(Shape full, int at, Shape to)
    {
        int offset = 0, stride = 1;
        for (int i = 1; i <= to.Rank; i++)
        {
            int index = at % full[-i];
            at /= full[-i];
            if (to[-i] > 1) offset += index * stride;
            stride *= to[-i];
        }
        return offset;
    }
}

/// <summary>From an opcode to how one element of its output is calculated.</summary>
internal static class Recipes
{
    /// <summary>The recipe; what an accumulating instruction adds to is not in it.</summary>
    public static Recipe Of(ElementContext c) => c.Instruction.Opcode switch
    {
        Opcode.Linear => LinearRecipes.Forward(c),
        Opcode.LinearBackwardInput => LinearRecipes.BackwardInput(c),
        Opcode.LinearBackwardWeight => LinearRecipes.BackwardWeight(c),
        Opcode.LinearBackwardBias => LinearRecipes.BackwardBias(c),
        Opcode.Conv2d => Conv2dRecipes.Forward(c),
        Opcode.Conv2dBackwardInput => Conv2dRecipes.BackwardInput(c),
        Opcode.Conv2dBackwardWeight => Conv2dRecipes.BackwardWeight(c),
        Opcode.Conv2dBackwardBias => Conv2dRecipes.BackwardBias(c),
        Opcode.MaxPool2d => PoolingRecipes.Forward(c),
        Opcode.MaxPool2dBackward => PoolingRecipes.Backward(c),
        Opcode.Softmax => SoftmaxRecipes.Softmax(c),
        Opcode.LogSoftmax => SoftmaxRecipes.LogSoftmax(c),
        Opcode.SoftmaxBackward => SoftmaxRecipes.SoftmaxBackward(c),
        Opcode.LogSoftmaxBackward => SoftmaxRecipes.LogSoftmaxBackward(c),
        Opcode.CrossEntropy => SoftmaxRecipes.CrossEntropy(c),
        Opcode.CrossEntropyBackward => SoftmaxRecipes.CrossEntropyBackward(c),
        Opcode.Sum or Opcode.Mean => ReductionRecipes.Reduce(c),
        Opcode.HalfSquaredError or Opcode.MseLoss or Opcode.AbsoluteError or Opcode.BinaryCrossEntropy => ReductionRecipes.Loss(c),
        Opcode.AddBackward or Opcode.SubBackward or Opcode.MulBackward or Opcode.DivBackward => ReductionRecipes.Broadcast(c),
        Opcode.WeightedSum => ScalarRecipes.WeightedSum(c),
        Opcode.InRange => ScalarRecipes.InRange(c),
        Opcode.Derivative => ScalarRecipes.Derivative(c),
        Opcode.WeightDecay or Opcode.MomentumBuffer or Opcode.SgdStep or Opcode.CountStep
            or Opcode.AdamMoment1 or Opcode.AdamMoment2 or Opcode.AdamStep => UpdateRecipes.Of(c),
        _ => PointwiseRecipes.Of(c),
    };
}
