using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Backstep.Engine.Data;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Progress;

/// <summary>A profile as it is kept now.</summary>
/// <param name="Profile">The profile; after a save with what other processes have saved.</param>
/// <param name="Notice">One line to show where a damaged file was set aside; null otherwise.</param>
public sealed record StoredProfile(Profile Profile, LocalText? Notice);

/// <summary>
/// Keeps saved games in a folder, one file for each profile. A save is written to a new file, flushed to the disk and renamed, so that
/// whoever dies when, a whole file is there; the last good copy is kept beside it. Saves of several processes are merged, and a lock
/// file keeps them one after the other.
/// </summary>
/// <param name="folder">The folder, see <see cref="ProgressFolder"/>; made by the first save.</param>
/// <param name="time">The clock, for the name of what is set aside.</param>
/// <param name="files">The steps on the file system; the real ones where none are given.</param>
public sealed class ProgressStore(string folder, TimeProvider time, ProgressFiles? files = null)
{
    private const string Ending = ".json";
    private const string GoodEnding = ".last-good";
    private const int LockTries = 250;
    private static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(20);

    private readonly ProgressFiles _files = files ?? new();

    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    private string ProfilesFolder => Path.Combine(Folder, "profiles");

    private string SelectedFile => Path.Combine(Folder, "selected");

