using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.App.Overlays;

internal static class ExplanationView
{
    public static void Paint(Canvas canvas, AppModel app, ExplanationOverlay overlay, HitMap.Builder hits) => canvas.Put(0, 0, overlay.Trail[^1].Explanation.Subject + app.Ticks);
}
