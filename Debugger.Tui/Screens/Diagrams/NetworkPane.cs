using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>The network as a picture, with what is known at the present moment and what the last instruction worked on lit.</summary>
public static class NetworkPane
{
    /// <summary>Draws the network over the whole canvas.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="view">The moment.</param>
    /// <param name="hits">Takes the places of nodes, edges and layers as targets of the mouse; null if there is no mouse.</param>
    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder? hits)
    {
        if (canvas.IsEmpty) return;
        if (view.Program.IsScalar) PaintScalar(canvas, view, hits);
        else LayerPainter.Paint(canvas, view, hits);
    }

    private static void PaintScalar(Canvas canvas, SessionView view, HitMap.Builder? hits)
    {
        ScalarNetwork network = ScalarNetwork.Of(view.Program);
        bool isPainted = network.IsExpression ? ExpressionPainter.TryPaint(canvas, view, ExpressionGraph.Of(view.Program), hits)
            : network.IsSmall ? ScalarPainter.TryPaint(canvas, view, network, hits)
            : DensePainter.TryPaint(canvas, view, network, hits);
        if (!isPainted) ScalarText.PaintList(canvas, view, network, hits);
    }
}
