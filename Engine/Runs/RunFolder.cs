using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Runs;

/// <summary>
/// A run that is kept: settings and environment (<c>run.json</c>), the figures (<see cref="RunLog"/>), the last state
/// (<c>state.safetensors</c>), the state that it began with where that does not follow from the settings (<c>start.safetensors</c>), and
/// what was trained, for PyTorch (<c>model.safetensors</c>).
/// </summary>
public sealed partial class RunFolder
{
    private const string RecordName = "run.json", LockName = "lock";

    private RunFolder(string root, string name, RunRecord record) => (Folder, Name, Record) = (Path.Combine(root, name), name, record);

    public string Name { get; }

    public string Folder { get; }

    public RunRecord Record { get; private set; }

    public string StatePath => Path.Combine(Folder, "state.safetensors");

    public string StartPath => Path.Combine(Folder, "start.safetensors");

    public string ModelPath => Path.Combine(Folder, "model.safetensors");

    /// <summary>Whether there is a run of this name.</summary>
    public static bool Exists(string root, string name) => Fits().IsMatch(name) && File.Exists(Path.Combine(root, name, RecordName));

    /// <summary>The names of all runs, in the order in which they were begun or gone on with.</summary>
    public static ImmutableArray<string> Names(string root) => !Directory.Exists(root) ? [] :
        [.. new DirectoryInfo(root).EnumerateDirectories().Where(d => Exists(root, d.Name))
            .OrderBy(d => File.GetLastWriteTimeUtc(Path.Combine(d.FullName, RecordName))).Select(d => d.Name)];

    /// <summary>Whether a new run can have this name.</summary>
    /// <exception cref="RunException">It is taken, or no name.</exception>
    public static void CheckName(string root, string name)
    {
        if (!Fits().IsMatch(name)) throw new RunException(l => RunTexts.In(l).BadName(name));
        if (Exists(root, name)) throw new RunException(l => RunTexts.In(l).Taken(name));
    }

    /// <summary>Makes the folder of a new run.</summary>
    /// <param name="start">Where it begins; null where that follows from the settings.</param>
    /// <exception cref="RunException">The name is taken or cannot be one, or the folder cannot be made.</exception>
    /// <exception cref="WeightsException">A file cannot be written.</exception>
    public static RunFolder Create(string root, string name, RunSettings settings, RunEnvironment environment, TrainingState? start)
    {
        CheckName(root, name);
        // It is gone on with from anywhere.
        if (settings.DataFolder is { } data) settings = settings with { DataFolder = Path.GetFullPath(data) };
        var run = new RunFolder(root, name, new(settings, environment));
        run.OnDisk(() => Directory.CreateDirectory(run.Folder));
        using FileStream locked = run.Lock();
        // Another process may have been faster.
        if (Exists(root, name)) throw new RunException(l => RunTexts.In(l).Taken(name));
        if (start is not null) StateFile.Write(run.StartPath, start, settings.Program);
        run.Save(run.Record);
        return run;
    }

    /// <summary>Opens a run that is there.</summary>
    /// <exception cref="RunException">There is none of this name, or it is damaged.</exception>
    public static RunFolder Open(string root, string name)
    {
        if (!Exists(root, name))
        {
            string last = string.Join(", ", Names(root).TakeLast(5));
            throw new RunException(l => RunTexts.In(l).NoRun(name, last.Length > 0 ? last : null));
        }
        string path = Path.Combine(root, name, RecordName);
        try
        {
            RunRecord record = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.RunRecord)
                ?? throw new JsonException("null");
            return record.Impossible is { } what ? throw new JsonException(what) : new(root, name, record);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RunException(l => RunTexts.In(l).Damaged(path, e.Message.ReplaceLineEndings(" ")), e);
        }
    }

    /// <summary>Whether a process is making it now.</summary>
    public bool IsRunning
    {
        get
        {
            if (!File.Exists(Path.Combine(Folder, LockName))) return false;
            try
            {
                using FileStream free = Lock(FileMode.Open);
                return false;
            }
            catch (RunException e)
            {
                return e.InnerException is IOException held && IsHeld(held);
            }
        }
    }

    /// <exception cref="RunException">It is damaged.</exception>
    public RunLog ReadLog() => RunLog.Read(Folder);

    /// <summary>The last state that was kept; null before the first.</summary>
    /// <exception cref="WeightsException">It cannot be used.</exception>
    public TrainingState? State(TrainingPlan plan) => File.Exists(StatePath) ? StateFile.Read(StatePath, plan) : null;

    /// <summary>Where the run is gone on with: the last state that was kept, else where it began.</summary>
    /// <exception cref="WeightsException">It cannot be used.</exception>
    public TrainingState Here(TrainingPlan plan) => State(plan) ?? Start(plan);

    /// <summary>Where the run began.</summary>
    /// <exception cref="WeightsException">It cannot be used.</exception>
    public TrainingState Start(TrainingPlan plan) => File.Exists(StartPath) ? StateFile.Read(StartPath, plan) : plan.Beginning;

    /// <summary>The parameters of the last state.</summary>
    /// <exception cref="WeightsException">There are none, or they are another network's.</exception>
    public IReadOnlyDictionary<string, Tensor> Weights(Network network)
    {
        NamedTensors state = Safetensors.Read(StatePath);
        if (state.Metadata.GetValueOrDefault("network") != network.Name) return StateDict.Match(StatePath, state, network);
        var names = network.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return StateDict.Match(StatePath, state with { Tensors = [.. state.Tensors.Where(t => names.Contains(t.Key))] }, network);
    }

    /// <summary>Keeps what comes behind <paramref name="from"/>; what the figures tell of later steps is cut off.</summary>
    /// <param name="settings">What the run is asked for now.</param>
    /// <exception cref="RunException">Another process is making it, or it is damaged.</exception>
    /// <exception cref="WeightsException">A file cannot be written.</exception>
    public RunWriter Write(RunSettings settings, TrainingState? from)
    {
        FileStream locked = Lock();
        try
        {
            RunLog log = ReadLog().Before(from);
            if (from is not null && log.Steps.LastOrDefault()?.Step is { } last && last != from.Step)
                throw new RunException(l => RunTexts.In(l).Damaged(Folder, RunLog.StepsName));
            log.Write(Folder);
            Save(Record with { Settings = settings, Finished = null });
            return new RunWriter(this, locked, from?.Step ?? -1, log);
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    internal void Finish() => Save(Record with { Finished = DateTimeOffset.Now });

    private void Save(RunRecord record)
    {
        AtomicFile.Write(
            Path.Combine(Folder, RecordName),
            stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(record, RunJson.Default.RunRecord)));
        Record = record;
    }

    /// <summary>Does something with the run's files.</summary>
    /// <exception cref="RunException">It cannot be done.</exception>
    internal T OnDisk<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new RunException(l => RunTexts.In(l).IsRunning(Name), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(l => WeightsTexts.In(l).CannotWrite(Folder, e.Message.ReplaceLineEndings(" ")), e);
        }
    }

    /// <summary>Held by one process at a time, and let go by the system when that one ends in whatever way.</summary>
    private FileStream Lock(FileMode mode = FileMode.OpenOrCreate) =>
        OnDisk(() => new FileStream(Path.Combine(Folder, LockName), mode, FileAccess.ReadWrite, FileShare.None));

    /// <summary>Whether another process has the file open: Windows' ERROR_SHARING_VIOLATION, EWOULDBLOCK of Linux and of macOS.</summary>
    private static bool IsHeld(IOException e) => (e.HResult & 0xffff) is 32 or 11 or 35;

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}\z")]
    private static partial Regex Fits();
}
