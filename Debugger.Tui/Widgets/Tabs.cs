using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Names in a row, one of them chosen.</summary>
public static class Tabs
{
    /// <summary>
    /// Draws the tabs on the first row; returns where each one stands. The chosen one is always visible: where room is short, those far
    /// from it are left out.
    /// </summary>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<string> names, int selected)
    {
        var hits = new List<Hit>();
        if (names.Count == 0 || canvas.IsEmpty) return hits;
        selected = Math.Clamp(selected, 0, names.Count - 1);
        int first = 0;
        while (first < selected && Extent(names, first, selected) > canvas.Width) first++;
        int x = 0;
        for (int i = first; i < names.Count && x < canvas.Width; i++)
        {
            string label = " " + names[i] + " ";
            Style style = i == selected ? canvas.Theme.Selection : canvas.Theme.KeyText;
            int end = canvas.Put(x, 0, label, style);
            hits.Add(new Hit(canvas.OnScreen(new Rect(x, 0, end - x, 1)), i));
            x = end + 1;
        }
        return hits;
    }

    private static int Extent(IReadOnlyList<string> names, int first, int last)
    {
        int width = 0;
        for (int i = first; i <= last; i++) width += CellWidth.Of(names[i]) + 3;
        return width - 1;
    }
}
