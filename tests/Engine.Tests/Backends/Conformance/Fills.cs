namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>
/// Random contents of tensors. Every number is a float32 exactly, so that a float backend computes with the same inputs
/// as the double-precision expectation.
/// </summary>
internal static class Fills
{
    /// <summary>Uniform in -2 to 2.</summary>
    public static double[] Any(System.Random random, int length) => Draw(length, () => random.NextDouble() * 4 - 2);

    /// <summary>Uniform in 0.5 to 2.</summary>
    public static double[] Positive(System.Random random, int length) => Draw(length, () => 0.5 + random.NextDouble() * 1.5);

    /// <summary>Of either sign, at least 0.5 from zero: divisors.</summary>
    public static double[] AwayFromZero(System.Random random, int length) =>
        Draw(length, () => (0.5 + random.NextDouble() * 1.5) * (random.Next(2) == 0 ? -1 : 1));

    /// <summary>All different, at least 1/32 from zero and 1/16 from each other:
    /// no kink of max or |x| within a difference quotient.</summary>
    public static double[] Spread(System.Random random, int length)
    {
        double[] x = [.. Enumerable.Range(0, length).Select(i => (i - length / 2 + 0.5) / 16)];
        random.Shuffle(x);
        return x;
    }

    /// <summary>Uniform in 0.05 to 0.95.</summary>
    public static double[] Probability(System.Random random, int length) => Draw(length, () => 0.05 + 0.9 * random.NextDouble());

    /// <summary>Whole numbers from 0 to <paramref name="classes"/> - 1.</summary>
    public static Fill Labels(int classes) => (random, length) => Draw(length, () => random.Next(classes));

    /// <summary>The same, but every third from <paramref name="ignored"/> on is -100, which counts for nothing.</summary>
    public static Fill LabelsWithout(int classes, int ignored) => (random, length) =>
        [.. Labels(classes)(random, length).Select((label, n) => n >= ignored && (n - ignored) % 3 == 0 ? -100 : label)];

    private static double[] Draw(int length, Func<double> next)
    {
        var x = new double[length];
        for (int i = 0; i < length; i++) x[i] = (float)next();
        return x;
    }
}

/// <summary>Makes the content of a tensor of <paramref name="length"/> elements.</summary>
internal delegate double[] Fill(System.Random random, int length);
