using System.Collections.Immutable;
using System.IO.Compression;
using Backstep.Engine.Data;

namespace Backstep.Engine.Downloads;

/// <summary>One file of a data set that is now there.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="From">The address that it came from; null for one that was there.</param>
public sealed record FetchedFile(string Path, string? From);

/// <summary>
/// Brings the files of a data set into a folder. Nothing takes a file's name before its content is known to be right, and a file that is
/// there is never overwritten.
/// </summary>
/// <param name="client">Asks the servers.</param>
/// <param name="patience">How long a server may be silent.</param>
public sealed class DatasetFetcher(HttpClient client, TimeSpan patience)
{
    private readonly Download _download = new(client, patience);

    /// <summary>Brings what is not there yet.</summary>
    /// <param name="source">Which data set, and from where.</param>
    /// <param name="folder">The folder to put it into; made if it is not there.</param>
    /// <param name="progress">Told on the way.</param>
    /// <param name="cancel">Ends it; what has come of a file is gone on with the next time.</param>
    /// <exception cref="DataException">No mirror gives a file, or it cannot be written, or another one is in its place.</exception>
    /// <exception cref="WeightsException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public async IAsyncEnumerable<FetchedFile> Fetch(
        DatasetSource source, string folder, IProgress<DownloadProgress>? progress,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        Download.Local(folder, () => Directory.CreateDirectory(folder));
        foreach (RemoteFile file in source.Files)
        {
            ImmutableArray<string> targets = file.Name.EndsWith(".zip", StringComparison.Ordinal)
                ? [.. source.Kind.FileNames.Select(name => Path.Combine(folder, name + ".gz"))] : [Path.Combine(folder, file.Name)];
            string[] lacking = [.. targets.Where(path => !IsThere(path, targets.Length == 1 ? file : null))];
            foreach (string path in targets.Except(lacking)) yield return new(path, null);
            if (lacking.Length == 0) continue;
            string partial = Path.Combine(folder, file.Name + ".part");
            string from = await _download.Fetch(file, [.. source.Mirrors.Select(m => m + file.Name)], partial, progress, cancel);
            foreach (string path in lacking)
            {
                if (targets.Length == 1) AtomicFile.Write(path, stream => CopyTo(partial, stream));
                else Unpack(partial, path);
                yield return new(path, from);
            }
            Download.Local(partial, () =>
            {
                File.Delete(partial);
                return true;
            });
        }
    }

    /// <summary>Whether the file is there, packed or not.</summary>
    /// <param name="file">What its content is, where that is known.</param>
    private static bool IsThere(string path, RemoteFile? file)
    {
        if (Directory.Exists(path)) throw new DataException(l => WeightsTexts.In(l).IsFolder(path));
        if (!File.Exists(path)) return File.Exists(path[..^".gz".Length]);
        if (file is null) return true;
        string sum = Download.Local(path, () =>
        {
            using FileStream stream = File.OpenRead(path);
            return Download.Sum(stream);
        });
        return sum == file.Md5 ? true : throw new DataException(l => DataTexts.In(l).OtherFile(path));
    }

    private static void CopyTo(string path, Stream stream)
    {
        using FileStream content = File.OpenRead(path);
        content.CopyTo(stream);
    }

    /// <summary>Takes one file out of an archive, whatever folder it is in there.</summary>
    private static void Unpack(string archive, string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(archive);
            ZipArchiveEntry entry = zip.Entries.FirstOrDefault(e => e.Name == name) ?? throw new InvalidDataException(name);
            AtomicFile.Write(path, stream =>
            {
                using Stream content = entry.Open();
                content.CopyTo(stream);
            });
        }
        catch (InvalidDataException e)
        {
            throw new DataException(l => DataTexts.In(l).DamagedArchive(archive, e.Message.ReplaceLineEndings(" ")), e);
        }
    }
}
