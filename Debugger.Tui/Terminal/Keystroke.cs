using System.Text;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>A key that is not a character, or <see cref="Character"/>.</summary>
public enum KeyCode
{
    /// <summary>A character; see <see cref="Keystroke.Rune"/>.</summary>
    Character,

    /// <summary>Enter.</summary>
    Enter,

    /// <summary>Tab.</summary>
    Tab,

    /// <summary>Backspace.</summary>
    Backspace,

    /// <summary>Escape.</summary>
    Escape,

    /// <summary>Arrow up.</summary>
    Up,

    /// <summary>Arrow down.</summary>
    Down,

    /// <summary>Arrow left.</summary>
    Left,

    /// <summary>Arrow right.</summary>
    Right,

    /// <summary>Home.</summary>
    Home,

    /// <summary>End.</summary>
    End,

    /// <summary>Page up.</summary>
    PageUp,

    /// <summary>Page down.</summary>
    PageDown,

    /// <summary>Insert.</summary>
    Insert,

    /// <summary>Delete.</summary>
    Delete,

    /// <summary>F1; F2 to F12 follow.</summary>
    F1,

    /// <summary>F2.</summary>
    F2,

    /// <summary>F3.</summary>
    F3,

    /// <summary>F4.</summary>
    F4,

    /// <summary>F5.</summary>
    F5,

    /// <summary>F6.</summary>
    F6,

    /// <summary>F7.</summary>
    F7,

    /// <summary>F8.</summary>
    F8,

    /// <summary>F9.</summary>
    F9,

    /// <summary>F10.</summary>
    F10,

    /// <summary>F11.</summary>
    F11,

    /// <summary>F12.</summary>
    F12,
}

/// <summary>Keys held while another one is pressed; the bits are xterm's (its parameter less one).</summary>
[Flags]
public enum KeyModifiers
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Shift.</summary>
    Shift = 1,

    /// <summary>Alt or Option.</summary>
    Alt = 2,

    /// <summary>Control.</summary>
    Control = 4,
}

/// <summary>A key with what was held: written <c>F11</c>, <c>S-F11</c>, <c>C-c</c>, <c>A-Left</c>, <c>i</c>, <c>Space</c>.</summary>
public readonly record struct Keystroke(KeyCode Code, Rune Rune, KeyModifiers Modifiers)
{
    /// <summary>A key that is not a character.</summary>
    public Keystroke(KeyCode code, KeyModifiers modifiers = KeyModifiers.None) : this(code, default, modifiers)
    {
    }

    /// <summary>A character.</summary>
    public Keystroke(char character, KeyModifiers modifiers = KeyModifiers.None) : this(KeyCode.Character, new Rune(character), modifiers)
    {
    }

    /// <summary>True for a character that is to be typed: neither Control nor Alt is held.</summary>
    public bool IsText => Code == KeyCode.Character && (Modifiers & (KeyModifiers.Control | KeyModifiers.Alt)) == 0;

    /// <summary>The characters that it types; empty when <see cref="IsText"/> is false.</summary>
    public string Text => IsText ? Rune.ToString() : "";

    /// <summary>True for this character without Control and Alt.</summary>
    public bool Is(char character) => IsText && Rune.Value == character;

    /// <summary>True for this key with exactly these modifiers.</summary>
    public bool Is(KeyCode code, KeyModifiers modifiers = KeyModifiers.None) => Code == code && Modifiers == modifiers;

    /// <summary>True for this character with Control.</summary>
    public bool IsControl(char character) => Code == KeyCode.Character && Modifiers == KeyModifiers.Control && Rune.Value == character;

    /// <summary>The name as <see cref="KeyScript"/> reads it.</summary>
    public override string ToString()
    {
        string held = (Modifiers.HasFlag(KeyModifiers.Control) ? "C-" : "") + (Modifiers.HasFlag(KeyModifiers.Alt) ? "A-" : "") + (Modifiers.HasFlag(KeyModifiers.Shift) ? "S-" : "");
        return held + (Code != KeyCode.Character ? Code.ToString() : Rune.Value == ' ' ? "Space" : Rune.ToString());
    }
}
