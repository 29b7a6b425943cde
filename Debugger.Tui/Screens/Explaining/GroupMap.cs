using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>What each position adds to a long sum, as a picture: where in the images a gradient comes from.</summary>
internal static class GroupMap
{
    private const int LeastList = 56;

    /// <summary>Its columns; 0 where there is no room beside the list.</summary>
    public static int Width(TermGroups groups, int room)
    {
        (int rows, int columns) = Size(groups);
        int scale = columns * 2 <= room - LeastList && rows <= 40 ? 2 : 1;
        return columns * scale <= room - LeastList ? Math.Max(columns * scale, 20) : 0;
    }

    public static int Height(TermGroups groups)
    {
        (int rows, int columns) = Size(groups);
        return Picture.SizeOf(rows, columns, 2).Rows + 2;
    }

    public static void Paint(
        Canvas canvas, TermGroups groups, TermGroup? selected, ImmutableArray<ExplanationRow> rows, HitMap.Builder hits)
    {
        (int height, int width) = Size(groups);
        (int top, int left) = (groups.Groups.Min(g => g.Row), groups.Groups.Min(g => g.Column));
        var sums = new double[height * width];
        foreach (TermGroup group in groups.Groups) sums[(group.Row - top) * width + group.Column - left] = group.Sum;
        canvas.PutCut(0, 0, canvas.Width, canvas.Texts.Explanation.SumAt, canvas.Theme.Caption);
        GridHits drawn = Picture.Paint(canvas.Sub(0, 1, canvas.Width, canvas.Height - 1), sums, height, width, new PictureOptions
        {
            Diverging = true,
            Scale = canvas.Width / width,
            Cursor = selected is null ? null : (selected.Row - top, selected.Column - left),
        });
        var rowOf = new Dictionary<(int, int), int>();
        for (int i = 0; i < rows.Length; i++)
            if (rows[i].Group is { } group) rowOf[(group.Row - top, group.Column - left)] = i;
        for (int y = drawn.Area.Y; y < drawn.Area.Bottom; y++)
            for (int x = drawn.Area.X; x < drawn.Area.Right; x++)
                if (drawn.At(x, y) is { } at && rowOf.TryGetValue(at, out int row)) hits.Add(new Rect(x, y, 1, 1), new RowHit(row));
    }

    private static (int Rows, int Columns) Size(TermGroups groups) =>
        (groups.Groups.Max(g => g.Row) - groups.Groups.Min(g => g.Row) + 1,
            groups.Groups.Max(g => g.Column) - groups.Groups.Min(g => g.Column) + 1);
}
