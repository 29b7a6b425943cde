using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>The options that say which program runs, on which numbers; the same for every command that runs one.</summary>
internal sealed class ScenarioArguments
{
    private readonly CommandIo _io;
    private readonly UiTexts _texts;
    private readonly string _defaultDevice;
    private readonly bool _takesValues;
    private readonly string[] _valueWords;
    private NameList? _names;

    /// <summary>
    /// Stepping and explaining are done in double precision unless something else is asked for; training as fast as can be.
    /// </summary>
    /// <param name="takesValues">Whether --values are numbers to begin with; false where the command means something else by it.</param>
    /// <param name="valueWords">Words that --values takes besides files, the first of them unless another is said.</param>
    public ScenarioArguments(CommandIo io, string defaultDevice = "reference", bool takesValues = true, params string[] valueWords)
    {
        _io = io;
        _texts = io.Texts;
        _defaultDevice = defaultDevice;
        _takesValues = takesValues;
        _valueWords = valueWords;
        CommandTexts help = io.Texts.Commands;
        Program = new("program") { Description = help.ProgramArgument };
        Seed = new("--seed") { Description = help.Seed, HelpName = "S" };
        Data = new("--data") { Description = help.Data, HelpName = "NAME|FILE" };
        DataDir = new("--data-dir") { Description = help.DataDir, HelpName = "DIR" };
        DataFile = new("--data-file") { Description = help.DataFile, HelpName = "FILE" };
        Layers = new("--layers") { Description = help.Layers, HelpName = "N" };
        Width = new("--width") { Description = help.Width, HelpName = "C" };
        Heads = new("--heads") { Description = help.Heads, HelpName = "H" };
        Block = new("--block") { Description = help.Block, HelpName = "T" };
        BatchSize = new("--batch-size") { Description = help.BatchSize, HelpName = "B" };
        LearningRate = new("--lr") { Description = help.LearningRate, HelpName = "R" };
        Optimizer = new("--optimizer") { Description = help.Optimizer, HelpName = "NAME" };
        Momentum = new("--momentum") { Description = help.Momentum, HelpName = "M" };
        WeightDecay = new("--weight-decay") { Description = help.WeightDecay, HelpName = "L" };
        Weights = new("--weights") { Description = help.Weights, HelpName = "FILE" };
        Set = new("--set") { Description = help.Set, HelpName = "NAME=NUMBER" };
        Values = new("--values")
        {
            Description = valueWords.Length == 0 ? help.OwnValues : help.WordsOrValues(string.Join(", ", valueWords)),
            HelpName = string.Join('|', [.. valueWords, "FILE"]),
        };
        Inject = new("--inject")
        {
            Description = help.Inject,
            HelpName = "BUG",
            CustomParser = r => [.. r.Tokens.SelectMany(
                t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        };
        Device = new("--device") { Description = help.Device(defaultDevice), HelpName = "NAME" };
        Threads = new("--threads") { Description = help.Threads, HelpName = "N" };
    }

    public Argument<string> Program { get; }

    public Option<long?> Seed { get; }

    public Option<string?> Data { get; }

    public Option<string?> DataDir { get; }

    /// <summary>The file of a list of names.</summary>
    public Option<string?> DataFile { get; }

    public Option<int?> Layers { get; }

    public Option<int?> Width { get; }

    public Option<int?> Heads { get; }

    public Option<int?> Block { get; }

    public Option<int?> BatchSize { get; }

    public Option<double?> LearningRate { get; }

    public Option<string?> Optimizer { get; }

    public Option<double?> Momentum { get; }

    public Option<double?> WeightDecay { get; }

    public Option<string?> Weights { get; }

    public Option<string[]?> Set { get; }

    /// <summary>Files with numbers of one's own; a command may take it over for something else.</summary>
    public Option<string[]?> Values { get; }

    public Option<string[]?> Inject { get; }

    public Option<string?> Device { get; }

    public Option<int?> Threads { get; }

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Program);
        if (_takesValues) command.Options.Add(Values);
        foreach (Option option in (Option[])[Seed, Data, DataFile, DataDir, Layers, Width, Heads, Block, BatchSize, LearningRate, Optimizer,
            Momentum, WeightDecay, Weights,
            Set, Inject, Device, Threads]) command.Options.Add(option);
    }

