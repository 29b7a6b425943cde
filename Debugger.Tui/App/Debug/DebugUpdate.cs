using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>What keys and clicks do on the debugger's screen.</summary>
public static class DebugUpdate
{
    private const int PageRows = 10, MaxFilter = 80;

    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, Keystroke key)
    {
        DebugModel model = app.Debug!;
        if (model.IsFiltering) return Filter(app, model, key);
        return DebugKeys.Find(key) is { } action ? Do(app, model, action) : new(app);
    }

    /// <summary>Something was clicked.</summary>
    public static Step Click(AppModel app, HitTarget target, MouseEvent mouse)
    {
        DebugModel model = app.Debug!;
        return target switch
        {
            PaneTarget pane => new(app with { Debug = model with { Focus = pane.Pane } }),
            InstructionTarget row => new(app with { Debug = model with { Focus = Pane.Program, ShowSource = false, ProgramRow = row.Index } }),
            SourceTarget { Gutter: true } line => new(app, new ToggleBreakpoint(null, line.Line)),
            SourceTarget line => new(app with { Debug = model with { Focus = Pane.Program, ShowSource = true, ProgramRow = line.Line } }),
            ValueTarget value => ClickValue(app, model, value.Slot),
            TimelineTarget line => new(app, new GoTo(model.View.Now with { Executed = line.Hits.StepAt(mouse.X) })),
            _ => new(app),
        };
    }

    /// <summary>The wheel was turned over a region.</summary>
    public static Step Wheel(AppModel app, HitTarget? target, int rows)
    {
        DebugModel model = app.Debug!;
        Pane pane = target switch
        {
            ValueTarget or PaneTarget { Pane: Pane.Values } => Pane.Values,
            InstructionTarget or SourceTarget or PaneTarget { Pane: Pane.Program } => Pane.Program,
            _ => model.Focus,
        };
        return new(app with { Debug = Scroll(model with { Focus = pane }, rows) });
    }

    /// <summary>The session is at a new place.</summary>
    public static DebugModel Arrived(DebugModel? before, SessionView view, UiTexts texts)
    {
        if (before is null || before.View.Program != view.Program) return new DebugModel { View = view };
        // A mark that was set moves nothing: what was selected stays selected.
        if ((before.View.Now, before.View.Timeline) == (view.Now, view.Timeline)) return before with { View = view, Pending = null };
        DebugModel model = before with { View = view, ProgramRow = null, Verdict = null, Pending = null, ValuesRow = before.View.Now == view.Now ? before.ValuesRow : 0 };
        return before.Pending is { } guess && view.LastInstruction is { } last && view[last.Output] is { Length: 1 } actual
            ? Judged(model, Prediction.Judge(guess, actual.Data[0], texts.Debug))
            : model;
    }

    private static DebugModel Judged(DebugModel model, PredictionVerdict verdict) => model with
    {
        Verdict = verdict.Text,
        IsVerdictRight = verdict.IsRight,
        Score = (model.Score.Right + (verdict.IsRight ? 1 : 0), model.Score.All + 1),
    };

    private static Step Do(AppModel app, DebugModel model, DebugAction action)
    {
        switch (action)
        {
            case DebugAction.Into: return Into(app, model);
            case DebugAction.Over: return new(app, new Move(Movement.Over));
            case DebugAction.Out: return new(app, new Move(Movement.Out));
            case DebugAction.Back: return new(app, new Move(Movement.Back));
            case DebugAction.Continue: return new(app, new Move(Movement.Continue));
            case DebugAction.ReverseContinue: return new(app, new Move(Movement.ReverseContinue));
            case DebugAction.Iterate: return new(app, new Move(Movement.Iterate));
            case DebugAction.Restart: return new(app, new Move(Movement.Restart));
            case DebugAction.Explain: return Why(app, model);
            case DebugAction.Inspect: return DebugRows.Selected(model) is { } shown ? new(app, new Inspect(shown)) : new(app);
            case DebugAction.Edit: return Edit(app, model);
            case DebugAction.Predict:
                return new((app with { Debug = model with { IsPredicting = !model.IsPredicting, Verdict = null } })
                    .Say(model.IsPredicting ? app.Texts.Debug.PredictOff : app.Texts.Debug.PredictOn));
            case DebugAction.Breakpoint:
                return new(app, model is { Focus: Pane.Program, ShowSource: true }
                    ? new ToggleBreakpoint(null, DebugRows.SourceLine(model))
                    : new ToggleBreakpoint(DebugRows.Selected(model), null));
            case DebugAction.RunTo: return RunTo(app, model);
            case DebugAction.Watch: return DebugRows.Selected(model) is { } watched ? new(app, new ToggleWatch(watched.Name)) : new(app);
            case DebugAction.Timeline:
                return model.View.Timelines.Length > 1
                    ? new(app, new SwitchTimeline((model.View.Timeline + 1) % model.View.Timelines.Length))
                    : new(app.Say(app.Texts.Debug.OneTimeline));
            case DebugAction.Filter: return new(app with { Debug = model with { Focus = Pane.Values, IsFiltering = true } });
            case DebugAction.Source: return new(app with { Debug = model with { Focus = Pane.Program, ShowSource = !model.ShowSource, ProgramRow = null } });
            case DebugAction.NextPane: return new(app with { Debug = model with { Focus = (Pane)(((int)model.Focus + 1) % 4) } });
            case DebugAction.PreviousPane: return new(app with { Debug = model with { Focus = (Pane)(((int)model.Focus + 3) % 4) } });
            case DebugAction.Pane1: return new(app with { Debug = model with { Focus = Pane.Program } });
            case DebugAction.Pane2: return new(app with { Debug = model with { Focus = Pane.Network } });
            case DebugAction.Pane3: return new(app with { Debug = model with { Focus = Pane.Values } });
            case DebugAction.Pane4: return new(app with { Debug = model with { Focus = Pane.Why } });
            case DebugAction.Up: return new(app with { Debug = Scroll(model, -1) });
            case DebugAction.Down: return new(app with { Debug = Scroll(model, 1) });
            case DebugAction.PageUp: return new(app with { Debug = Scroll(model, -PageRows) });
            case DebugAction.PageDown: return new(app with { Debug = Scroll(model, PageRows) });
            case DebugAction.First: return new(app with { Debug = Scroll(model, -100_000) });
            case DebugAction.Last: return new(app with { Debug = Scroll(model, 100_000) });
            case DebugAction.Command: return new(app.Open(new CommandOverlay(new LineEditor { History = app.CommandHistory })));
            case DebugAction.Help: return new(app.Open(new HelpOverlay()));
            case DebugAction.Home: return Leave(app, model);
            default: return new(app, new QuitEffect());
        }
    }

    private static Step Into(AppModel app, DebugModel model) =>
        model.IsPredicting && model.View.NextInstruction is { Opcode: not Opcode.Zero } next && next.Output.Shape.Length == 1
            ? new(app.Open(new PredictOverlay(next, new LineEditor())))
            : new(app, new Move(Movement.Into));

    /// <summary>What has run in this iteration is gone back to; anything else is run to.</summary>
    private static Step RunTo(AppModel app, DebugModel model)
    {
        SessionView view = model.View;
        // A row of the program is a place: before a source line, after an instruction.
        if (model is { Focus: Pane.Program, ProgramRow: not null })
        {
            int? place = !model.ShowSource ? DebugRows.Instruction(model) + 1 : view.Program.Instructions.FirstOrDefault(i => i.SourceLine == DebugRows.SourceLine(model))?.Index;
            return place is int executed ? new(app, new GoTo(view.Now with { Executed = executed })) : new(app.Say(app.Texts.Debug.NothingRunsHere));
        }
        if (DebugRows.Selected(model) is not { } goal) return new(app);
        Instruction? made = view.Program.Instructions.LastOrDefault(i => i.Output == goal && i.Index < view.Now.Executed - 1);
        return made is null || view.LastInstruction?.Output == goal ? new(app, new RunToValue(goal)) : new(app, new GoTo(view.Now with { Executed = made.Index + 1 }));
    }

    /// <summary>Esc takes back one thing at a time: the filter, the selection, and then it goes home, where Esc comes back.</summary>
    private static Step Leave(AppModel app, DebugModel model) =>
        model.Filter.Length > 0 ? new(app with { Debug = model with { Filter = "" } })
        : model.ProgramRow is not null ? new(app with { Debug = model with { ProgramRow = null } })
        // What the engine is about to answer belongs to this screen.
        : app.IsBusy ? new(app)
        : new(app with { Debug = null, Home = app.Home with { Left = model } });

    private static Step Why(AppModel app, DebugModel model)
    {
        if (DebugRows.Selected(model) is not { } value) return new(app.Say(app.Texts.Debug.NothingToExplain));
        if (model.View[value] is not { } content) return new(app.Say(app.Texts.Debug.ValueNotComputed(value.Name)));
        // Which element of a tensor is meant is chosen in the inspector.
        return content.Length == 1 ? new(app, new Session.Explain(new ElementRef(value, 0, model.View.Now))) : new(app, new Inspect(value));
    }

    private static Step Edit(AppModel app, DebugModel model)
    {
        if (DebugRows.Selected(model) is not { } value) return new(app);
        return new(app.Open(new EditOverlay(value, null, new LineEditor())));
    }

    private static Step ClickValue(AppModel app, DebugModel model, int slot)
    {
        Value value = model.View.Program.Values[slot];
        ImmutableArray<Value> values = DebugRows.Values(model);
        int row = values.IndexOf(value);
        bool again = model.Focus == Pane.Values && row == model.ValuesRow;
        AppModel selected = row < 0 ? app : app with { Debug = model with { Focus = Pane.Values, ValuesRow = row } };
        return again ? new(selected, new Inspect(value)) : new(selected);
    }

    private static DebugModel Scroll(DebugModel model, int rows)
    {
        if (model.Focus == Pane.Values)
            return model with { ValuesRow = Math.Clamp(model.ValuesRow + rows, 0, Math.Max(DebugRows.Values(model).Length - 1, 0)) };
        return model.ShowSource
            ? model with { ProgramRow = Math.Clamp(DebugRows.SourceLine(model) + rows, 1, model.View.Program.Source.Lines.Length) }
            : model with { ProgramRow = Math.Clamp(DebugRows.Instruction(model) + rows, 0, model.View.Program.Instructions.Length - 1) };
    }

    private static Step Filter(AppModel app, DebugModel model, Keystroke key)
    {
        DebugModel next = key switch
        {
            { Code: KeyCode.Escape } => model with { IsFiltering = false, Filter = "" },
            { Code: KeyCode.Enter or KeyCode.Tab or KeyCode.Down } => model with { IsFiltering = false },
            { Code: KeyCode.Backspace } => model with { Filter = new LineEditor().With(model.Filter).Backspace().Text, ValuesRow = 0 },
            { IsText: true } when model.Filter.Length < MaxFilter => model with { Filter = model.Filter + key.Text, ValuesRow = 0 },
            _ => model,
        };
        return new(app with { Debug = next });
    }
}
