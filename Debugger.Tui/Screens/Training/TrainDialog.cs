using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Training;

/// <summary>
/// What is to be trained, filled in with the tutorial's numbers; only data sets that are there can be chosen, drawn digits always.
/// </summary>
internal sealed class TrainDialog : OwnDialog
{
    private static readonly ImmutableArray<ProgramEntry> Programs =
        [.. ProgramCatalog.All.Where(p => p.CanTrain).OrderBy(p => p.TakesNames)];

    private static readonly ImmutableArray<string> Optimizers = OptimizerSpec.Names, Devices = ["cpu", "gpu"];

    private const int FieldColumn = 17, MostColumns = 72, SizeColumns = 6;

    /// <summary>What a choice takes besides its words: the mark and the gap to the next.</summary>
    private const int AroundChoice = 4;

    private readonly TrainingTexts _texts;
    private readonly ImmutableArray<string> _data;
    private readonly Choice _program, _dataset, _optimizer, _device;
    private readonly LineField _ownData, _rate, _batch, _epochs, _seed, _keep, _layers, _width, _heads, _block, _holdOut;

    /// <summary>What only a model of names has.</summary>
    private readonly View[] _ofNames;
    private readonly Label _problem;
    private readonly ImmutableArray<string> _kept;
    private readonly Action<RunRequest> _train;
    private readonly Language _language;
    private string _proposed = "";

    /// <summary>The form; <paramref name="train"/> takes what was filled in.</summary>
    public TrainDialog(AppState state, Action<RunRequest> train) : base(state.Look, state.Texts.Training.TrainTitle)
    {
        _texts = state.Texts.Training;
        (_train, _kept, _language) = (train, state.KeptRuns, state.Texts.Language);
        _data = [.. DatasetKind.All.Select(k => k.Name).Where(
            n => n == SyntheticDigits.Name || n == DatasetKind.Names.Name || state.DataFolders.ContainsKey(n))];
        Width = Dim.Func(_ => Math.Min(MostColumns, App!.Screen.Width));
        int y = 0;
        _program = Choose(_texts.Program, [.. Programs.Select(p => p.Name)]);
        _dataset = Choose(_texts.Data, [.. _data.Select(
            d => d == SyntheticDigits.Name ? _texts.DrawnDigits : d == DatasetKind.Names.Name ? _texts.MadeUpWords : d)]);
        _optimizer = Choose(_texts.Optimizer, [.. Optimizers]);
        _rate = Number(_texts.LearningRate);
        _batch = Number(_texts.BatchSize);
        _epochs = Number(_texts.Epochs);
        _seed = Number(_texts.Seed);
        _device = Choose(_texts.Device, [.. Devices]);
        _keep = Number(_texts.KeepAs, width: 24);
        _ownData = Number(_texts.OwnData, width: 40);
        View[] before = [.. SubViews];
        Add(new Label { X = 1, Y = y, Text = _texts.ModelSize });
        (int x, GptSize usual) = (FieldColumn, GptSize.Usual);
        LineField[] sizes = [_layers = Size(_texts.Layers, usual.Layers), _width = Size(_texts.Width, usual.Width),
            _heads = Size(_texts.Heads, usual.Heads), _block = Size(_texts.Block, usual.Block)];
        int rows = y++;
        _holdOut = Number(_texts.HoldOut, SizeColumns);
        Add(new Label { X = Pos.Right(_holdOut) + 1, Y = Pos.Top(_holdOut), Text = _texts.HoldOutMeans });
        _ofNames = [.. SubViews.Except(before)];
        Height = Dim.Func(_ => Math.Min(rows + RowsOfNames + 9, App!.Screen.Height));
        _problem = new Label { X = 1, Y = Pos.Func(_ => rows + RowsOfNames + 1), Width = Dim.Fill(1), Height = 1 };
        Add(_problem);
        AddButton(state.Texts.Lessons.Cancel);
        AddButton(_texts.Start).Accepting += (_, e) => e.Handled = !Take();
        _program.ValueChanged += (_, _) => Preset();
        _optimizer.ValueChanged += (_, _) => PresetRate();
        Preset();
        foreach (LineField field in (LineField[])[_ownData, _rate, _batch, _epochs, _seed, _keep, _holdOut, .. sizes])
            field.ValueChanged += (_, _) => Read();

        Choice Choose(string name, string[] labels)
        {
            // Who has every data set sees them one below the other.
            bool isTall = labels.Sum(l => l.Length + AroundChoice) > MostColumns - FieldColumn - 2;
            var options = new Choice
            {
                X = FieldColumn,
                Y = y,
                Orientation = isTall ? Orientation.Vertical : Orientation.Horizontal,
                HorizontalSpace = 2,
                Labels = labels,
                Value = 0,
            };
            Add(new Label { X = 1, Y = y, Text = name }, options);
            y += isTall ? labels.Length : 1;
            return options;
        }

        LineField Number(string name, int width = 12)
        {
            var field = new LineField { X = FieldColumn, Y = y, Width = width };
            OnEnter(field, () => Take());
            Add(new Label { X = 1, Y = y++, Text = name }, field);
            return field;
        }

        LineField Size(string name, int usual)
        {
            int after = x + CellWidth.Of(name) + 1;
            var field = new LineField { X = after, Y = y, Width = SizeColumns, Text = Plain(usual) };
            OnEnter(field, () => Take());
            Add(new Label { X = x, Y = y, Text = name }, field);
            x = after + SizeColumns + 1;
            return field;
        }
    }

