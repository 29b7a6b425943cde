using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The debugger: program, network, values, formula and time line. It turns what people do into messages, and shows each state that comes of
/// them.
/// </summary>
public sealed partial class DebugScreen : AppScreen
{
    private readonly ProgramView _program = new();
    private readonly NetworkView _network = new();
    private readonly ValuesView _values = new();
    private readonly WhyView _why = new();
    private readonly TimeLineView _line = new() { Y = Pos.AnchorEnd(1), Width = Dim.Fill(), Height = 1 };
    private readonly Panes _panes;
    private Program? _begun;

    public DebugScreen(Store store, Companion? companion = null) : base(store, companion)
    {
        _panes = new Panes(_program, _network, _values, _why) { Height = Dim.Fill(1) };
        Body.Add(_panes, _line);
        _panes.Changed += RefreshBars;
        _panes.Resized += sizes => Store.Dispatch(new SizePanes(sizes));
        _program.BreakpointAsked += (value, line) => Store.Ask(new ToggleBreakpoint(value, line));
        _program.Opened += Inspect;
        _network.Opened += Inspect;
        _network.Picked += () => { if (_network.Value is { } value) _values.Select(value); };
        _values.Opened += Inspect;
        _values.FilterChanged += NamePanes;
        _line.Chosen += step => Store.Ask(new GoTo(State.View!.Now with { Executed = step }));
        Build(Own());
    }

    /// <summary>
    /// The value that keys such as e, = and Enter are about: what is selected in the pane with the focus, else what has just been computed.
    /// </summary>
    private Value? Selected => State.View is not { } view ? null
        : _panes.Focus == Pane.Values ? _values.Value
        : _panes.Focus == Pane.Program && _program.HasChoice ? _program.Value
        : _panes.Focus == Pane.Network && _network.Value is { } picked ? picked
        : (view.LastInstruction ?? view.NextInstruction)?.Output;

    protected override Action<Canvas>? PaintMessage => _panes.Shows(Pane.Why) ? null : PaintPresent;

    protected override void FocusBody() => _panes[_panes.Focus].SetFocus();

    protected override IEnumerable<string> Candidates(bool first) =>
        first ? DebugWords.All.Select(w => w.Name).Concat(StateUpdate.FormWords)
        : State.View is { } view ? HistoryResolver.NamesOf(view.Program).Concat(Enum.GetValues<Phase>().Select(p => p.Name()))
        : [];

    protected override bool TakeBack()
    {
        if (_panes.IsZoomed)
        {
            _panes.Zoom(false);
            return true;
        }
        return _values.ClearFilter() || _program.Follow() || _network.LetGo();
    }

    protected override void Show(AppState state)
    {
        _program.Show(state.View);
        _network.Show(state.View);
        _values.Show(state.View);
        _why.Show(state);
        _line.Show(state.View);
        _panes.Show(state.Panes);
        NamePanes();
        if (state.View is { } view && view.Program != _begun)
        {
            _begun = view.Program;
            // Where one pane has all the room, a scalar network says most: it is small enough to be seen whole.
            _panes.Begin(showsAll => showsAll || !view.Program.IsScalar ? Pane.Program : Pane.Network);
        }
    }

    protected override void PaintHeader(Canvas line)
    {
        if (State.View is not { } view) return;
        Theme theme = line.Theme;
        DebugTexts texts = Texts.Debug;
        int x = line.Put(1, 0, view.Program.Name, theme.Bright);
        if (view.Gpu is { } gpu)
            x = line.Put(x, 0, $" · {(gpu.IsProcessor ? texts.ProcessorAsGpu(gpu.Index) : texts.Gpu(gpu.Index))}", theme.Text);
        if (view.Timelines.Length > 1)
        {
            string whole = texts.TimelineNow(view.Timeline, view.Timelines[view.Timeline]);
            x = line.PutCut(x, 0, line.Width - x - 1,
                CellWidth.Of(whole) <= line.Width - x - 24 ? whole : texts.TimelineBrief(view.Timeline), theme.Changed);
        }
        else if (view.HasOwnNumbers)
        {
            x = line.PutCut(x, 0, line.Width - x - 24, "  " + view.Timelines[0], theme.Changed);
        }
        Phase? phase = (view.LastInstruction ?? view.NextInstruction)?.Phase;
        string name = phase is { } p ? texts.PhaseNow(p) : "", place = texts.IterationNow(view.Now.Iteration + 1);
        int left = line.Width - 1;
        if (left - CellWidth.Of(name) > x)
            left = line.PutRight(left, 0, name, phase is { } q ? PhaseLook.Style(theme, q).Bold : theme.Text);
        if (left - CellWidth.Of(place) > x + 1) left = line.PutRight(left, 0, place, theme.Text);
        if (view.Losses.Length > 1 && left - 20 > x + 3)
        {
            line.PutRight(left - 2, 0, Sparkline.Text(view.Losses, 12), theme.Loss);
            line.PutRight(left - 15, 0, texts.Loss, theme.Caption);
        }
    }

    private void NamePanes()
    {
        DebugTexts texts = Texts.Debug;
        _panes[Pane.Program].Name(texts.ProgramPane, State.View?.Program.Name ?? "");
        _panes[Pane.Network].Name(texts.NetworkPane, State.View is { } view && !view.Program.IsScalar ? view.Data : "");
        _panes[Pane.Values].Name(texts.ValuesPane, $"{_values.Count}");
        _panes[Pane.Why].Name(texts.WhyPane,
            State.Debug.IsPredicting ? texts.Predicting(State.Debug.Score.Right, State.Debug.Score.All) : "");
    }

