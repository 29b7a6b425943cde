using System.Collections.Immutable;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>What a click at a place means: an action of the interface.</summary>
public abstract record HitTarget;

/// <summary>The regions that a frame drew, in screen coordinates; what was drawn later lies on top.</summary>
public sealed class HitMap
{
    private HitMap(ImmutableArray<(Rect, HitTarget)> regions) => Regions = regions;

    /// <summary>All of them, in the order in which they were drawn.</summary>
    public ImmutableArray<(Rect Area, HitTarget Target)> Regions { get; }

    /// <summary>No regions.</summary>
    public static HitMap Empty { get; } = new([]);

    /// <summary>What lies at a cell, and where it lies; null if nothing does.</summary>
    public (Rect Area, HitTarget Target)? At(int x, int y)
    {
        for (int i = Regions.Length - 1; i >= 0; i--)
            if (Regions[i].Area.Contains(x, y)) return Regions[i];
        return null;
    }

    /// <summary>Collects regions while a frame is painted.</summary>
    public sealed class Builder
    {
        private readonly ImmutableArray<(Rect, HitTarget)>.Builder _regions = ImmutableArray.CreateBuilder<(Rect, HitTarget)>();

        /// <summary>Adds a region in screen coordinates.</summary>
        public void Add(Rect area, HitTarget target)
        {
            if (!area.IsEmpty) _regions.Add((area, target));
        }

        /// <summary>An overlay covers what lies below: those regions no longer count.</summary>
        public void Clear() => _regions.Clear();

        /// <summary>The regions so far.</summary>
        public HitMap Build() => new(_regions.ToImmutable());
    }
}