    public ProgramEntry Entry(ParseResult parsed)
    {
        ProgramEntry entry = ProgramFiles.Get(parsed.GetValue(Program)!);
        Option? ofNames = ((Option[])[DataFile, Layers, Width, Heads, Block])
            .FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
        if (entry.TakesNames) return entry.With(SizeOf(parsed, entry, ofNames));
        return ofNames is null ? entry : throw new UsageException(_texts.Usage.IsForNames(ofNames.Name, entry.Name));
    }

    /// <summary>Size and letters of a model of names: those of its weights, else what is asked for and the letters of the data.</summary>
    private GptSize SizeOf(ParseResult parsed, ProgramEntry entry, Option? given)
    {
        if (parsed.GetValue(Weights) is { } weights)
        {
            if (given is not null && given != DataFile) throw new UsageException(_texts.Usage.WeightsKnow(given.Name));
            if (KeptRuns.Meant(_io, weights) is not { } run) return GptNetwork.Of(entry.Name, weights).Size;
            return run.Record.Settings.Gpt ?? throw new UsageException(
                _texts.Usage.RunOfAnother(run.Name, run.Record.Settings.Program, entry.Name));
        }
        _names ??= NameList.Of(DataKind(parsed, entry)?.Path);
        GptSize size = GptSize.Of(_names, In(Block, GptSize.MostBlock) ?? NameList.UsualBlock);
        size = size with
        {
            Layers = In(Layers, GptSize.MostLayers) ?? size.Layers,
            Width = In(Width, GptSize.MostWidth) ?? size.Width,
            Heads = In(Heads, GptSize.MostHeads) ?? size.Heads,
        };
        return size.Width % size.Heads == 0 ? size : throw new UsageException(_texts.Usage.HeadsOfWidth(size.Width, size.Heads));

        int? In(Option<int?> option, int most) => parsed.GetValue(option) is not int n ? null : n >= 1 && n <= most ? n
            : throw new UsageException(_texts.Usage.NotPossibleRange(option.Name, $"{n}", "1", $"{most}"));
    }

    /// <summary>The program ready to run.</summary>
    public Scenario Scenario(ParseResult parsed) => Finished(parsed, Entry(parsed).Create(Options(parsed)));

    /// <summary>The mistakes that were asked for, by name.</summary>
    public string[] Bugs(ParseResult parsed) => parsed.GetValue(Inject) ?? [];

    /// <summary>Numbers of the person's own: files first.</summary>
    public string[] Numbers(ParseResult parsed) =>
        [.. (_takesValues ? parsed.GetValue(Values) ?? [] : []).Except(_valueWords).Select(File), .. parsed.GetValue(Set) ?? []];

    /// <summary>The last of the words that --values was given.</summary>
    public string ValueWord(ParseResult parsed) => (parsed.GetValue(Values) ?? []).LastOrDefault(_valueWords.Contains) ?? _valueWords[0];

    // Who mistypes a word is told the words.
    private string File(string path) => _valueWords.Length == 0 || System.IO.File.Exists(path) ? '@' + path
        : throw new UsageException(_texts.Usage.TakesWordsOrFile("--values", string.Join(_texts.Usage.Or, _valueWords), path));

    /// <summary>The same with the numbers and, on top of them, the mistakes that were asked for.</summary>
    public Scenario Finished(ParseResult parsed, Scenario scenario) =>
        BugCatalog.Apply(OwnNumbers.In(scenario, Numbers(parsed), _texts), Bugs(parsed));

