using System.Text.Json;

namespace Backstep.Engine.Tests;

/// <summary>Finds and reads the files of tests/fixtures.</summary>
internal static class Fixtures
{
    /// <summary>The full path of a fixture.</summary>
    public static string PathOf(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Backstep.slnx")))
                return Path.Combine(folder.FullName, "tests", "fixtures", name);
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Backstep.slnx");
    }

    /// <summary>A fixture's JSON, read whole.</summary>
    public static JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PathOf(name)));
        return document.RootElement.Clone();
    }
}
