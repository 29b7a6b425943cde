using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>The panes of the debugger, in the order of their tabs.</summary>
public enum Pane
{
    /// <summary>Source listing and instructions.</summary>
    Program,

    /// <summary>The network as a picture.</summary>
    Network,

    /// <summary>All values.</summary>
    Values,

    /// <summary>The present formula.</summary>
    Why,
}

/// <summary>The state of the debugger's screen; what the session itself holds is in <see cref="View"/>.</summary>
public sealed record DebugModel
{
    /// <summary>The session as it is now.</summary>
    public required SessionView View { get; init; }

    /// <summary>The pane that keys go to.</summary>
    public Pane Focus { get; init; } = Pane.Program;

    /// <summary>The selected row of the program pane; null follows the present instruction.</summary>
    public int? ProgramRow { get; init; }

    /// <summary>Whether the program pane shows the source lines or the instructions.</summary>
    public bool ShowSource { get; init; }

    /// <summary>The selected row of the values pane.</summary>
    public int ValuesRow { get; init; }

    /// <summary>What the values pane is filtered by.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Whether typed characters go to the filter.</summary>
    public bool IsFiltering { get; init; }

    /// <summary>Whether the learner predicts each value before it is shown.</summary>
    public bool IsPredicting { get; init; }

    /// <summary>What the learner predicted for the instruction that runs next.</summary>
    public string? Pending { get; init; }

    /// <summary>Whether the last prediction was right.</summary>
    public bool IsVerdictRight { get; init; }

    /// <summary>How close what the learner predicted for the last instruction was, in words; null if nothing was predicted.</summary>
    public string? Verdict { get; init; }

    /// <summary>Right and all predictions so far.</summary>
    public (int Right, int All) Score { get; init; }
}
