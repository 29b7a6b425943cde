using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Operations;

/// <summary>How the terms of an explanation make the result.</summary>
public enum Combination
{
    /// <summary>There are no terms: the number was given, not computed.</summary>
    Given,

    /// <summary>The result is their sum.</summary>
    Sum,

    /// <summary>The result is their product.</summary>
    Product,

    /// <summary>The result is the largest of them.</summary>
    Maximum,

    /// <summary>The result is the first of them divided by the sum of all.</summary>
    Fraction,
}

/// <summary>A number in a formula that is not an element of a value.</summary>
internal readonly record struct Constant(string Symbol, double Number);

/// <summary>A term before it is written out: a sum over an image batch has tens of thousands, of which ten are shown.</summary>
/// <param name="Value">What it comes to.</param>
/// <param name="Template">Its <see cref="Template"/>: digits are positions in <paramref name="Factors"/>, #0, #1, ... are positions in
/// <paramref name="Constants"/>.</param>
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

    public string? Note { get; init; }

    /// <summary>Zero, whatever the inputs hold.</summary>
    public static Recipe Nothing => new(Combination.Sum, []) { InOrder = true, Whole = new(0, "0", []) };

    /// <summary>A sum in the order of the formula.</summary>
    public static Recipe Sum(params RawTerm[] terms) => new(Combination.Sum, [.. terms]) { InOrder = true };
}

/// <summary>One element of one instruction's output, with everything that the instruction read.</summary>
/// <param name="before">The moment just before.</param>
/// <param name="offset">The element's row-major position in the output.</param>
/// <param name="inputs">The contents of the inputs.</param>
/// <param name="name">How an input is called.</param>
/// <param name="words">What notes are made of.</param>
internal sealed class ElementContext(
    Instruction instruction, Moment before, int offset, Tensor[] inputs, Func<int, string> name, ExplainingTexts words)
{
    public Instruction Instruction => instruction;
    public Moment Before => before;

    /// <summary>The element's row-major position in the output.</summary>
    public int Offset => offset;

    /// <summary>The element's index in the output.</summary>
    public int[] Index { get; } = instruction.Output.Shape.IndexOf(offset);

    public Shape Shape => instruction.Output.Shape;
    public int Count => inputs.Length;
    public Tensor this[int input] => inputs[input];
    public ExplainingTexts Words => words;

    /// <summary>What rows and columns are, in a model of letters; null in other programs.</summary>
    public LetterNames? Letters { get; init; }

    /// <summary>How an entry along a dimension of the output is called: <c>2</c>, or with the letter that it is, <c>2 (m)</c>.</summary>
    public string Entry(Index dimension) => Entry(instruction.Output, dimension.GetOffset(Index.Length), Index);

    /// <summary>How an entry along a dimension of an input is called.</summary>
    public string EntryOf(int input, int dimension, params ReadOnlySpan<int> index) => Entry(instruction.Inputs[input], dimension, index);

    private string Entry(Value value, int dimension, ReadOnlySpan<int> index) =>
        Letters?.Entry(value, dimension, index) is { } letter ? words.Named(index[dimension], letter) : $"{index[dimension]}";

    public string Name(int input) => name(input);

    /// <summary>How an element of an input is called: <c>conv1[0,2,1,1]</c>.</summary>
    public string Name(int input, int at) => $"{name(input)}[{string.Join(",", inputs[input].Shape.IndexOf(at))}]";

    /// <summary>A template with the inputs' names in it.</summary>
    public string InSymbols(string template) => Template.Render(template, k => name(int.Parse(k)), numeric: false);

    public ElementRef Ref(int input, int at) => new(instruction.Inputs[input], at, before);

    /// <summary>A term that is one element as it is.</summary>
    public RawTerm One(int input, int at) => new(inputs[input][at], "{0}", [Ref(input, at)]);

    /// <summary>A term that is the product of two elements.</summary>
    public RawTerm Product(int a, int atA, int b, int atB) => new(inputs[a][atA] * inputs[b][atB], "{0}·{1}", [Ref(a, atA), Ref(b, atB)]);

    /// <summary>The element of an input that goes with the output's, where each element depends on one of each input.</summary>
    public int Same(int input) => inputs[input].Length == Shape.Length ? offset : Stretched(input, Shape, offset);

    /// <summary>The number at <see cref="Same"/>.</summary>
    public double X(int input) => inputs[input][Same(input)];

    /// <summary>The element at <see cref="Same"/>.</summary>
    public ElementRef Ref(int input) => Ref(input, Same(input));

    /// <summary>A term made of the elements at <see cref="Same"/> of some inputs.</summary>
    public RawTerm Term(double value, string template, params ReadOnlySpan<int> read) =>
        new(value, template, [.. read.ToArray().Select(k => Ref(k))]);

    /// <summary>A term that is the element at <see cref="Same"/>.</summary>
    public RawTerm Term(int input) => One(input, Same(input));

    /// <summary>A product of terms whose whole formula stands over the elements at <see cref="Same"/> of all inputs.</summary>
    public Recipe Product(string whole, params RawTerm[] terms) => new(Combination.Product, [.. terms])
    {
        InOrder = true,
        Whole = new(terms.Aggregate(1.0, (p, t) => p * t.Value), whole, [.. Enumerable.Range(0, Count).Select(k => Ref(k))]),
    };

    /// <summary>The element of input <paramref name="input"/> that is used for element <paramref name="at"/> of a tensor of shape
    /// <paramref name="full"/>.</summary>
    public int Stretched(int input, Shape full, int at) => StretchedOffset(full, at, inputs[input].Shape);

    /// <summary>
    /// Where, in a tensor of shape <paramref name="to"/> stretched to <paramref name="full"/>, element <paramref name="at"/> comes from.
    /// </summary>
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
