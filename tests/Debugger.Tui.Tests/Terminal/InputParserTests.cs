using System.Text;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.Tests.Terminal;

public sealed class InputParserTests
{
    private static KeyEvent Key(string name) => new(KeyScript.Key(name));

    private static List<InputEvent> Parse(params ReadOnlySpan<byte[]> pieces)
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        foreach (byte[] piece in pieces) parser.Feed(piece, events);
        parser.Flush(events);
        return events;
    }

    // Every way in which the bytes may come: all at once, cut at each place, and one by one.
    private static void Expect(byte[] bytes, params InputEvent[] expected)
    {
        Assert.That(Parse(bytes), Is.EqualTo(expected), "at once");
        for (int cut = 1; cut < bytes.Length; cut++) Assert.That(Parse(bytes[..cut], bytes[cut..]), Is.EqualTo(expected), $"cut at {cut}");
        Assert.That(Parse([.. bytes.Select(value => new[] { value })]), Is.EqualTo(expected), "one by one");
    }

    [TestCase("a", "a")]
    [TestCase("A", "A")]
    [TestCase(" ", "Space")]
    [TestCase("\r", "Enter")]
    [TestCase("\n", "Enter")]
    [TestCase("\t", "Tab")]
    [TestCase("\u007f", "Backspace")]
    [TestCase("\b", "Backspace")]
    [TestCase("\u0003", "C-c")]
    [TestCase("\u0001", "C-a")]
    [TestCase("\u001a", "C-z")]
    [TestCase("\u001c", "C-\\")]
    [TestCase("\0", "C-Space")]
    [TestCase("\u001ba", "A-a")]
    [TestCase("\u001b\r", "A-Enter")]
    [TestCase("\u001b\u007f", "A-Backspace")]
    [TestCase("\u001bé", "A-é")]
    [TestCase("é", "é")]
    [TestCase("误", "误")]
    [TestCase("🎉", "🎉")]
    [TestCase("\u001b[A", "Up")]
    [TestCase("\u001b[B", "Down")]
    [TestCase("\u001b[C", "Right")]
    [TestCase("\u001b[D", "Left")]
    [TestCase("\u001b[H", "Home")]
    [TestCase("\u001b[F", "End")]
    [TestCase("\u001bOA", "Up")]
    [TestCase("\u001bOD", "Left")]
    [TestCase("\u001bOH", "Home")]
    [TestCase("\u001bOM", "Enter")]
    [TestCase("\u001b[1~", "Home")]
    [TestCase("\u001b[2~", "Insert")]
    [TestCase("\u001b[3~", "Delete")]
    [TestCase("\u001b[4~", "End")]
    [TestCase("\u001b[5~", "PageUp")]
    [TestCase("\u001b[6~", "PageDown")]
    [TestCase("\u001b[7~", "Home")]
    [TestCase("\u001b[8~", "End")]
    [TestCase("\u001b[1;2A", "S-Up")]
    [TestCase("\u001b[1;3B", "A-Down")]
    [TestCase("\u001b[1;5C", "C-Right")]
    [TestCase("\u001b[1;6D", "C-S-Left")]
    [TestCase("\u001b[1;9A", "A-Up")]
    [TestCase("\u001b[3;5~", "C-Delete")]
    [TestCase("\u001b[Z", "S-Tab")]
    [TestCase("\u001bOP", "F1")]
    [TestCase("\u001bOQ", "F2")]
    [TestCase("\u001bOR", "F3")]
    [TestCase("\u001bOS", "F4")]
    [TestCase("\u001b[11~", "F1")]
    [TestCase("\u001b[14~", "F4")]
    [TestCase("\u001b[15~", "F5")]
    [TestCase("\u001b[17~", "F6")]
    [TestCase("\u001b[18~", "F7")]
    [TestCase("\u001b[19~", "F8")]
    [TestCase("\u001b[20~", "F9")]
    [TestCase("\u001b[21~", "F10")]
    [TestCase("\u001b[23~", "F11")]
    [TestCase("\u001b[24~", "F12")]
    [TestCase("\u001b[23;2~", "S-F11")]
    [TestCase("\u001b[15;5~", "C-F5")]
    [TestCase("\u001b[1;2P", "S-F1")]
    [TestCase("\u001bO1;2P", "S-F1")]
    [TestCase("\u001bO5Q", "C-F2")]
    [TestCase("\u001b[[A", "F1")]
    [TestCase("\u001b[[E", "F5")]
    [TestCase("\u001b[97;5u", "C-a")]
    [TestCase("\u001b[27u", "Escape")]
    [TestCase("\u001b[13;2u", "S-Enter")]
    [TestCase("\u001b[27;5;9~", "C-Tab")]
    [TestCase("\u001b[97:65;3u", "A-a")]
    public void A_sequence_is_one_key_however_its_bytes_come(string sequence, string key) =>
        Expect(Encoding.UTF8.GetBytes(sequence), Key(key));

    [TestCase("\u001b[<0;11;6M", MouseAction.Press, MouseButton.Left, 10, 5, KeyModifiers.None)]
    [TestCase("\u001b[<0;11;6m", MouseAction.Release, MouseButton.Left, 10, 5, KeyModifiers.None)]
    [TestCase("\u001b[<1;1;1M", MouseAction.Press, MouseButton.Middle, 0, 0, KeyModifiers.None)]
    [TestCase("\u001b[<2;300;200M", MouseAction.Press, MouseButton.Right, 299, 199, KeyModifiers.None)]
    [TestCase("\u001b[<32;4;5M", MouseAction.Drag, MouseButton.Left, 3, 4, KeyModifiers.None)]
    [TestCase("\u001b[<35;4;5M", MouseAction.Move, MouseButton.None, 3, 4, KeyModifiers.None)]
    [TestCase("\u001b[<64;4;5M", MouseAction.WheelUp, MouseButton.None, 3, 4, KeyModifiers.None)]
    [TestCase("\u001b[<65;4;5M", MouseAction.WheelDown, MouseButton.None, 3, 4, KeyModifiers.None)]
    [TestCase("\u001b[<66;4;5M", MouseAction.WheelLeft, MouseButton.None, 3, 4, KeyModifiers.None)]
    [TestCase("\u001b[<20;4;5M", MouseAction.Press, MouseButton.Left, 3, 4, KeyModifiers.Shift | KeyModifiers.Control)]
    [TestCase("\u001b[<72;4;5M", MouseAction.WheelUp, MouseButton.None, 3, 4, KeyModifiers.Alt)]
    public void The_mouse_is_read_in_its_SGR_form(string sequence, MouseAction action, MouseButton button, int x, int y, KeyModifiers modifiers) =>
        Expect(Encoding.ASCII.GetBytes(sequence), new MouseEvent(action, button, x, y, modifiers));

    [Test]
    public void Focus_is_reported() => Assert.Multiple(() =>
    {
        Expect("\u001b[I"u8.ToArray(), new FocusEvent(true));
        Expect("\u001b[O"u8.ToArray(), new FocusEvent(false));
    });

    [Test]
    public void A_paste_is_one_event_whatever_it_holds() =>
        Expect(Encoding.UTF8.GetBytes("\u001b[200~a\r\nb\r误\u001b[A\u001b[201\u0007~\u001b[201~x"), new PasteEvent("a\nb\n误[A[201~"), Key("x"));

    [Test]
    public void An_empty_paste_is_nothing() => Expect(Encoding.UTF8.GetBytes("\u001b[200~\u001b[201~x"), Key("x"));

    [Test]
    public void A_paste_without_end_is_over_when_nothing_comes_any_more()
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        parser.Feed("\u001b[200~abc\u001b[20"u8, events);
        Assert.That((events.Count, parser.FlushAfter), Is.EqualTo((0, (TimeSpan?)InputParser.PasteDelay)));
        parser.Flush(events);
        parser.Feed("q"u8, events);
        Assert.That(events, Is.EqualTo(new InputEvent[] { new PasteEvent("abc[20"), Key("q") }));
    }

    [Test]
    public void A_long_paste_comes_in_parts_that_never_split_a_sign()
    {
        string text = string.Concat(Enumerable.Repeat("误差🎉é\r\n", 40));
        byte[] bytes = Encoding.UTF8.GetBytes("\u001b[200~" + text + "\u001b[201~q");
        var parser = new InputParser(pasteLimit: 16);
        var events = new List<InputEvent>();
        parser.Feed(bytes, events);
        string joined = string.Concat(events.OfType<PasteEvent>().Select(paste => paste.Text));
        Assert.Multiple(() =>
        {
            Assert.That(joined, Is.EqualTo(text.Replace("\r\n", "\n")));
            Assert.That(events.OfType<PasteEvent>().Count(), Is.GreaterThan(10));
            Assert.That(events[^1], Is.EqualTo(Key("q")));
        });
    }

    [Test]
    public void A_lone_Escape_waits_and_then_is_one()
    {
        var parser = new InputParser();
        var events = new List<InputEvent>();
        parser.Feed([0x1B], events);
        Assert.That((events.Count, parser.FlushAfter), Is.EqualTo((0, (TimeSpan?)InputParser.EscapeDelay)));
        parser.Flush(events);
        Assert.That(events, Is.EqualTo(new[] { Key("Escape") }));
        Assert.That(parser.FlushAfter, Is.Null);
    }

    [Test]
    public void Two_Escapes_and_a_key() => Expect("\u001b\u001b[A"u8.ToArray(), Key("Escape"), Key("Up"));

    [Test]
    public void An_Alt_bracket_is_a_key_when_nothing_follows() => Assert.Multiple(() =>
    {
        Assert.That(Parse("\u001b["u8.ToArray()), Is.EqualTo(new[] { Key("A-[") }));
        Assert.That(Parse("\u001bO"u8.ToArray()), Is.EqualTo(new[] { Key("A-O") }));
    });

    [TestCase("\u001b[99Xa")]
    [TestCase("\u001b[?1;2ca")]
    [TestCase("\u001b[<0;1Ma")]
    [TestCase("\u001b[<0;0;0Ma")]
    [TestCase("\u001b[<999;1;1Ma")]
    [TestCase("\u001b[1114112ua")]
    [TestCase("\u001bOxa")]
    [TestCase("\u001b[16~a")]
    [TestCase("\u001b[1;2;3;4;5Aa")]
    public void What_means_nothing_is_dropped_and_the_next_key_is_read(string sequence) =>
        Expect(Encoding.UTF8.GetBytes(sequence), Key("a"));

    [Test]
    public void A_sequence_that_never_ends_gives_way_to_the_next_key()
    {
        byte[] endless = [0x1B, (byte)'[', .. Enumerable.Repeat((byte)'1', 126), (byte)'q'];
        Assert.That(Parse(endless), Is.EqualTo(new[] { Key("q") }));
    }

    [Test]
    public void A_sequence_that_breaks_off_gives_way_to_what_follows() => Assert.Multiple(() =>
    {
        Expect("\u001b[1;\u001b[A"u8.ToArray(), Key("Up"));
        Expect("\u001b[1;\ra"u8.ToArray(), Key("Enter"), Key("a"));
    });

    [Test]
    public void Broken_UTF8_becomes_one_replacement_and_the_next_key_is_read() => Assert.Multiple(() =>
    {
        Expect([0xE8, 0xAF, (byte)'q'], Key("\uFFFD"), Key("q"));
        Expect([0xC3, 0xE8, 0xAF, 0xAF], Key("\uFFFD"), Key("误"));
    });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool Any_bytes_are_read_without_an_error_and_the_same_in_any_pieces(byte[] bytes, byte cut)
    {
        bytes ??= [];
        int at = bytes.Length == 0 ? 0 : cut % (bytes.Length + 1);
        return Parse(bytes).SequenceEqual(Parse(bytes[..at], bytes[at..]));
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool Streams_that_look_like_sequences_read_the_same_in_any_pieces(byte[] picks, byte cut)
    {
        ReadOnlySpan<byte> alphabet = "\u001b\u001b[O<;12035~MmuAPIa\r"u8;
        var bytes = new byte[picks?.Length ?? 0];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = alphabet[picks![i] % alphabet.Length];
        int at = bytes.Length == 0 ? 0 : cut % (bytes.Length + 1);
        return Parse(bytes).SequenceEqual(Parse(bytes[..at], bytes[at..]));
    }
}
