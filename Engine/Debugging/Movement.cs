namespace Backstep.Engine.Debugging;

/// <summary>How a person moves through a run. The first five are what the fewest movements to a place are counted in.</summary>
public enum Movement
{
    /// <summary>One instruction.</summary>
    Into,

    /// <summary>The rest of the source line or, in the backward pass and the update, of the layer.</summary>
    Over,

    /// <summary>The rest of the phase.</summary>
    Out,

    /// <summary>To the end of the iteration or, standing there, of the next.</summary>
    Iterate,

    /// <summary>One instruction back.</summary>
    Back,

    /// <summary>To the next breakpoint; without one, to the end of the iteration.</summary>
    Continue,

    /// <summary>Back to the last breakpoint, or to the very beginning.</summary>
    ReverseContinue,

    /// <summary>Until a value has been computed, or to a line or a phase.</summary>
    RunTo,

    /// <summary>To any moment, forward or back.</summary>
    GoTo,

    /// <summary>To the very beginning.</summary>
    Restart,
}