    /// <summary>What was asked for.</summary>
    public ScenarioOptions Options(ParseResult parsed)
    {
        ProgramEntry entry = Entry(parsed);
        DatasetKind? kind = DataKind(parsed, entry);
        return new ScenarioOptions
        {
            Seed = parsed.GetValue(Seed),
            Dataset = kind is null ? null : Fitting(entry, DatasetStore.Load(kind, DatasetSplit.Train, parsed.GetValue(DataDir))),
            BatchSize = BatchSizeOf(parsed),
            Optimizer = OptimizerOf(parsed, entry),
            LearningRate = LearningRateOf(parsed),
            Weights = WeightsOf(parsed, entry),
        };
    }

    private Dataset Fitting(ProgramEntry entry, Dataset dataset) => _io.Telling(DatasetFit.Fitted(entry.Network!, dataset));

    /// <summary>What a training run is asked for; what is not said is the tutorial's.</summary>
    /// <param name="holdOut">The share of the names to test on; null for none.</param>
    public RunSettings Settings(ParseResult parsed, int? epochs = null, long? maxSteps = null, bool test = true, double? holdOut = null)
    {
        ProgramEntry entry = Entry(parsed);
        if (holdOut is { } share)
        {
            if (!entry.TakesNames) throw new UsageException(_texts.Usage.IsForNames("--hold-out", entry.Name));
            if (share is not (> 0 and < 1)) throw new UsageException(_texts.Usage.NotPossibleShare("--hold-out", $"{share}"));
        }
        RunSettings tutorial = RunSettings.Of(entry);
        if (DataKind(parsed, entry) is null && entry is { File: not null, TakesDigits: false, Defaults.Dataset.Path: null })
            throw new UsageException(_texts.Usage.NoDataNamed(entry.Name));
        OptimizerSpec optimizer = OptimizerOf(parsed, entry) ?? tutorial.Optimizer;
        RunSettings asked = tutorial with
        {
            Data = (DataKind(parsed, entry) ?? entry.Defaults!.Dataset).Name,
            DataFolder = parsed.GetValue(DataDir),
            Seed = parsed.GetValue(Seed) ?? tutorial.Seed,
            BatchSize = BatchSizeOf(parsed) ?? tutorial.BatchSize,
            Optimizer = LearningRateOf(parsed) is { } rate ? optimizer with { LearningRate = rate } : optimizer,
            Epochs = epochs ?? tutorial.Epochs,
            MaxSteps = maxSteps,
            Test = test && (!entry.TakesNames || holdOut is not null),
            TestEachEpoch = tutorial.TestEachEpoch || holdOut is not null,
            HoldOut = holdOut,
            Weights = parsed.GetValue(Weights),
            Set = Numbers(parsed),
            Bugs = Bugs(parsed),
        };
        return entry.TakesNames ? asked.ForNames((_names ??= NameList.Of(DataKind(parsed, entry)?.Path)).Names.Length, epochs) : asked;
    }

    /// <summary>The parameters in the file, or of the run, that was named; null without one.</summary>
    public IReadOnlyDictionary<string, Tensor>? WeightsOf(ParseResult parsed, ProgramEntry entry)
    {
        if (parsed.GetValue(Weights) is not { } path) return null;
        Network network = entry.Network ?? throw new UsageException(_texts.Usage.NoWeights(entry.Name));
        return KeptRuns.Weights(_io, path, network);
    }

    /// <summary>The data set asked for; a folder alone means the tutorial's data set. Null without either.</summary>
    public DatasetKind? DataKind(ParseResult parsed, ProgramEntry entry)
    {
        if (entry.TakesNames) return Names(parsed, entry);
        if (parsed.GetValue(Data) is null && parsed.GetValue(DataDir) is null) return null;
        if (!entry.TakesImages) throw new UsageException(_texts.Usage.NoImages(entry.Name));
        return parsed.GetValue(Data) is { } name ? DatasetKind.Parse(name) : entry.Defaults!.Dataset;
    }

