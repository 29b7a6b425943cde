using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>How much a picture of a scalar network says.</summary>
/// <param name="Names">0: numbers alone; 1: short names (out); 2: full names (out_h1).</param>
/// <param name="Digits">Columns of a number.</param>
/// <param name="Label">Columns of an edge's label.</param>
/// <param name="Gap">Least columns between two layers.</param>
/// <param name="Stacked">Whether errors stand above and below one another beside the outputs instead of in columns of their own.</param>
/// <param name="Pad">Blank columns inside of a frame, left and right.</param>
internal sealed record ScalarForm(int Names, int Digits, int Label, int Gap, bool Stacked, int Pad)
{
    /// <summary>The forms, the most telling first.</summary>
    public static ImmutableArray<ScalarForm> All { get; } =
    [
        new(2, 15, 18, 21, false, 1), new(2, 9, 10, 12, false, 1), new(2, 9, 10, 13, true, 1), new(1, 9, 10, 13, true, 1),
            new(1, 8, 10, 11, true, 0), new(0, 9, 9, 9, true, 0), new(0, 7, 8, 8, true, 0),
    ];
}

/// <summary>Where everything in a picture of a scalar network stands.</summary>
internal sealed class ScalarPlan
{
    private const int TailGap = 4;
    private const int WidestGap = 34;
    private const int TallestSpread = 26;

    private ScalarPlan(ScalarForm form, Rect[] nodes, int[] rows)
    {
        Form = form;
        Nodes = nodes;
        Rows = rows;
    }

    public ScalarForm Form { get; }

    /// <summary>The nodes' places, by index.</summary>
    public Rect[] Nodes { get; }

    /// <summary>The row in which edges meet each node.</summary>
    public int[] Rows { get; }

    /// <summary>The first form that fits, or null.</summary>
    public static ScalarPlan? Of(ScalarNetwork network, int width, int height)
    {
        if (network.Nodes.Count == 0) return null;
        foreach (ScalarForm form in ScalarForm.All)
        {
            if (Place(network, form, width, height) is { } plan) return plan;
        }
        return null;
    }

    /// <summary>Columns of the names inside of a node.</summary>
    public static int NameWidth(ScalarNode node, ScalarForm form) => form.Names switch
    {
        0 => 0,
        1 => node.Values.Max(v => node.Short(v).Length),
        _ => node.Values.Max(v => v.Label.Length),
    };

    private static (int Width, int Height) Size(ScalarNode node, ScalarForm form)
    {
        int pad = 2 + 2 * form.Pad;
        if (node.Kind == NodeKind.Input)
            return (Math.Max(Math.Min(form.Digits, 6), node.Title.Length + 2) + pad - (form.Pad > 0 ? 0 : 1), 3);
        if (node.Kind == NodeKind.Tail)
        {
            int text = Math.Max(form.Digits, node.Target is null ? 0 : form.Names == 2 ? node.Target.Label.Length + 6 : 8);
            int rows = node.Target is null && node.Note is null ? 1 : 2;
            return form.Stacked ? (0, rows) : (Math.Max(text, Math.Max(node.Note?.Length ?? 0, node.Title.Length + 2)) + pad, rows + 2);
        }
        int name = NameWidth(node, form);
        return (name + (name > 0 ? 1 : 0) + form.Digits + pad, form.Names == 0 ? 4 : 2 + 2 * node.Values.Length);
    }

