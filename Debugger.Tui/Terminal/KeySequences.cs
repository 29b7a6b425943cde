using System.Text;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>What a complete CSI or SS3 sequence means; null for one that means nothing here.</summary>
internal static class KeySequences
{
    public static InputEvent? Read(ReadOnlySpan<byte> sequence)
    {
        byte final = sequence[^1];
        ReadOnlySpan<byte> body = sequence[2..^1];
        if (sequence[1] == 'O') return Ss3(body, final);
        if (body.Length > 0 && body[0] == '<') return final is (byte)'M' or (byte)'m' ? Mouse(body[1..], final == 'M') : null;
        if (body.Length == 1 && body[0] == '[') return final is >= (byte)'A' and <= (byte)'E' ? Key(KeyCode.F1 + (final - 'A')) : null;
        Span<int> numbers = stackalloc int[4];
        int count = Numbers(body, numbers);
        if (count < 0) return null;
        KeyModifiers modifiers = count >= 2 ? Modifiers(numbers[1]) : KeyModifiers.None;
        switch (final)
        {
            case (byte)'~':
                if (numbers[0] == 27 && count >= 3) return Code(numbers[2], modifiers);
                return Tilde(numbers[0]) is { } code ? Key(code, modifiers) : null;
            case (byte)'u':
                return Code(numbers[0], modifiers);
            case (byte)'Z':
                return Key(KeyCode.Tab, modifiers | KeyModifiers.Shift);
            case (byte)'I' or (byte)'O' when count == 0:
                return new FocusEvent(final == 'I');
            default:
                return Letter(final) is { } key ? Key(key, modifiers) : null;
        }
    }

    // SS3 with modifiers comes as ESC O 5 P or ESC O 1 ; 5 P.
    private static KeyEvent? Ss3(ReadOnlySpan<byte> body, byte final)
    {
        Span<int> numbers = stackalloc int[4];
        int count = Numbers(body, numbers);
        if (count < 0) return null;
        if (final == 'M') return Key(KeyCode.Enter);
        KeyModifiers modifiers = count == 0 ? KeyModifiers.None : Modifiers(numbers[count - 1]);
        return Letter(final) is { } key ? Key(key, modifiers) : null;
    }

    private static KeyCode? Letter(byte final) => (char)final switch
    {
        'A' => KeyCode.Up,
        'B' => KeyCode.Down,
        'C' => KeyCode.Right,
        'D' => KeyCode.Left,
        'H' => KeyCode.Home,
        'F' => KeyCode.End,
        'P' => KeyCode.F1,
        'Q' => KeyCode.F2,
        'R' => KeyCode.F3,
        'S' => KeyCode.F4,
        _ => null,
    };

    private static KeyCode? Tilde(int number) => number switch
    {
        1 or 7 => KeyCode.Home,
        2 => KeyCode.Insert,
        3 => KeyCode.Delete,
        4 or 8 => KeyCode.End,
        5 => KeyCode.PageUp,
        6 => KeyCode.PageDown,
        >= 11 and <= 15 => KeyCode.F1 + (number - 11),
        >= 17 and <= 21 => KeyCode.F6 + (number - 17),
        23 or 24 => KeyCode.F11 + (number - 23),
        _ => null,
    };

    // CSI u and modifyOtherKeys name the key by its code point.
    private static KeyEvent? Code(int value, KeyModifiers modifiers)
    {
        switch (value)
        {
            case 9: return Key(KeyCode.Tab, modifiers);
            case 13: return Key(KeyCode.Enter, modifiers);
            case 27: return Key(KeyCode.Escape, modifiers);
            case 8 or 127: return Key(KeyCode.Backspace, modifiers);
        }
        if (value < 0x20 || !Rune.IsValid(value) || value is >= 0x80 and < 0xA0) return null;
        return new KeyEvent(new Keystroke(KeyCode.Character, new Rune(value), modifiers));
    }

    private static MouseEvent? Mouse(ReadOnlySpan<byte> body, bool down)
    {
        Span<int> numbers = stackalloc int[4];
        if (Numbers(body, numbers) != 3) return null;
        int bits = numbers[0], x = numbers[1] - 1, y = numbers[2] - 1;
        // Bit 128 stands for buttons 8 to 11, which mean nothing here.
        if (x < 0 || y < 0 || bits >= 128) return null;
        KeyModifiers modifiers = ((bits & 4) != 0 ? KeyModifiers.Shift : 0) | ((bits & 8) != 0 ? KeyModifiers.Alt : 0) | ((bits & 16) != 0 ? KeyModifiers.Control : 0);
        if ((bits & 64) != 0) return new MouseEvent(MouseAction.WheelUp + (bits & 3), MouseButton.None, x, y, modifiers);
        MouseButton button = (bits & 3) switch { 0 => MouseButton.Left, 1 => MouseButton.Middle, 2 => MouseButton.Right, _ => MouseButton.None };
        MouseAction action = (bits & 32) != 0
            ? button == MouseButton.None ? MouseAction.Move : MouseAction.Drag
            : down ? MouseAction.Press : MouseAction.Release;
        return new MouseEvent(action, button, x, y, modifiers);
    }

    // xterm's parameter is the bits plus one; Meta (8) counts as Alt.
    private static KeyModifiers Modifiers(int parameter)
    {
        int bits = Math.Max(0, parameter - 1);
        if ((bits & 8) != 0) bits |= (int)KeyModifiers.Alt;
        return (KeyModifiers)(bits & 7);
    }

    // Numbers between semicolons; what follows a colon (kitty's sub-parameters) is skipped. -1 where something else stands.
    private static int Numbers(ReadOnlySpan<byte> body, Span<int> numbers)
    {
        numbers.Clear();
        if (body.IsEmpty) return 0;
        int count = 0;
        bool skip = false;
        foreach (byte value in body)
        {
            if (value == ';')
            {
                if (++count >= numbers.Length) return -1;
                skip = false;
            }
            else if (value == ':') skip = true;
            else if (value is < (byte)'0' or > (byte)'9') return -1;
            else if (!skip) numbers[count] = Math.Min(numbers[count] * 10 + (value - '0'), 0x200000);
        }
        return count + 1;
    }

    private static KeyEvent Key(KeyCode code, KeyModifiers modifiers = KeyModifiers.None) => new(new Keystroke(code, modifiers));
}
