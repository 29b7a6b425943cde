using System.IO.Compression;

namespace Backstep.Engine.Data;

/// <summary>
/// The bytes of a file as they come, unpacked if the file is gzip. What a file is, is told by its first two bytes and never by
/// its name. Reads into memory no more than the file really holds, whatever its header promises.
/// </summary>
internal sealed class FileContent : IDisposable
{
    private const int ChunkLength = 1 << 16;

    private readonly string _path;
    private readonly Stream _stream;

    private FileContent(string path, Stream stream, bool isGzip)
    {
        _path = path;
        _stream = stream;
        IsGzip = isGzip;
    }

    /// <summary>Whether the file is gzip.</summary>
    internal bool IsGzip { get; }

    /// <summary>Opens <paramref name="path"/> and looks at its first two bytes.</summary>
    /// <exception cref="DataException">The file is missing, empty, or not to be opened.</exception>
    internal static FileContent Open(string path)
    {
        if (Directory.Exists(path)) throw new DataException(l => DataTexts.In(l).IsFolder(path));
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkLength);
            try
            {
                Span<byte> magic = stackalloc byte[2];
                int read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
                if (read == 0) throw new DataException(l => DataTexts.In(l).IsEmpty(path));
                file.Position = 0;
                bool isGzip = read == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
                return new(path, isGzip ? new GZipStream(file, CompressionMode.Decompress) : file, isGzip);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(l => DataTexts.In(l).NoFile(path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DataException(l => DataTexts.In(l).CannotOpen(path, OneLine(e)), e);
        }
    }

    /// <summary>The bytes, for a reader of its own; what it throws goes through <see cref="Reading"/>.</summary>
    internal Stream Stream => _stream;

    /// <summary>Up to <paramref name="limit"/> further bytes; fewer only at the end of the content.</summary>
    /// <exception cref="DataException">Reading or unpacking fails.</exception>
    internal byte[] ReadUpTo(long limit)
    {
        var buffer = new byte[Math.Min(limit, ChunkLength)];
        int length = 0;
        Reading(() =>
        {
            while (length < limit)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(Math.Min(limit, 2L * length), Array.MaxLength));
                int read = _stream.Read(buffer, length, buffer.Length - length);
                if (read == 0) break;
                length += read;
            }
        });
        if (length < buffer.Length) Array.Resize(ref buffer, length);
        return buffer;
    }

    /// <summary>Does what reads, and says in one line what kept it from that.</summary>
    /// <exception cref="DataException">Reading or unpacking fails.</exception>
    internal void Reading(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (IsGzip && e is InvalidDataException or EndOfStreamException)
        {
            throw new DataException(l => DataTexts.In(l).DamagedGzip(_path, OneLine(e)), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(l => DataTexts.In(l).CannotRead(_path, OneLine(e)), e);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
