using Backstep.Engine.Data;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Progress;

/// <summary>Finds the folder where saved games are kept.</summary>
public static class ProgressFolder
{
    /// <summary>The folder that was given; without one, <see cref="UserFolder.Find"/>.</summary>
    /// <param name="given">The folder from the command line; null or empty where none was given.</param>
    /// <param name="environment">Reads a variable of the environment, null when it is not set.</param>
    /// <param name="system">Whose habits count.</param>
    /// <exception cref="ProgressException">Nothing says where the user's data is.</exception>
    public static string Find(string? given, Func<string, string?> environment, UserSystem system) =>
        !string.IsNullOrEmpty(given) ? Path.GetFullPath(given)
            : UserFolder.Find(environment, system) ?? throw new ProgressException(l =>
                ProgressTexts.In(l).NoFolder(UserFolder.Variable, system == UserSystem.Windows ? "LOCALAPPDATA" : "HOME"));
}
