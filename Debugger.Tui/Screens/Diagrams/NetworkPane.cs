using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>The network as a picture, with what is known at the present moment and what the last instruction worked on lit.</summary>
public static class NetworkPane
{
    /// <summary>Draws the network over the whole canvas.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="view">The moment.</param>
    /// <param name="hits">Takes the places of nodes, edges and layers as targets of the mouse; null if there is no mouse.</param>
    /// <param name="page">Of several positions or heads that there is no room for at once, which one is shown.</param>
    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder? hits, int page = 0)
    {
        if (canvas.IsEmpty) return;
        if (view.Program.IsScalar) PaintScalar(canvas, view, hits);
        else if (view.NameLetters() is { } names) PaintLetters(canvas, view, names, page, hits);
        else LayerPainter.Paint(canvas, view, hits);
    }

    /// <summary>Rows that show the draw of a letter.</summary>
    private const int DrawRows = 16;

    /// <summary>The residual stream, and below it what the present step works on; a row for each position has to fit.</summary>
    private static void PaintLetters(Canvas canvas, SessionView view, LetterNames names, int page, HitMap.Builder? hits)
    {
        int rows = Math.Max(names.Of(0).Length + 3, view.Program.Instructions.Any(i => i.Opcode == Opcode.Choice) ? DrawRows : 0);
        int picture = Math.Min(rows, canvas.Height * 2 / 3);
        int used = ResidualSpine.Of(view.Program) is { } spine
            ? SpinePainter.Paint(canvas, view, spine, canvas.Height - picture, hits) : 0;
        if (used > 0 && used + picture < canvas.Height) used++;
        LetterPicture.Paint(canvas.Sub(0, used, canvas.Width, canvas.Height - used), view, names, page, hits);
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
