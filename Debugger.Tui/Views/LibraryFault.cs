using System.Diagnostics;
using Terminal.Gui.Drivers;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>
/// Faults of Terminal.Gui 2.5.0 alone, which are no reason to end: key sequences that its parser stumbles over, and the file dialog's
/// list, which a search makes shorter on another thread while it is laid out, and where Enter or a double click may meet no row. Faults
/// in what a key does are a reason, though they come through the parser, too.
/// </summary>
internal static class LibraryFault
{
    private static readonly string Drivers = typeof(AnsiInput).Namespace!;

    /// <summary>Whether the program may go on.</summary>
    public static bool Is(Exception exception)
    {
        Type[] way = [.. new StackTrace(exception).GetFrames().Select(f => f.GetMethod()?.DeclaringType).OfType<Type>()
            .SkipWhile(IsOfSystem)];
        return exception is IndexOutOfRangeException or NullReferenceException
            && way is [{ Name: "FileDialogTableSource" or nameof(FileDialog) }, ..] || IsOfParser(way);
    }

    /// <summary>Whether nothing but the driver had a part in it, from the parser down to where it was thrown.</summary>
    private static bool IsOfParser(Type[] way)
    {
        foreach (Type type in way)
        {
            if (type.Namespace == Drivers && type.Name.StartsWith("AnsiResponseParser", StringComparison.Ordinal)) return true;
            if (type.Namespace != Drivers && !IsOfSystem(type)) return false;
        }
        return false;
    }

    // The runtime's own frames lie in Internal, too.
    private static bool IsOfSystem(Type type) => type.Assembly == typeof(object).Assembly || type.Namespace is not { } name
        || name.StartsWith("System", StringComparison.Ordinal);
}
