using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A node of a network.</summary>
/// <param name="Id">Name that the edges use.</param>
/// <param name="Column">Its place from left to right, in any unit; fractions are fine.</param>
/// <param name="Row">Its place from top to bottom.</param>
/// <param name="Lines">What it says, the name first; the last lines are left out where room is short.</param>
public sealed record DiagramNode(string Id, double Column, double Row, IReadOnlyList<Fragment> Lines)
{
    /// <summary>The frame's style; null for the ordinary one.</summary>
    public Style? Border { get; init; }

    /// <summary>False leaves the frame out, as for biases and targets.</summary>
    public bool Boxed { get; init; } = true;

    /// <summary>True draws a heavy frame: it is on the path of the current instruction.</summary>
    public bool Lit { get; init; }
}

/// <summary>An edge from one node to another, left to right.</summary>
/// <param name="From">Id of the node that it leaves.</param>
/// <param name="To">Id of the node that it enters.</param>
/// <param name="Label">Stands on it where there is room, for example <c>w5 .40</c>.</param>
public sealed record DiagramEdge(string From, string To, string Label = "")
{
    /// <summary>The line's style; null for the ordinary one.</summary>
    public Style? Style { get; init; }

    /// <summary>The label's style; null for the ordinary one.</summary>
    public Style? LabelStyle { get; init; }

    /// <summary>True draws a heavy line over the others.</summary>
    public bool Lit { get; init; }
}

/// <summary>A small network: nodes as boxes, edges as lines with labels, the lit ones on top. It fits itself to the space at hand.</summary>
public static class NodeDiagram
{
    /// <summary>Draws the network over the whole canvas. Returns where things stand: nodes by their index, labels of edges by <c>nodes.Count</c> + index.</summary>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<DiagramNode> nodes, IReadOnlyList<DiagramEdge> edges)
    {
        var hits = new List<Hit>();
        if (canvas.IsEmpty || nodes.Count == 0) return hits;
        Rect[] places = DiagramLayout.Place(canvas.Width, canvas.Height, nodes, edges, out int lines, out bool boxed);
        var byId = new Dictionary<string, int>();
        for (int i = 0; i < nodes.Count; i++) byId[nodes[i].Id] = i;
        var dots = new DotGrid(canvas.Width, canvas.Height);
        int[] order = [.. Enumerable.Range(0, edges.Count).Where(i => byId.ContainsKey(edges[i].From) && byId.ContainsKey(edges[i].To)).OrderBy(i => edges[i].Lit)];
        foreach (int i in order) Slanted(canvas, dots, edges[i], places[byId[edges[i].From]], places[byId[edges[i].To]]);
        dots.Paint(canvas);
        foreach (int i in order) Straight(canvas, edges[i], places[byId[edges[i].From]], places[byId[edges[i].To]]);
        var taken = new List<Rect>(places);
        foreach (int i in order.Reverse())
        {
            if (Label(canvas, edges[i], places[byId[edges[i].From]], places[byId[edges[i].To]], taken) is { } place) hits.Add(new Hit(canvas.OnScreen(place), nodes.Count + i));
        }
        for (int i = 0; i < nodes.Count; i++)
        {
            Node(canvas, nodes[i], places[i], lines, boxed);
            hits.Add(new Hit(canvas.OnScreen(places[i]), i));
        }
        return hits;
    }

    private static void Node(Canvas canvas, DiagramNode node, Rect place, int lines, bool boxed)
    {
        Canvas inner = canvas.Sub(place);
        inner.Clear(Style.Plain);
        if (boxed && node.Boxed)
        {
            inner = Panel.Paint(inner, border: node.Border ?? (node.Lit ? canvas.Theme.Bright : canvas.Theme.Dim), kind: node.Lit ? BorderKind.Heavy : BorderKind.Rounded);
            inner = inner.Inset(1, 0);
        }
        for (int y = 0; y < Math.Min(lines, node.Lines.Count); y++)
        {
            Fragment line = node.Lines[y];
            string text = CellWidth.Ellipsis(line.Text, inner.Width);
            inner.Put((inner.Width - CellWidth.Of(text)) / 2, y, text, line.Style == default ? canvas.Theme.Text : line.Style);
        }
    }

    private static Style LineStyle(Canvas canvas, DiagramEdge edge) => edge.Style ?? (edge.Lit ? canvas.Theme.Bright : canvas.Theme.Dim);

    private static bool IsStraight(Rect from, Rect to) => Middle(from) == Middle(to) && to.X > from.Right;

    private static int Middle(Rect place) => place.Y + (place.Height - 1) / 2;

