using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>The options that say which program runs, on which numbers; the same for every command that runs one.</summary>
internal sealed class ScenarioArguments
{
    private readonly string _defaultDevice;

    /// <summary>Stepping and explaining are done in double precision unless something else is asked for; training as fast as can be.</summary>
    public ScenarioArguments(string defaultDevice = "reference")
    {
        _defaultDevice = defaultDevice;
        Device = new("--device") { Description = $"What calculates: cpu (single precision, vectors, all cores) or reference (double precision). Default: {defaultDevice}.", HelpName = "NAME" };
    }

    /// <summary>The whole training set of either data set.</summary>
    private const int LargestBatch = 60000;

    public Argument<string> Program { get; } = new("program") { Description = "A program of the catalog; 'backstep programs' lists them." };

    public Option<long> Seed { get; } = new("--seed") { Description = "What torch.manual_seed would be given: the same seed gives PyTorch's numbers.", HelpName = "S" };

    public Option<string?> Data { get; } = new("--data") { Description = "Take image batches from this data set: mnist, fashion-mnist or synthetic (drawn digits, needs no files).", HelpName = "NAME" };

    public Option<string?> DataDir { get; } = new("--data-dir") { Description = "The folder that the data set lies in (the four IDX files, plain or .gz, or torchvision's layout).", HelpName = "DIR" };

    public Option<int?> BatchSize { get; } = new("--batch-size") { Description = "Images a batch.", HelpName = "B" };

    public Option<double?> LearningRate { get; } = new("--lr") { Description = "Learning rate.", HelpName = "R" };

    public Option<string?> Optimizer { get; } = new("--optimizer") { Description = "sgd, momentum (SGD with momentum 0.9) or adam.", HelpName = "NAME" };

    public Option<double?> Momentum { get; } = new("--momentum") { Description = "Momentum of SGD.", HelpName = "M" };

    public Option<double?> WeightDecay { get; } = new("--weight-decay") { Description = "L2 penalty.", HelpName = "L" };

    public Option<string?> Device { get; }

    public Option<int?> Threads { get; } = new("--threads") { Description = "Threads of the device cpu; default: one a core.", HelpName = "N" };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Program);
        foreach (Option option in (Option[])[Seed, Data, DataDir, BatchSize, LearningRate, Optimizer, Momentum, WeightDecay, Device, Threads]) command.Options.Add(option);
    }

    public ProgramEntry Entry(ParseResult parsed) => ProgramCatalog.Get(parsed.GetValue(Program)!);

    /// <summary>The program ready to run.</summary>
    public Scenario Scenario(ParseResult parsed)
    {
        ProgramEntry entry = Entry(parsed);
        DatasetKind? kind = DataKind(parsed, entry);
        return entry.Create(new ScenarioOptions
        {
            Seed = parsed.GetValue(Seed),
            Dataset = kind is null ? null : DatasetStore.Load(kind, DatasetSplit.Train, parsed.GetValue(DataDir)),
            BatchSize = BatchSizeOf(parsed),
            Optimizer = OptimizerOf(parsed, entry),
            LearningRate = LearningRateOf(parsed),
        });
    }

    /// <summary>The data set asked for; a folder alone means the tutorial's data set. Null without either.</summary>
    public DatasetKind? DataKind(ParseResult parsed, ProgramEntry entry)
    {
        if (parsed.GetValue(Data) is null && parsed.GetValue(DataDir) is null) return null;
        if (!entry.TakesImages) throw new UsageException($"{entry.Name} does not work on batches of images; leave --data and --data-dir out");
        return parsed.GetValue(Data) is { } name ? DatasetKind.Parse(name) : entry.Defaults!.Dataset;
    }

    public int? BatchSizeOf(ParseResult parsed) => parsed.GetValue(BatchSize) is int b and (< 1 or > LargestBatch)
        ? throw new UsageException($"--batch-size {b} is not possible; give 1 to {LargestBatch}")
        : parsed.GetValue(BatchSize);

    public double? LearningRateOf(ParseResult parsed) => parsed.GetValue(LearningRate) is double r && !(r >= 0 && double.IsFinite(r))
        ? throw new UsageException($"--lr {r} is not possible; give a number of 0 or more")
        : parsed.GetValue(LearningRate);

    /// <summary>The optimizer asked for; null if nothing about it was said.</summary>
    public OptimizerSpec? OptimizerOf(ParseResult parsed, ProgramEntry entry)
    {
        string? name = parsed.GetValue(Optimizer);
        double? momentum = parsed.GetValue(Momentum), decay = parsed.GetValue(WeightDecay);
        if (name is null && momentum is null && decay is null) return null;
        if (momentum is double m && !(m is >= 0 and <= 1)) throw new UsageException($"--momentum {momentum} is not possible; give a number from 0 to 1");
        if (decay is double d && !(d >= 0 && double.IsFinite(d))) throw new UsageException($"--weight-decay {decay} is not possible; give a number of 0 or more");
        double? rate = LearningRateOf(parsed);
        double tutorial = entry.LearningRate ?? entry.Defaults?.LearningRate ?? 1;
        return name switch
        {
            null or "sgd" => OptimizerSpec.Sgd(rate ?? tutorial, momentum ?? 0, decay ?? 0),
            "momentum" => OptimizerSpec.Sgd(rate ?? tutorial, momentum ?? 0.9, decay ?? 0),
            "adam" when momentum is not null => throw new UsageException("--momentum belongs to sgd, not to adam"),
            // torch.optim.Adam's own default, whatever the tutorial's SGD uses.
            "adam" => OptimizerSpec.Adam(rate ?? 1e-3, decay ?? 0),
            _ => throw new UsageException($"there is no optimizer {name}; there are sgd, momentum and adam"),
        };
    }

    public IBackend Backend(ParseResult parsed)
    {
        string device = parsed.GetValue(Device) ?? _defaultDevice;
        int? threads = parsed.GetValue(Threads);
        if (threads is < 1 or > CpuOptions.MaxThreads) throw new UsageException($"--threads {threads} is not possible; give 1 to {CpuOptions.MaxThreads}");
        if (threads is not null && device != "cpu") throw new UsageException("--threads belongs to --device cpu");
        return device switch
        {
            "cpu" => new CpuBackend(new CpuOptions { Threads = threads }),
            "reference" => new ReferenceBackend(),
            _ => throw new UsageException($"there is no device {device}; there are cpu and reference ('backstep devices' tells more)"),
        };
    }
}
