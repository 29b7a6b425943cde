
namespace Backstep.Engine.Training;

/// <summary>
/// The snapshots of a run in memory, in the order of their steps. One is due when the steps since the last one took
/// <see cref="Patience"/> times as long as making one does; when there are <see cref="Most"/>,
/// every second one is dropped, so that a long run has the same number, further apart.
/// </summary>
internal sealed class SnapshotList
{
    /// <summary>Snapshots cost a run one part in so many of its time: 1 %.</summary>
    private const int Patience = 100;

    private const int Most = 24;

    private readonly List<(TrainingPlan Plan, TrainingState State)> _states = [];
    private int _dropped = 1;

    public int Count => _states.Count;

    /// <summary>The step behind which the next one is due.</summary>
    public long Due { get; private set; } = 1;

    /// <summary>Adds the state behind a step.</summary>
    /// <param name="plan">What was trained from there on.</param>
    /// <param name="state">The state.</param>
    /// <param name="seconds">How long the steps since the last one took.</param>
    /// <param name="cost">How long it took to make it.</param>
    public void Add(TrainingPlan plan, TrainingState state, double seconds = 0, double cost = 0)
    {
        long steps = _states.Count == 0 ? 0 : state.Step - _states[^1].State.Step;
        _states.Add((plan, state));
        if (_states.Count == Most)
        {
            // The first one stays: it is how far back one can go.
            for (int i = _states.Count - 2; i > 0; i -= 2) _states.RemoveAt(i);
            _dropped *= 2;
        }
        double perStep = steps == 0 ? 0 : seconds / steps;
        long wait = perStep > 0 ? (long)Math.Ceiling(Patience * cost / perStep) : 1;
        Due = state.Step + Math.Max(1, Math.Max(wait, _dropped));
    }

    /// <summary>A list of its own of those that are not behind <paramref name="step"/>.</summary>
    public SnapshotList UpTo(long step)
    {
        var some = new SnapshotList { _dropped = _dropped, Due = step + 1 };
        some._states.AddRange(_states.TakeWhile(s => s.State.Step <= step));
        return some;
    }

    public (TrainingPlan Plan, TrainingState State) this[int index] => _states[index];

    /// <summary>The first one.</summary>
    public TrainingState First => _states[0].State;

    /// <summary>The last one that is not behind <paramref name="step"/>; there must be one.</summary>
    public (TrainingPlan Plan, TrainingState State) Before(long step) => _states.FindLast(s => s.State.Step <= step);
}
