namespace Backstep.Debugger.Tui.Shell;

/// <summary>
/// An option or a word asks for something that cannot be understood or done. The message is one line in the person's language; a command
/// ends with exit code 2.
/// </summary>
public sealed class UsageException(string message) : LocalizedException(_ => message);
