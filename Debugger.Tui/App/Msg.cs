using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.App;

/// <summary>From the terminal.</summary>
public sealed record InputMsg(InputEvent Event) : Msg;

/// <summary>Time passes while something moves by itself (the picture on the home screen, a toast).</summary>
public sealed record TickMsg : Msg;
