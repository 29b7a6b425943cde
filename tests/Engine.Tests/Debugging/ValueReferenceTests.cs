using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public sealed class ValueReferenceTests
{
    private readonly IEnumerable<string> _names = FixedValues.Sample().Names;

    [TestCase("conv1.weight.grad[2,0,1,1]", "conv1.weight.grad", 2, 0, 1, 1)]
    [TestCase(" conv1.weight [ -1 ][0, 1] ", "conv1.weight", -1, 0, 1)]
    [TestCase("∂E/∂w5", "∂E/∂w5")]
    [TestCase("w5⁺", "w5⁺")]
    [TestCase("(w[1])", "w", 1)]
    public void A_reference_is_a_name_with_integer_indices(string text, string name, params int[] indices)
    {
        var reference = ValueReference.Parse(text, _names);
        Assert.That(reference.Name, Is.EqualTo(name));
        Assert.That(reference.Indices, Is.EqualTo(indices));
    }

    [Test]
    public void A_reference_resolves_to_the_row_major_position()
    {
        var shape = new Shape(6, 1, 5, 5);
        Assert.That(ValueReference.Parse("conv1.weight[2,0,1,1]", _names).Resolve(shape), Is.EqualTo(shape.Offset(2, 0, 1, 1)));
        Assert.That(ValueReference.Parse("conv1.weight[-1,-1,-5,-1]", _names).Resolve(shape), Is.EqualTo(shape.Offset(5, 0, 0, 4)));
        Assert.That(ValueReference.Parse("lr", _names).Resolve(Shape.Scalar), Is.Zero);
        Assert.That(ValueReference.Parse("w", _names).Resolve(new Shape(1, 1)), Is.Zero);
    }

    [TestCase("w[1:2]", 3, "one element is wanted here, so an index must be an integer, not a slice")]
    [TestCase("w + 1", 3, "the name of a value is wanted here, with or without indices such as [2,0,1,1]")]
    [TestCase("abs(w)[0]", 1, "the name of a value is wanted here, with or without indices such as [2,0,1,1]")]
    [TestCase("w9.grad[0]", 1, "no value is named w9.grad; did you mean w5.grad or w1.grad?")]
    public void Anything_else_is_refused(string text, int column, string problem)
    {
        var e = Assert.Throws<ExpressionException>(() => ValueReference.Parse(text, _names))!;
        Assert.That((e.Column, e.Problem(Language.English)), Is.EqualTo((column, problem)));
    }

    [TestCase("m[0,3]", 5, "index 3 lies outside dimension 1 of size 3 (m has shape (2, 3))")]
    [TestCase("m[0,1,2]", 7, "3 indices for 2 dimensions (m has shape (2, 3))")]
    [TestCase("m[1]", 5, "one element of m needs 2 indices, 1 given (shape (2, 3)); write m[0,0]")]
    [TestCase("m", 2, "one element of m needs 2 indices, 0 given (shape (2, 3)); write m[0,0]")]
    public void Indices_that_do_not_fit_the_shape_are_explained(string text, int column, string problem)
    {
        var e = Assert.Throws<ExpressionException>(() => ValueReference.Parse(text, _names).Resolve(new Shape(2, 3)))!;
        Assert.That((e.Column, e.Problem(Language.English)), Is.EqualTo((column, problem)));
    }

    [Test]
    public void Its_text_is_the_shortest_spelling() =>
        Assert.That(ValueReference.Parse(" conv1.weight [2] [0, 1,1]", _names).ToString(), Is.EqualTo("conv1.weight[2,0,1,1]"));
}
