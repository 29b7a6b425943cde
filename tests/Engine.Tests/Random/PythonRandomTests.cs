#pragma warning disable NUnit1027 // The arguments of [Property] methods come from FsCheck.
using System.Numerics;
using Backstep.Engine.Random;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Backstep.Engine.Tests.Random;

public class PythonRandomTests
{
    [Test]
    public void Seed_42_begins_as_everybody_knows_it()
    {
        var random = new PythonRandom(42);
        Assert.That(random.Random(), Is.EqualTo(0.6394267984578837));
        Assert.That(random.Random(), Is.EqualTo(0.025010755222666936));
    }

    [Test]
    public void A_seed_and_its_negative_are_the_same_and_every_bit_of_a_seed_counts()
    {
        BigInteger large = BigInteger.Pow(2, 200) + 9;
        Assert.That(new PythonRandom(-large).Save(), Is.EqualTo(new PythonRandom(large).Save()));
        Assert.That(new PythonRandom(9).Save(), Is.Not.EqualTo(new PythonRandom(large).Save()));
    }

    [Test]
    public void Shuffling_nothing_or_one_item_draws_nothing([Values(0, 1)] int n)
    {
        var random = new PythonRandom(3);
        random.Shuffle<int>(new int[n]);
        Assert.That(random.Save(), Is.EqualTo(new PythonRandom(3).Save()));
    }

    [Test]
    public void A_restored_generator_draws_the_same_as_the_first_including_the_kept_normal()
    {
        var random = new PythonRandom(11);
        random.Gauss(0, 1);
        RandomState state = random.Save();
        double[] first = [random.Random(), random.Gauss(0, 1), random.Gauss(0, 1)];

        PythonRandom again = PythonRandom.Restore(state);
        Assert.That(new[] { again.Random(), again.Gauss(0, 1), again.Gauss(0, 1) }, Is.EqualTo(first));
        Assert.That(again.Save(), Is.EqualTo(random.Save()));
        Assert.That(state, Is.Not.EqualTo(random.Save()), "a saved state must not follow the generator");
    }

    [Test]
    public void A_choice_among_weights_without_a_sum_is_refused_before_anything_is_drawn()
    {
        var random = new PythonRandom(0);
        double[][] weights = [[], [0, 0], [1, -1], [1, double.NaN], [double.PositiveInfinity, 1]];
        foreach (double[] bad in weights)
            Assert.That(() => random.Choice(bad), Throws.ArgumentException.With.Message.Contains("the sum of the weights"));
        Assert.That(random.Save(), Is.EqualTo(new PythonRandom(0).Save()));
    }

    [Test]
    public void Counts_of_bits_and_ranges_that_do_not_exist_are_refused()
    {
        var random = new PythonRandom(0);
        Assert.That(() => random.GetRandBits(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.GetRandBits(65), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.RandRange(0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Property]
    public bool A_shuffle_is_a_permutation(long seed, byte n)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        new PythonRandom(seed).Shuffle<int>(order);
        return order.Order().SequenceEqual(Enumerable.Range(0, n));
    }

    [Property]
    public bool A_weight_of_0_is_never_chosen(long seed, byte n)
    {
        var random = new PythonRandom(seed);
        double[] weights = [.. Enumerable.Range(0, n + 2).Select(i => i % 2 == 0 ? 0 : random.Random() + 0.1)];
        weights[^1] = 1;
        return weights[random.Choice(weights)] > 0;
    }
}
