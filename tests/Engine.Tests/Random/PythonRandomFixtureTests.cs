using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Backstep.Engine.Random;

namespace Backstep.Engine.Tests.Random;

/// <summary>Every draw against what a real CPython drew from the same seed (generate_python_random.py).</summary>
public class PythonRandomFixtureTests
{
    private static IEnumerable<TestCaseData> Seeds() =>
        Fixtures.Json("python_random.json").GetProperty("seeds").EnumerateArray().Select(seed =>
        {
            string digits = seed.Text("seed");
            return new TestCaseData(seed).SetArgDisplayNames($"seed {digits[..Math.Min(24, digits.Length)]} (hexadecimal)");
        });

    [TestCaseSource(nameof(Seeds))]
    public void Random_has_the_bits_of_cpython(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        Assert.That(Bits(Draw(4, random.Random)), Is.EqualTo(seed.Text("random")));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Three_blocks_of_words_are_those_of_cpython(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        uint[] words = Draw(2000, () => (uint)random.GetRandBits(32));
        Assert.That(Sha256<uint>(words), Is.EqualTo(seed.Text("far")));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Getrandbits_takes_as_many_words_as_cpython(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        foreach (JsonElement draw in seed.GetProperty("getrandbits").EnumerateArray())
        {
            int k = draw.GetProperty("k").GetInt32();
            ulong expected = ulong.Parse(draw.Text("bits"), CultureInfo.InvariantCulture);
            Assert.That(random.GetRandBits(k), Is.EqualTo(expected), $"getrandbits({k})");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Randrange_rejects_what_cpython_rejects(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        foreach (JsonElement draw in seed.GetProperty("randrange").EnumerateArray())
        {
            long n = draw.GetProperty("n").GetInt64();
            long[] expected = [.. draw.GetProperty("drawn").EnumerateArray().Select(e => e.GetInt64())];
            Assert.That(Draw(5, () => random.RandRange(n)), Is.EqualTo(expected), $"randrange({n})");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Gauss_keeps_its_second_value_across_other_draws(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        string[] expected = [.. seed.GetProperty("gauss").EnumerateArray().Select(e => e.GetString()!)];
        Assert.That(Bits(Draw(5, () => random.Gauss(0, 0.08))), Is.EqualTo(expected[0]));
        Assert.That(Bits([random.Random()]), Is.EqualTo(expected[1]));
        Assert.That(Bits(Draw(3, () => random.Gauss(1.5, 2))), Is.EqualTo(expected[2]));
        Assert.That(Bits([random.Random()]), Is.EqualTo(expected[3]));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Shuffle_is_the_order_of_cpython(JsonElement seed)
    {
        foreach (JsonElement shuffle in seed.GetProperty("shuffle").EnumerateArray())
        {
            PythonRandom random = Seeded(seed);
            int[] order = [.. Enumerable.Range(0, shuffle.GetProperty("n").GetInt32())];
            random.Shuffle<int>(order);
            Assert.That(order.Take(10), Is.EqualTo(shuffle.Ints("head")), $"{order.Length} items");
            Assert.That(Sha256<int>(order), Is.EqualTo(shuffle.Text("sha256")), $"{order.Length} items");
            Assert.That(Bits([random.Random()]), Is.EqualTo(shuffle.Text("next")), $"after {order.Length} items");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Choices_are_those_of_cpython_with_weights_of_0_among_them(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        foreach (JsonElement choices in seed.GetProperty("choices").EnumerateArray())
        {
            double[] weights = [.. choices.Text("weights").Split(' ').Select(Double)];
            Assert.That(Draw(8, () => random.Choice(weights)), Is.EqualTo(choices.Ints("drawn")), $"weights {string.Join(' ', weights)}");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Uniform_has_the_bits_of_cpython(JsonElement seed)
    {
        PythonRandom random = Seeded(seed);
        foreach (JsonElement draw in seed.GetProperty("uniform").EnumerateArray())
        {
            double a = draw.GetProperty("a").GetDouble(), b = draw.GetProperty("b").GetDouble();
            Assert.That(Bits([random.Uniform(a, b)]), Is.EqualTo(draw.Text("bits")), $"uniform({a}, {b})");
        }
    }

    private static PythonRandom Seeded(JsonElement seed)
    {
        string digits = seed.Text("seed");
        bool negative = digits.StartsWith('-');
        // Without the 0 a first digit of 8 or more would be a sign.
        BigInteger size = BigInteger.Parse('0' + digits.TrimStart('-'), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new PythonRandom(negative ? -size : size);
    }

    private static T[] Draw<T>(int n, Func<T> draw) => [.. Enumerable.Range(0, n).Select(_ => draw())];

    private static string Bits(IEnumerable<double> values) =>
        string.Join(' ', values.Select(v => BitConverter.DoubleToUInt64Bits(v).ToString("x16", CultureInfo.InvariantCulture)));

    private static double Double(string word) => BitConverter.UInt64BitsToDouble(ulong.Parse(word, NumberStyles.HexNumber));

    // The machines that .NET runs on are little-endian, as the fixture's bytes are.
    private static string Sha256<T>(T[] words) where T : unmanaged =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<T>(words)));
}
