using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.App.Debug;

internal static class NetworkPane
{
    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder? hits) => canvas.Put(0, 0, view.Program.Name);
}
