using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A block of text that is wrapped to the width at hand.</summary>
public static class Prose
{
    /// <summary>
    /// Fragments of a text with <c>**bold**</c> and <c>`code`</c>; other signs stand for themselves.
    /// </summary>
    public static List<Fragment> Markup(string text, Theme theme)
    {
        var fragments = new List<Fragment>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            string mark = text[at] == '`' ? "`" : text.AsSpan(at).StartsWith("**") ? "**" : "";
            int close = mark.Length == 0 ? -1 : text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal);
            if (close <= at + mark.Length - 1 || close == at + mark.Length)
            {
                plain.Append(text[at++]);
                continue;
            }
            if (plain.Length > 0) fragments.Add(new Fragment(plain.ToString(), theme.Text));
            plain.Clear();
            fragments.Add(new Fragment(text[(at + mark.Length)..close], mark == "`" ? theme.Code : theme.Bright));
            at = close + mark.Length;
        }
        if (plain.Length > 0) fragments.Add(new Fragment(plain.ToString(), theme.Text));
        return fragments;
    }

    /// <summary>Draws text from its line <paramref name="scroll"/> on; returns how many lines it has in all.</summary>
    public static int Paint(Canvas canvas, IReadOnlyList<Fragment> text, int scroll = 0)
    {
        List<List<Fragment>> lines = TextWrap.Wrap(text, canvas.Width);
        if (canvas.IsEmpty) return lines.Count;
        scroll = Math.Clamp(scroll, 0, Math.Max(0, lines.Count - canvas.Height));
        for (int y = 0; y < canvas.Height && scroll + y < lines.Count; y++) canvas.Put(0, y, lines[scroll + y]);
        return lines.Count;
    }

    /// <summary>Draws plain text.</summary>
    public static int Paint(Canvas canvas, string text, Style style, int scroll = 0) => Paint(canvas, [new Fragment(text, style)], scroll);
}
