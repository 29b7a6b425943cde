using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Data;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Drawing;

/// <summary>A sheet for a digit, what a trained network sees of it and takes it for, and why.</summary>
internal sealed class DrawScreen : AppScreen
{
    private const int Columns = DigitImage.Side + 2, Rows = DigitImage.Side / 2 + 2, LeastBars = 18;

    private readonly SheetView _sheet = new();
    private readonly SeenView _seen = new();
    private readonly BarsView _bars = new();
    private readonly PaneFrame _sheetPane, _seenPane, _barsPane;

    public DrawScreen(Store store) : base(store)
    {
        (_sheetPane, _seenPane, _barsPane) = (new(_sheet), new(_seen), new(_bars));
        _sheet.Drew += sketch => Store.Dispatch(new Drew(sketch));
        (_sheetPane.Width, _sheetPane.Height) = (Dim.Func(_ => Math.Min(Width, 28 * Scale + 2)),
            Dim.Func(_ => Math.Min(Height, 14 * Scale + 2)));
        _seenPane.X = Pos.Right(_sheetPane);
        (_seenPane.Width, _seenPane.Height) = (Dim.Func(_ => 28 * SeenScale + 2), Dim.Func(_ => Math.Min(Height, 14 * SeenScale + 2)));
        _barsPane.X = Pos.Func(_ => IsLarge ? 28 * Scale + 2 : ShowsSeen ? 2 * Columns : Columns);
        _barsPane.Y = Pos.Func(_ => IsLarge ? 14 * SeenScale + 2 : 0);
        _barsPane.Width = Dim.Func(_ => Math.Min(IsLarge ? 28 * SeenScale + 2 : 40, Math.Max(0, Width - _barsPane.Frame.X)));
        _barsPane.Height = Dim.Func(_ => Math.Min(IsLarge ? 14 * (Scale - SeenScale) : Rows, Height));
        Body.Add(_sheetPane, _seenPane, _barsPane);
        Body.SubViewsLaidOut += (_, _) => Arrange();
        Build(
        [
            new("Space", t => t.Training.PenDown, Toggle(_sheet.TogglePen)) { Short = t => t.Training.Pen, Menu = MenuGroup.Run },
            new("e", t => t.Training.Eraser, Toggle(_sheet.ToggleEraser)) { Short = t => t.Training.EraserShort, Menu = MenuGroup.Run },
            new("u Backspace", t => t.Training.UndoStroke, () => Draw(Sketch.Undone()))
                { Short = t => t.Training.UndoShort, Menu = MenuGroup.Run },
            new("c Delete", t => t.Training.ClearSheet, () => Draw(Sketch.Cleared()))
                { Short = t => t.Training.ClearShort, Menu = MenuGroup.Run },
            new("y", t => t.Training.WhyDigit, ToggleWhy)
            {
                Short = t => t.Training.WhyShort, Menu = MenuGroup.Value, Can = () => State.Draw.Reading?.Result is not null,
            },
            new("o Enter", t => t.Training.DebugSketch, AskLabel)
            {
                Short = t => t.Training.DebugShort, Menu = MenuGroup.Value, Can = () => State.Draw.Reading?.Result is not null,
            },
            new("w", t => t.Training.LoadWeights, AskPath) { Short = t => t.Training.WeightsShort, Menu = MenuGroup.Value },
            new("t", t => t.Training.TrainFirst, () => Store.Dispatch(new Open(Place.Run)))
                { Short = t => t.Training.TrainShort, Menu = MenuGroup.Run },
        ]);
    }

    private Sketch Sketch => State.Draw.Sketch;

    private new int Width => Body.Viewport.Width;

    private new int Height => Body.Viewport.Height;

    /// <summary>Whether there is room for larger pixels, with the other panes beside them.</summary>
    private bool IsLarge => Scale > 1;

    /// <summary>Columns of the screen for a pixel of the sheet.</summary>
    private int Scale => Math.Max(1, Math.Min((Height - 2) / 14, (Width - 2 - Columns) / 28));

    /// <summary>And for one of what the network sees, which leaves room for the bars below it.</summary>
    private int SeenScale => Math.Max(1, Math.Min(Scale - 1, (Width - 4 - 28 * Scale) / 28));

    private bool ShowsSeen => Width >= 2 * Columns + LeastBars;

    protected override bool HasCommandLine => false;

    protected override void FocusBody() => _sheet.SetFocus();

    protected override void Show(AppState state)
    {
        TrainingTexts texts = Texts.Training;
        SketchReading? reading = state.Draw.Reading;
        string winner = reading?.Result is { } result ? reading.Names[result.Winner] : "";
        _sheetPane.Name(texts.Sheet, _sheet.Erases ? texts.IsEraser : _sheet.IsDown ? texts.IsDown : "");
        bool why = _seen.ShowsWhy && winner.Length > 0;
        _seenPane.Name(why ? texts.WhyTitle(winner) : texts.SeenTitle);
        _barsPane.Name(texts.TakenFor, winner);
        _sheet.Show(Sketch);
        _seen.Show(reading);
        _bars.Hint = state.Draw.Weights is null ? texts.NoWeightsYet : "";
        _bars.Show(reading);
        Arrange();
    }

    protected override void PaintHeader(Canvas line) =>
        line.PutCut(1, 0, line.Width - 2, State.Draw.Weights ?? Texts.Home.DrawDigit, line.Theme.Bright);

    protected override Action<Canvas>? PaintMessage => line => line.PutCut(
        1, 0, line.Width - 2, Texts.Training.DrawHint, line.Theme.Caption);

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        // A run may have gone on, or one may have begun.
        if (newIsRunning) Store.Ask(new FindWeights());
    }

    private void Arrange()
    {
        (_sheet.Scale, _seen.Scale) = (Scale, SeenScale);
        // Where there is no room for both, the reasons take the bars' place.
        bool why = _seen.ShowsWhy;
        (_seenPane.Visible, _barsPane.Visible) = (IsLarge || ShowsSeen || why, IsLarge || ShowsSeen || !why);
    }

    private void Draw(Sketch sketch) => Store.Dispatch(new Drew(sketch));

    private Action Toggle(Action toggle) => () =>
    {
        toggle();
        Show(State);
    };

    private void ToggleWhy()
    {
        _seen.ShowsWhy = !_seen.ShowsWhy;
        Show(State);
    }

    private void AskLabel() => AskLine(Texts.Training.LabelPrompt, line =>
    {
        if (line.Trim() is [>= '0' and <= '9' and var digit]) Store.Ask(new DebugSketch(Sketch, digit - '0'));
        else Store.Dispatch(new Say(Texts.Training.NoLabel(line), IsProblem: true));
    }, text: State.Draw.Reading!.Result!.Winner.ToString(CultureInfo.InvariantCulture));

    private void AskPath() => AskLine(Texts.Training.LoadPrompt, line => Store.Ask(new LoadWeights(line.Trim())));
}
