namespace Backstep.Engine.Data;

/// <summary>
/// Writes files so that whoever looks finds the old content or the new one, whole:
/// the new one goes under a temporary name into the same folder, onto the disk, and then takes the name over. A process that is killed on
/// the way leaves the old file and a <c>.tmp</c> beside it.
/// </summary>
public static class AtomicFile
{
    /// <summary>Sees whether <see cref="Write"/> could write there now, so that hours of work do not end with a wrong name.</summary>
    /// <exception cref="WeightsException">It could not.</exception>
    public static void Check(string path) => Replace(path, _ => { }, keep: false);

    /// <summary>Writes the file; a link is followed and stays.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="WeightsException">It cannot be written; what was there is untouched.</exception>
    public static void Write(string path, Action<Stream> write) => Replace(path, write, keep: true);

    private static void Replace(string path, Action<Stream> write, bool keep)
    {
        string? temporary = null;
        try
        {
            var named = new FileInfo(path);
            string target = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            if (Directory.Exists(target)) throw new WeightsException(l => WeightsTexts.In(l).IsFolder(path));
            // A device must not be replaced by a file, which the superuser could do.
            if (target.StartsWith("/dev/", StringComparison.Ordinal))
                throw new WeightsException(l => WeightsTexts.In(l).NotAFile(path));
            string folder = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(folder)) throw new WeightsException(l => WeightsTexts.In(l).NoFolder(path, folder));
            temporary = $"{target}.{Environment.ProcessId}.tmp";
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (keep) File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new WeightsException(l => WeightsTexts.In(l).CannotWrite(path, e.Message.ReplaceLineEndings(" ")), e);
        }
        finally
        {
            if (temporary is not null) Discard(temporary);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What remains is named .tmp and hurts nobody; the reason why writing failed is said instead.
        }
    }
}
