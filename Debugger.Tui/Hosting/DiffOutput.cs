using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Texts;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.Text;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Cell = Terminal.Gui.Drawing.Cell;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Writes what differs from the frame before, wrapped in a synchronised update, in one go, in the colours and signs that the terminal has.
/// </summary>
/// <param name="look">Which these are; asked for each frame, since the person may choose others.</param>
/// <param name="modes">Tells when the terminal is not to be written to.</param>
public sealed class DiffOutput(Func<Look> look, TerminalModes modes) : AnsiOutput, IOutput
{
    // Heatmaps may bring ever new colours; a table that grew large is not worth keeping.
    private const int MostStyles = 4096;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<Attribute, string> _styles = [];
    private (string? Grapheme, Attribute Attribute)[] _before = [];
    private int _cols, _rows;
    private Cell[,]? _contents;
    private Cursor? _shown;
    private Look? _look;

    // The loop sets the cursor in every iteration; the terminal need only hear of it when it is another, or after a frame has moved it.
    void IOutput.SetCursor(Cursor cursor) => modes.WhileEntered(() =>
    {
        if (_shown == cursor) return;
        SetCursor(cursor);
        _shown = cursor;
    });

    void IOutput.Write(ReadOnlySpan<char> text)
    {
        string sequence = text.ToString();
        modes.WhileEntered(() => Write(sequence));
    }

    // The modes put back what there is to put back; Terminal.Gui would do it once more, onto what the shell shows by then.
    void IDisposable.Dispose() => modes.Leave();

    public override void Write(IOutputBuffer buffer)
    {
        modes.WhileEntered(() =>
        {
            Frame(buffer);
            if (_text.Length == 0) return;
            _shown = null;
            _text.Insert(0, "\e[?2026h").Append("\e[0m\e[?2026l");
            Write(_text);
        });
    }

    /// <summary>The sequences that turn the last frame into this one.</summary>
    internal string Changes(IOutputBuffer buffer)
    {
        Frame(buffer);
        return _text.ToString();
    }

    private void Frame(IOutputBuffer buffer)
    {
        Cell[,] cells = buffer.Contents!;
        int cols = buffer.Cols, rows = buffer.Rows;
        if (look() is var now && now != _look)
        {
            _look = now;
            _styles.Clear();
            _contents = null;
            buffer.DirtyLines.AsSpan().Fill(true);
        }
        // New contents come with a new size and with a request to paint anew.
        if (cols != _cols || rows != _rows || !ReferenceEquals(cells, _contents))
        {
            (_cols, _rows, _contents) = (cols, rows, cells);
            _before = new (string?, Attribute)[cols * rows];
        }
        _text.Clear();
        Attribute? pen = null;
        for (int y = 0; y < rows; y++)
        {
            if (!buffer.DirtyLines[y]) continue;
            buffer.DirtyLines[y] = false;
            Row(cells, y, cols, ref pen);
        }
    }

    private void Row(Cell[,] cells, int y, int cols, ref Attribute? pen)
    {
        int at = -1;
        for (int x = 0; x < cols; x++)
        {
            ref Cell cell = ref cells[y, x];
            cell.IsDirty = false;
            string grapheme = _look!.Unicode ? cell.Grapheme : Ascii.Of(cell.Grapheme, _look);
            Attribute attribute = cell.Attribute ?? default;
            int width = grapheme.Length == 1 && grapheme[0] < 0x300 ? 1 : grapheme.GetColumns();
            if (width == 2 && x + 1 >= cols) (grapheme, width) = (" ", 1);
            ref (string? Grapheme, Attribute Attribute) last = ref _before[y * cols + x];
            if (last.Grapheme == grapheme && last.Attribute == attribute)
            {
                if (width == 2) x++;
                continue;
            }
            last = (grapheme, attribute);
            if (at != x) _text.Append("\e[").Append(y + 1).Append(';').Append(x + 1).Append('H');
            if (pen != attribute)
            {
                _text.Append(Sequence(attribute));
                pen = attribute;
            }
            _text.Append(grapheme.Length == 0 || grapheme[0] == '\0' ? " " : grapheme);
            // After a wide glyph the cursor is placed anew, whatever width the terminal gives it; what it covers is unknown.
            at = width == 1 ? x + 1 : -1;
            if (width == 2) _before[y * cols + ++x].Grapheme = null;
        }
    }

    private string Sequence(Attribute attribute)
    {
        if (_styles.TryGetValue(attribute, out string? known)) return known;
        if (_styles.Count > MostStyles) _styles.Clear();
        return _styles[attribute] = Sgr.For(Palette.StyleOf(attribute), _look!.Colours);
    }
}

/// <summary>What a cell shows where the terminal shows ASCII only.</summary>
internal static class Ascii
{
    /// <summary>Chinese that was asked for stays: only signs that are drawn become ASCII.</summary>
    public static string Of(string grapheme, Look look)
    {
        if (grapheme.Length == 0 || grapheme.Length == 1 && grapheme[0] < 0x80) return grapheme;
        if (grapheme.GetColumns() != 1) return look.Language != Language.English ? grapheme : "??";
        return Rune.TryGetRuneAt(grapheme, 0, out Rune rune) ? AsciiGlyphs.For(rune).ToString() : "?";
    }
}
