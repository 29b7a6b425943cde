using System.Text;
using Backstep.Engine.Data;

namespace Backstep.Engine.Models.Files;

/// <summary>Programs by name or from a file: wherever a person says which program he means.</summary>
public static class ProgramFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The program that is meant: the one of the catalog of that name, else a file.</summary>
    /// <param name="nameOrPath">A name (<c>two-layer</c>) or a path (<c>my-net.json</c>).</param>
    /// <param name="folder">Where a path begins that is not absolute; null for the working directory.</param>
    /// <exception cref="UnknownProgramException">It looks like a name, and no program has it.</exception>
    /// <exception cref="NetworkFileException">The file cannot be read, or describes no network that can be run.</exception>
    public static ProgramEntry Get(string nameOrPath, string? folder = null)
    {
        if (!IsFile(nameOrPath, folder)) return ProgramCatalog.Get(nameOrPath);
        string path = Absolute(nameOrPath, folder);
        return Parse(Read(path, nameOrPath), path, nameOrPath);
    }

    /// <summary>The program that <paramref name="name"/> means, or, where a file's text was kept, what that said.</summary>
    public static ProgramEntry Get(string name, ProgramFile? kept) => kept is null ? Get(name) : Parse(kept.Text, kept.Path, kept.Path);

    /// <summary>Whether a path is meant rather than a name: no program has it as its name, and it has a folder's separator or an ending
    /// that files of networks have, or there is such a file.</summary>
    public static bool IsFile(string nameOrPath, string? folder = null)
    {
        if (ProgramCatalog.All.Any(p => p.Name == nameOrPath)) return false;
        return nameOrPath.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar)
            || Path.GetExtension(nameOrPath).ToLowerInvariant() is ".json" or ".py" or ".txt" || File.Exists(Absolute(nameOrPath, folder));
    }

    /// <summary>A path from the root on.</summary>
    /// <param name="path">A path.</param>
    /// <param name="folder">Where it begins if it is not absolute; null for the working directory.</param>
    public static string Absolute(string path, string? folder)
    {
        try
        {
            return Path.GetFullPath(path, folder is null ? Environment.CurrentDirectory : Path.GetFullPath(folder));
        }
        catch (ArgumentException)
        {
            // With a NUL in it, it is no path; reading says so.
            return path;
        }
    }

    private static ProgramEntry Parse(string text, string path, string shown)
    {
        try
        {
            return NetworkReader.Read(path, text).ToEntry(new(path, text));
        }
        catch (NetworkFileException e)
        {
            throw e.In(Json.Quoted.Path(shown));
        }
    }

    private static string Read(string path, string shown)
    {
        try
        {
            if (Directory.Exists(path)) throw Fault(t => t.IsFolder);
            return Strict.GetString(TextFile.Bytes(path, NetworkLimits.MaxFileBytes)).TrimStart('\uFEFF');
        }
        catch (DataException)
        {
            throw Fault(t => t.FileTooLarge(NetworkLimits.MaxFileBytes));
        }
        catch (DecoderFallbackException)
        {
            throw Fault(t => t.NoText);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Fault(t => e is FileNotFoundException or DirectoryNotFoundException ? t.NoSuchFile
                : e is UnauthorizedAccessException ? t.NotAllowed : t.CannotRead);
        }

        NetworkFileException Fault(Func<NetworkFileTexts, string> text) => new Place("", 0).Fault(text).In(Json.Quoted.Path(shown));
    }
}
