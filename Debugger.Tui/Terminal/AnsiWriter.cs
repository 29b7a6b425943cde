using System.Buffers;
using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>
/// Writes the difference between two screens as bytes for the terminal, wrapped in a synchronised update (mode 2026), so that no half
/// frame is seen. Keeps the buffer and the sequences of styles between frames; not for several threads at once.
/// </summary>
public sealed class AnsiWriter(ColourLevel level)
{
    /// <summary>
    /// What to send on entry: alternate screen, cursor off, no wrapping, mouse (buttons and drags, SGR), bracketed paste; and normal cursor keys, since
    /// the runtime's console switches them to application mode.
    /// </summary>
    public const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?1002h\u001b[?1006h\u001b[?2004h\u001b[?1l\u001b>\u001b[0m\u001b[2J";

    /// <summary>What to send on leaving: the same in reverse, after the end of any synchronised update.</summary>
    public const string Leave = "\u001b[?2026l\u001b[0m\u001b[?1l\u001b>\u001b[?2004l\u001b[?1006l\u001b[?1002l\u001b[?7h\u001b[?25h\u001b[?1049l";

    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly Dictionary<Style, byte[]> _styles = [];

    /// <summary>
    /// The bytes that turn <paramref name="before"/> into <paramref name="after"/>; empty when nothing changed. Null or another size before: everything is cleared and painted.
    /// The result is valid until the next call.
    /// </summary>
    public ReadOnlyMemory<byte> Frame(Screen? before, Screen after)
    {
        _buffer.ResetWrittenCount();
        List<DiffRun> runs = ScreenDiff.Runs(before, after);
        bool whole = before is null || before.Width != after.Width || before.Height != after.Height;
        if (runs.Count == 0 && !whole && before!.Cursor == after.Cursor) return default;
        Ascii("\u001b[?2026h\u001b[?25l"u8);
        if (whole) Ascii("\u001b[0m\u001b[2J"u8);
        Style style = default;
        bool known = false;
        int column = -1, row = -1;
        foreach (DiffRun run in runs)
        {
            ReadOnlySpan<Cell> cells = after.Row(run.Y).Slice(run.X, run.Length);
            if (run.Y != row || run.X != column || HasOddBefore(after, run)) Move(run.X, run.Y);
            foreach (Cell cell in cells)
            {
                if (cell.IsContinuation) continue;
                if (!known || cell.Style != style)
                {
                    Ascii(Sequence(cell.Style));
                    style = cell.Style;
                    known = true;
                }
                Text(cell);
            }
            row = run.Y;
            column = run.X + run.Length;
        }
        if (known) Ascii("\u001b[0m"u8);
        if (after.Cursor is { } cursor)
        {
            Move(cursor.X, cursor.Y);
            Ascii("\u001b[?25h"u8);
        }
        Ascii("\u001b[?2026l"u8);
        return _buffer.WrittenMemory;
    }

    // After a wide or joined cell the terminal's cursor may stand elsewhere than we think.
    private static bool HasOddBefore(Screen screen, DiffRun run)
    {
        if (run.X == 0) return true;
        Cell before = screen[run.X - 1, run.Y];
        return before.Width != 1 || before.Cluster is not null;
    }

    private ReadOnlySpan<byte> Sequence(Style style)
    {
        if (_styles.TryGetValue(style, out byte[]? bytes)) return bytes;
        // Heatmaps may bring ever new colours; a table that grew large is not worth keeping.
        if (_styles.Count > 4096) _styles.Clear();
        bytes = Encoding.ASCII.GetBytes(Sgr.For(style, level));
        _styles[style] = bytes;
        return bytes;
    }

    private void Move(int x, int y)
    {
        Span<byte> text = stackalloc byte[24];
        text[0] = 0x1B;
        text[1] = (byte)'[';
        int at = 2 + Number(text[2..], y + 1);
        text[at++] = (byte)';';
        at += Number(text[at..], x + 1);
        text[at++] = (byte)'H';
        Ascii(text[..at]);
    }

    private static int Number(Span<byte> text, int value)
    {
        value.TryFormat(text, out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }

    private void Text(Cell cell)
    {
        if (cell.Cluster is { } cluster)
        {
            Encoding.UTF8.GetBytes(cluster, _buffer);
            return;
        }
        Span<byte> space = _buffer.GetSpan(4);
        _buffer.Advance(cell.Rune.EncodeToUtf8(space));
    }

    private void Ascii(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);
}
