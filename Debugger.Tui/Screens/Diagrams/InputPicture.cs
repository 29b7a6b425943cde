using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>The first image of the batch beside the layers that read it, with what it is and what it is taken for.</summary>
internal static class InputPicture
{
    private const int LeastWidth = 100;
    private const int LeastHeight = 18;

    /// <summary>Draws the picture where there is room, and returns what is left of the canvas.</summary>
    public static Canvas Paint(Canvas canvas, SessionView view, LayerGraph graph, HitMap.Builder? hits)
    {
        if (canvas.Width < LeastWidth || canvas.Height < LeastHeight) return canvas;
        LayerNode? input = graph.Nodes.FirstOrDefault(n => n.Instruction is null && n.Value.Shape.Rank is 3 or 4);
        if (input is null || graph.Content(input) is not { } images) return canvas;
        Shape shape = images.Shape;
        int high = shape[-2], wide = shape[-1];
        if (high < 2 || wide < 2) return canvas;
        (int columns, int rows) = Picture.SizeOf(high, wide);
        columns = Math.Min(columns, 32);
        rows = Math.Min(rows, 16);
        int top = Math.Max(0, (canvas.Height - rows - 2) / 2);
        canvas.PutCut(1, top, columns, $"{input.Title}[0]  {high}×{wide}", canvas.Theme.Title);
        Canvas picture = canvas.Sub(1, top + 1, columns, rows);
        Picture.Paint(picture, images.Data[..(high * wide)], high, wide);
        hits?.Add(picture.OnScreen(picture.Local), new ValueTarget(input.Value.Slot));
        Verdict(canvas.Sub(1, top + 1 + rows, columns, 1), view, graph);
        return canvas.Sub(columns + 4, 0, canvas.Width - columns - 4, canvas.Height);
    }

    private static void Verdict(Canvas line, SessionView view, LayerGraph graph)
    {
        if (view.Program.Target is not { Shape.Rank: 1 } target || view[target] is not { } labels) return;
        int x = line.Put(0, 0, line.Texts.Debug.Label((int)labels.Data[0]), line.Theme.Text);
        LayerNode? output = graph.Nodes.FirstOrDefault(n => n.Value == view.Program.Output);
        if (output is null || graph.Content(output) is not { } logits
            || new LayerText(view, graph, line.Look).Prediction(logits) is not { } says) return;
        line.PutCut(x, 0, line.Width - x, [line.Texts.Debug.Predicted, says]);
    }
}
