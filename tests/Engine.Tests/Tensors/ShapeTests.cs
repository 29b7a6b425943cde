using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Tensors;

public class ShapeTests
{
    [Test]
    public void Dimensions_are_counted_from_the_end_in_pythons_and_in_csharps_way()
    {
        var shape = new Shape(2, 3, 5);
        Assert.That((shape[-1], shape[^1], shape[^3], shape[-3]), Is.EqualTo((5, 5, 2, 2)));
    }

    [Test]
    public void Index_and_offset_are_inverse()
    {
        var shape = new Shape(2, 3, 5);
        for (int offset = 0; offset < shape.Length; offset++) Assert.That(shape.Offset(shape.IndexOf(offset)), Is.EqualTo(offset));
        Assert.That(() => shape.Offset(0, 3, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => shape.Offset(0, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_scalar_has_one_element_and_no_dimension() =>
        Assert.That(
            (Shape.Scalar.Length, Shape.Scalar.Rank, Shape.Scalar.ToString(), new Shape(4).ToString()), Is.EqualTo((1, 0, "()", "(4)")));
}
