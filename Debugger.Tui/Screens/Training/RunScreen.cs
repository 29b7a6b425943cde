using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Training;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Training;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Training;

/// <summary>A training run: its curves as they grow, what it is and does, and, while it rests, its weights and how they do.</summary>
internal sealed class RunScreen : AppScreen
{
    private const int LeastFactColumns = 36, MostFactColumns = 56, LeastChartColumns = 38, FactRows = 9, MostNamed = 4;

    private readonly CurvePane _loss, _accuracy;
    private readonly RunFacts _facts = new();
    private readonly NetworkFacts _network = new();
    private readonly PaneFrame _lossPane, _accuracyPane, _factsPane, _networkPane;

    public RunScreen(Store store) : base(store)
    {
        (_loss, _accuracy) = (new CurvePane(CurveKind.Loss), new CurvePane(CurveKind.Accuracy));
        (_lossPane, _accuracyPane, _factsPane, _networkPane) = (new(_loss), new(_accuracy), new(_facts), new(_network));
        Dim left = Dim.Func(_ => IsWide ? Body.Viewport.Width - FactColumns : Body.Viewport.Width);
        _factsPane.Width = Dim.Func(_ => IsWide ? FactColumns : Body.Viewport.Width);
        _factsPane.Height = Dim.Func(
            _ => IsWide ? Math.Min(Math.Clamp(Body.Viewport.Height / 2, FactRows + 3, FactRows + 6), Body.Viewport.Height)
                : Math.Min(FactRows, Body.Viewport.Height / 2));
        _factsPane.X = Pos.Func(_ => IsWide ? Body.Viewport.Width - FactColumns : 0);
        _networkPane.Width = Dim.Width(_factsPane);
        _networkPane.X = Pos.Left(_factsPane);
        _networkPane.Y = Pos.Bottom(_factsPane);
        (_lossPane.Width, _lossPane.Y) = (left, Pos.Func(_ => IsWide ? 0 : _factsPane.Frame.Bottom));
        _lossPane.Height = Dim.Func(_ => !IsWide ? Body.Viewport.Height - _factsPane.Frame.Bottom
            : HasSecond ? Body.Viewport.Height * 3 / 5 : Body.Viewport.Height);
        (_accuracyPane.Width, _accuracyPane.Y) = (left, Pos.Bottom(_lossPane));
        Body.Add(_lossPane, _accuracyPane, _factsPane, _networkPane);
        Body.ViewportChanged += (_, _) => ShowPanes();
        Build(
        [
            new("Space c F5", t => t.Training.PauseOrGoOn, () => Do(new ResumeRun()))
                { Short = t => Trains ? t.Training.Pause : t.Training.GoOn, Menu = MenuGroup.Run, Can = () => Trains || Rests },
            new("s F11", t => t.Training.OneStep, () => Do(new StepRun()))
                { Short = t => t.Training.Step, Menu = MenuGroup.Run, Can = () => Rests },
            new("o Enter", t => t.Training.OpenStep, () => Do(new OpenRunStep()))
                { Short = t => t.Training.Look, Menu = MenuGroup.Run, Can = () => Sits && Run!.Step > 0 },
            new("a", t => t.Training.BackToCause, () => Do(new FindRunCause())) { Menu = MenuGroup.Run, Can = () => Sits && Run!.Step > 0 },
            new("b", t => t.Training.StopIf, AskCondition) { Short = t => t.Training.Break, Menu = MenuGroup.Run, Can = () => Sits },
            new("r", t => t.Training.GoBackTo, AskStep)
                { Short = t => t.Training.Back, Menu = MenuGroup.Run, Can = () => Sits && Run!.Step > 0 },
            new("f", t => t.Training.ForkHere, AskChange) { Short = t => t.Training.Fork, Menu = MenuGroup.Run, Can = () => Rests },
            new("t", t => t.Training.TryTest, () => Do(new TryRun()))
                { Short = t => t.Training.Test, Menu = MenuGroup.Value, Can = () => Sits && Run!.CanTest },
            new("d", t => t.Training.DrawWithRun, OpenSheet)
                { Short = t => t.Training.DrawShort, Menu = MenuGroup.Value, Can = () => Sits && Run!.Step > 0 && Run.TellsClasses },
            new("w", t => t.Training.SaveWeights, AskPath) { Menu = MenuGroup.Value, Can = () => Sits },
            new("v", t => t.Training.CompareWith, AskRun)
                { Menu = MenuGroup.View, Can = () => Sits && State.KeptRuns.Any(n => n != Run!.Kept) },
            new("x", t => t.Training.Warns, ShowWarnings)
                { Short = t => t.Training.WarnShort, Menu = MenuGroup.Value, Can = () => Run is { Warnings.IsEmpty: false } },
            new("n", t => t.Training.NewRun, OpenForm)
                { Short = t => t.Training.New, Menu = MenuGroup.Run, Can = () => !Trains && !State.IsBusy, StartsGroup = true },
            new("l", t => t.Training.LogScale, ToggleLog) { Menu = MenuGroup.View },
        ]);
    }

