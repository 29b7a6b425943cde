using System.Text;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>
/// Turns the bytes that a terminal sends into events. Pure and incremental: bytes may come in any pieces. What cannot be told yet (a lone
/// Escape, the end of a paste) waits; when <see cref="FlushAfter"/> has passed without a byte, call <see cref="Flush"/>.
/// Sequences: xterm's ctlseqs (CSI, SS3, SGR mouse 1006, bracketed paste 2004, modifyOtherKeys), CSI u, and the Linux console's F1 to F5.
/// </summary>
public sealed class InputParser
{
    /// <summary>A lone Escape is one after this time.</summary>
    public static readonly TimeSpan EscapeDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>A paste without end is over after this time without a byte.</summary>
    public static readonly TimeSpan PasteDelay = TimeSpan.FromMilliseconds(500);

    private const int LongestSequence = 128;
    private const byte Esc = 0x1B;

    private static ReadOnlySpan<byte> PasteEnd => "\u001b[201~"u8;

    private readonly List<byte> _pending = [];
    private readonly List<byte> _paste = [];
    private readonly int _pasteLimit;
    private bool _pasting;
    private int _endMatched;

    /// <summary>A parser that hands on a paste in parts of at most so many bytes.</summary>
    public InputParser(int pasteLimit = 256 * 1024) => _pasteLimit = Math.Max(16, pasteLimit);

    /// <summary>How long to wait for more bytes before <see cref="Flush"/>; null when nothing waits.</summary>
    public TimeSpan? FlushAfter => _pasting ? PasteDelay : _pending.Count > 0 ? EscapeDelay : null;

    /// <summary>Reads bytes and appends the events that are complete.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, List<InputEvent> events)
    {
        foreach (byte value in bytes)
        {
            if (_pasting) FeedPaste(value, events);
            else FeedKey(value, events);
        }
    }

    /// <summary>No byte came for a while: what waits is taken for what it is by now.</summary>
    public void Flush(List<InputEvent> events)
    {
        if (_pasting)
        {
            _paste.AddRange(PasteEnd[.._endMatched]);
            EndPaste(events);
            return;
        }
        if (_pending.Count == 0) return;
        byte[] waiting = [.. _pending];
        _pending.Clear();
        if (waiting[0] != Esc)
        {
            Key(events, new Keystroke(KeyCode.Character, Rune.ReplacementChar, KeyModifiers.None));
            return;
        }
        if (waiting.Length == 1) Key(events, new Keystroke(KeyCode.Escape));
        else if (waiting.Length == 2) Key(events, new Keystroke((char)waiting[1], KeyModifiers.Alt));
        // A longer sequence that never ended is noise.
    }

    private void FeedKey(byte value, List<InputEvent> events)
    {
        if (_pending.Count == 0)
        {
            if (value == Esc || value >= 0x80) _pending.Add(value);
            else Key(events, SingleByte(value, KeyModifiers.None));
            if (value >= 0x80) TryCharacter(0, KeyModifiers.None, events);
            return;
        }
        if (_pending[0] != Esc)
        {
            if ((value & 0xC0) != 0x80)
            {
                // The character broke off; the byte starts something new.
                _pending.Clear();
                Key(events, new Keystroke(KeyCode.Character, Rune.ReplacementChar, KeyModifiers.None));
                FeedKey(value, events);
                return;
            }
            _pending.Add(value);
            TryCharacter(0, KeyModifiers.None, events);
            return;
        }
        FeedSequence(value, events);
    }

