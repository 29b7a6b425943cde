namespace Backstep.Engine.Debugging;

/// <summary>
/// The memory that all timelines of a session share. When it is used up,
/// the detail of what has not been walked for longest goes first, then the oldest iterations of what is walked, then snapshots;
/// all of it is calculated again when it is asked for.
/// </summary>
/// <param name="budgetBytes">What the timelines may take together.</param>
internal sealed class HistoryMemory(long budgetBytes)
{
    /// <summary>The timeline that is walked and the one that it is compared with keep at least the iteration in which they stand.</summary>
    private const int InUse = 2;

    /// <summary>Least recently walked first.</summary>
    private readonly List<Timeline> _timelines = [];

    private bool IsFull => _timelines.Sum(t => t.Bytes) > budgetBytes;

    /// <summary>Snapshots that a timeline may take, each of <paramref name="bytes"/>:
    /// an eighth of the budget, but enough to go back by.</summary>
    public int MaxSnapshots(long bytes) => (int)Math.Clamp(budgetBytes / 8 / bytes, Timeline.MinSnapshots, 128);

    /// <summary>A timeline is walked.</summary>
    public void Use(Timeline timeline)
    {
        if (_timelines.Count > 0 && ReferenceEquals(_timelines[^1], timeline)) return;
        _timelines.Remove(timeline);
        _timelines.Add(timeline);
    }

    /// <summary>A timeline that is given up takes no memory.</summary>
    public void Release(Timeline timeline) => _timelines.Remove(timeline);

    /// <summary>Makes room, if there is too little.</summary>
    public void Trim()
    {
        for (int i = 0; i < _timelines.Count && IsFull; i++)
            while (IsFull && _timelines[i].ForgetDetail(all: i < _timelines.Count - InUse)) { }
        for (int i = 0; i < _timelines.Count && IsFull; i++)
            while (IsFull && _timelines[i].ForgetSnapshots(all: i < _timelines.Count - InUse)) { }
    }
}
