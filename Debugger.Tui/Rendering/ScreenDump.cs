using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>A screen as text, for tests, documents and scripts.</summary>
public static class ScreenDump
{
    /// <summary>The glyphs only, a line for each row, without blanks at the ends.</summary>
    public static string Text(Screen screen)
    {
        var text = new StringBuilder();
        for (int y = 0; y < screen.Height; y++) text.Append(Line(screen, y)).Append('\n');
        return text.ToString();
    }

    /// <summary>The glyphs of one row, without blanks at the end.</summary>
    public static string Line(Screen screen, int y)
    {
        var text = new StringBuilder();
        foreach (Cell cell in screen.Row(y)) text.Append(cell.Text);
        return text.ToString().TrimEnd(' ');
    }

    /// <summary>Glyphs and styles as ANSI sequences, a line for each row.</summary>
    public static string Ansi(Screen screen, ColourLevel level = ColourLevel.TrueColour)
    {
        var text = new StringBuilder();
        for (int y = 0; y < screen.Height; y++)
        {
            Style last = default;
            bool started = false;
            foreach (Cell cell in screen.Row(y))
            {
                if (cell.IsContinuation) continue;
                if (!started || cell.Style != last) text.Append(Sgr.For(cell.Style, level));
                started = true;
                last = cell.Style;
                text.Append(cell.Text);
            }
            text.Append(Sgr.Reset).Append('\n');
        }
        return text.ToString();
    }
}
