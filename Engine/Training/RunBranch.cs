namespace Backstep.Engine.Training;

/// <summary>
/// What one line of a run has told so far: the steps from where it forked. Whoever draws reads it while the run writes;
/// what has been read does not change afterwards, for a branch that is gone back in is cut off only when it forks.
/// </summary>
/// <param name="number">From 0.</param>
/// <param name="parent">What it forked from; null for the first one.</param>
/// <param name="forkedAt">The step behind which it begins.</param>
/// <param name="change">What is different from the parent, in a few words.</param>
/// <param name="plan">What is trained.</param>
/// <param name="learningRate">The learning rate that it was given; null for the plan's.</param>
public sealed class RunBranch(int number, RunBranch? parent, long forkedAt, string change, TrainingPlan plan, double? learningRate)
{
    private readonly Lock _lock = new();
    private readonly List<StepEvent> _steps = [];
    private readonly List<EpochEvent> _epochs = [];
    private readonly List<TestEvent> _tests = [];

    public int Number => number;

    public RunBranch? Parent => parent;

    public long ForkedAt => forkedAt;

    public string Change => change;

    public TrainingPlan Plan => plan;

    public double? LearningRate => learningRate;

    /// <summary>The last step that was made on it; <see cref="ForkedAt"/> without any.</summary>
    public long LastStep => forkedAt + Count;

    public int Count
    {
        get
        {
            lock (_lock) return _steps.Count;
        }
    }

    /// <summary>The epochs that are over.</summary>
    public EpochEvent[] Epochs
    {
        get
        {
            lock (_lock) return [.. _epochs];
        }
    }

    /// <summary>The tests.</summary>
    public TestEvent[] Tests
    {
        get
        {
            lock (_lock) return [.. _tests];
        }
    }

    /// <summary>The steps from number <paramref name="first"/> of this branch on, from 0.</summary>
    public StepEvent[] StepsFrom(int first)
    {
        lock (_lock) return first >= _steps.Count ? [] : [.. _steps[first..]];
    }

    /// <summary>Adds what happened. What is told again after a rewind gives the same and is known already.</summary>
    internal void Add(TrainingEvent e)
    {
        lock (_lock)
        {
            if (e is StepEvent s && s.Step == LastStepUnlocked + 1) _steps.Add(s);
            else if (e is EpochEvent p && (_epochs.Count == 0 || p.Epoch > _epochs[^1].Epoch)) _epochs.Add(p);
            else if (e is TestEvent t && (_tests.Count == 0 || t.Epoch > _tests[^1].Epoch)) _tests.Add(t);
        }
    }

    private long LastStepUnlocked => forkedAt + _steps.Count;
}