    private ProgramEntry Program => Programs[_program.Value ?? 0];

    private int RowsOfNames => Program.TakesNames ? 2 : 0;

    private void Preset()
    {
        TrainingDefaults defaults = Program.Defaults!;
        foreach (View view in _ofNames) view.Visible = Program.TakesNames;
        int data = _data.IndexOf(defaults.Dataset.Name);
        _dataset.Value = data >= 0 ? data : _data.IndexOf(SyntheticDigits.Name);
        (_batch.Text, _epochs.Text) = (Plain(defaults.BatchSize), Plain(UsualEpochs));
        if (defaults.Optimizer.Kind == OptimizerKind.Adam) _optimizer.Value = Optimizers.IndexOf("adam");
        else if (OptimizerSpec.Named(OptimizerName, 0) is { IsAdam: true }) _optimizer.Value = 0;
        if (_seed.Text.Length == 0) _seed.Text = "0";
        // A name that the person has chosen, or taken away, stays.
        if (_keep.Text == _proposed) _keep.Text = _proposed = FreeName();
        PresetRate();
    }

    private string FreeName() => Enumerable.Range(1, _kept.Length + 1).Select(i => $"{Program.Name}-{i}").First(n => !_kept.Contains(n));

    private string OptimizerName => Optimizers[_optimizer.Value ?? 0];

    private void PresetRate()
    {
        double tutorial = Program.Defaults!.LearningRate;
        _rate.Text = Plain(Program.TakesNames ? tutorial : OptimizerSpec.UsualRate(OptimizerName, tutorial));
    }

    /// <summary>The tutorial's, or as many as a list of names takes for the usual steps; 1 where that is not known yet.</summary>
    private int UsualEpochs => Program.TakesNames
        ? RunSettings.Of(Program).ForNames(NameList.MadeUpCount, null).Epochs : Program.Defaults!.Epochs;