    private RunView? Run => State.Run;

    private bool IsWide => Body.Viewport.Width >= LeastFactColumns + LeastChartColumns;

    private int FactColumns => Math.Clamp(Body.Viewport.Width * 3 / 8, LeastFactColumns, MostFactColumns);

    private bool Trains => Run is { IsRunning: true } || Run is null && State.IsBusy;

    /// <summary>Whether nothing happens by itself; a run that is over can still be looked at.</summary>
    private bool Sits => Run is { State: RunState.Paused or RunState.Forked or RunState.Finished } && !State.IsBusy;

    private bool Rests => Sits && Run!.State != RunState.Finished;

    protected override bool HasCommandLine => false;

    protected override void FocusBody() => _loss.SetFocus();

    protected override void Show(AppState state)
    {
        TrainingTexts texts = Texts.Training;
        _lossPane.Name(texts.Loss, _loss.IsLog ? texts.Logarithmic : "");
        _accuracyPane.Name(state.Run is { TellsClasses: false } ? texts.Writes : texts.Accuracy);
        _factsPane.Name(texts.Run);
        _networkPane.Name(state.Run?.Rest is { Test: not null } ? texts.TestSet : texts.Network);
        ShowPanes();
        _loss.Show(state.Run);
        _accuracy.Show(state.Run);
        _facts.Show(state.Run);
        _network.Show(state.Run);
    }

    /// <summary>Whether there is something below the loss: how many are right, or what it writes.</summary>
    private bool HasSecond => Run is not { TellsClasses: false, Rest: null or { Written.IsEmpty: true } };

    private void ShowPanes() => (_accuracyPane.Visible, _networkPane.Visible) = (IsWide && HasSecond, IsWide);

    protected override void PaintHeader(Canvas line)
    {
        if (Run is not { } run) return;
        int x = line.Put(1, 0, run.Request.Settings.Program, line.Theme.Bright);
        string place = Texts.Training.StepOf(run.Step, run.Steps);
        if (x + CellWidth.Of(place) + 2 < line.Width) line.PutRight(line.Width - 1, 0, place, line.Theme.Text);
    }

    protected override Action<Canvas>? PaintMessage => Run is { IsRunning: false } ? null : line =>
        line.PutCut(1, 0, line.Width - 2,
            Run is null && !State.IsBusy ? Texts.Training.NoRun : Run is { State: RunState.Compiling } or null ? Texts.Training.Compiling
            : Texts.Training.Running, line.Theme.Caption);

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        // Who comes to train fills in the form first.
        if (newIsRunning && Run is null && !State.IsBusy) OpenForm();
    }

    private void OpenForm() => OpenDialog(() => new TrainDialog(State, request => Store.Dispatch(new Train(request))));

    /// <summary>Space pauses what runs; everything else waits for the pause.</summary>
    private void Do(RunCommand command)
    {
        if (Trains) Store.Interrupt();
        else Store.Ask(command);
    }

    private void AskCondition() =>
        AskLine(Texts.Training.StopIfPrompt, line => Store.Ask(new BreakRun(line.Trim())), text: Run!.Condition, takesNothing: true);

    private void AskStep() => AskLine(Texts.Training.StepPrompt(Run!.Step), line =>
    {
        if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out long step)) Store.Ask(new RewindRun(step));
        else Store.Dispatch(new Say(Texts.Training.NoStep(line), IsProblem: true));
    });

    private void AskChange() => AskLine(Texts.Training.ForkPrompt, line => Store.Ask(new ForkRun(line)),
        ForkText.Names(Run!.Request.Settings.Entry.Network!.Parameters.Select(p => p.Name)));

    private void AskRun()
    {
        string[] others = [.. State.KeptRuns.Where(n => n != Run!.Kept)];
        AskLine(Texts.Training.ComparePrompt(string.Join(", ", others.TakeLast(MostNamed))), line => Store.Ask(new CompareRun(line.Trim())),
            others, Run!.Others.IsEmpty ? others[^1] : "");
    }

    private void AskPath() =>
        AskLine(Texts.Training.PathPrompt, line => Store.Ask(new SaveRun(line.Trim())),
            text: $"{Run!.Request.Settings.Program}.safetensors");

    private void OpenSheet()
    {
        Store.Ask(new FindWeights(OfRun: true));
        Store.Dispatch(new Open(Place.Draw));
    }

    private void ShowWarnings()
    {
        string text = string.Join("\n\n", Run!.Warnings.Select(w => Texts.Training.WarningLine(w.Say(Texts.Language), w.Lesson)));
        OpenDialog(() => new OutputDialog(State.Look, Texts.Training.WarningsSeen, text,
            () => Store.Dispatch(new Copy(text, Texts.Training.WarningsSeen))));
    }

    private void ToggleLog()
    {
        _loss.IsLog = !_loss.IsLog;
        Show(State);
    }
}
