using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>Where the boxes of layers stand.</summary>
internal static class LayerPlan
{
    private const int Link = 3;
    private const int WidestBox = 26;

    /// <summary>Least sizes of a box, the most telling first.</summary>
    private static readonly ImmutableArray<(int Width, int Height)> Sizes = [(20, 6), (16, 6), (16, 5), (12, 5), (12, 4), (12, 3)];

    /// <summary>A chain in rows from left to right, a free row between them; null if it does not fit.</summary>
    public static Rect[]? Chain(int width, int height, int count)
    {
        foreach ((int least, int high) in Sizes)
        {
            int columns = (width + Link) / (least + Link);
            if (columns == 0) continue;
            int rows = (count + columns - 1) / columns;
            if (rows * high + rows - 1 > height) continue;
            columns = (count + rows - 1) / rows;
            int box = Math.Min(WidestBox, (width - (columns - 1) * Link) / columns);
            int left = (width - columns * box - (columns - 1) * Link) / 2,
                step = high + 1 + Math.Min(2, (height - rows * high - (rows - 1)) / (rows + 1) / 2);
            int top = (height - (rows - 1) * step - high) / 2;
            return [.. Enumerable.Range(0, count)
                .Select(k => new Rect(left + k % columns * (box + Link), top + k / columns * step, box, high))];
        }
        return null;
    }

    /// <summary>A graph with branches: each node in the column behind everything that it reads; null if it does not fit.</summary>
    public static Rect[]? Columns(int width, int height, LayerGraph graph)
    {
        var depth = new int[graph.Nodes.Count];
        for (int k = 0; k < depth.Length; k++) depth[k] = graph.Nodes[k].Inputs.Select(i => depth[i] + 1).DefaultIfEmpty(0).Max();
        int columns = depth.Max() + 1, most = depth.GroupBy(d => d).Max(g => g.Count());
        int box = Math.Min(WidestBox, (width - (columns - 1) * Link) / columns);
        if (columns > 1) box = Math.Min(box, Math.Max(10, (width - (columns - 1) * (Link + 2)) / columns));
        if (box < 9) return null;
        int high = Math.Min(5, (height - most + 1) / most);
        if (high < 3) return null;
        int gap = columns == 1 ? 0 : Math.Min(12, (width - columns * box) / (columns - 1)),
            left = (width - columns * box - (columns - 1) * gap) / 2;
        var places = new Rect[depth.Length];
        for (int d = 0; d < columns; d++)
        {
            int[] here = [.. Enumerable.Range(0, depth.Length).Where(k => depth[k] == d)];
            for (int n = 0; n < here.Length; n++)
            {
                // The height is shared evenly, so that branches run level from column to column.
                int middle = (2 * n + 1) * height / (2 * here.Length);
                places[here[n]] = new Rect(left + d * (box + gap), Math.Clamp(middle - high / 2, 0, height - high), box, high);
            }
        }
        return places;
    }
}
