using System.Numerics;

namespace Backstep.Engine.Random;

/// <summary>
/// CPython's <c>random</c>: after <c>new PythonRandom(seed)</c> every draw gives what the function of the same name gives after
/// <c>random.seed(seed)</c>, in CPython 3.2 and later. Bit-exact; <see cref="Gauss"/> is as far as the C library that .NET calls has the
/// sine, cosine and logarithm of the one that Python calls.
/// Source: Modules/_randommodule.c (engine, seed, <c>random</c>, <c>getrandbits</c>) and Lib/random.py (all the rest) of CPython 3.11.
/// </summary>
public sealed class PythonRandom
{
    private const double DoubleStep = 1.0 / (1L << 53);

    private readonly MersenneTwister _engine;
    private double? _keptNormal;

    /// <summary>
    /// A generator as <c>random.seed(seed)</c> leaves it for an int: the absolute value's 32-bit words, the lowest first, are the key
    /// of <c>init_by_array</c> (0 has one word), so that a seed and its negative are the same. No normal deviate is kept.
    /// </summary>
    public PythonRandom(BigInteger seed)
    {
        byte[] bytes = BigInteger.Abs(seed).ToByteArray(isUnsigned: true);
        var key = new uint[(bytes.Length + 3) / 4];
        for (int i = 0; i < bytes.Length; i++) key[i / 4] |= (uint)bytes[i] << (8 * (i % 4));
        _engine = MersenneTwister.FromKey(key);
    }

    private PythonRandom(RandomState state)
    {
        _engine = new MersenneTwister(state.Words.AsSpan(), state.Next);
        _keptNormal = state.KeptNormal;
    }

    /// <summary>A generator that goes on exactly where <see cref="Save"/> was called: <c>random.setstate</c>.</summary>
    public static PythonRandom Restore(RandomState state) => new(state);

    /// <summary>The whole state, to go on from later with <see cref="Restore"/>: <c>random.getstate</c>.</summary>
    public RandomState Save() => new(_engine.Words, _engine.Next, _keptNormal);

    /// <summary>A double of 53 random bits, uniform in [0, 1): <c>random.random()</c>. The upper 27 bits of one word, then the upper 26
    /// of the next.</summary>
    public double Random()
    {
        ulong high = _engine.NextUInt32() >> 5, low = _engine.NextUInt32() >> 6;
        return ((high << 26) + low) * DoubleStep;
    }

    /// <summary><c>random.getrandbits(k)</c> for up to 64 bits: the upper bits of a word, the first word being the low one. 0 bits are 0,
    /// without a draw.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is negative or above 64.</exception>
    public ulong GetRandBits(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, 64);
        if (k == 0) return 0;
        if (k <= 32) return _engine.NextUInt32() >> (32 - k);
        ulong low = _engine.NextUInt32();
        return low | ((ulong)_engine.NextUInt32() >> (64 - k) << 32);
    }

    /// <summary>A whole number from 0 to below <paramref name="n"/>: <c>random.randrange(n)</c>. As many bits as n itself has, drawn
    /// again until they make less than n (<c>_randbelow_with_getrandbits</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is 0 or less.</exception>
    public long RandRange(long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        int bits = 64 - BitOperations.LeadingZeroCount((ulong)n);
        ulong drawn;
        do drawn = GetRandBits(bits);
        while (drawn >= (ulong)n);
        return (long)drawn;
    }

    /// <summary>Brings <paramref name="items"/> into a random order, in place: <c>random.shuffle</c> (Fisher-Yates from the end).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)RandRange(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>
    /// A normal deviate: <c>random.gauss(mu, sigma)</c>, Box-Muller in double. The pair's second value waits for the next call, also
    /// across other draws.
    /// </summary>
    public double Gauss(double mu, double sigma)
    {
        double z;
        if (_keptNormal is { } kept)
        {
            z = kept;
            _keptNormal = null;
        }
        else
        {
            double angle = Random() * (2 * Math.PI), radius = Math.Sqrt(-2 * Math.Log(1 - Random()));
            z = Math.Cos(angle) * radius;
            _keptNormal = Math.Sin(angle) * radius;
        }
        return mu + z * sigma;
    }

    /// <summary>A double between two others: <c>random.uniform(a, b)</c>, a + (b - a)·random().</summary>
    public double Uniform(double a, double b) => a + (b - a) * Random();

    /// <summary>
    /// One index, drawn by weight: <c>random.choices(range(n), weights)[0]</c>. The first index whose running sum of weights exceeds
    /// random()·total (<c>bisect</c>, to the right of equals), at most the last, so that a weight of 0 is never chosen before it.
    /// </summary>
    /// <exception cref="ArgumentException">The weights' sum is not finite or not above 0; there are none.</exception>
    public int Choice(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights) total += weight;
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException($"the sum of the weights must be finite and greater than 0, not {total}", nameof(weights));
        double drawn = Random() * total, sum = 0;
        int i = 0;
        while (i < weights.Length - 1 && (sum += weights[i]) <= drawn) i++;
        return i;
    }
}
