namespace Backstep.Debugger.Tui.Tests;

/// <summary>The folder that holds the solution, however deep below it the tests are built.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A file below tests/fixtures.</summary>
    public static string Fixture(params string[] parts) => Path.Combine([Root, "tests", "fixtures", .. parts]);

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Backstep.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