    private static void Straight(Canvas canvas, DiagramEdge edge, Rect from, Rect to)
    {
        if (!IsStraight(from, to)) return;
        Style style = LineStyle(canvas, edge);
        canvas.Fill(new Rect(from.Right, Middle(from), to.X - from.Right, 1), edge.Lit ? '━' : '─', style);
        if (to.X - from.Right >= 3) canvas.Set(to.X - 1, Middle(from), '▶', style);
    }

    private static void Slanted(Canvas canvas, DotGrid dots, DiagramEdge edge, Rect from, Rect to)
    {
        if (IsStraight(from, to)) return;
        (double x1, double y1, double x2, double y2) = Ends(from, to);
        Style style = LineStyle(canvas, edge);
        int priority = edge.Lit ? 1 : 0;
        if (!canvas.Look.Unicode)
        {
            AsciiLine(canvas, x1 / 2, y1 / 4, x2 / 2, y2 / 4, style);
            return;
        }
        dots.Line(x1, y1, x2, y2, style, priority);
        // A second row of dots makes the lit path heavy, so that it stands out without colours too.
        if (edge.Lit) dots.Line(x1, y1 + 1, x2, y2 + 1, style, priority);
    }

    // Ends of an edge in dots: from the right side to the left side, or between top and bottom where the nodes lie above one another.
    private static (double X1, double Y1, double X2, double Y2) Ends(Rect from, Rect to)
    {
        if (to.X - from.Right >= 1) return (from.Right * 2, Middle(from) * 4 + 1, to.X * 2 - 1, Middle(to) * 4 + 1);
        double x1 = (from.X + from.Width / 2.0) * 2, x2 = (to.X + to.Width / 2.0) * 2;
        return to.Y >= from.Bottom ? (x1, from.Bottom * 4, x2, to.Y * 4 - 1) : (x1, from.Y * 4 - 1, x2, to.Bottom * 4);
    }

    private static void AsciiLine(Canvas canvas, double x1, double y1, double x2, double y2, Style style)
    {
        double slope = Math.Abs(x2 - x1) < 0.5 ? 99 : (y2 - y1) / (x2 - x1);
        char sign = Math.Abs(slope) > 3 ? '|' : Math.Abs(slope) < 0.15 ? '-' : slope > 0 ? '\\' : '/';
        // One sign to a column, or to a row where the line is steep.
        int steps = (int)Math.Ceiling(Math.Max(Math.Abs(y2 - y1), Math.Abs(slope) < 0.15 ? Math.Abs(x2 - x1) : Math.Abs(x2 - x1) / 2));
        for (int i = 0; i <= steps; i++)
        {
            double share = steps == 0 ? 0 : (double)i / steps;
            canvas.Set((int)(x1 + (x2 - x1) * share), (int)(y1 + (y2 - y1) * share), sign, style);
        }
    }

    private static Rect? Label(Canvas canvas, DiagramEdge edge, Rect from, Rect to, List<Rect> taken)
    {
        if (edge.Label.Length == 0) return null;
        bool straight = IsStraight(from, to);
        (double x1, double y1, double x2, double y2) = Ends(from, to);
        // On a slanted edge of less than three rows the label would hide the line.
        if (!straight && !edge.Lit && Math.Abs(y2 - y1) < 12) return null;
        int width = CellWidth.Of(edge.Label) + 2;
        ReadOnlySpan<double> shares = straight ? [0.5, 0.4, 0.6, 0.3, 0.7] : [0.28, 0.72, 0.22, 0.78, 0.33, 0.67, 0.38, 0.62, 0.18, 0.82, 0.5];
        foreach (double share in shares)
        {
            int x = (int)Math.Round((x1 + (x2 - x1) * share) / 2 - width / 2.0), y = straight ? Middle(from) : (int)((y1 + (y2 - y1) * share) / 4);
            // Close to a node the label moves aside rather than over the node.
            if (!straight && to.X - from.Right >= width) x = Math.Clamp(x, from.Right, to.X - width);
            var place = new Rect(x, y, width, 1);
            // Beside a level edge a label would seem to belong to that one.
            if (!straight && (y == Middle(from) || y == Middle(to))) continue;
            if (x < 0 || place.Right > canvas.Width || straight && (x <= from.Right || place.Right >= to.X - 1) || taken.Any(other => other.Overlaps(place))) continue;
            taken.Add(place);
            canvas.Put(x, y, " " + edge.Label + " ", edge.LabelStyle ?? (edge.Lit ? LineStyle(canvas, edge).Bold : canvas.Theme.Text));
            return place;
        }
        return null;
    }
}
