using System.Diagnostics;
using Terminal.Gui.Drivers;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Key sequences that Terminal.Gui's parser stumbles over are no reason to end; faults in what a key does are, though they come through the
/// parser, too.
/// </summary>
internal static class KeySequence
{
    private static readonly string Drivers = typeof(AnsiInput).Namespace!;

    /// <summary>Whether nothing but the driver had a part in it, from the parser down to where it was thrown.</summary>
    public static bool IsFaultOf(Exception exception)
    {
        foreach (StackFrame frame in new StackTrace(exception).GetFrames())
        {
            Type? type = frame.GetMethod()?.DeclaringType;
            if (type?.Namespace == Drivers && type.Name.StartsWith("AnsiResponseParser", StringComparison.Ordinal)) return true;
            if (type?.Namespace is { } name && name != Drivers && !name.StartsWith("System", StringComparison.Ordinal)) return false;
        }
        return false;
    }
}
