using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Places the nodes of a network: the most detailed form in which nothing overlaps and every edge is long enough to be seen.</summary>
internal static class DiagramLayout
{
    private const int LeastEdge = 5;

    public static Rect[] Place(int width, int height, IReadOnlyList<DiagramNode> nodes, IReadOnlyList<DiagramEdge> edges, out int lines, out bool boxed)
    {
        int most = Math.Max(1, nodes.Max(node => node.Lines.Count));
        for (int form = 0; form < 2; form++)
        {
            boxed = form == 0;
            for (lines = most; lines >= 1; lines--)
            {
                Rect[] places = At(width, height, nodes, lines, boxed);
                if (Fits(width, height, places, nodes, edges)) return places;
            }
        }
        // Too small for anything: names alone, and what overlaps, overlaps.
        (lines, boxed) = (1, false);
        return At(width, height, nodes, 1, false);
    }

    private static Rect[] At(int width, int height, IReadOnlyList<DiagramNode> nodes, int lines, bool boxed)
    {
        var sizes = new (int Width, int Height)[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            int shown = Math.Min(lines, nodes[i].Lines.Count), frame = boxed && nodes[i].Boxed ? 2 : 0;
            int widest = 1;
            for (int line = 0; line < shown; line++) widest = Math.Max(widest, nodes[i].Lines[line].Width);
            sizes[i] = (widest + 2 * frame, Math.Max(1, shown) + frame);
        }
        double minColumn = nodes.Min(node => node.Column), maxColumn = nodes.Max(node => node.Column);
        double minRow = nodes.Min(node => node.Row), maxRow = nodes.Max(node => node.Row);
        double left = Margin(nodes, sizes, node => node.Column == minColumn, size => size.Width), right = Margin(nodes, sizes, node => node.Column == maxColumn, size => size.Width);
        double top = Margin(nodes, sizes, node => node.Row == minRow, size => size.Height), bottom = Margin(nodes, sizes, node => node.Row == maxRow, size => size.Height);
        // Edges that climb too steeply are hard to follow: a tall canvas leaves room above and below instead.
        double columnStep = maxColumn > minColumn ? (width - left - right) / (maxColumn - minColumn) : 0;
        double rowStep = Math.Max(sizes.Max(size => size.Height) + 3, columnStep * 0.4);
        double used = Math.Min(height, top + bottom + rowStep * (maxRow - minRow));
        double above = Math.Floor((height - used) / 2);
        var places = new Rect[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            double x = maxColumn > minColumn ? left + (nodes[i].Column - minColumn) / (maxColumn - minColumn) * (width - left - right) : width / 2.0;
            double y = maxRow > minRow ? above + top + (nodes[i].Row - minRow) / (maxRow - minRow) * (used - top - bottom) : height / 2.0;
            places[i] = new Rect((int)Math.Floor(x - sizes[i].Width / 2.0), (int)Math.Floor(y - sizes[i].Height / 2.0 + 1e-6), sizes[i].Width, sizes[i].Height);
        }
        return places;
    }

    // Half the size of the largest node at that border.
    private static double Margin(IReadOnlyList<DiagramNode> nodes, (int Width, int Height)[] sizes, Func<DiagramNode, bool> at, Func<(int Width, int Height), int> size)
    {
        int most = 0;
        for (int i = 0; i < nodes.Count; i++)
        {
            if (at(nodes[i])) most = Math.Max(most, size(sizes[i]));
        }
        return most / 2.0;
    }

    private static bool Fits(int width, int height, Rect[] places, IReadOnlyList<DiagramNode> nodes, IReadOnlyList<DiagramEdge> edges)
    {
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i].X < 0 || places[i].Y < 0 || places[i].Right > width || places[i].Bottom > height) return false;
            for (int j = 0; j < i; j++)
            {
                if (places[i].Overlaps(places[j])) return false;
            }
        }
        foreach (DiagramEdge edge in edges)
        {
            int from = IndexOf(nodes, edge.From), to = IndexOf(nodes, edge.To);
            if (from < 0 || to < 0 || nodes[to].Column - nodes[from].Column < 0.9) continue;
            if (places[to].X - places[from].Right < LeastEdge) return false;
        }
        return true;
    }

    private static int IndexOf(IReadOnlyList<DiagramNode> nodes, string id)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Id == id) return i;
        }
        return -1;
    }
}
