using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Rendering;
namespace Backstep.Debugger.Tui.App.Debug.Diagrams;

internal static class LayerPainter
{
    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder? hits) => canvas.Put(0, 0, view.Program.Name + hits);
}
