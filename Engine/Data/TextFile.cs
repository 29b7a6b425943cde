namespace Backstep.Engine.Data;

/// <summary>Text that a person names: read to its end, but never more than so much, since a device has none.</summary>
public static class TextFile
{
    /// <summary>The most bytes; a sheet of numbers and a script are far smaller.</summary>
    public const int MostBytes = 64 << 20;

    private const int Chunk = 1 << 16;

    /// <summary>The whole text.</summary>
    /// <exception cref="DataException">It is larger than <see cref="MostBytes"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Read(string path)
    {
        using var reader = new StreamReader(new MemoryStream(Bytes(path)));
        return reader.ReadToEnd();
    }

    /// <summary>Its lines.</summary>
    /// <exception cref="DataException">It is larger than <see cref="MostBytes"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string[] Lines(string path)
    {
        using var reader = new StringReader(Read(path));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return [.. lines];
    }

    /// <summary>Its bytes.</summary>
    /// <param name="most">How many there may be.</param>
    /// <exception cref="DataException">There are more.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Bytes(string path, int most = MostBytes)
    {
        using FileStream file = File.OpenRead(path);
        using var content = new MemoryStream();
        var chunk = new byte[Chunk];
        for (int read; (read = file.Read(chunk)) > 0;)
        {
            content.Write(chunk, 0, read);
            if (content.Length > most) throw new DataException(l => DataTexts.In(l).FileTooLarge(path, most >> 20));
        }
        return content.ToArray();
    }
}
