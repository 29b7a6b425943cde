using System.Globalization;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>Editing of one line; the cursor stands between grapheme clusters.</summary>
public static class LineEditor
{
    private const int MaxLength = 1000;

    /// <summary>The line after a key.</summary>
    public static (string Text, int Cursor) Apply(string text, int cursor, Keystroke key)
    {
        cursor = Math.Clamp(cursor, 0, text.Length);
        if (key.IsText) return text.Length + key.Text.Length > MaxLength ? (text, cursor) : (text.Insert(cursor, key.Text), cursor + key.Text.Length);
        if (key.IsControl('a')) return (text, 0);
        if (key.IsControl('e')) return (text, text.Length);
        if (key.IsControl('u')) return (text[cursor..], 0);
        if (key.IsControl('k')) return (text[..cursor], cursor);
        switch (key.Code)
        {
            case KeyCode.Left: return (text, Before(text, cursor));
            case KeyCode.Right: return (text, After(text, cursor));
            case KeyCode.Home: return (text, 0);
            case KeyCode.End: return (text, text.Length);
            case KeyCode.Backspace:
                int start = Before(text, cursor);
                return (text.Remove(start, cursor - start), start);
            case KeyCode.Delete: return (text.Remove(cursor, After(text, cursor) - cursor), cursor);
            default: return (text, cursor);
        }
    }

    private static int Before(string text, int cursor)
    {
        int at = 0;
        while (at < cursor)
        {
            int next = at + StringInfo.GetNextTextElementLength(text, at);
            if (next >= cursor) return at;
            at = next;
        }
        return 0;
    }

    private static int After(string text, int cursor) => cursor >= text.Length ? text.Length : cursor + StringInfo.GetNextTextElementLength(text, cursor);
}
