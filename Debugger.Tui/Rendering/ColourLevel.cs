namespace Backstep.Debugger.Tui.Rendering;

/// <summary>How many colours the terminal shows.</summary>
public enum ColourLevel
{
    /// <summary>No colours: only bold, underline and reverse; pictures use shade glyphs.</summary>
    None,

    /// <summary>The 16 colours of the terminal's own palette.</summary>
    Ansi16,

    /// <summary>xterm's palette of 256 colours.</summary>
    Palette256,

    /// <summary>24-bit colours.</summary>
    TrueColour,
}
