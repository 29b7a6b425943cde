using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Training;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>Where runs are kept: below the folder of the saved games.</summary>
internal static class KeptRuns
{
    public static string Root(CommandIo io) => Path.Combine(ProgressFolder.Find(null, io.Variable, UserFolder.ThisSystem), "runs");

    /// <summary>The run of a name; null where there is none, or nothing says where the user's data is.</summary>
    public static RunFolder? Find(CommandIo io, string name)
    {
        try
        {
            return RunFolder.Exists(Root(io), name) ? RunFolder.Open(Root(io), name) : null;
        }
        catch (ProgressException)
        {
            return null;
        }
    }

    /// <summary>The run that is meant where a file of weights or a run's name may stand; null where it is a file.</summary>
    public static RunFolder? Meant(CommandIo io, string fileOrRun) => File.Exists(fileOrRun) ? null : Find(io, fileOrRun);

    /// <summary>The parameters in a file or of a run.</summary>
    public static IReadOnlyDictionary<string, Tensor> Weights(CommandIo io, string fileOrRun, Network network) =>
        Meant(io, fileOrRun)?.Weights(network) ?? StateDict.Load(fileOrRun, network, note => io.Complain(note(io.Texts.Language)));

    /// <summary>The trained network in a file or of a run; a run knows its program and its data.</summary>
    public static ImageClassifier Classifier(CommandIo io, string fileOrRun, ProgramEntry? entry, DatasetKind? kind, IBackend backend)
    {
        if (Meant(io, fileOrRun) is not { } run)
            return ImageClassifier.Load(fileOrRun, entry, kind, backend, note => io.Complain(note(io.Texts.Language)));
        RunSettings settings = run.Record.Settings;
        entry ??= settings.Entry;
        return new(entry, run.Weights(entry.Network!), kind ?? DatasetKind.Parse(settings.Data), backend);
    }

    /// <summary>What training runs on the screen need of the machine.</summary>
    public static TrainingServices Services(CommandIo io) => new(
        (device, threads) => ScenarioArguments.Open(io, device, threads, tells: false), () => Root(io), Environment);

    public static RunEnvironment Environment(IBackend backend, string device) => new(
        $"backstep {typeof(KeptRuns).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}", device,
        (backend as CpuBackend)?.Threads, RuntimeInformation.OSDescription, DateTimeOffset.Now);
}

/// <summary>The options of <c>train</c> that keep a run and go on with one.</summary>
internal sealed class RunArguments
{
    private readonly CommandIo _io;
    private readonly ScenarioArguments _scenario;
    private readonly Option<string?> _keep, _resume;

    public RunArguments(CommandIo io, ScenarioArguments scenario, Command command)
    {
        (_io, _scenario) = (io, scenario);
        _keep = new("--run") { Description = io.Texts.Runs.KeepOption, HelpName = "NAME" };
        _resume = new("--resume") { Description = io.Texts.Runs.ResumeOption, HelpName = "NAME" };
        command.Options.Add(_keep);
        command.Options.Add(_resume);
        // A run that is gone on with knows its program.
        scenario.Program.Arity = ArgumentArity.ZeroOrOne;
    }

    /// <summary>The run to go on with; null for a new one.</summary>
    public RunFolder? Resumed(ParseResult parsed, params Option[] others)
    {
        bool hasProgram = parsed.GetValue(_scenario.Program) is not null;
        if (parsed.GetValue(_resume) is not { } name)
            return hasProgram ? null : throw new UsageException(_io.Texts.Usage.ShowsWhatItTakes(
                _io.Texts.Usage.CommandNeeds("train", _io.Texts.Usage.AProgram), "backstep train"));
        Option? given = ((Option[])[_keep, _scenario.Seed, _scenario.Data, _scenario.DataFile, _scenario.Layers, _scenario.Width,
            _scenario.Heads, _scenario.Block, _scenario.BatchSize, _scenario.LearningRate, _scenario.Optimizer,
            _scenario.Momentum, _scenario.WeightDecay, _scenario.Weights, _scenario.Set, _scenario.Values, _scenario.Inject, .. others])
            .FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
        if (hasProgram || given is not null)
            throw new UsageException(_io.Texts.Runs.ResumeKnows(given?.Name ?? parsed.GetValue(_scenario.Program)!));
        return RunFolder.Open(KeptRuns.Root(_io), name);
    }

    /// <summary>The settings of a run that goes on: as they were, but for how long it is.</summary>
    public RunSettings Settings(ParseResult parsed, RunFolder run, int? epochs, long? maxSteps)
    {
        RunSettings was = run.Record.Settings;
        RunSettings goesOn = was with
        {
            Epochs = epochs ?? was.Epochs,
            MaxSteps = maxSteps ?? (epochs is null ? was.MaxSteps : null),
            DataFolder = parsed.GetValue(_scenario.DataDir) is { } folder ? Path.GetFullPath(folder) : was.DataFolder,
        };
        return was.Gpt is null ? goesOn : goesOn.ForNames((was with { HoldOut = null }).Load(DatasetSplit.Train).Count, epochs);
    }

    /// <summary>Where a run that goes on stands.</summary>
    public TrainingState State(RunFolder run, TrainingPlan plan)
    {
        TrainingState state = run.Here(plan);
        if (plan.IsOver(state) && run.Record.Finished is not null)
            throw new UsageException(_io.Texts.Runs.IsOver(run.Name, state.Step));
        return state;
    }

    /// <summary>The same for the screen.</summary>
    public RunRequest Request(ParseResult parsed, RunSettings settings, TrainingPlan plan, RunFolder? resumed)
    {
        (string device, int? threads) = _scenario.DeviceOf(parsed, resumed?.Record.Environment);
        string keep = parsed.GetValue(_keep) ?? "";
        if (keep.Length > 0) RunFolder.CheckName(KeptRuns.Root(_io), keep);
        return new(settings)
        {
            Device = device,
            Threads = threads,
            Keep = keep,
            Resumed = resumed,
            Plan = plan,
        };
    }

    /// <summary>The folder of a new run; null if it is not to be kept.</summary>
    public RunFolder? Create(ParseResult parsed, RunSettings settings, TrainingPlan plan, IBackend backend)
    {
        if (parsed.GetValue(_keep) is not { } name) return null;
        return RunFolder.Create(
            KeptRuns.Root(_io), name, settings, KeptRuns.Environment(backend, parsed.GetValue(_scenario.Device) ?? "cpu"),
            settings.BeginsAsDrawn ? null : plan.Beginning);
    }
}
