namespace Backstep.Engine.Models.Files;

/// <summary>Where something stands in the file of a network.</summary>
/// <param name="Path">The JSON path; empty in a file that is no JSON.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
internal readonly record struct Place(string Path, int Line)
{
    /// <summary>So many lines further on, where the file is Python.</summary>
    public Place Below(int lines) => Path.Length > 0 ? this : this with { Line = Line + lines };

    /// <summary>What is wrong here.</summary>
    public NetworkFileException Fault(Func<NetworkFileTexts, string> text)
    {
        (string path, int line) = this;
        return new(l => NetworkFileTexts.In(l) is var t && line == 0 ? text(t)
            : path.Length == 0 ? t.AtLine(line, text(t)) : t.At(path, line, text(t)));
    }
}

/// <summary>The file of a network cannot be used. The message is one line: the file, the place in it, what is wrong, what to do.</summary>
public sealed class NetworkFileException(Func<Language, string> line) : LocalizedException(line)
{
    /// <summary>The same with the file's name in front.</summary>
    internal NetworkFileException In(string file)
    {
        NetworkFileException inner = this;
        return new(l => NetworkFileTexts.In(l).InFile(file, inner.In(l)));
    }
}
