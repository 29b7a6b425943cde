#pragma warning disable NUnit1027 // The arguments of [Property] methods come from FsCheck.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Backstep.Engine.Random;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Backstep.Engine.Tests.Random;

public class TorchRandomTests
{
    [Test]
    public void Mersenne_twister_of_seed_0_begins_with_the_published_words()
    {
        var random = new TorchRandom(0);
        uint[] first = [random.NextUInt32(), random.NextUInt32(), random.NextUInt32()];
        Assert.That(first, Is.EqualTo(new uint[] { 2357136044, 2546248239, 3071714933 }));
    }

    /// <summary>The C++ standard fixes this one: [rand.predef], the 10,000th draw of std::mt19937 with its default seed 5489.</summary>
    [Test]
    public void Mersenne_twister_of_seed_5489_draws_what_the_cpp_standard_says()
    {
        var random = new TorchRandom(5489);
        uint draw = 0;
        for (int i = 0; i < 10_000; i++) draw = random.NextUInt32();
        Assert.That(draw, Is.EqualTo(4123659995));
    }

    [Test]
    public void Sixty_four_bits_take_the_first_draw_as_the_high_word()
    {
        Assert.That(new TorchRandom(0).NextUInt64(), Is.EqualTo((2357136044UL << 32) | 2546248239UL));
    }

    [Test]
    public void Only_the_low_32_bits_of_a_seed_count()
    {
        Assert.That(new TorchRandom((5L << 32) + 7).Rand(4), Is.EqualTo(new TorchRandom(7).Rand(4)));
        Assert.That(new TorchRandom(-1).Rand(4), Is.EqualTo(new TorchRandom(0xFFFFFFFF).Rand(4)));
    }

    [Test]
    public void Randperm_of_60000_at_seed_0_has_the_published_checksum()
    {
        byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes<int>(new TorchRandom(0).RandPerm(60000)));
        Assert.That(Convert.ToHexStringLower(hash), Is.EqualTo("52a942414667661f95ad16a1ea3b98b9e5e0bbcca787973c1ce75f7346e22a6d"));
    }

    [Test]
    public void Two_shuffled_epochs_at_seed_0_begin_as_published()
    {
        var random = new TorchRandom(0);
        Assert.That(random.NextLoaderOrder(60000, shuffle: true).Take(4), Is.EqualTo(new[] { 11226, 15289, 1783, 11687 }));
        Assert.That(random.NextLoaderOrder(60000, shuffle: true).Take(4), Is.EqualTo(new[] { 30872, 45143, 9253, 4193 }));
    }

    [Test]
    public void Network2_at_seed_50_has_the_published_checksum()
    {
        var random = new TorchRandom(50);
        LayerParameters[] layers =
        [
            TorchInit.Conv2d(random, 1, 6, 5, 5), TorchInit.Conv2d(random, 6, 12, 5, 5),
            TorchInit.Linear(random, 192, 120), TorchInit.Linear(random, 120, 60), TorchInit.Linear(random, 60, 10),
        ];
        float[] all = [.. layers.SelectMany(layer => layer.Weight.Concat(layer.Bias))];
        byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes<float>(all));
        Assert.That(Convert.ToHexStringLower(hash), Is.EqualTo("7b12838b408a4c9c06f4c49652e2a5e2fa6c5e8451468f2243a793fe6b79cdd4"));
    }

    [Test]
    public void An_unshuffled_epoch_draws_two_words_and_a_shuffled_one_four([Values] bool shuffle)
    {
        TorchRandom random = new(3), counted = new(3);
        random.NextLoaderOrder(10, shuffle);
        for (int i = 0; i < (shuffle ? 4 : 2); i++) counted.NextUInt32();
        Assert.That(random.Save(), Is.EqualTo(counted.Save()));
    }

    [Test]
    public void A_restored_generator_draws_the_same_as_the_first_including_the_kept_normal()
    {
        var random = new TorchRandom(11);
        random.Randn(3);
        RandomState state = random.Save();
        float[] normals = random.Randn(5), uniforms = random.Uniform(700, -2, 2);

        TorchRandom again = TorchRandom.Restore(state);
        Assert.That(again.Randn(5), Is.EqualTo(normals));
        Assert.That(again.Uniform(700, -2, 2), Is.EqualTo(uniforms));
        Assert.That(again.Save(), Is.EqualTo(random.Save()));
        Assert.That(state, Is.Not.EqualTo(random.Save()), "a saved state must not follow the generator");
    }

    [Test]
    public void A_state_of_the_wrong_size_is_refused()
    {
        RandomState state = new TorchRandom(1).Save();
        Assert.That(() => new RandomState(state.Words[..600], 0, null), Throws.ArgumentException.With.Message.Contains("624"));
        Assert.That(() => new RandomState(default, 0, null), Throws.ArgumentException);
        Assert.That(() => new RandomState(state.Words, 625, null), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RandomState(state.Words, -1, null), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Negative_counts_are_refused()
    {
        var random = new TorchRandom(0);
        Assert.That(() => random.Randn(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.Uniform(-1, 0, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.Uniform(1, 1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.RandPerm(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => TorchInit.Linear(random, 0, 3), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Property]
    public bool Randperm_is_a_permutation(long seed, byte n) =>
        new TorchRandom(seed).RandPerm(n).Order().SequenceEqual(Enumerable.Range(0, n));

    [Property]
    public bool Uniform_stays_between_its_bounds(long seed) =>
        new TorchRandom(seed).Uniform(100, -0.25, 0.5).All(v => v is >= -0.25f and < 0.5f);

    [Property]
    public bool Restoring_at_any_point_goes_on_alike(long seed, byte before)
    {
        var random = new TorchRandom(seed);
        random.Randn(before % 16);
        random.Rand(before);
        TorchRandom again = TorchRandom.Restore(random.Save());
        return random.Randn(9).SequenceEqual(again.Randn(9)) && random.RandPerm(40).SequenceEqual(again.RandPerm(40));
    }
}
