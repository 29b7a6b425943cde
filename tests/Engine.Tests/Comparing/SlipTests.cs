using Backstep.Engine.Comparing;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Comparing;

public class SlipTests
{
    private static readonly Tensor Ours = new(new Shape(2, 2), [1, -2, 3, 4.5]);

    private static Slip? Slip(double[] yours, double[]? before = null, double[]? last = null, int batch = 4) =>
        SlipFinder.Find(Ours, new(Ours.Shape, yours), Tensor(before), Tensor(last), 1e-6, batch);

    private static Tensor? Tensor(double[]? data) => data is null ? null : new(Ours.Shape, data);

    [Test]
    public void Two_tensors_tell_in_what_way_they_differ()
    {
        Assert.That(SlipFinder.Find(Ours, null, null, null, 1e-6, 4)!.Kind, Is.EqualTo(SlipKind.None));
        Assert.That(Slip([0, 0, 0, 0])!.Kind, Is.EqualTo(SlipKind.Zero));
        Assert.That(Slip([-1, 2, -3, -4.5])!.Kind, Is.EqualTo(SlipKind.Negated));
        Assert.That(Slip([4, -8, 12, 18]), Is.EqualTo(new Slip(SlipKind.Scaled, 4, IsBatch: true)));
        Assert.That(Slip([0.25, -0.5, 0.75, 1.125]), Is.EqualTo(new Slip(SlipKind.Scaled, 0.25, IsBatch: true)));
        Assert.That(Slip([2, -4, 6, 9]), Is.EqualTo(new Slip(SlipKind.Scaled, 2)));
        Assert.That(Slip([1, 3, -2, 4.5])!.Kind, Is.EqualTo(SlipKind.Transposed));
        Assert.That(Slip([1, 0, 3, 4.5])!.Kind, Is.EqualTo(SlipKind.ClippedAtZero));
        Assert.That(Slip([3, -3, 7, 10])!.Kind, Is.EqualTo(SlipKind.Shifted));
        Assert.That(Slip([3, 4.5, 1, -2])!.Kind, Is.EqualTo(SlipKind.OtherOrder));
        Assert.That(Slip([1, -2, 3, 7]), Is.EqualTo(new Slip(SlipKind.Some, Count: 1)));
        Assert.That(Slip([double.NaN, -2, 3, 4.5])!.Kind, Is.EqualTo(SlipKind.NotFinite));
        Assert.That(Slip([7, 1, -5, 2]), Is.Null);
    }

    [Test]
    public void What_was_recorded_before_tells_more()
    {
        Assert.That(Slip([5, 6, 7, 9], last: [5, 6, 7, 9])!.Kind, Is.EqualTo(SlipKind.SameAsLast));
        Assert.That(Slip([6, 4, 10, 13.5], last: [5, 6, 7, 9])!.Kind, Is.EqualTo(SlipKind.AddedToLast));
        double[] before = [2, -1, 1, 5];
        Assert.That(Slip(before, before)!.Kind, Is.EqualTo(SlipKind.NotUpdated));
        Assert.That(Slip([3, 0, -1, 5.5], before), Is.EqualTo(new Slip(SlipKind.OtherStep, -1)));
        Assert.That(Slip([-8, -11, 21, 0], before), Is.EqualTo(new Slip(SlipKind.OtherStep, 10)));
    }

    [Test]
    public void An_infinity_where_ours_is_beyond_float16_is_its_overflow() =>
        Assert.That(
            SlipFinder.Find(new(new Shape(2), [70000, 1]), new(new Shape(2), [double.PositiveInfinity, 1]), null, null, 1e-2, 1)!.Kind,
            Is.EqualTo(SlipKind.HalfOverflow));

    [Test]
    public void A_single_number_is_no_multiple_of_another_unless_the_factor_is_whole()
    {
        Tensor one = Engine.Tensors.Tensor.Scalar(3);
        Assert.That(SlipFinder.Find(one, Engine.Tensors.Tensor.Scalar(2.1), null, null, 1e-6, 4), Is.Null);
        Assert.That(SlipFinder.Find(one, Engine.Tensors.Tensor.Scalar(12), null, null, 1e-6, 4)!.IsBatch, Is.True);
    }

    [Test]
    public void Each_is_said_in_both_languages()
    {
        foreach (SlipKind kind in Enum.GetValues<SlipKind>())
        {
            var slip = new Slip(kind, 2, 1, 3);
            Assert.That(slip.In(Language.English), Is.Not.Empty.And.Not.EqualTo(slip.In(Language.ChineseSimplified)), $"{kind}");
        }
    }
}
