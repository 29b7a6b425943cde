using System.Globalization;
using System.Text;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>A script of keys has a word that means nothing; the message says which and what is allowed.</summary>
public sealed class KeyScriptException(string message) : LocalizedException(_ => message);

/// <summary>
/// Reads scripts such as <c>F11 S-F11 i e Enter Ctrl-C "w5" Click@10,5 WheelDown@3,4 Resize@80x24</c>: words between blanks, each a key
/// (modifiers <c>S-</c>, <c>C-</c>, <c>A-</c> or spelled out), a quoted text that is typed, a mouse event or a new size.
/// A line that starts with <c>#</c> is a comment.
/// </summary>
public static class KeyScript
{
    /// <summary>The events of a script.</summary>
    /// <exception cref="KeyScriptException">A word means nothing.</exception>
    public static IReadOnlyList<InputEvent> Parse(string script)
    {
        var events = new List<InputEvent>();
        foreach (string line in script.Split('\n'))
        {
            if (line.TrimStart().StartsWith('#') && line.Trim().Length > 1) continue;
            for (int at = 0; at < line.Length;)
            {
                if (char.IsWhiteSpace(line[at]))
                {
                    at++;
                    continue;
                }
                int close = line[at] == '"' && at + 1 < line.Length ? line.IndexOf('"', at + 1) : -1;
                if (close > 0)
                {
                    foreach (Rune rune in line[(at + 1)..close].EnumerateRunes()) events.Add(new KeyEvent(new Keystroke(KeyCode.Character, rune, KeyModifiers.None)));
                    at = close + 1;
                    continue;
                }
                int end = at;
                while (end < line.Length && !char.IsWhiteSpace(line[end])) end++;
                Word(line[at..end], events);
                at = end;
            }
        }
        return events;
    }

    /// <summary>One key by its name, as <see cref="Keystroke.ToString"/> writes it.</summary>
    /// <exception cref="KeyScriptException">The name means nothing.</exception>
    public static Keystroke Key(string name) => TryKey(name, out Keystroke key) ? key : throw Unknown(name);

    private static void Word(string word, List<InputEvent> events)
    {
        int mark = word.IndexOf('@', StringComparison.Ordinal);
        if (mark > 0)
        {
            Place(word, word[..mark], word[(mark + 1)..], events);
            return;
        }
        events.Add(new KeyEvent(Key(word)));
    }

    private static void Place(string word, string name, string place, List<InputEvent> events)
    {
        string[] numbers = place.Split(',', 'x');
        if (numbers.Length != 2 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int x)
            || !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int y))
        {
            throw Unknown(word);
        }
        if (name.Equals("Resize", StringComparison.OrdinalIgnoreCase))
        {
            events.Add(new ResizeEvent(x, y));
            return;
        }
        if (name.Equals("Click", StringComparison.OrdinalIgnoreCase))
        {
            events.Add(new MouseEvent(MouseAction.Press, MouseButton.Left, x, y));
            events.Add(new MouseEvent(MouseAction.Release, MouseButton.Left, x, y));
            return;
        }
        if (!Enum.TryParse(name, ignoreCase: true, out MouseAction action) || !Enum.IsDefined(action) || char.IsDigit(name[0])) throw Unknown(word);
        MouseButton button = action is MouseAction.Press or MouseAction.Release or MouseAction.Drag ? MouseButton.Left : MouseButton.None;
        events.Add(new MouseEvent(action, button, x, y));
    }

    private static bool TryKey(string name, out Keystroke key)
    {
        KeyModifiers modifiers = KeyModifiers.None;
        string rest = name;
        while (rest.IndexOf('-', StringComparison.Ordinal) is > 0 and int dash && dash + 1 < rest.Length)
        {
            KeyModifiers? held = rest[..dash].ToUpperInvariant() switch
            {
                "S" or "SHIFT" => KeyModifiers.Shift,
                "C" or "CTRL" or "CONTROL" => KeyModifiers.Control,
                "A" or "ALT" or "M" => KeyModifiers.Alt,
                _ => null,
            };
            if (held is null) break;
            modifiers |= held.Value;
            rest = rest[(dash + 1)..];
        }
        key = default;
        if (Rune.TryGetRuneAt(rest, 0, out Rune rune) && rune.Utf16SequenceLength == rest.Length)
        {
            // Control has one case only: Ctrl-C and C-c are the same key.
            if (modifiers.HasFlag(KeyModifiers.Control)) rune = Rune.ToLowerInvariant(rune);
            else if (modifiers == KeyModifiers.Shift && Rune.IsLetter(rune)) (rune, modifiers) = (Rune.ToUpperInvariant(rune), KeyModifiers.None);
            key = new Keystroke(KeyCode.Character, rune, modifiers);
            return true;
        }
        if (rest.Equals("Space", StringComparison.OrdinalIgnoreCase))
        {
            key = new Keystroke(' ', modifiers);
            return true;
        }
        KeyCode? code = rest.ToUpperInvariant() switch
        {
            "ESC" => KeyCode.Escape,
            "RETURN" => KeyCode.Enter,
            "PGUP" => KeyCode.PageUp,
            "PGDN" or "PGDOWN" => KeyCode.PageDown,
            "DEL" => KeyCode.Delete,
            "INS" => KeyCode.Insert,
            _ => null,
        };
        if (code is null && rest.Length > 0 && char.IsLetter(rest[0]) && Enum.TryParse(rest, ignoreCase: true, out KeyCode parsed) && parsed != KeyCode.Character) code = parsed;
        if (code is null) return false;
        key = new Keystroke(code.Value, modifiers);
        return true;
    }

    private static KeyScriptException Unknown(string word) =>
        new($"keys: \"{word}\" is no key; write a character, F1 to F12, Enter, Esc, Tab, Space, Up, PageDown ..., with S-, C- or A- before it, \"text\", Click@x,y or Resize@80x24");
}
