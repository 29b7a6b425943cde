using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A list that scrolls; each row is drawn by the caller.</summary>
public static class ListView
{
    /// <summary>
    /// Draws the visible rows from <c>state.Offset</c> on and a scrollbar where the list is longer; returns where each row stands.
    /// </summary>
    /// <param name="canvas">Where.</param>
    /// <param name="count">Rows of the list.</param>
    /// <param name="state">Selection and first visible row; see <see cref="ListState.Reveal"/>.</param>
    /// <param name="focused">True when the keys go to this list.</param>
    /// <param name="row">Draws row <c>index</c> on a canvas of one line; the selection's background lies there already.</param>
    public static List<Hit> Paint(Canvas canvas, int count, ListState state, bool focused, Action<Canvas, int> row)
    {
        var hits = new List<Hit>();
        if (canvas.IsEmpty) return hits;
        bool scrolls = count > canvas.Height && canvas.Width > 2;
        int width = scrolls ? canvas.Width - 1 : canvas.Width;
        int offset = Math.Clamp(state.Offset, 0, Math.Max(0, count - canvas.Height));
        for (int y = 0; y < canvas.Height && offset + y < count; y++)
        {
            int index = offset + y;
            Canvas line = canvas.Sub(0, y, width, 1);
            Style mark = focused ? canvas.Theme.Selection : canvas.Theme.SelectionIdle;
            if (index == state.Selected) line.Clear(mark);
            row(line, index);
            if (index == state.Selected) Mark(line, mark);
            hits.Add(new Hit(canvas.OnScreen(new Rect(0, y, width, 1)), index));
        }
        if (scrolls) Scrollbar.Paint(canvas.Sub(width, 0, 1, canvas.Height), offset, canvas.Height, count);
        return hits;
    }

    // Attributes such as reverse do not lie beneath text, so they are laid over it. With 16 colours the row also takes one colour: red on
    // blue cannot be read.
    internal static void Mark(Canvas row, Style mark) =>
        row.Restyle(row.Local, new Style(row.Look.Colours == ColourLevel.Ansi16 ? mark.Foreground : default, default, mark.Attributes));

    /// <summary>The same with texts as rows.</summary>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<string> rows, ListState state, bool focused) =>
        Paint(canvas, rows.Count, state, focused,
            (line, index) => line.PutCut(0, 0, line.Width, rows[index],
            index == state.Selected && focused ? canvas.Theme.Bright : canvas.Theme.Text));
}

/// <summary>Filters lists as one types.</summary>
public static class ListFilter
{
    /// <summary>True when every word of the filter occurs in the text, in any case and order.</summary>
    public static bool Matches(string text, string filter)
    {
        foreach (string word in filter.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!text.Contains(word, StringComparison.OrdinalIgnoreCase)) return false;
        }
        return true;
    }

    /// <summary>Indices of the items whose text matches, in their order.</summary>
    public static int[] Apply<T>(IReadOnlyList<T> items, Func<T, string> text, string filter)
    {
        var found = new List<int>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (Matches(text(items[i]), filter)) found.Add(i);
        }
        return [.. found];
    }

    /// <summary>The text as fragments, with the parts that the filter's words match in the second style.</summary>
    public static List<Fragment> Highlight(string text, string filter, Style normal, Style matched)
    {
        var marks = new bool[text.Length];
        foreach (string word in filter.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0) marks.AsSpan(at, Math.Min(word.Length, text.Length - at)).Fill(true);
        }
        var fragments = new List<Fragment>();
        for (int start = 0; start < text.Length;)
        {
            int end = start + 1;
            while (end < text.Length && marks[end] == marks[start]) end++;
            fragments.Add(new Fragment(text[start..end], marks[start] ? matched : normal));
            start = end;
        }
        return fragments;
    }
}
