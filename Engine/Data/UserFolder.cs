namespace Backstep.Engine.Data;

/// <summary>The systems that keep a user's data in different places.</summary>
public enum UserSystem
{
    /// <summary>Linux and the other Unix systems.</summary>
    Linux,

    /// <summary>Windows.</summary>
    Windows,

    /// <summary>macOS.</summary>
    MacOS,
}

/// <summary>The folder of what a user wants to keep: saved games, runs, data sets.</summary>
public static class UserFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "BACKSTEP_HOME";

    /// <summary>The system that this process runs on.</summary>
    public static UserSystem ThisSystem =>
        OperatingSystem.IsWindows() ? UserSystem.Windows : OperatingSystem.IsMacOS() ? UserSystem.MacOS : UserSystem.Linux;

    /// <summary>
    /// What <see cref="Variable"/> names; without it, on Linux <c>$XDG_DATA_HOME/backstep</c> or <c>~/.local/share/backstep</c>, on Windows
    /// <c>%LOCALAPPDATA%\backstep</c>, on macOS <c>~/Library/Application Support/backstep</c>. Null where nothing says where that is.
    /// </summary>
    /// <param name="environment">Reads a variable of the environment, null when it is not set.</param>
    /// <param name="system">Whose habits count.</param>
    public static string? Find(Func<string, string?> environment, UserSystem system)
    {
        if (environment(Variable) is { Length: > 0 } variable) return Path.GetFullPath(variable);
        string? home = environment("HOME") is { Length: > 0 } set ? set : null;
        // The XDG Base Directory Specification has relative paths ignored.
        string? data = system switch
        {
            UserSystem.Windows => environment("LOCALAPPDATA") is { Length: > 0 } local ? local : null,
            UserSystem.MacOS => home is null ? null : Path.Combine(home, "Library", "Application Support"),
            _ => environment("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg
                : home is null ? null : Path.Combine(home, ".local", "share"),
        };
        return data is null ? null : Path.Combine(data, "backstep");
    }
}