    /// <summary>What was filled in; null where something cannot be taken, which is told below the fields.</summary>
    private RunRequest? Read()
    {
        bool isRate = double.TryParse(_rate.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate >= 0
            && double.IsFinite(rate);
        bool isBatch = Whole(_batch, 1, 60000, out long batch), isEpochs = Whole(_epochs, 1, 100000, out long epochs),
            isSeed = Whole(_seed, 0, long.MaxValue, out long seed);
        string wrongSize = Size(out GptSize size);
        bool isShare = double.TryParse(_holdOut.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share);
        double? holdOut = isShare ? share : null;
        if (wrongSize.Length == 0 && _holdOut.Text.Trim().Length > 0 && holdOut is not (> 0 and < 1))
            wrongSize = _texts.NoShare(_holdOut.Text);
        string own = _ownData.Text.Trim();
        string problem = own.Length > 0 && !File.Exists(own) && !Directory.Exists(own) ? _texts.NoOwnData(own)
            : !isRate ? _texts.NoRate(_rate.Text)
            : !isBatch ? _texts.NoWhole(_texts.BatchSize, _batch.Text)
            : !isEpochs ? _texts.NoWhole(_texts.Epochs, _epochs.Text)
            : !isSeed ? _texts.NoWhole(_texts.Seed, _seed.Text)
            : _kept.Contains(_keep.Text) ? _texts.NameTaken(_keep.Text)
            : own.Length == 0 && Program.TakesNames != (_data[_dataset.Value ?? 0] == DatasetKind.Names.Name)
                ? Program.TakesNames ? _texts.TakesNames(Program.Name) : _texts.TakesNoNames(Program.Name)
            : Program.TakesNames ? wrongSize : "";
        NameList? names = null;
        try
        {
            if (Program.TakesNames && problem.Length == 0) names = NameList.Of(own.Length > 0 ? own : null);
            if (names is not null && holdOut is { } held) names.HoldOut(held);
        }
        catch (DataException e)
        {
            problem = e.In(_language);
        }
        _problem.Text = problem;
        if (problem.Length > 0) return null;
        OptimizerSpec optimizer = OptimizerSpec.Named(OptimizerName, rate)!;
        RunSettings settings = RunSettings.Of(Program) with
        {
            BatchSize = (int)batch,
            Optimizer = names is not null && optimizer.Kind == OptimizerKind.Adam
                ? Program.Defaults!.Optimizer with { LearningRate = rate } : optimizer,
            Seed = seed,
        };
        settings = names is not null
            ? (settings with
            {
                Data = names.Path is { } path ? DatasetKind.NamesOf(path).Name : DatasetKind.Names.Name,
                Gpt = GptSize.Of(names, size.Block) with { Layers = size.Layers, Width = size.Width, Heads = size.Heads },
                HoldOut = holdOut,
                Test = holdOut is not null,
                TestEachEpoch = true,
            }).ForNames(names.Names.Length, epochs == UsualEpochs ? null : (int)epochs)
            : settings with
            {
                Data = own.Length > 0 ? DatasetKind.Parse(own).Name : _data[_dataset.Value ?? 0],
                Epochs = (int)epochs,
                TestEachEpoch = true,
            };
        return new(settings) { Device = Devices[_device.Value ?? 0], Keep = _keep.Text.Trim() };
    }

    /// <summary>The size that was filled in, and what is wrong with it; empty for nothing.</summary>
    private string Size(out GptSize size)
    {
        size = GptSize.Usual;
        (LineField Field, string Name, int Most)[] asked = [(_layers, _texts.Layers, GptSize.MostLayers),
            (_width, _texts.Width, GptSize.MostWidth), (_heads, _texts.Heads, GptSize.MostHeads),
            (_block, _texts.Block, GptSize.MostBlock)];
        int[] given = [.. asked.Select(a => Whole(a.Field, 1, a.Most, out long number) ? (int)number : 0)];
        if (Array.IndexOf(given, 0) is var wrong and >= 0)
            return _texts.NoSize(asked[wrong].Name, asked[wrong].Most, asked[wrong].Field.Text);
        size = size with { Layers = given[0], Width = given[1], Heads = given[2], Block = given[3] };
        return size.Width % size.Heads == 0 ? "" : _texts.HeadsOfWidth(size.Width, size.Heads);
    }

    /// <summary>False where something cannot be taken and the dialog stays.</summary>
    private bool Take()
    {
        if (Read() is not { } request) return false;
        _train(request);
        RequestStop();
        return true;
    }

    private static bool Whole(LineField field, long least, long most, out long number) =>
        long.TryParse(field.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static string Plain(double number) => number.ToString(CultureInfo.InvariantCulture);
}
