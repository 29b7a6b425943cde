using System.Collections.Immutable;

namespace Backstep.Engine.Random;

/// <summary>
/// Everything that fixes the further draws of a <see cref="TorchRandom"/> or a <see cref="PythonRandom"/>, as
/// <c>torch.get_rng_state</c> and <c>random.getstate</c> do. Immutable, so a snapshot can keep it; equal states give equal draws.
/// </summary>
public sealed class RandomState : IEquatable<RandomState>
{
    /// <summary>A state from its parts.</summary>
    /// <param name="words">The 624 words of the Mersenne Twister.</param>
    /// <param name="next">How many words of the present block have been given out, 0 to 624.</param>
    /// <param name="keptNormal">The standard normal deviate that is kept for the next small <c>randn</c> or <c>gauss</c>, if any.</param>
    /// <exception cref="ArgumentException">There are not 624 words, or <paramref name="next"/> lies outside.</exception>
    public RandomState(ImmutableArray<uint> words, int next, double? keptNormal)
    {
        if (words.IsDefault || words.Length != MersenneTwister.StateLength)
            throw new ArgumentException(
                $"{MersenneTwister.StateLength} words of state wanted, {(words.IsDefault ? 0 : words.Length)} given", nameof(words));
        ArgumentOutOfRangeException.ThrowIfNegative(next);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(next, MersenneTwister.StateLength);
        Words = words;
        Next = next;
        KeptNormal = keptNormal;
    }

    /// <summary>The 624 words of the Mersenne Twister.</summary>
    public ImmutableArray<uint> Words { get; }

    /// <summary>How many words of the present block have been given out; 624 means that a new block comes first.</summary>
    public int Next { get; }

    /// <summary>The second value of the last Box-Muller pair (Python's <c>gauss_next</c>), while nobody has taken it.</summary>
    public double? KeptNormal { get; }

    public bool Equals(RandomState? other) =>
        other is not null && Next == other.Next && KeptNormal == other.KeptNormal && Words.AsSpan().SequenceEqual(other.Words.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as RandomState);
    public override int GetHashCode() => HashCode.Combine(Next, KeptNormal, Words[0], Words[^1]);
}
