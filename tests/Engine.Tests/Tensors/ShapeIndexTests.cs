using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Tensors;

public sealed class ShapeIndexTests
{
    [Test]
    public void Counting_from_the_end_counts_dimensions_and_not_elements()
    {
        var shape = new Shape(2, 3, 5);
        Assert.That((shape[^1], shape[^2], shape[^3]), Is.EqualTo((5, 3, 2)));
        Assert.That((shape[-1], shape[-2], shape[-3]), Is.EqualTo((5, 3, 2)));
    }
}
