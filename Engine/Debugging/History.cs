using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>The contents that the values of a program have had, in full from one iteration on,
/// and the moment that they have come to.</summary>
/// <param name="oldest">The iteration that it begins with.</param>
internal sealed class History(Program program, long oldest)
{
    private readonly List<ValueVersion>[] _versions = [.. program.Values.Select(_ => new List<ValueVersion>())];

    /// <summary>The present moment.</summary>
    public Moment Now { get; set; } = new(oldest, 0);

    /// <summary>The first iteration that is kept in full.</summary>
    public long Oldest { get; private set; } = oldest;

    /// <summary>About what it takes in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Every content of a value that is kept, oldest first.</summary>
    public IReadOnlyList<ValueVersion> Versions(Value value) => _versions[value.Slot];

    /// <inheritdoc cref="IValueHistory.VersionAt"/>
    public ValueVersion? VersionAt(Value value, Moment moment)
    {
        List<ValueVersion> versions = _versions[value.Slot];
        int low = 0, high = versions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (versions[middle].Since <= moment) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return null;
        ValueVersion version = versions[low - 1];
        return value.IsPersistent || version.Since.Iteration == moment.Iteration ? version : null;
    }

    /// <summary>A new content; one that holds since the same moment has then never been.</summary>
    public void Add(Value value, ValueVersion version)
    {
        List<ValueVersion> versions = _versions[value.Slot];
        if (versions.Count > 0 && versions[^1].Since == version.Since) RemoveLast(versions);
        versions.Add(version);
        Bytes += Size(version);
    }

    /// <summary>Goes back to a moment that is kept.</summary>
    public void Undo(Moment moment)
    {
        foreach (List<ValueVersion> versions in _versions)
            while (versions.Count > 0 && versions[^1].Since > moment) RemoveLast(versions);
        Now = moment;
    }

    /// <summary>Forgets the older half of the iterations that are kept.</summary>
    /// <returns>False if only the present one and the one before are left: they stay.</returns>
    public bool ForgetOlderHalf()
    {
        if (Oldest >= Now.Iteration - 1) return false;
        Oldest += Math.Max(1, (Now.Iteration - Oldest) / 2);
        var start = new Moment(Oldest, 0);
        foreach (List<ValueVersion> versions in _versions)
        {
            int keep = versions.FindLastIndex(v => v.Since <= start);
            for (int i = 0; i < keep; i++) Bytes -= Size(versions[i]);
            if (keep > 0) versions.RemoveRange(0, keep);
        }
        return true;
    }

    private void RemoveLast(List<ValueVersion> versions)
    {
        Bytes -= Size(versions[^1]);
        versions.RemoveAt(versions.Count - 1);
    }

    /// <summary>The numbers of a version and the objects around them, which for single numbers are most of it.</summary>
    private static long Size(ValueVersion version) => 128 + 8L * version.Content.Length;
}
