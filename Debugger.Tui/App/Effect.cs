using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.App;

/// <summary>Paint everything anew (Ctrl-L).</summary>
public sealed record RepaintEffect : Effect;
