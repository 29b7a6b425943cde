using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A visible row of a tree.</summary>
/// <param name="Depth">0 for a root.</param>
/// <param name="Label">What it says.</param>
/// <param name="Value">Stands at the right, for example a number.</param>
/// <param name="Share">Its part of the sum it belongs to, -1 to 1, drawn as a bar; null for none.</param>
/// <param name="Expanded">True or false for a row that can be opened, null for a leaf.</param>
public sealed record TreeRow(int Depth, IReadOnlyList<Fragment> Label, Fragment Value = default, double? Share = null, bool? Expanded = null);

/// <summary>A tree with values and share bars, such as an explanation with its terms.</summary>
public static class TreeView
{
    private const int BarWidth = 10;

    /// <summary>Draws the visible rows; returns where each stands.</summary>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<TreeRow> rows, ListState state, bool focused)
    {
        bool bars = canvas.Width >= 40 && rows.Any(row => row.Share is not null);
        int values = Math.Min(rows.Count == 0 ? 0 : rows.Max(row => string.IsNullOrEmpty(row.Value.Text) ? 0 : row.Value.Width), canvas.Width / 2);
        return ListView.Paint(canvas, rows.Count, state, focused, (line, index) =>
        {
            TreeRow row = rows[index];
            int right = line.Width;
            if (bars)
            {
                right -= BarWidth + 1;
                if (row.Share is { } share) ShareBar.Paint(line.Sub(right + 1, 0, BarWidth, 1), share);
            }
            if (values > 0)
            {
                if (!string.IsNullOrEmpty(row.Value.Text)) line.PutRight(right, 0, CellWidth.Ellipsis(row.Value.Text, values), row.Value.Style == default ? line.Theme.Text : row.Value.Style);
                right -= values + 1;
            }
            int x = line.Put(0, 0, Guides(rows, index), line.Theme.Border);
            x = line.Put(x, 0, row.Expanded switch { true => "▾ ", false => "▸ ", null => row.Depth == 0 ? "" : "  " }, line.Theme.Focus);
            line.PutCut(x, 0, right - x, row.Label);
        });
    }

    // Lines that lead from a row to its parent: "│ ├─".
    private static string Guides(IReadOnlyList<TreeRow> rows, int index)
    {
        int depth = rows[index].Depth;
        Span<char> guides = stackalloc char[Math.Min(depth, 64) * 2];
        int levels = guides.Length / 2;
        for (int level = 1; level <= levels; level++)
        {
            bool more = false;
            for (int next = index + 1; next < rows.Count && rows[next].Depth >= level; next++)
            {
                if (rows[next].Depth != level) continue;
                more = true;
                break;
            }
            bool own = level == depth;
            guides[level * 2 - 2] = own ? more ? '├' : '╰' : more ? '│' : ' ';
            guides[level * 2 - 1] = own ? '─' : ' ';
        }
        return guides.ToString();
    }
}

/// <summary>A bar whose length shows a share.</summary>
public static class ShareBar
{
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    /// <summary>Draws a bar over the share's size of the first row: cool above zero, warm below.</summary>
    public static void Paint(Canvas canvas, double share, Style? style = null)
    {
        if (double.IsNaN(share)) return;
        Style look = style ?? (share < 0 ? canvas.Theme.Negative : canvas.Theme.Positive);
        int eighths = (int)Math.Round(Math.Clamp(Math.Abs(share), 0, 1) * canvas.Width * 8);
        if (share != 0) eighths = Math.Max(1, eighths);
        for (int x = 0; x < canvas.Width && eighths > 0; x++, eighths -= 8) canvas.Set(x, 0, Eighths[Math.Min(8, eighths)], look);
    }
}
