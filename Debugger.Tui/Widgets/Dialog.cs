using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A window over the screen with a text and buttons.</summary>
public static class Dialog
{
    /// <summary>Draws an empty window of this size (frame included) in the middle and dims what lies behind; returns what lies within the frame.</summary>
    public static Canvas Window(Canvas canvas, int width, int height, string title)
    {
        Rect place = canvas.Local.Centred(width, height);
        Dim(canvas);
        Canvas window = canvas.Sub(place);
        window.Clear(canvas.Theme.Popup);
        return Panel.Paint(window, title, focused: true);
    }

    /// <summary>Draws a window with a text and buttons; returns where each button stands.</summary>
    public static List<Hit> Paint(Canvas canvas, string title, IReadOnlyList<Fragment> text, IReadOnlyList<string> buttons, int selected)
    {
        var hits = new List<Hit>();
        if (canvas.IsEmpty) return hits;
        int width = Math.Min(canvas.Width, Math.Clamp(TextWidth(text) + 6, 34, 76));
        int lines = TextWrap.Wrap(text, Math.Max(1, width - 4)).Count;
        Canvas inner = Window(canvas, width, lines + (buttons.Count > 0 ? 4 : 2), title);
        Prose.Paint(inner.Sub(1, 0, inner.Width - 2, inner.Height - (buttons.Count > 0 ? 2 : 0)), text);
        int x = inner.Width - 1 - buttons.Sum(button => CellWidth.Of(button) + 6) + 2;
        for (int i = 0; i < buttons.Count; i++)
        {
            Style style = i == selected ? canvas.Theme.Selection : canvas.Theme.KeyText;
            int end = inner.Put(x, inner.Height - 1, (i == selected ? "▸ " : "  ") + buttons[i] + "  ", style);
            hits.Add(new Hit(inner.OnScreen(new Rect(x, inner.Height - 1, end - x, 1)), i));
            x = end + 2;
        }
        return hits;
    }

    private static int TextWidth(IReadOnlyList<Fragment> text)
    {
        int widest = 0;
        foreach (List<Fragment> line in TextWrap.Wrap(text, 72)) widest = Math.Max(widest, line.Sum(fragment => fragment.Width));
        return widest;
    }

    private static void Dim(Canvas canvas)
    {
        if (!canvas.Look.HasTones) return;
        Colour back = canvas.Theme.Base.Background;
        canvas.Screen.Restyle(canvas.OnScreen(canvas.Local), style => style with
        {
            Foreground = Colour.Blend(style.Foreground, back, 0.55),
            Background = Colour.Blend(style.Background, back, 0.55),
        });
    }
}

/// <summary>A short message that appears at the lower right.</summary>
public static class Toast
{
    /// <summary>Draws the message in a frame, above so many rows at the bottom.</summary>
    public static void Paint(Canvas canvas, string message, Style style, int above = 1)
    {
        int width = Math.Min(canvas.Width, Math.Min(60, CellWidth.Of(message) + 4));
        if (width < 5 || canvas.Height < 3) return;
        List<string> lines = TextWrap.Wrap(message, width - 4);
        int height = Math.Min(lines.Count + 2, canvas.Height);
        Canvas place = canvas.Sub(canvas.Width - width, Math.Max(0, canvas.Height - above - height), width, height);
        place.Clear(canvas.Theme.Popup);
        Canvas inner = Panel.Paint(place, border: style);
        for (int y = 0; y < lines.Count; y++) inner.Put(1, y, lines[y], style);
    }
}
