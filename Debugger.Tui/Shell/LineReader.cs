namespace Backstep.Debugger.Tui.Shell;

/// <summary>Reads what a person types, or what a pipe holds, and can be interrupted.</summary>
internal static class LineReader
{
    /// <summary>The next line; null at the end, or when the person presses Ctrl-C.</summary>
    public static string? Read(CommandIo io)
    {
        io.Out.Flush();
        var line = Task.Run(io.In.ReadLine);
        try
        {
            line.Wait(io.Cancel);
            return line.Result;
        }
        catch (AggregateException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(io.Texts.Usage.InputUnreadable(e.InnerException.Message.TrimEnd('.')));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
