namespace Backstep.Lessons.Grading;

/// <summary>Mixes what is offered: another order in each play, the same on every machine.</summary>
internal static class Shuffle
{
    /// <summary>FNV-1a of the seed, then a linear congruential sequence (Numerical Recipes) for Fisher and Yates' shuffle.</summary>
    public static T[] Of<T>(IEnumerable<T> items, string seed)
    {
        T[] mixed = [.. items];
        uint state = seed.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619);
        for (int i = mixed.Length - 1; i > 0; i--)
        {
            state = state * 1664525 + 1013904223;
            int j = (int)((state >> 8) % (uint)(i + 1));
            (mixed[i], mixed[j]) = (mixed[j], mixed[i]);
        }
        return mixed;
    }
}
