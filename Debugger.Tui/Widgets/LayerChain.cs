using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A layer of a network: its name, the shape of what it gives, and more about it (parameters, kind).</summary>
public sealed record LayerBox(string Name, string Shape, string Detail = "")
{
    /// <summary>True for the layer of the current instruction.</summary>
    public bool Lit { get; init; }

    /// <summary>The style when it is lit; null for the focus colour.</summary>
    public Style? Style { get; init; }

    /// <summary>True for a layer that was already run in this pass.</summary>
    public bool Done { get; init; }
}

/// <summary>The layers of a network one after another: as boxes that flow over rows where there is room, otherwise a line for each.</summary>
public static class LayerChain
{
    private const int Arrow = 3;

    /// <summary>Draws the chain; returns where each layer stands.</summary>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<LayerBox> layers)
    {
        if (canvas.IsEmpty || layers.Count == 0) return [];
        for (int lines = 3; lines >= 2; lines--)
        {
            if (lines == 3 && layers.All(layer => layer.Detail.Length == 0)) continue;
            if (Rows(canvas.Width, layers, lines) is { } rows && rows * (lines + 2) <= canvas.Height) return Boxes(canvas, layers, lines);
        }
        return List(canvas, layers);
    }

    private static int Width(LayerBox layer, int lines) =>
        Math.Max(Math.Max(CellWidth.Of(layer.Name), CellWidth.Of(layer.Shape)), lines == 3 ? CellWidth.Of(layer.Detail) : 0) + 4;

    // How many rows of boxes there are; null when one is wider than the canvas.
    private static int? Rows(int width, IReadOnlyList<LayerBox> layers, int lines)
    {
        int rows = 1, x = 0;
        foreach (LayerBox layer in layers)
        {
            int box = Width(layer, lines);
            if (box + Arrow > width) return null;
            if (x > 0 && x + Arrow + box > width)
            {
                rows++;
                x = 0;
            }
            x += Arrow + box;
        }
        return rows;
    }

    private static List<Hit> Boxes(Canvas canvas, IReadOnlyList<LayerBox> layers, int lines)
    {
        var hits = new List<Hit>();
        int x = 0, y = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            LayerBox layer = layers[i];
            int width = Width(layer, lines);
            if (x > 0 && x + Arrow + width > canvas.Width)
            {
                x = 0;
                y += lines + 2;
            }
            Style line = LineStyle(canvas, layer);
            // The arrow also stands before the first box of a row: the chain goes on from the row above.
            if (i > 0)
            {
                canvas.Put(x, y + 1 + (lines - 1) / 2, x == 0 ? "╰─▶" : layer.Lit ? "━━▶" : "──▶", line);
            }
            x += Arrow;
            var place = new Rect(x, y, width, lines + 2);
            Canvas inner = Panel.Paint(canvas.Sub(place), border: line, kind: layer.Lit ? BorderKind.Heavy : BorderKind.Rounded).Inset(1, 0);
            inner.PutCentred(0, layer.Name, layer.Lit ? line.Bold : layer.Done ? canvas.Theme.Text : canvas.Theme.Dim);
            inner.PutCentred(1, layer.Shape, layer.Lit ? canvas.Theme.Bright : canvas.Theme.Caption);
            if (lines == 3) inner.PutCentred(2, layer.Detail, canvas.Theme.Caption);
            hits.Add(new Hit(canvas.OnScreen(place), i));
            x += width;
        }
        return hits;
    }

    private static List<Hit> List(Canvas canvas, IReadOnlyList<LayerBox> layers)
    {
        int lit = Math.Max(0, layers.ToList().FindLastIndex(layer => layer.Lit));
        int names = layers.Max(layer => CellWidth.Of(layer.Name)), shapes = layers.Max(layer => CellWidth.Of(layer.Shape));
        ListState state = new ListState(lit, 0).Reveal(layers.Count, canvas.Height) with { Selected = -1 };
        return ListView.Paint(canvas, layers.Count, state, false, (row, i) =>
        {
            LayerBox layer = layers[i];
            Style line = LineStyle(canvas, layer);
            int x = row.Put(0, 0, layer.Lit ? "▶ " : i + 1 < layers.Count ? "│ " : "╰ ", line);
            row.PutCut(x, 0, row.Width - x, layer.Name, layer.Lit ? line.Bold : layer.Done ? canvas.Theme.Text : canvas.Theme.Dim);
            x += names + 2;
            row.PutCut(x, 0, row.Width - x, layer.Shape, layer.Lit ? canvas.Theme.Bright : canvas.Theme.Caption);
            x += shapes + 2;
            row.PutCut(x, 0, row.Width - x, layer.Detail, canvas.Theme.Caption);
        });
    }

    private static Style LineStyle(Canvas canvas, LayerBox layer) => layer.Lit ? layer.Style ?? canvas.Theme.Focus : canvas.Theme.Dim;
}