    /// <summary>The present instruction and its value, where the pane that shows them cannot be seen.</summary>
    private void PaintPresent(Canvas line)
    {
        Theme theme = line.Theme;
        if (State.View is not { } view) return;
        if (view.Last is not { } last)
        {
            line.Put(1, 0, Texts.Debug.PressToStep, theme.Dim);
            return;
        }
        if (State.Debug.Verdict is { } verdict)
        {
            line.PutCut(1, 0, line.Width - 2, verdict.Text, verdict.IsRight ? theme.Success : theme.Warning);
            return;
        }
        int x = line.Put(1, 0, "▶ ", theme.Focus);
        x = line.PutCut(x, 0, line.Width - x - 1, last.Instruction.Label, PhaseLook.Style(theme, last.Instruction.Phase).Bold);
        // Of a tensor the shape is shown, which is no result that it equals.
        string brief = last.Instruction.Output.Shape.IsScalar ? $" {last.Sign} {last.Result}" : $" → {last.Result}";
        string text = last.Symbolic == last.Result ? brief : $" = {last.Symbolic}{brief}";
        line.PutCut(x, 0, line.Width - x - 1, CellWidth.Of(text) <= line.Width - x - 1 ? text : brief, theme.Bright);
    }

    private void Inspect()
    {
        if (Selected is { } value) Store.Ask(new Inspect(value));
    }

    private void Why()
    {
        if (Selected is not { } value) Store.Dispatch(new Say(Texts.Debug.NothingToExplain));
        else if (State.View![value] is not { } content) Store.Dispatch(new Say(Texts.Debug.ValueNotComputed(value.Name)));
        // Which element of a tensor is meant is chosen in the inspector.
        else Store.Ask(content.Length == 1 ? new Explain(new ElementRef(value, 0, State.View.Now)) : new Inspect(value));
    }

    /// <summary>One instruction; in predict mode the learner first says what it gives.</summary>
    private void Into()
    {
        if (State is not { Debug.IsPredicting: true, View: { NextInstruction: { Opcode: not Opcode.Zero } next } view }
            || next.Output.Shape.Length != 1)
        {
            Store.Ask(new Move(Movement.Into));
            return;
        }
        AskPrediction(next, view, "");
    }

    private void AskPrediction(Instruction next, SessionView view, string typed) => AskLine(Texts.Actions.PredictPrompt(next.Label), line =>
    {
        (string? guess, string? problem) = Prediction.Read(line, new ViewResolver(view, Texts.Debug), Texts.Debug);
        if (guess is not null)
        {
            Store.Dispatch(new Predict(guess));
            return;
        }
        Store.Dispatch(new Say(problem!, IsProblem: true));
    }, HistoryResolver.NamesOf(view.Program), typed);

    /// <summary>What if the selected value were another?</summary>
    private void WhatIf()
    {
        if (Selected is not { } value) return;
        string prompt = State.View![value] is { } content ? Texts.Actions.WhatIfPrompt(value.Name, ValueText.Of(content, State.Look).Text)
            : Texts.Actions.WhatIfLater(value.Name);
        AskLine(prompt, line => Store.Ask(new SetValue(value, null, line)), HistoryResolver.NamesOf(State.View.Program));
    }

    private void ToggleBreakpoint() =>
        Store.Ask(_panes.Focus == Pane.Program && _program.ShowsSource ? new ToggleBreakpoint(null, _program.Line)
        : new ToggleBreakpoint(Selected, null));

    /// <summary>What has run in this iteration is gone back to; anything else is run to.</summary>
    private void GoToSelected()
    {
        SessionView view = State.View!;
        // A row of the program is a place: before a source line, after an instruction.
        if (_panes.Focus == Pane.Program && _program.HasChoice)
        {
            int? place = !_program.ShowsSource ? _program.Instruction?.Index + 1
                : view.Program.Instructions.FirstOrDefault(i => i.SourceLine == _program.Line)?.Index;
            if (place is int executed) Store.Ask(new GoTo(view.Now with { Executed = executed }));
            else Store.Dispatch(new Say(Texts.Debug.NothingRunsHere));
            return;
        }
        if (Selected is not { } goal) return;
        Instruction? made = view.Program.Instructions.LastOrDefault(i => i.Output == goal && i.Index < view.Now.Executed - 1);
        Store.Ask(made is null || view.LastInstruction?.Output == goal ? new RunToValue(goal)
            : new GoTo(view.Now with { Executed = made.Index + 1 }));
    }

    private void NextTimeline()
    {
        SessionView view = State.View!;
        if (view.Timelines.Length > 1) Store.Ask(new SwitchTimeline((view.Timeline + 1) % view.Timelines.Length));
        else Store.Dispatch(new Say(Texts.Debug.OneTimeline));
    }

    private void CopyValue()
    {
        if (Selected is { } value && State.View![value] is { } content) Store.Dispatch(new Copy(TensorText.Whole(content), value.Name));
    }

    private void CopyFormula()
    {
        if (State.View?.Last is { } last) Store.Dispatch(new Copy(WhyFormula.Text(last), last.Instruction.Label));
    }
}
