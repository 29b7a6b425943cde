namespace Backstep.Debugger.Tui.Screens.Home;

/// <summary>What the first screen offers, in its order.</summary>
internal enum HomeEntry
{
    /// <summary>The lesson to go on with, for a learner who has begun.</summary>
    Continue,

    /// <summary>What is due for review.</summary>
    Review,

    /// <summary>The debugger as it was left.</summary>
    Return,

    /// <summary>The 2-2-2 network.</summary>
    Walkthrough,
    Lessons,

    /// <summary>All programs.</summary>
    Debug,
    Train,

    /// <summary>A digit drawn by hand.</summary>
    Draw,

    /// <summary>Weights, a course, a script.</summary>
    File,
    Settings,
    Quit,
}
