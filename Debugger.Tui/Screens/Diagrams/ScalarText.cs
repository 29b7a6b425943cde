using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>Names and places of a scalar network's labels, and the network as lines where a picture does not fit.</summary>
internal static class ScalarText
{
    /// <summary>A target without the name of its output: <c>target</c> for target_o1.</summary>
    public static string TargetName(Value target) => target.Label.Split('_')[0];

    /// <summary>Two rows for a label and the gradient below it: beside a level line, on a slanted one.</summary>
    public static Rect? LabelPlace(EdgeLine line, int used, int width, int height, List<Rect> taken, int rows = 2)
    {
        var places = new List<Rect>();
        int left = line.X1 + (line.X2 - line.X1 + 1 - used) / 2;
        if (line.Y1 == line.Y2)
        {
            bool upper = line.Y1 * 2 <= height;
            places.Add(new Rect(left, upper ? line.Y1 - rows : line.Y1 + 1, used, rows));
            places.Add(new Rect(left, upper ? line.Y1 + 1 : line.Y1 - rows, used, rows));
        }
        else
        {
            foreach (double share in (ReadOnlySpan<double>)[0.3, 0.7, 0.25, 0.75, 0.35, 0.2, 0.8, 0.4, 0.6, 0.5])
            {
                (double x, double y) = line.At(share);
                int start = Math.Clamp((int)Math.Round(x - used / 2.0 + 0.5), line.X1, Math.Max(line.X1, line.X2 - used + 1));
                places.Add(new Rect(start, (int)Math.Round(y), used, rows));
            }
        }
        foreach (Rect place in places)
        {
            if (place.X >= 0 && place.Y >= 0 && place.Right <= width && place.Bottom <= height && !taken.Any(place.Overlaps)) return place;
        }
        return null;
    }

    /// <summary>A line for each node, its weights behind it; what is lit stays in view.</summary>
    public static void PaintList(Canvas canvas, SessionView view, ScalarNetwork network, HitMap.Builder? hits)
    {
        ScalarLight light = ScalarLight.Of(network, view);
        var numbers = new LiveNumbers(view, canvas.Theme);
        int lit = Enumerable.Range(0, network.Nodes.Count).FirstOrDefault(n => light.Node(n) == Light.Strong);
        int first = Math.Clamp(lit - canvas.Height / 2, 0, Math.Max(0, network.Nodes.Count - canvas.Height));
        for (int y = 0; y < canvas.Height && first + y < network.Nodes.Count; y++)
            Line(canvas.Line(y), first + y, network, light, numbers, hits);
    }

    private static void Line(Canvas line, int index, ScalarNetwork network, ScalarLight light, LiveNumbers numbers, HitMap.Builder? hits)
    {
        ScalarNode node = network.Nodes[index];
        Style phase = PhaseLook.Style(line.Theme, light.Phase);
        bool strong = light.Node(index) == Light.Strong;
        Value shown = node.Values.LastOrDefault(numbers.Has) ?? node.Values[0];
        int x = line.Put(0, 0, strong ? "▶" : " ", phase.Bold);
        x = Put(node.Title, shown, 7, strong ? phase.Bold : line.Theme.Title);
        if (node.Values.Select(numbers.Gradient).FirstOrDefault(g => g is not null) is { } slope)
            x = Put("∂", slope, 7, line.Theme.Backward);
        if (node.Target is { } target) x = Put(TargetName(target), target, 5, line.Theme.Caption);
        for (int e = 0; e < network.Edges.Count; e++)
        {
            if (network.Edges[e].To == index && network.Edges[e].Weight is { } w)
                x = Put(w.Label, w, 5, light.Edge(e) == Light.Strong ? phase.Bold : line.Theme.Caption);
        }
        if (node.Bias is { } bias) Put(bias.Label, bias, 5, light.Bias(index) ? phase.Bold : line.Theme.Caption);

        int Put(string name, Value value, int width, Style style)
        {
            Fragment number = numbers.Number(value, width);
            // What is cut is not written in part, which would be another number.
            if (x + CellWidth.Of(name) + 1 + number.Width > line.Width)
            {
                if (x < line.Width) line.Put(x, 0, "…", style);
                return line.Width;
            }
            int end = line.Put(line.Put(x, 0, name + ' ', style), 0, [number]);
            hits?.Add(line.OnScreen(new Rect(x, 0, end - x, 1)), new ValueTarget(value.Slot));
            return end + 1;
        }
    }
}
