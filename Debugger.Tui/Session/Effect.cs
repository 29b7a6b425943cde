namespace Backstep.Debugger.Tui.Session;

/// <summary>Something that an update wants done outside of itself.</summary>
public abstract record Effect;

/// <summary>For the engine's thread; <paramref name="IsQuiet"/>: nobody waits for it.</summary>
public sealed record SessionEffect(SessionCommand Command, bool IsQuiet = false) : Effect;

/// <summary>Leave the program.</summary>
public sealed record QuitEffect : Effect;

/// <summary>Text for the system's clipboard.</summary>
public sealed record CopyEffect(string Text) : Effect;

/// <summary>
/// An answer to show in a window of its own: printed text. The present screen opens it; it is not part of the state, since what is open
/// belongs to the views.
/// </summary>
public sealed record ShowEffect(Msg Answer) : Effect;
