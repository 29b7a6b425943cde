using Backstep.Debugger.Tui.Shell;

namespace Backstep.Debugger.Tui.Session;

/// <summary>What the debugger's screen means beyond the session itself: predict mode.</summary>
public sealed record DebugState
{
    /// <summary>Whether the learner predicts each value before it is shown.</summary>
    public bool IsPredicting { get; init; }

    /// <summary>What the learner predicted for the instruction that runs next.</summary>
    public string? Pending { get; init; }

    /// <summary>How close the prediction for the last instruction was; null if nothing was predicted.</summary>
    public PredictionVerdict? Verdict { get; init; }

    /// <summary>Right and all predictions so far.</summary>
    public (int Right, int All) Score { get; init; }
}
