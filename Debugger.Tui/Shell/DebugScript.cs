using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Words of the debugger in a row, with the place where each stands: from a file, or from the command line.</summary>
internal static class DebugScript
{
    /// <summary>Reads a file, several words on a line parted by semicolons.</summary>
    /// <exception cref="UsageException">It is not there or cannot be read.</exception>
    public static List<(string Where, string Text)> Read(string file, UsageTexts texts)
    {
        if (!File.Exists(file)) throw new UsageException(texts.NoScript(file));
        try
        {
            return [.. TextFile.Lines(file).SelectMany((line, i) => line.Split(';').Select(c => ($"{file}:{i + 1}", c)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(texts.ScriptUnreadable(file, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>
    /// Stops at the first command that cannot be done, and says which: what follows was written in the belief that it could.
    /// </summary>
    public static void Run(
        DebugInterpreter interpreter, IEnumerable<(string Where, string Text)> commands, Language language, CancellationToken cancel)
    {
        foreach ((string where, string text) in commands)
        {
            try
            {
                interpreter.Execute(text);
            }
            catch (LocalizedException e) when (IsWrongInput(e))
            {
                throw new UsageException($"{where} '{text.Trim()}': {e.In(language)}");
            }
            catch (ShapeException e)
            {
                throw new ShapeException(l => $"{where} '{text.Trim()}': {e.In(l)}");
            }
            catch (Exception e) when (GpuException.Of(e) is { } fault)
            {
                throw new GpuException(l => $"{where} '{text.Trim()}': {fault.In(l)}", e);
            }
            if (cancel.IsCancellationRequested || interpreter.Quit) return;
        }
    }

    /// <summary>Whether it is the words that are wrong.</summary>
    public static bool IsWrongInput(Exception e) => e is UsageException or DebugException or ExpressionException;
}
