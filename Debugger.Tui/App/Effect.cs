using Backstep.Debugger.Tui.App.Session;

namespace Backstep.Debugger.Tui.App;

/// <summary>Something that <see cref="AppUpdate"/> wants done outside of itself.</summary>
public abstract record Effect;

/// <summary>For the engine's thread.</summary>
public sealed record SessionEffect(SessionCommand Command) : Effect;

/// <summary>Leave the program.</summary>
public sealed record QuitEffect : Effect;

/// <summary>Paint everything anew (Ctrl-L).</summary>
public sealed record RepaintEffect : Effect;