    private static ScalarPlan? Place(ScalarNetwork network, ScalarForm form, int width, int height)
    {
        IReadOnlyList<ScalarNode> nodes = network.Nodes;
        var sizes = nodes.Select(n => Size(n, form)).ToArray();
        int last = nodes.Where(n => n.Kind != NodeKind.Tail).Select(n => n.Column).DefaultIfEmpty(0).Max();
        int columns = form.Stacked ? last + 1 : network.Columns;
        int[] widths = [.. Enumerable.Range(0, columns).Select(c => Indices(nodes, c).Select(i => sizes[i].Width).DefaultIfEmpty(0).Max())];
        int tails = columns - 1 - last, room = width - widths.Sum() - tails * TailGap;
        int gap = last == 0 ? 0 : room / last;
        if (room < 0 || last > 0 && gap < form.Gap) return null;
        gap = Math.Min(gap, WidestGap);
        int x = (width - widths.Sum() - tails * TailGap - gap * last) / 2;

        // Odd so that a single node stands in the middle row.
        int tallest = nodes.Select((n, i) => n.Kind == NodeKind.Tail && form.Stacked ? 0 : sizes[i].Height).Max();
        int most = Enumerable.Range(0, columns).Max(c => Indices(nodes, c).Count(i => !form.Stacked || nodes[i].Kind != NodeKind.Tail));
        int used = Math.Min(height, Math.Max(most * tallest + (most - 1) * 9, TallestSpread));
        if (used < most * tallest + (most - 1) * 2) return null;
        int top = (height - used) / 2;
        var places = new Rect[nodes.Count];
        var rows = new int[nodes.Count];
        for (int c = 0; c < columns; c++)
        {
            int[] here = [.. Indices(nodes, c).Where(i => !form.Stacked || nodes[i].Kind != NodeKind.Tail)];
            for (int k = 0; k < here.Length; k++)
            {
                int i = here[k];
                rows[i] = top + Row(k, here.Length, used, tallest);
                int above = here.Length > 1 && k >= (here.Length + 1) / 2 ? (sizes[i].Height - 1) / 2 : sizes[i].Height / 2;
                if (sizes[i].Height == 3) above = 1;
                places[i] = new Rect(x, rows[i] - above, widths[c], sizes[i].Height);
            }
            x += widths[c] + (c < last ? gap : TailGap);
        }
        if (form.Stacked && !Stack(network, last, places, rows, sizes, height)) return null;
        return new ScalarPlan(form, places, rows);
    }

    private static IEnumerable<int> Indices(IReadOnlyList<ScalarNode> nodes, int column) =>
        Enumerable.Range(0, nodes.Count).Where(i => nodes[i].Column == column);

    // The row of node k of n: the first and the last leave room for half a box and, in it, for the labels of a straight edge.
    private static int Row(int k, int n, int used, int tallest)
    {
        int first = tallest / 2, last = used - 1 - tallest / 2;
        return first + (int)Math.Round((n == 1 ? 0.5 : (double)k / (n - 1)) * (last - first));
    }

    /// <summary>
    /// Puts what follows the outputs between them: errors beside their outputs, the sum in the middle; with one output below it.
    /// </summary>
    private static bool Stack(ScalarNetwork network, int last, Rect[] places, int[] rows, (int Width, int Height)[] sizes, int height)
    {
        int[] outputs = [.. Indices(network.Nodes, last).Where(i => network.Nodes[i].Kind == NodeKind.Neuron)];
        int[] tail = [.. Enumerable.Range(0, network.Nodes.Count).Where(i => network.Nodes[i].Kind == NodeKind.Tail)];
        if (tail.Length == 0) return true;
        if (outputs.Length == 0) return false;
        Rect above = places[outputs[0]];
        int bottom = outputs.Length == 1 ? height : places[outputs[1]].Y, free = bottom - above.Bottom,
            needed = tail.Sum(i => sizes[i].Height);
        if (outputs.Length > 2 || free < needed) return false;
        int gaps = Math.Max(1, tail.Length + (outputs.Length == 1 ? 0 : 1));
        // First the errors of the upper output, then what belongs to no output alone, then those of the lower one.
        int Group(int node) => Array.IndexOf(outputs, network.Edges.FirstOrDefault(e => e.To == node)?.From ?? -1) switch
        {
            0 => 0,
            1 => 2,
            _ => 1
        };
        int[] order = [.. tail.OrderBy(Group)];
        int slack = free - needed, y = above.Bottom;
        for (int k = 0; k < order.Length; k++)
        {
            int i = order[k];
            int before = outputs.Length == 1 ? Math.Min(2, slack / gaps) : slack * (k + 1) / gaps - slack * k / gaps;
            y += before;
            places[i] = new Rect(above.X, y, above.Width, sizes[i].Height);
            rows[i] = y;
            y += sizes[i].Height;
        }
        return true;
    }
}
