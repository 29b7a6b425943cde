namespace Backstep.Debugger.Tui.Terminal;

/// <summary>There is no terminal to draw on; the message is one line for the user.</summary>
public sealed class TerminalException(string message) : LocalizedException(_ => message);