    /// <summary>The list of names asked for; null where none was.</summary>
    private DatasetKind? Names(ParseResult parsed, ProgramEntry entry)
    {
        string? data = parsed.GetValue(Data), file = parsed.GetValue(DataFile);
        if (data is not null && data != DatasetKind.Names.Name && !System.IO.File.Exists(data))
            throw new UsageException(_texts.Usage.LearnsNames(entry.Name, data));
        file ??= data == DatasetKind.Names.Name ? null : data;
        return file is not null ? DatasetKind.NamesOf(file) : data is null ? null : DatasetKind.Names;
    }

    public int? BatchSizeOf(ParseResult parsed) => parsed.GetValue(BatchSize) is int b and (< 1 or > RunSettings.LargestBatch)
        ? throw new UsageException(_texts.Usage.NotPossibleRange("--batch-size", $"{b}", "1", $"{RunSettings.LargestBatch}"))
        : parsed.GetValue(BatchSize);

    public double? LearningRateOf(ParseResult parsed) => parsed.GetValue(LearningRate) is double r && !(r >= 0 && double.IsFinite(r))
        ? throw new UsageException(_texts.Usage.NotPossibleNumberFrom0("--lr", $"{r}"))
        : parsed.GetValue(LearningRate);

    /// <summary>The optimizer asked for; null if nothing about it was said.</summary>
    public OptimizerSpec? OptimizerOf(ParseResult parsed, ProgramEntry entry)
    {
        string? name = parsed.GetValue(Optimizer);
        double? momentum = parsed.GetValue(Momentum), decay = parsed.GetValue(WeightDecay);
        if (name is null && momentum is null && decay is null) return null;
        if (momentum is double m && !(m is >= 0 and <= 1))
            throw new UsageException(_texts.Usage.NotPossibleNumber0To1("--momentum", $"{momentum}"));
        if (decay is double d && !(d >= 0 && double.IsFinite(d)))
            throw new UsageException(_texts.Usage.NotPossibleNumberFrom0("--weight-decay", $"{decay}"));
        double? rate = LearningRateOf(parsed);
        double tutorial = entry.LearningRate ?? entry.Defaults?.LearningRate ?? 1;
        if (name is "adam" or "adamw" && momentum is not null) throw new UsageException(_texts.Usage.MomentumIsForSgd);
        name ??= "sgd";
        return OptimizerSpec.Named(name, rate ?? OptimizerSpec.UsualRate(name, tutorial), momentum, decay)
            ?? throw new UsageException(_texts.Usage.NoOptimizer(name));
    }

    /// <summary>What calculates; a GPU is named on the stream for complaints.</summary>
    /// <param name="like">Where a run was made that is gone on with, for what is not said.</param>
    public IBackend Backend(ParseResult parsed, RunEnvironment? like = null)
    {
        (string device, int? threads) = DeviceOf(parsed, like);
        return Open(_io, device, threads);
    }

    /// <summary>The device's name and the processor's threads, null for as many as it has.</summary>
    public (string Name, int? Threads) DeviceOf(ParseResult parsed, RunEnvironment? like = null)
    {
        string device = parsed.GetValue(Device) ?? like?.Device ?? _defaultDevice;
        int? threads = parsed.GetValue(Threads) ?? (device == "cpu" ? like?.Threads : null);
        if (threads is < 1 or > CpuOptions.MaxThreads)
            throw new UsageException(_texts.Usage.NotPossibleRange("--threads", $"{threads}", "1", $"{CpuOptions.MaxThreads}"));
        if (threads is not null && device != "cpu") throw new UsageException(_texts.Usage.ThreadsAreForCpu);
        return device is "cpu" or "reference" || GpuDevices.IsName(device) ? (device, threads)
            : throw new UsageException(_texts.Usage.NoDevice(device));
    }

    /// <summary>A device by a name that <see cref="DeviceOf"/> gives.</summary>
    /// <param name="tells">Whether a GPU is named on the stream for complaints.</param>
    public static IBackend Open(CommandIo io, string device, int? threads, bool tells = true) => device switch
    {
        "cpu" => new CpuBackend(new CpuOptions { Threads = threads }),
        "reference" => new ReferenceBackend(),
        _ => GpuDevices.Open(device, io, tells),
    };
}
