using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.App.Overlays;

internal static class InspectorView
{
    public static void Paint(Canvas canvas, AppModel app, InspectorOverlay overlay, HitMap.Builder hits) => canvas.Put(0, 0, overlay.Subject.Value.Name + app.Ticks);
}