    /// <summary>
    /// The names of all profiles in order. A file that cannot be read is left out: <see cref="Load"/> tells what is wrong with it.
    /// </summary>
    /// <exception cref="ProgressException">The folder cannot be read.</exception>
    public IReadOnlyList<string> List() => Guarded(() =>
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        // The name of a damaged file is known only if it was selected.
        if (Selected is { } selected) names.Add(selected);
        foreach (string good in _files.List(ProfilesFolder, Ending).Concat(_files.List(ProfilesFolder, GoodEnding)))
            if (NameIn(good) is { } name) names.Add(name);
        return (IReadOnlyList<string>)[.. names];
    });

    /// <summary>Whether there is a profile of this name, whole or damaged.</summary>
    /// <exception cref="ProgressException">The folder cannot be read.</exception>
    public bool Exists(string name) => Guarded(() => IsThere(name));

    /// <summary>The profile that was selected last; null where there is none any more.</summary>
    /// <exception cref="ProgressException">The folder cannot be read.</exception>
    public string? Selected => Guarded(() =>
    {
        string name = Encoding.UTF8.GetString(_files.Read(SelectedFile, 1024) ?? []).Trim();
        return ProfileName.Problem(name) is null && IsThere(name) ? name : null;
    });

    /// <summary>Makes this profile the one to begin with.</summary>
    /// <exception cref="ProgressException">There is none of this name, or the folder cannot be written.</exception>
    public void Select(string name) => Locked(() =>
    {
        if (!IsThere(name)) throw Missing(name);
        Replace(SelectedFile, Encoding.UTF8.GetBytes(name));
        return 0;
    });

    /// <summary>Makes a profile and saves it.</summary>
    /// <exception cref="ProgressException">The name cannot be had or is taken, or the folder cannot be written.</exception>
    public Profile Create(string name) => Locked(() =>
    {
        Profile profile = new() { Name = ProfileName.Check(name), Changed = time.GetUtcNow() };
        if (IsThere(profile.Name)) throw new ProgressException(l => ProgressTexts.In(l).Taken(profile.Name));
        Replace(FileOf(profile.Name), ProgressJson.Write(profile));
        return profile;
    });

    /// <summary>
    /// Reads a profile. A damaged file is set aside and the last good copy taken or,
    /// where there is none, a new game begun; the notice says so.
    /// </summary>
    /// <exception cref="ProgressVersionException">A newer program wrote the file, which is left as it is.</exception>
    /// <exception cref="ProgressException">There is none of this name, or the folder cannot be read.</exception>
    public StoredProfile Load(string name)
    {
        // Most files are whole, and reading them must also work where nothing can be written.
        if (Guarded(() => Whole(FileOf(name))) is { } whole) return new(whole, null);
        if (!Exists(name)) throw Missing(name);
        return Locked(() => Repaired(name));
    }

    /// <summary>Reads a profile, or makes it, which selects it.</summary>
    /// <exception cref="ProgressVersionException">A newer program wrote the file, which is left as it is.</exception>
    /// <exception cref="ProgressException">The name cannot be had, or the folder cannot be read or written.</exception>
    public StoredProfile Open(string name)
    {
        if (Exists(name)) return Load(name);
        Profile made = Create(name);
        Select(made.Name);
        return new(made, null);
    }

    /// <summary>Merges the profile with what is on the disk and writes it.</summary>
    /// <returns>The merged profile: play on with it.</returns>
    /// <exception cref="ProgressVersionException">A newer program wrote the file, which is left as it is.</exception>
    /// <exception cref="ProgressException">The folder cannot be written, or another process keeps the lock.</exception>
    public StoredProfile Save(Profile profile) => Locked(() =>
    {
        ProfileName.Check(profile.Name);
        (Profile? before, LocalText? notice) = LoadOrRepair(profile.Name);
        Profile merged = before is null ? profile : ProfileMerge.Merge(profile, before);
        Write(merged, before);
        return new StoredProfile(merged, notice);
    });

    /// <summary>Forgets all that was done in one lesson; other processes that save later cannot bring it back.</summary>
    /// <exception cref="ProgressException">There is none of this name, or the folder cannot be written.</exception>
    public StoredProfile Reset(string name, string course, string lesson) => Locked(() =>
    {
        (Profile before, LocalText? notice) = Repaired(name);
        Profile after = before.With(course, lesson,
            new() { Resets = before.Lesson(course, lesson).Resets + 1, Touched = time.GetUtcNow() });
        Write(after, before);
        return new StoredProfile(after, notice);
    });

    /// <summary>
    /// Deletes a profile and its last good copy. What was set aside as damaged stays, and another process that plays on with the profile
    /// saves it again.
    /// </summary>
    /// <exception cref="ProgressException">There is none of this name, or the folder cannot be written.</exception>
    public void Delete(string name) => Locked(() =>
    {
        if (!IsThere(name)) throw Missing(name);
        // The copy first: dying between the two leaves the profile, and not a copy that comes to life again.
        _files.Delete(FileOf(name) + GoodEnding);
        _files.Delete(FileOf(name));
        return 0;
    });

    /// <summary>Writes a profile to a file of the user's, whole or not at all.</summary>
    /// <exception cref="ProgressException">There is none of this name, or the file cannot be written.</exception>
    /// <returns>What was written, and whether it had to be repaired.</returns>
    public StoredProfile Export(string name, string file)
    {
        if (Directory.Exists(file)) throw new ProgressException(l => ProgressTexts.In(l).IsFolder(file));
        StoredProfile stored = Load(name);
        return Guarded(() =>
        {
            Replace(file, ProgressJson.Write(stored.Profile));
            return stored;
        }, file);
    }

    /// <summary>Reads a profile from an exported file and saves it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="replaces">Whether it takes the place of a profile of the same name; otherwise the two are merged.</param>
    /// <param name="name">What the profile is called here; null for the name in the file.</param>
    /// <exception cref="ProgressException">The file is no saved game, or the folder cannot be written.</exception>
    public StoredProfile Import(string file, bool replaces = false, string? name = null)
    {
        Profile imported = Read(file, _files);
        if (name is not null) imported = imported with { Name = ProfileName.Check(name) };
        if (!replaces) return Save(imported);
        return Locked(() =>
        {
            (Profile? before, LocalText? notice) = LoadOrRepair(imported.Name);
            Write(imported, before);
            return new StoredProfile(imported, notice);
        });
    }

    /// <summary>Reads an exported file and keeps nothing of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="files">How it is read.</param>
    /// <exception cref="ProgressException">It is no saved game; the line names the file.</exception>
    public static Profile Read(string file, ProgressFiles? files = null)
    {
        byte[] content;
        if (Directory.Exists(file)) throw new ProgressException(l => ProgressTexts.In(l).IsFolder(file));
        try
        {
            content = (files ?? new()).Read(file, ProgressJson.MaxBytes)
                ?? throw new ProgressException(l => ProgressTexts.In(l).NoSuchFile(file));
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw new ProgressException(l => ProgressTexts.In(l).FileUnreadable(file, Line(e)), e);
        }
        return ProgressJson.Read(content, file, isExport: true);
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;

    private static string Line(Exception e) => new([.. e.Message.TrimEnd('.').Select(c => char.IsControl(c) ? ' ' : c)]);

    private static ProgressException Missing(string name) =>
        new(l => ProgressTexts.In(l).Missing(new string([.. name.Where(c => !char.IsControl(c)).Take(ProfileName.MaxLength)])));

    private string FileOf(string name) => Path.Combine(ProfilesFolder, ProfileName.FileStem(name) + Ending);

    private bool IsThere(string name) => _files.Read(FileOf(name), 0) is not null || _files.Read(FileOf(name) + GoodEnding, 0) is not null;

    private string? NameIn(string file)
    {
        try
        {
            // The name is kept in every version; only the file that the name leads to counts.
            string? name = JsonNode.Parse(_files.Read(file, ProgressJson.MaxBytes) ?? [])?["name"]?.GetValue<string>();
            return name is not null && ProfileName.Problem(name) is null && file.StartsWith(FileOf(name), StringComparison.Ordinal)
                ? name : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The profile of a file that is there and whole; null otherwise.</summary>
    private Profile? Whole(string file)
    {
        if (_files.Read(file, ProgressJson.MaxBytes) is not { } content) return null;
        try
        {
            return ProgressJson.Read(content, file);
        }
        catch (ProgressException e) when (e is not ProgressVersionException)
        {
            return null;
        }
    }

    /// <summary>
    /// The profile from its file, from the last good copy or, where a damaged file was
    /// all there was, begun anew and written. Needs the lock.
    /// </summary>
    private StoredProfile Repaired(string name)
    {
        (Profile? profile, LocalText? notice) = LoadOrRepair(name);
        if (profile is null && notice is null) throw Missing(name);
        if (profile is not null) return new(profile, notice);
        Profile anew = new() { Name = ProfileName.Check(name), Changed = time.GetUtcNow() };
        Write(anew, null);
        return new(anew, LocalText.Of(l => ProgressTexts.In(l).BegunAnew(notice!.In(l))));
    }

    /// <summary>The profile from its file or from the last good copy; a damaged file is set aside. Needs the lock.</summary>
    private (Profile? Profile, LocalText? Notice) LoadOrRepair(string name)
    {
        string file = FileOf(name);
        if (Whole(file) is { } whole) return (whole, null);
        Profile? good = Whole(file + GoodEnding);
        string? damaged = _files.Read(file, 0) is not null ? file
            : good is null && _files.Read(file + GoodEnding, 0) is not null ? file + GoodEnding : null;
        if (damaged is null) return (good, null);
        string aside = Aside(file);
        _files.Rename(damaged, aside);
        return (good,
            LocalText.Of(l => good is null ? ProgressTexts.In(l).SetAside(name, aside) : ProgressTexts.In(l).SetAsideForCopy(name, aside)));
    }

    private string Aside(string file)
    {
        string stem = $"{file[..^Ending.Length]}.damaged-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        string aside = stem;
        for (int i = 2; _files.Read(aside, 0) is not null; i++) aside = $"{stem}-{i}";
        return aside;
    }

    /// <summary>Writes the file, after what it held so far has become the last good copy. Needs the lock.</summary>
    private void Write(Profile profile, Profile? before)
    {
        byte[] content = ProgressJson.Write(profile);
        if (before is not null) Replace(FileOf(profile.Name) + GoodEnding, ProgressJson.Write(before));
        Replace(FileOf(profile.Name), content);
    }

    /// <summary>A file is replaced by a whole new one: under its own name there is the old or the new one at every moment.</summary>
    private void Replace(string file, byte[] content)
    {
        string fresh = file + ".new";
        _files.WriteNew(fresh, content);
        _files.Rename(fresh, file);
    }

    private T Locked<T>(Func<T> work) => Guarded(() =>
    {
        _files.MakeFolder(ProfilesFolder);
        string path = Path.Combine(Folder, "lock");
        for (int i = 0; i < LockTries; i++)
        {
            using IDisposable? held = _files.TryLock(path);
            if (held is not null) return work();
            _files.Wait(LockWait);
        }
        throw new ProgressException(l => ProgressTexts.In(l).LockHeld(path, (int)(LockTries * LockWait).TotalSeconds));
    });

    private T Guarded<T>(Func<T> work, string? file = null)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            string why = Line(e);
            throw new ProgressException(l => file is null
                ? ProgressTexts.In(l).FolderUnusable(Folder, why, UserFolder.Variable)
                : ProgressTexts.In(l).FileUnwritable(file, why), e);
        }
    }
}
