using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.App.Home;

/// <summary>What the first screen offers.</summary>
public enum HomeEntry
{
    /// <summary>The 2-2-2 network.</summary>
    Walkthrough,

    /// <summary>All programs.</summary>
    Debug,

    /// <summary>Training.</summary>
    Train,

    /// <summary>Lessons.</summary>
    Lessons,

    /// <summary>Dark or light.</summary>
    Theme,

    /// <summary>Leave.</summary>
    Quit,
}

/// <summary>The state of the first screen.</summary>
public sealed record HomeModel
{
    /// <summary>The selected entry of the left list.</summary>
    public HomeEntry Selected { get; init; }

    /// <summary>The selected program while the list of programs has the keys; null while the left list has.</summary>
    public int? Program { get; init; }

    /// <summary>The debugger as it was left; Esc goes back to it. Null before it was open.</summary>
    public DebugModel? Left { get; init; }

    /// <summary>Pictures of the 2-2-2 network stepping by itself; empty until they are made.</summary>
    public ImmutableArray<SessionView> Demo { get; init; } = [];

    /// <summary>The programs that can be opened.</summary>
    public static ImmutableArray<ProgramEntry> Programs => ProgramCatalog.All;
}
