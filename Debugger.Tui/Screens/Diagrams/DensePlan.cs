using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>Where the errors of the outputs stand.</summary>
internal enum ErrorPlace
{
    /// <summary>In a column of their own.</summary>
    Beside,

    /// <summary>Under the outputs.</summary>
    Below,

    /// <summary>Nowhere: there is no room.</summary>
    None,
}

/// <summary>How much a picture of a network of many units says.</summary>
/// <param name="Rows">Of a unit: 4 a frame with number, gradient and bias, 3 a frame without the gradient's row, 2 number and gradient, 1
/// the number.</param>
/// <param name="Digits">Columns of a number.</param>
/// <param name="Gap">Least columns between two layers.</param>
/// <param name="Space">Least rows between two units.</param>
/// <param name="IsTall">Whether the number stands under the name, without a frame, for many layers side by side.</param>
internal sealed record DenseForm(int Rows, int Digits, int Gap, int Space, bool IsTall = false)
{
    /// <summary>The forms, the most telling first.</summary>
    public static ImmutableArray<DenseForm> All { get; } =
    [
        new(4, 9, 20, 1), new(4, 8, 10, 1), new(2, 9, 16, 1), new(4, 7, 7, 0), new(2, 8, 8, 1), new(2, 7, 6, 1), new(2, 7, 6, 0),
            new(3, 7, 3, 1, IsTall: true), new(2, 6, 3, 0, IsTall: true), new(2, 5, 4, 0), new(1, 8, 8, 1), new(1, 7, 5, 0),
                new(1, 5, 3, 0), new(1, 4, 2, 0),
    ];

    public bool IsFramed => Rows > 2 && !IsTall;

    /// <summary>The row of a unit in which its edges meet.</summary>
    public int EdgeRow => IsFramed || IsTall ? 1 : 0;

    /// <summary>Whether gradients are shown.</summary>
    public bool HasGradients => Rows > (IsTall ? 2 : 1);
}

/// <summary>Where everything in a picture of a network of many units stands. It is the same at every step.</summary>
internal sealed class DensePlan
{
    /// <summary>Between layers so far apart labels lie on the edges.</summary>
    public const int LabelGap = 10;

    /// <summary>Between layers so far apart there is room for the labels of few edges at once, lit or not.</summary>
    public const int AllLabelsGap = 14;

    /// <summary>Columns that a weight with its gradient takes below the picture.</summary>
    public const int StripColumns = 22;

    private const int WidestGap = 40, MostSpace = 4, LabelSpace = 8, ErrorGap = 3, ErrorRows = 2;

    private DensePlan(DenseForm form, ErrorPlace errors, int strip, int gap, Rect[] nodes, int[] rows) =>
        (Form, Errors, Strip, Gap, Nodes, Rows) = (form, errors, strip, gap, nodes, rows);

    public DenseForm Form { get; }

    public ErrorPlace Errors { get; }

    /// <summary>Rows below the picture for what found no place in it; the last one is the legend.</summary>
    public int Strip { get; }

    /// <summary>Columns between two layers.</summary>
    public int Gap { get; }

    /// <summary>The nodes' places, by index; empty where a node has none.</summary>
    public Rect[] Nodes { get; }

    /// <summary>The row in which edges meet each node.</summary>
    public int[] Rows { get; }

    /// <summary>The first form that fits, or null.</summary>
    public static DensePlan? Of(ScalarNetwork network, int width, int height)
    {
        if (network.Nodes.Count == 0) return null;
        int fan = network.Edges.Where(e => e.Weight is not null).GroupBy(e => e.To).Select(g => g.Count())
            .Concat(network.Edges.Where(e => e.Weight is not null).GroupBy(e => e.From).Select(g => g.Count())).DefaultIfEmpty(0).Max();
        // Few weights can all be named, on their edges or below the picture.
        if (network.HasFewEdges) fan = network.Edges.Count(e => e.Weight is not null);
        // The last row is the legend's.
        int strip = 1 + Math.Min((fan + 1 + Math.Max(1, width / StripColumns) - 1) / Math.Max(1, width / StripColumns), height / 4);
        foreach (DenseForm form in DenseForm.All)
            foreach (ErrorPlace errors in (ReadOnlySpan<ErrorPlace>)[ErrorPlace.Beside, ErrorPlace.Below])
                if (Place(network, form, errors, width, height, strip) is { } plan) return plan;
        return Place(network, DenseForm.All[^2], ErrorPlace.None, width, height, 2)
            ?? Place(network, DenseForm.All[^1], ErrorPlace.None, width, height, 2);
    }

