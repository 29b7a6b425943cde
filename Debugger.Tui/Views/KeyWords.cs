using System.Diagnostics.CodeAnalysis;
using System.Text;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Views;

/// <summary>
/// Keys as words: <c>F11</c>, <c>S-F11</c>, <c>C-c</c>, <c>Enter</c>, <c>PageDown</c>, <c>:</c>; and as people read them.
/// </summary>
public static class KeyWords
{
    /// <summary>The key of a word.</summary>
    /// <exception cref="FormatException">The word is no key.</exception>
    public static Key Parse(string word) => TryParse(word, out Key? key) ? key : throw new FormatException($"\"{word}\" is no key");

    public static bool TryParse(string word, [NotNullWhen(true)] out Key? key)
    {
        bool shift = false, control = false, alt = false;
        string rest = word;
        while (rest.IndexOf('-', StringComparison.Ordinal) is > 0 and int dash && dash + 1 < rest.Length)
        {
            switch (rest[..dash].ToUpperInvariant())
            {
                case "S" or "SHIFT": shift = true; break;
                case "C" or "CTRL" or "CONTROL": control = true; break;
                case "A" or "ALT" or "M": alt = true; break;
                default: key = null; return false;
            }
            rest = rest[(dash + 1)..];
        }
        // Control has one case only: Ctrl-C and C-c are the same key.
        if (control && rest.Length == 1) rest = rest.ToLowerInvariant();
        key = Plain(rest, ref shift);
        if (key is null) return false;
        if (shift) key = key.WithShift;
        if (control) key = key.WithCtrl;
        if (alt) key = key.WithAlt;
        return true;
    }

    /// <summary>Terminal.Gui's menus write Shift-F11, as all our texts do, instead of Shift+F11.</summary>
    public static void NameKeysOurWay() => Key.Separator = new Rune('-');

    /// <summary>How people read a key: <c>Shift-F11</c>, <c>Ctrl-C</c>, <c>↑</c>, <c>s</c>.</summary>
    public static string Name(Key key)
    {
        var name = new StringBuilder();
        Key plain = key.NoShift.NoCtrl.NoAlt;
        bool letter = key.AsRune.Value > 32 && !key.IsCtrl && !key.IsAlt;
        if (letter) return key.AsRune.ToString();
        if (key.IsCtrl) name.Append("Ctrl-");
        if (key.IsAlt) name.Append("Alt-");
        if (key.IsShift) name.Append("Shift-");
        return name.Append(plain switch
        {
            _ when plain == Key.CursorUp => "↑",
            _ when plain == Key.CursorDown => "↓",
            _ when plain == Key.CursorLeft => "←",
            _ when plain == Key.CursorRight => "→",
            _ when plain == Key.PageUp => "PgUp",
            _ when plain == Key.PageDown => "PgDn",
            _ when plain.AsRune.Value > 32 => Rune.ToUpperInvariant(plain.AsRune).ToString(),
            _ => plain.ToString(),
        }).ToString();
    }

    private static Key? Plain(string name, ref bool shift)
    {
        if (Rune.TryGetRuneAt(name, 0, out Rune rune) && rune.Utf16SequenceLength == name.Length)
        {
            if (shift && Rune.IsLetter(rune)) (rune, shift) = (Rune.ToUpperInvariant(rune), false);
            return new Key(rune.Value);
        }
        return name.ToUpperInvariant() switch
        {
            "ENTER" or "RETURN" => Key.Enter,
            "ESC" or "ESCAPE" => Key.Esc,
            "TAB" => Key.Tab,
            "SPACE" => Key.Space,
            "BACKSPACE" => Key.Backspace,
            "UP" => Key.CursorUp,
            "DOWN" => Key.CursorDown,
            "LEFT" => Key.CursorLeft,
            "RIGHT" => Key.CursorRight,
            "HOME" => Key.Home,
            "END" => Key.End,
            "PGUP" or "PAGEUP" => Key.PageUp,
            "PGDN" or "PGDOWN" or "PAGEDOWN" => Key.PageDown,
            "DEL" or "DELETE" => Key.Delete,
            "INS" or "INSERT" => Key.InsertChar,
            ['F', >= '1' and <= '9', ..] f when Enum.TryParse(f, out KeyCode code) => new Key(code),
            _ => null,
        };
    }
}
