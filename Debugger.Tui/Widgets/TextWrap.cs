using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>
/// Breaks text into lines: at blanks, and between Chinese, Japanese and Korean signs except before closing and after opening punctuation.
/// A word longer than a line is broken where the line ends.
/// </summary>
public static class TextWrap
{
    private const string NeverFirst = "，。、；：？！）》】」』”’…％,.;:?!)]}%·";
    private const string NeverLast = "（《【「『“‘([{";

    private readonly record struct Piece(string Text, int Width, Style Style);

    /// <summary>The lines of a plain text.</summary>
    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (List<Fragment> line in Wrap([new Fragment(text)], width)) lines.Add(string.Concat(line.Select(fragment => fragment.Text)));
        return lines;
    }

    /// <summary>The lines of a text in several styles. Line ends in the text stay; a width below 1 counts as 1.</summary>
    public static List<List<Fragment>> Wrap(IReadOnlyList<Fragment> fragments, int width)
    {
        width = Math.Max(1, width);
        var lines = new List<List<Fragment>>();
        var paragraph = new List<Piece>();
        foreach (Fragment fragment in fragments)
        {
            ReadOnlySpan<char> rest = fragment.Text;
            while (!rest.IsEmpty)
            {
                if (rest[0] is '\n' or '\r')
                {
                    int used = rest.StartsWith("\r\n") ? 2 : 1;
                    Paragraph(paragraph, width, lines);
                    paragraph.Clear();
                    rest = rest[used..];
                    continue;
                }
                int length = CellWidth.NextCluster(rest, out int columns);
                if (rest[0] == '\t') paragraph.Add(new Piece(" ", 1, fragment.Style));
                else if (columns > 0) paragraph.Add(new Piece(rest[..length].ToString(), columns, fragment.Style));
                rest = rest[length..];
            }
        }
        Paragraph(paragraph, width, lines);
        return lines;
    }

    private static void Paragraph(List<Piece> pieces, int width, List<List<Fragment>> lines)
    {
        int start = 0;
        do
        {
            int used = 0, end = start, lastBreak = -1;
            while (end < pieces.Count && (used + pieces[end].Width <= width || pieces[end].Text == " "))
            {
                // Blanks at the end of a line hang over; the next line starts with a letter.
                used += pieces[end].Width;
                end++;
                if (end < pieces.Count && MayBreak(pieces[end - 1], pieces[end])) lastBreak = end;
            }
            if (end < pieces.Count && lastBreak > start) end = lastBreak;
            if (end == start && start < pieces.Count) end = start + 1;
            lines.Add(Join(pieces, start, end));
            start = end;
        }
        while (start < pieces.Count);
    }

    private static bool MayBreak(Piece before, Piece after)
    {
        if (before.Text == " ") return after.Text != " ";
        if (after.Text == " ") return false;
        bool wide = before.Width == 2 || after.Width == 2;
        return wide && !NeverFirst.Contains(after.Text, StringComparison.Ordinal)
            && !NeverLast.Contains(before.Text, StringComparison.Ordinal);
    }

    private static List<Fragment> Join(List<Piece> pieces, int start, int end)
    {
        while (end > start && pieces[end - 1].Text == " ") end--;
        var line = new List<Fragment>();
        var text = new StringBuilder();
        for (int i = start; i < end; i++)
        {
            text.Append(pieces[i].Text);
            if (i + 1 < end && pieces[i + 1].Style == pieces[i].Style) continue;
            line.Add(new Fragment(text.ToString(), pieces[i].Style));
            text.Clear();
        }
        return line;
    }
}
