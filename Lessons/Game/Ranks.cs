using System.Collections.Immutable;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Game;

/// <summary>A title for points.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Xp">The points from which it is held.</param>
public sealed record Rank(string Key, int Xp)
{
    /// <summary>Its name.</summary>
    public LocalText Name => GameTexts.RankName(Key);
}

/// <summary>The ranks by points.</summary>
public static class Ranks
{
    /// <summary>All ranks, the lowest first; the lowest needs no points.</summary>
    public static ImmutableArray<Rank> All { get; } =
    [
        new("input", 0), new("neuron", 60), new("hidden-layer", 150), new("network", 300),
        new("backpropagator", 500), new("optimizer", 750), new("autograd", 1000),
    ];

    /// <summary>The rank that so many points give.</summary>
    public static Rank Of(int xp) => All.LastOrDefault(r => r.Xp <= xp) ?? All[0];

    /// <summary>The rank to play for; null at the highest.</summary>
    public static Rank? After(int xp) => All.FirstOrDefault(r => r.Xp > xp);
}