    private void FeedSequence(byte value, List<InputEvent> events)
    {
        if (_pending.Count == 1)
        {
            if (value == Esc)
            {
                Key(events, new Keystroke(KeyCode.Escape));
                return;
            }
            _pending.Add(value);
            if (value is (byte)'[' or (byte)'O') return;
            if (value >= 0x80)
            {
                TryCharacter(1, KeyModifiers.Alt, events);
                return;
            }
            _pending.Clear();
            Key(events, SingleByte(value, KeyModifiers.Alt));
            return;
        }
        if (_pending[1] is not ((byte)'[' or (byte)'O'))
        {
            _pending.Add(value);
            TryCharacter(1, KeyModifiers.Alt, events);
            return;
        }
        if (value == Esc || value < 0x20 || value >= 0x7F)
        {
            // The sequence broke off; Alt-[ and Alt-O alone are keys.
            bool alone = _pending.Count == 2;
            char second = (char)_pending[1];
            _pending.Clear();
            if (alone) Key(events, new Keystroke(second, KeyModifiers.Alt));
            FeedKey(value, events);
            return;
        }
        _pending.Add(value);
        bool linuxFunction = _pending.Count == 3 && value == '[' && _pending[1] == '[';
        bool done = _pending.Count == 4 && _pending[2] == '[' && _pending[1] == '[' || value >= 0x40 && !linuxFunction;
        if (!done && _pending.Count < LongestSequence) return;
        byte[] sequence = [.. _pending];
        _pending.Clear();
        if (done) Sequence(sequence, events);
    }

    private void Sequence(byte[] bytes, List<InputEvent> events)
    {
        if (bytes.AsSpan().SequenceEqual("\u001b[200~"u8))
        {
            _pasting = true;
            _endMatched = 0;
            _paste.Clear();
            return;
        }
        if (KeySequences.Read(bytes) is { } found) events.Add(found);
    }

    private void TryCharacter(int from, KeyModifiers modifiers, List<InputEvent> events)
    {
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending)[from..];
        System.Buffers.OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out _);
        if (status == System.Buffers.OperationStatus.NeedMoreData) return;
        // A broken character may have swallowed the first byte of the next one.
        byte last = bytes[^1];
        bool replay = status != System.Buffers.OperationStatus.Done && bytes.Length > 1 && last is (< 0x80 or >= 0xC0);
        _pending.Clear();
        if (rune.Value is < 0x80 or >= 0xA0) Key(events, new Keystroke(KeyCode.Character, rune, modifiers));
        if (replay) FeedKey(last, events);
    }

    private void FeedPaste(byte value, List<InputEvent> events)
    {
        if (value == PasteEnd[_endMatched])
        {
            if (++_endMatched == PasteEnd.Length) EndPaste(events);
            return;
        }
        _paste.AddRange(PasteEnd[.._endMatched]);
        _endMatched = 0;
        if (value == Esc) _endMatched = 1;
        else _paste.Add(value);
        if (_paste.Count >= _pasteLimit) EmitPaste(events);
    }

    private void EndPaste(List<InputEvent> events)
    {
        _pasting = false;
        _endMatched = 0;
        if (_paste.Count > 0) EmitPaste(events);
    }

    private void EmitPaste(List<InputEvent> events)
    {
        byte[] bytes = [.. _paste];
        _paste.Clear();
        int whole = _pasting ? WholeCharacters(bytes) : bytes.Length;
        _paste.AddRange(bytes.AsSpan(whole));
        string text = Encoding.UTF8.GetString(bytes, 0, whole).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '\n' or '\t' || !char.IsControl(c)) clean.Append(c);
        }
        events.Add(new PasteEvent(clean.ToString()));
    }

    // How many bytes end with a whole character, so that a part of a paste never splits one (or a line end).
    private static int WholeCharacters(byte[] bytes)
    {
        int end = bytes.Length;
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            byte value = bytes[^back];
            if ((value & 0xC0) == 0x80) continue;
            int length = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
            if (length > back) end = bytes.Length - back;
            break;
        }
        if (end == bytes.Length && bytes[^1] == '\r') end--;
        return end;
    }

    private static Keystroke SingleByte(byte value, KeyModifiers modifiers) => value switch
    {
        0x0D or 0x0A => new Keystroke(KeyCode.Enter, modifiers),
        0x09 => new Keystroke(KeyCode.Tab, modifiers),
        0x7F or 0x08 => new Keystroke(KeyCode.Backspace, modifiers),
        0x00 => new Keystroke(' ', modifiers | KeyModifiers.Control),
        <= 0x1A => new Keystroke((char)(value + 0x60), modifiers | KeyModifiers.Control),
        < 0x20 => new Keystroke((char)(value + 0x40), modifiers | KeyModifiers.Control),
        _ => new Keystroke((char)value, modifiers),
    };

    private static void Key(List<InputEvent> events, Keystroke key) => events.Add(new KeyEvent(key));
}
