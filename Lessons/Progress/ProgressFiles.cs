namespace Backstep.Lessons.Progress;

/// <summary>
/// The steps on the file system that the saved game takes, each of which can fail or be the last one: tests let them. No step knows what
/// it writes.
/// </summary>
public class ProgressFiles
{
    /// <summary>The file's content; null where there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">A longer file is read only so far, and one byte more.</param>
    public virtual byte[]? Read(string path, int most)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[Math.Min(file.Length, (long)most + 1)];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a new file and returns when the disk has it.</summary>
    public virtual void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives a file another name; what had that name is gone. The file system does that at once or not at all.</summary>
    public virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Deletes a file, if it is there.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>The files in a folder that end so; none where there is no such folder.</summary>
    public virtual IReadOnlyList<string> List(string folder, string ending) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*" + ending)
                .Where(f => f.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Makes a folder and those around it, readable by the user alone where the system has it so.</summary>
    public virtual void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// Takes the lock; null while another process, or another store of this one, has it. The system lets go of it when the process ends.
    /// </summary>
    public virtual IDisposable? TryLock(string path)
    {
        // EWOULDBLOCK of Linux and of macOS, and Windows' sharing and lock violations; any other failure is not a lock.
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is 11 or 35 or 32 or 33)
        {
            return null;
        }
    }

    /// <summary>Lets some time pass before the lock is tried again.</summary>
    public virtual void Wait(TimeSpan time) => Thread.Sleep(time);
}
