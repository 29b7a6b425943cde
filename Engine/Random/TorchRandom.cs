namespace Backstep.Engine.Random;

/// <summary>
/// PyTorch's CPU random generator: after <c>new TorchRandom(seed)</c> every draw gives what the draw of the same name gives in
/// PyTorch after <c>torch.manual_seed(seed)</c>. Bit-exact for <see cref="Uniform"/>, <see cref="Rand"/>, <see cref="RandPerm"/>,
/// <see cref="NextLoaderOrder"/> and <see cref="Randn"/> of fewer than 16 elements; longer <see cref="Randn"/> agree within 1.1e-6,
/// because PyTorch computes them with its own vectorised logarithm, sine and cosine.
/// Source: ATen/core/DistributionsHelper.h, ATen/native/cpu/DistributionTemplates.h and torch/utils/data of PyTorch 1.13.
/// </summary>
public sealed class TorchRandom
{
    // A whole number below 2^24 (2^53) times this is an exact float (double) in [0, 1).
    private const float FloatStep = 1f / (1 << 24);
    private const double DoubleStep = 1.0 / (1L << 53);

    private const int NormalBlock = 16;

    private readonly MersenneTwister _engine;
    private double? _keptNormal;

    /// <summary>
    /// A generator as <c>torch.manual_seed(seed)</c> leaves it. The engine takes the low 32 bits of the seed, so seeds that differ
    /// by a multiple of 2^32 are the same, and a negative seed is what PyTorch makes of it (-1 is 0xFFFFFFFF).
    /// </summary>
    public TorchRandom(long seed) => _engine = new MersenneTwister(unchecked((uint)seed));

    private TorchRandom(RandomState state)
    {
        _engine = new MersenneTwister(state.Words.AsSpan(), state.Next);
        _keptNormal = state.KeptNormal;
    }

    /// <summary>A generator that goes on exactly where <see cref="Save"/> was called.</summary>
    public static TorchRandom Restore(RandomState state) => new(state);

    /// <summary>The whole state, to go on from later with <see cref="Restore"/>.</summary>
    public RandomState Save() => new(_engine.Words, _engine.Next, _keptNormal);

    /// <summary>The next 32 bits of the engine.</summary>
    public uint NextUInt32() => _engine.NextUInt32();

    /// <summary>The next 64 bits: two draws, the first one being the high word.</summary>
    public ulong NextUInt64()
    {
        ulong high = NextUInt32();
        return (high << 32) | NextUInt32();
    }

    /// <summary><paramref name="n"/> float32 values, uniform in [<paramref name="lo"/>, <paramref name="hi"/>):
    /// <c>torch.empty(n).uniform_(lo, hi)</c>. One 32-bit draw a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative, or <paramref name="hi"/> below
    /// <paramref name="lo"/>.</exception>
    public float[] Uniform(int n, double lo, double hi)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfLessThan(hi, lo);
        var values = new float[n];
        float from = (float)lo, range = (float)hi - (float)lo;
        // Fused, as in PyTorch's build: a rounding between product and sum changes the last bit of half of the values.
        for (int i = 0; i < n; i++) values[i] = MathF.FusedMultiplyAdd(NextFloat(), range, from);
        return values;
    }

    /// <summary><paramref name="n"/> float32 values, uniform in [0, 1): <c>torch.rand(n)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public float[] Rand(int n) => Uniform(n, 0, 1);

    /// <summary><paramref name="n"/> float32 values of the standard normal distribution: <c>torch.randn(n)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public float[] Randn(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (n >= NormalBlock) return RandnBlocks(n);
        var values = new float[n];
        for (int i = 0; i < n; i++) values[i] = (float)NextNormal();
        return values;
    }

    /// <summary>A random order of 0 to <paramref name="n"/> - 1: <c>torch.randperm(n)</c> (Fisher-Yates from the front).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] RandPerm(int n)
    {
        int[] order = Ascending(n);
        for (int i = 0; i < n - 1; i++)
        {
            int z = i + (int)(NextUInt32() % (uint)(n - i));
            (order[i], order[z]) = (order[z], order[i]);
        }
        return order;
    }

    /// <summary>
    /// The order in which one epoch of <c>DataLoader(dataset, shuffle=...)</c> takes <paramref name="n"/> samples. Draws from this
    /// generator what the loader draws from PyTorch's global one: a base seed for workers, which nobody uses here but which is drawn
    /// whether or not the loader shuffles, and for a shuffled epoch the seed of the permutation's own generator.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] NextLoaderOrder(int n, bool shuffle)
    {
        NextInt64();
        return shuffle ? new TorchRandom(NextInt64()).RandPerm(n) : Ascending(n);
    }

    /// <summary>What <c>torch.empty((), dtype=torch.int64).random_()</c> gives: uniform in 0 to 2^63 - 1.</summary>
    private long NextInt64() => (long)(NextUInt64() & long.MaxValue);

    // The low 24 bits, not the high ones.
    private float NextFloat() => (NextUInt32() & 0xFFFFFF) * FloatStep;

    private double NextDouble() => (NextUInt64() & ((1UL << 53) - 1)) * DoubleStep;

    /// <summary>One deviate by Box-Muller in double; the pair's second value waits for the next call, also across other draws.</summary>
    private double NextNormal()
    {
        if (_keptNormal is { } kept)
        {
            _keptNormal = null;
            return kept;
        }
        double u1 = NextDouble(), u2 = NextDouble();
        double radius = Math.Sqrt(-2 * Log1p(-u2)), theta = 2 * Math.PI * u1;
        _keptNormal = radius * Math.Sin(theta);
        return radius * Math.Cos(theta);
    }

    /// <summary>
    /// PyTorch's way for 16 elements and more: uniforms first, then Box-Muller in place, block by block. Leaves the kept value alone.
    /// </summary>
    private float[] RandnBlocks(int n)
    {
        float[] values = Rand(n);
        for (int start = 0; start + NormalBlock <= n; start += NormalBlock) BoxMuller(values.AsSpan(start, NormalBlock));
        if (n % NormalBlock == 0) return values;
        // The last 16 are drawn anew, the tail of the last whole block among them.
        Span<float> last = values.AsSpan(n - NormalBlock);
        Rand(NormalBlock).CopyTo(last);
        BoxMuller(last);
        return values;
    }

    private static void BoxMuller(Span<float> block)
    {
        const int half = NormalBlock / 2;
        for (int j = 0; j < half; j++)
        {
            // 1 - u lies in (0, 1], so that the logarithm is finite. Each step is rounded to float32, as PyTorch's are (an angle in
            // double would be further off); the functions themselves run in double, which gives the same on every machine.
            float radius = MathF.Sqrt(-2 * (float)Math.Log(1 - block[j])), theta = 2 * MathF.PI * block[j + half];
            block[j] = radius * (float)Math.Cos(theta);
            block[j + half] = radius * (float)Math.Sin(theta);
        }
    }

    /// <summary>ln(1 + x) without the loss of digits near 0; .NET has no log1p. W. Kahan's method (HP-15C Advanced Functions
    /// Handbook).</summary>
    private static double Log1p(double x)
    {
        double u = 1 + x;
        if (u == 1) return x;
        return Math.Log(u) * (x / (u - 1));
    }

    private static int[] Ascending(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var order = new int[n];
        for (int i = 0; i < n; i++) order[i] = i;
        return order;
    }
}
