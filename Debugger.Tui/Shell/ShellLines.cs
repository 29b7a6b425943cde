namespace Backstep.Debugger.Tui.Shell;

/// <summary>The lines that a person types or a pipe holds; one that was meant for what comes next can be given back.</summary>
internal sealed class ShellLines(CommandIo io, bool prompt)
{
    private string? _returned;

    /// <summary>Whether a person types them, and is told what can be typed.</summary>
    public bool Prompts => prompt;

    /// <summary>The next line without blanks around it; null at the end, or when the person stops.</summary>
    public string? Next()
    {
        if (_returned is { } line)
        {
            _returned = null;
            return line;
        }
        if (io.Cancel.IsCancellationRequested) return null;
        if (prompt) io.Out.Write("> ");
        return LineReader.Read(io)?.Trim();
    }

    /// <summary>The line is read again by who reads next.</summary>
    public void GiveBack(string line) => _returned = line;
}
