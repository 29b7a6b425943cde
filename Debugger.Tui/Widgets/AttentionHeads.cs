using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How the heads of an attention are drawn.</summary>
/// <param name="Letters">What stands at each position; as many positions are drawn.</param>
public sealed record AttentionOptions(IReadOnlyList<string> Letters)
{
    /// <summary>Whether they are weights: shares of 1 with nothing above the diagonal. Otherwise scores, of any sign.</summary>
    public bool AreWeights { get; init; } = true;

    /// <summary>The head that is shown where there is no room for all.</summary>
    public int Head { get; init; }

    public (int Head, int Row, int Column)? Cursor { get; init; }

    /// <summary>What a head is called.</summary>
    public Func<int, string> Title { get; init; } = h => $"{h}";

    /// <summary>Stands in the last row: what rows and columns are.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Stands there instead where a position looks at what comes after it.</summary>
    public string Warning { get; init; } = "";
}

/// <summary>
/// What each position attends to, head by head, as triangles: a row for the position that looks, a column for what it looks at. All heads
/// beside and below one another where there is room for their cells, else one.
/// </summary>
public static class AttentionHeads
{
    private const int Gap = 3, LeastCell = 2;

    /// <summary>Draws a row-major (heads, positions, positions) and returns where each head's elements stand.</summary>
    public static IReadOnlyList<(int Head, GridHits Places)> Paint(
        Canvas canvas, ReadOnlySpan<double> values, int heads, int positions, AttentionOptions options)
    {
        var drawn = new List<(int, GridHits)>();
        int length = Math.Min(options.Letters.Count, positions), size = positions * positions;
        if (canvas.IsEmpty || heads < 1 || length < 1 || values.Length < heads * size) return drawn;
        string[] letters = [.. options.Letters.Take(length)];
        var grid = new NamedGridOptions(letters)
        { Columns = letters, AreShares = options.AreWeights, IsCausal = options.AreWeights, MostCell = 7 };
        if (options.AreWeights) grid = grid with { Limit = 1 };
        bool fault = false;
        for (int i = 0; i < heads * size && !fault; i++)
            fault = i / positions % positions < length && i % positions < length
                && NamedGrid.IsFault(i / positions % positions, i % positions, values[i], grid);
        string note = fault ? options.Warning : options.Caption;
        int foot = note.Length > 0 && canvas.Height >= length + 3 ? 1 : 0;
        int edge = NamedGrid.Edge(grid);
        (int across, int cell) = Arrange(canvas.Width, canvas.Height - foot, heads, length, edge, grid);
        bool all = cell >= LeastCell || heads == 1;
        int first = all ? 0 : Math.Clamp(options.Cursor?.Head ?? options.Head, 0, heads - 1), count = all ? heads : 1;
        if (!all) (across, cell) = (1, NamedGrid.Cell(canvas.Width - edge, length, grid));
        int down = (count + across - 1) / across, wide = edge + length * cell;
        int step = Math.Max(1, (canvas.Height - foot) / down);
        for (int k = 0; k < count; k++)
        {
            int h = first + k;
            Canvas place = canvas.Sub(k % across * (wide + Gap), k / across * Math.Min(step, length + 3), wide, Math.Min(step, length + 2));
            int title = place.Height >= 3 ? 1 : 0;
            if (title > 0) place.PutCut(edge, 0, place.Width - edge, all ? options.Title(h) : $"{options.Title(h)} / {heads}  [ ]",
                canvas.Theme.Title);
            drawn.Add((h, NamedGrid.Paint(place.Sub(0, title, place.Width, place.Height - title), values.Slice(h * size, size), positions,
                grid with { Cursor = options.Cursor is { } c && c.Head == h ? (c.Row, c.Column) : null, MostCell = cell })));
        }
        if (foot > 0)
            canvas.PutCut(edge, Math.Min(canvas.Height - 1, down * (length + 3) - 1), canvas.Width - edge, note,
                fault ? canvas.Theme.Error.Bold : canvas.Theme.Caption);
        return drawn;
    }

    /// <summary>How many heads beside one another give the widest cells; wider than for a number with three decimals is no gain.</summary>
    private static (int Across, int Cell) Arrange(int width, int height, int heads, int length, int edge, NamedGridOptions grid)
    {
        (int across, int best) = (heads, 0);
        for (int k = heads; k >= 1; k--)
        {
            int down = (heads + k - 1) / k, wide = (width - (k - 1) * Gap) / k - edge;
            if (down * (length + 2) + (down - 1) > height) continue;
            int cell = Math.Min(wide / length, grid.MostCell);
            if (cell <= best) continue;
            (across, best) = (k, cell);
        }
        return (across, best);
    }
}
