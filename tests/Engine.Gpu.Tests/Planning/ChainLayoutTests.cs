using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Backends.Gpu.Planning;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Gpu.Tests.Planning;

/// <summary>How a chain's sums are split among the threads of a group.</summary>
public class ChainLayoutTests
{
    private static ChainLayout? Layout(Network network, int threads, int sharedFloats)
    {
        ChainLayout? layout = null;
        new ChainMatcher(new ProgramGraph(network.BuildTraining(100, OptimizerSpec.Sgd(0.1))))
            .Find(match => (layout = ChainLayout.For(match, threads, sharedFloats)) is not null);
        return layout;
    }

    [TestCase("network2")]
    [TestCase("network3")]
    public void On_a_card_the_sums_of_the_tutorials_networks_are_split_and_most_threads_have_work(string name)
    {
        ChainLayout layout = Layout(name == "network2" ? Networks.Network2 : Networks.Network3, 512, SampleKernel.SharedFloats)!;
        Assert.That(layout.SharedFloats, Is.LessThanOrEqualTo(SampleKernel.SharedFloats));
        (ConvLayer first, ConvLayer second) = (layout.Convolutions[0], layout.Convolutions[1]);
        // 16 windows of 6 pairs of channels, 150 weights: without splitting most of the threads would look on.
        Assert.That((second.Slices > 1, first.WeightSlices > 1), Is.EqualTo((true, true)));
        foreach (LinearLayer linear in layout.Linears) Assert.That((linear.LaneShift > 0, linear.Slices > 1), Is.EqualTo((true, true)));
    }

    [Test]
    public void Sums_are_split_as_far_as_there_is_room_and_what_has_no_room_at_all_is_no_chain()
    {
        var seen = new HashSet<(int, int, int)>();
        bool fits = true;
        for (int room = SampleKernel.SharedFloats; room > 4000; room -= 50)
        {
            ChainLayout? layout = Layout(Networks.Network2, 512, room);
            if (layout is { Convolutions.Length: 0 }) layout = null;
            Assert.That(layout is null || fits, $"{room}: there was no layout for more");
            fits = layout is not null;
            if (layout is null) continue;
            Assert.That(layout.SharedFloats, Is.LessThanOrEqualTo(room));
            seen.Add((layout.Convolutions[0].WeightSlices, layout.Convolutions[1].Slices, layout.Convolutions[1].InputSlices));
        }
        Assert.That(fits, Is.False);
        Assert.That(seen, Has.Count.GreaterThan(2), "there are steps between all and nothing");
    }

    [Test]
    public void A_reciprocal_divides_exactly_below_two_to_the_twentieth()
    {
        foreach (int d in Enumerable.Range(1, 300).Concat([784, 1023, 1024, 1025, 4095, 65535, 999_999]))
        {
            // The quotient grows with n, so it is right everywhere if it is on both sides of every step.
            float reciprocal = Reciprocal.Of(d);
            int wrong =
                Enumerable.Range(1, (1 << 20) / d)
                    .Count(q => Reciprocal.Quotient(q * d, reciprocal) != q || Reciprocal.Quotient(q * d - 1, reciprocal) != q - 1);
            Assert.That(wrong, Is.Zero, $"{d}");
        }
    }
}
