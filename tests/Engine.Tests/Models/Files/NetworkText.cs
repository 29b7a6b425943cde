using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;

namespace Backstep.Engine.Tests.Models.Files;

/// <summary>Reads a network out of a text, as if it stood in a file.</summary>
internal static class NetworkText
{
    public static ProgramEntry Read(string text, string name = "net.json")
    {
        string folder = Directory.CreateTempSubdirectory("backstep-net").FullName;
        try
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return ProgramFiles.Get(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The complaint about a text, without the file's path.</summary>
    public static string Complaint(string text, string name = "net.json")
    {
        string message = Assert.Throws<NetworkFileException>(() => Read(text, name))!.Message;
        Assert.That(message, Does.Not.Contain('\n'));
        return message[(message.IndexOf($"{name}: ", StringComparison.Ordinal) + name.Length + 2)..];
    }
}
