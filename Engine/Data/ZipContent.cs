using System.IO.Compression;

namespace Backstep.Engine.Data;

/// <summary>
/// A zip file whose entries are read into memory and never onto the disk. All of them together may be unpacked to <see cref="MostBytes"/>,
/// whatever the file says of their lengths.
/// </summary>
internal sealed class ZipContent : IDisposable
{
    /// <summary>The most bytes that are read out of one file of numbers.</summary>
    public const long MostBytes = 1L << 30;

    private const int MostEntries = 100_000, ChunkLength = 1 << 16;

    private readonly FileStream _file;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private long _left = MostBytes;

    private ZipContent(string path, FileStream file, ZipArchive archive) => (Path, _file, _archive) = (path, file, archive);

    public string Path { get; }

    /// <summary>The names of the entries, in the order of the file.</summary>
    public IEnumerable<string> Names => _archive.Entries.Select(e => e.FullName);

    /// <exception cref="DataException">The file is missing, or no zip file that can be read.</exception>
    public static ZipContent Open(string path)
    {
        FileContent.Open(path).Dispose();
        ZipContent? content = null;
        Reading(path, () =>
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            try
            {
                content = new(path, file, new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true));
                content.List();
            }
            catch
            {
                file.Dispose();
                throw;
            }
        });
        return content!;
    }

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>All bytes of an entry.</summary>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="DataException">It is damaged, or longer.</exception>
    public byte[] Read(string name, long most = MostBytes)
    {
        ZipArchiveEntry entry = _entries[name];
        long limit = Math.Min(most, _left);
        using var content = new MemoryStream();
        Reading(Path, () =>
        {
            using Stream stream = entry.Open();
            var chunk = new byte[ChunkLength];
            for (int read; (read = stream.Read(chunk)) > 0;)
            {
                if (content.Length + read > limit)
                    throw new DataException(l => DataTexts.In(l).EntryTooLong(Path, CsvReader.Short(name), limit));
                content.Write(chunk, 0, read);
            }
            if (content.Length != entry.Length)
                throw new InvalidDataException($"{CsvReader.Short(name)}: {content.Length} ≠ {entry.Length}");
        });
        _left -= content.Length;
        return content.ToArray();
    }

    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }

    private void List()
    {
        if (_archive.Entries.Count > MostEntries) throw new InvalidDataException($"{_archive.Entries.Count} > {MostEntries}");
        foreach (ZipArchiveEntry entry in _archive.Entries)
            if (!_entries.TryAdd(entry.FullName, entry))
                throw new DataException(l => DataTexts.In(l).NameTwice(Path, CsvReader.Short(entry.FullName)));
    }

    private static void Reading(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or UnauthorizedAccessException
            or ArgumentException or OverflowException)
        {
            throw new DataException(l => DataTexts.In(l).DamagedZip(path, CsvReader.Short(e.Message).TrimEnd('.')), e);
        }
    }
}
