namespace Backstep.Debugger.Tui.Terminal;

/// <summary>Something that came from the terminal.</summary>
public abstract record InputEvent;

/// <summary>A key was pressed.</summary>
public sealed record KeyEvent(Keystroke Key) : InputEvent;

/// <summary>The mouse did something at a cell (0, 0 is the upper left one).</summary>
public sealed record MouseEvent(MouseAction Action, MouseButton Button, int X, int Y, KeyModifiers Modifiers = KeyModifiers.None) : InputEvent;

/// <summary>Text was pasted; a very long one comes in several parts.</summary>
public sealed record PasteEvent(string Text) : InputEvent;

/// <summary>The terminal has a new size, or must be painted anew.</summary>
public sealed record ResizeEvent(int Width, int Height) : InputEvent;

/// <summary>The terminal's window got or lost the focus.</summary>
public sealed record FocusEvent(bool Focused) : InputEvent;

/// <summary>No more input will come: the terminal is gone.</summary>
public sealed record InputClosedEvent : InputEvent;

/// <summary>What the mouse did.</summary>
public enum MouseAction
{
    /// <summary>A button went down.</summary>
    Press,

    /// <summary>A button went up.</summary>
    Release,

    /// <summary>Moved with a button held.</summary>
    Drag,

    /// <summary>Moved without a button.</summary>
    Move,

    /// <summary>The wheel was turned away.</summary>
    WheelUp,

    /// <summary>The wheel was turned towards the user.</summary>
    WheelDown,

    /// <summary>The wheel was tilted to the left.</summary>
    WheelLeft,

    /// <summary>The wheel was tilted to the right.</summary>
    WheelRight,
}

/// <summary>A mouse button.</summary>
public enum MouseButton
{
    /// <summary>None.</summary>
    None,

    /// <summary>Left.</summary>
    Left,

    /// <summary>Middle.</summary>
    Middle,

    /// <summary>Right.</summary>
    Right,
}
