using Backstep.Engine.Training;

namespace Backstep.Engine.Runs;

/// <summary>
/// The snapshots of a run in memory, in the order of their steps. One is due when the steps since the last one took <see cref="Patience"/> times as
/// long as making one does; when there are <see cref="Most"/>, every second one is dropped, so that a long run has the same number, further apart.
/// </summary>
internal sealed class SnapshotList
{
    /// <summary>Snapshots cost a run one part in so many of its time: 1.6 %.</summary>
    private const int Patience = 64;

    private const int Most = 24;

    private readonly List<TrainingState> _states = [];
    private int _dropped = 1;

    public int Count => _states.Count;

    /// <summary>The step behind which the next one is due.</summary>
    public long Due { get; private set; } = 1;

    /// <summary>Adds the state behind a step.</summary>
    /// <param name="state">The state.</param>
    /// <param name="seconds">How long the steps since the last one took.</param>
    /// <param name="cost">How long it took to make it.</param>
    public void Add(TrainingState state, double seconds, double cost = 0)
    {
        long steps = _states.Count == 0 ? 0 : state.Step - _states[^1].Step;
        _states.Add(state);
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

    /// <summary>The last one that is not behind <paramref name="step"/>.</summary>
    public TrainingState? Before(long step) => _states.FindLast(s => s.Step <= step);
}
