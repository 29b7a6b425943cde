using System.Globalization;
using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.Rendering;

/// <summary>
/// A terminal in small: understands what the program writes (cursor moves, styles, clearing, modes) and nothing else. It may be made to think
/// otherwise about the width of wide and joined signs, as real terminals do.
/// </summary>
internal sealed class TerminalEmulator(int width, int height, bool narrowClusters = false)
{
    private readonly (string Text, string Style)[,] _cells = Empty(width, height);
    private int _x;
    private int _y;
    private string _style = "";

    public bool InUpdate { get; private set; }

    /// <summary>Glyph and style at a cell; the right half of a wide sign has an empty glyph.</summary>
    public (string Text, string Style) this[int x, int y] => _cells[y, x];

    public void Write(string output)
    {
        for (int at = 0; at < output.Length;)
        {
            if (output[at] == '\u001b')
            {
                int end = at + 2;
                while (output[end] is (>= '0' and <= '9') or ';' or '?') end++;
                Sequence(output[(at + 2)..end], output[end]);
                at = end + 1;
                continue;
            }
            int length = StringInfo.GetNextTextElementLength(output, at);
            Put(output.Substring(at, length));
            at += length;
        }
    }

    /// <summary>What should be seen for a screen.</summary>
    public static (string Text, string Style) Expected(Screen screen, int x, int y, ColourLevel level) =>
        (screen[x, y].Text, Sgr.For(screen[x, y].Style, level));

    private void Sequence(string body, char final)
    {
        switch (final)
        {
            case 'H':
                string[] numbers = body.Split(';');
                (_y, _x) = (int.Parse(numbers[0], CultureInfo.InvariantCulture) - 1, int.Parse(numbers[1], CultureInfo.InvariantCulture) - 1);
                break;
            case 'm':
                _style = $"\u001b[{body}m";
                break;
            case 'J':
                Array.Copy(Empty(width, height), _cells, _cells.Length);
                break;
            case 'h' or 'l' when body == "?2026":
                InUpdate = final == 'h';
                break;
            case 'h' or 'l':
                break;
            default:
                throw new AssertionException($"the emulator does not know ESC[{body}{final}");
        }
    }

    private void Put(string cluster)
    {
        if (!InUpdate) throw new AssertionException("text was written outside of a synchronised update");
        int columns = CellWidth.Of(cluster);
        Break(_x, _y);
        if (columns == 2) Break(_x + 1, _y);
        _cells[_y, _x] = (cluster, _style);
        if (columns == 2) _cells[_y, _x + 1] = ("", _style);
        // The grid takes the glyphs where the program thinks they are, but the cursor moves as this terminal thinks.
        _x += narrowClusters && columns == 2 ? 1 : columns;
    }

    // As terminals do: writing over one half of a wide sign erases the other.
    private void Break(int x, int y)
    {
        if (_cells[y, x].Text.Length == 0 && x > 0) _cells[y, x - 1] = (" ", _cells[y, x - 1].Style);
        if (x + 1 < width && _cells[y, x + 1].Text.Length == 0) _cells[y, x + 1] = (" ", _cells[y, x + 1].Style);
    }

    private static (string, string)[,] Empty(int width, int height)
    {
        var cells = new (string, string)[height, width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) cells[y, x] = (" ", "\u001b[0m");
        }
        return cells;
    }
}
