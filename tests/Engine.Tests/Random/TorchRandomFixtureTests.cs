using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Backstep.Engine.Random;

namespace Backstep.Engine.Tests.Random;

/// <summary>Every draw against what a real PyTorch drew from the same seed.</summary>
public class TorchRandomFixtureTests
{
    /// <summary>PyTorch's vectorised log, cos and sin differ from ours by up to about 1e-6.</summary>
    private const double BlockTolerance = 1.2e-6;

    [TestCaseSource(typeof(RandomFixture), nameof(RandomFixture.Seeds))]
    public void Uniform_has_the_bits_of_pytorch(JsonElement seed)
    {
        var random = new TorchRandom(seed.Seed());
        foreach (JsonElement draw in seed.GetProperty("uniform").EnumerateArray())
        {
            double lo = draw.GetProperty("lo").GetDouble(), hi = draw.GetProperty("hi").GetDouble();
            Assert.That(random.Uniform(8, lo, hi).Bits(), Is.EqualTo(draw.Text("bits")), $"uniform_({lo}, {hi})");
        }
    }

    [TestCaseSource(typeof(RandomFixture), nameof(RandomFixture.Seeds))]
    public void Small_randn_keeps_its_second_value_across_other_draws(JsonElement seed)
    {
        JsonElement expected = seed.GetProperty("randn_small");
        var random = new TorchRandom(seed.Seed());
        Assert.That(random.Randn(5).Bits(), Is.EqualTo(expected.Text("first")));
        Assert.That(random.Randn(5).Bits(), Is.EqualTo(expected.Text("second")));
        Assert.That(random.Randn(3).Bits(), Is.EqualTo(expected.Text("third")));
        Assert.That(random.Rand(2).Bits(), Is.EqualTo(expected.Text("rand_between")));
        Assert.That(random.Randn(2).Bits(), Is.EqualTo(expected.Text("after_rand")));
        Assert.That(random.Randn(16), Is.EqualTo(expected.Floats("block_between")).Within(BlockTolerance));
        Assert.That(random.Randn(10).Bits(), Is.EqualTo(expected.Text("after_block")));
    }

    [TestCaseSource(typeof(RandomFixture), nameof(RandomFixture.Seeds))]
    public void Randn_is_exact_below_16_elements_and_close_from_there(JsonElement seed)
    {
        foreach (JsonElement draw in seed.GetProperty("randn").EnumerateArray())
        {
            int n = draw.GetProperty("n").GetInt32();
            var random = new TorchRandom(seed.Seed());
            float[] actual = random.Randn(n);
            if (n < 16) Assert.That(actual.Bits(), Is.EqualTo(draw.Text("bits")), $"randn({n})");
            else Assert.That(actual, Is.EqualTo(draw.Floats("bits")).Within(BlockTolerance), $"randn({n})");
            Assert.That(random.Rand(1).Bits(), Is.EqualTo(draw.Text("next_rand")), $"rand after randn({n})");
        }
    }

    [TestCaseSource(typeof(RandomFixture), nameof(RandomFixture.Seeds))]
    public void Randperm_is_the_order_of_pytorch(JsonElement seed)
    {
        foreach (JsonElement draw in seed.GetProperty("randperm").EnumerateArray())
        {
            var random = new TorchRandom(seed.Seed());
            Assert.That(random.RandPerm(draw.GetProperty("n").GetInt32()), Is.EqualTo(draw.Ints("order")));
            Assert.That(random.Rand(1).Bits(), Is.EqualTo(draw.Text("next_rand")));
        }
        Assert.That(Sha256(new TorchRandom(seed.Seed()).RandPerm(60000)), Is.EqualTo(seed.Text("randperm_60000_sha256")));
    }

    [TestCaseSource(typeof(RandomFixture), nameof(RandomFixture.Seeds))]
    public void Loader_orders_of_three_epochs_are_those_of_pytorch(JsonElement seed)
    {
        var random = new TorchRandom(seed.Seed());
        foreach (JsonElement epoch in seed.GetProperty("loader").EnumerateArray())
        {
            int[] order = random.NextLoaderOrder(60000, epoch.GetProperty("shuffle").GetBoolean());
            Assert.That(order.Take(8), Is.EqualTo(epoch.Ints("head")));
            Assert.That(Sha256(order), Is.EqualTo(epoch.Text("sha256")));
        }
        Assert.That(random.Rand(1).Bits(), Is.EqualTo(seed.Text("loader_next_rand")));
    }

    [TestCaseSource(typeof(RandomFixture), nameof(RandomFixture.Seeds))]
    public void Initial_parameters_have_the_bits_of_pytorch(JsonElement seed)
    {
        var random = new TorchRandom(seed.Seed());
        foreach (JsonElement layer in seed.GetProperty("init").EnumerateArray())
        {
            string name = layer.Text("name");
            int[] sizes = [.. name.Split(' ').Skip(1).Select(int.Parse)];
            LayerParameters actual = name.StartsWith("linear", StringComparison.Ordinal)
                ? TorchInit.Linear(random, sizes[0], sizes[1])
                : TorchInit.Conv2d(random, sizes[0], sizes[1], sizes[2], sizes[3]);
            Assert.That(actual.Weight.Take(6).Bits(), Is.EqualTo(layer.Text("weight")), $"{name} weight");
            Assert.That(actual.Bias.Take(6).Bits(), Is.EqualTo(layer.Text("bias")), $"{name} bias");
        }
    }

    // The machines that .NET runs on are little-endian, as the fixture's bytes are.
    private static string Sha256(int[] order) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(order)));
}