    private static DensePlan? Place(ScalarNetwork network, DenseForm form, ErrorPlace errors, int width, int height, int strip)
    {
        IReadOnlyList<ScalarNode> nodes = network.Nodes;
        int last = nodes.Where(n => n.Kind != NodeKind.Tail).Select(n => n.Column).DefaultIfEmpty(0).Max();
        int[][] columns = [.. Enumerable.Range(0, last + 1).Select(c => (int[])[.. Units(nodes, c)])];
        int[] outputErrors = [.. Enumerable.Range(0, nodes.Count).Where(i => Output(network, i, last) >= 0)];
        if (errors == ErrorPlace.Below && outputErrors.Length == 0) return null;
        int[] widths = [.. columns.Select(c => c.Length == 0 ? 0 : c.Max(i => Width(nodes[i], form)))];
        int beside = errors != ErrorPlace.Beside || outputErrors.Length == 0 ? 0
            : ErrorGap + outputErrors.Max(i => nodes[i].Title.Length + 1 + form.Digits);
        int room = width - widths.Sum() - beside, gap = last == 0 ? 0 : Math.Min(room / last, WidestGap);
        if (room < 0 || (last > 0 && gap < form.Gap)) return null;
        if (gap >= (network.HasFewEdges ? AllLabelsGap : LabelGap)) strip = Math.Min(strip, 2);

        int rowsOf(int column) => Math.Max(form.Rows + (column == last && errors == ErrorPlace.Below ? ErrorRows : 0),
            column == last && errors == ErrorPlace.Beside ? ErrorRows : 0);
        int free = height - strip;
        if (Enumerable.Range(0, last + 1).Any(c => columns[c].Length * rowsOf(c) + (columns[c].Length - 1) * form.Space > free))
            return null;
        int used = Math.Min(free,
            Enumerable.Range(0, last + 1).Max(c => columns[c].Length * (rowsOf(c) + (network.HasFewEdges ? LabelSpace : MostSpace))));
        int top = (free - used) / 2, x = (width - widths.Sum() - beside - gap * last) / 2;
        var places = new Rect[nodes.Count];
        var rows = new int[nodes.Count];
        for (int c = 0; c <= last; c++)
        {
            for (int k = 0; k < columns[c].Length; k++)
            {
                int i = columns[c][k], n = columns[c].Length;
                int y = top + (int)Math.Floor((k + 0.5) * used / n - rowsOf(c) / 2.0);
                places[i] = new Rect(x, Math.Clamp(y, 0, Math.Max(0, free - rowsOf(c))), widths[c], HeightOf(nodes[i], form));
                rows[i] = places[i].Y + form.EdgeRow;
            }
            x += widths[c] + gap;
        }
        foreach (int i in outputErrors)
        {
            Rect of = places[Output(network, i, last)];
            if (errors == ErrorPlace.Beside)
                places[i] = new Rect(of.Right + ErrorGap, of.Y + form.EdgeRow, beside - ErrorGap, ErrorRows);
            else if (errors == ErrorPlace.Below)
                places[i] = new Rect(of.X, of.Bottom, Math.Max(of.Width, Math.Min(width - of.X, nodes[i].Title.Length + 8)), ErrorRows);
            rows[i] = places[i].Y;
        }
        return new DensePlan(form, errors, strip, gap, places, rows);
    }

    /// <summary>The output that an error belongs to; -1 for what belongs to none, or to several.</summary>
    private static int Output(ScalarNetwork network, int node, int last)
    {
        if (network.Nodes[node].Kind != NodeKind.Tail) return -1;
        int[] from = [.. network.Edges.Where(e => e.To == node).Select(e => e.From)];
        return from is [var one] && network.Nodes[one].Column == last && network.Nodes[one].Kind == NodeKind.Neuron ? one : -1;
    }

    private static IEnumerable<int> Units(IReadOnlyList<ScalarNode> nodes, int column) =>
        Enumerable.Range(0, nodes.Count).Where(i => nodes[i].Column == column && nodes[i].Kind != NodeKind.Tail);

    private static int Width(ScalarNode node, DenseForm form) => form.IsFramed
        ? Math.Max(form.Digits + (node.Kind == NodeKind.Input ? 2 : 4), node.Title.Length + 4)
        : form.IsTall ? Math.Max(node.Title.Length, node.Kind == NodeKind.Input ? 5 : form.Digits)
        : node.Title.Length + 1 + Math.Min(form.Digits, node.Kind == NodeKind.Input ? 6 : form.Digits);

    private static int HeightOf(ScalarNode node, DenseForm form) =>
        node.Kind != NodeKind.Input ? form.Rows : form.IsFramed ? 3 : form.IsTall ? 2 : 1;
}
