using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Rendering;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>What keys and clicks do to what lies on top.</summary>
public static class OverlayUpdate
{
    private const int PageRows = 10;

    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, Overlay overlay, Keystroke key)
    {
        if (key.Is(KeyCode.Escape)) return new(Closed(app, overlay));
        return overlay switch
        {
            CommandOverlay command => CommandLineUpdate.Key(app, command, key),
            EditOverlay edit => Edit(app, edit, key),
            PredictOverlay predict => Predict(app, predict, key),
            ExplanationOverlay explanation => Explanation(app, explanation, key),
            InspectorOverlay inspector => InspectorUpdate.Key(app, inspector, key),
            HelpOverlay or OutputOverlay => Scrolled(key) is int rows ? Wheel(app, overlay, rows) : new(app.Close()),
            _ => new(app),
        };
    }

    /// <summary>Something was clicked.</summary>
    public static Step Click(AppModel app, Overlay overlay, HitTarget target) => (overlay, target) switch
    {
        (_, OutsideTarget) => new(Closed(app, overlay)),
        (ExplanationOverlay explanation, RowTarget row) => row.Index == explanation.Trail[^1].Selected
            ? OpenTerm(app, explanation)
            : new(app.Replace(Select(explanation, row.Index))),
        (InspectorOverlay inspector, CellTarget cell) => new(app.Replace(inspector with { Cursor = cell.Offset })),
        (InspectorOverlay inspector, TabTarget tab) => new(app.Replace(inspector with { Tab = (InspectorTab)tab.Index, Cursor = 0 })),
        _ => new(app),
    };

    /// <summary>The wheel was turned.</summary>
    public static Step Wheel(AppModel app, Overlay overlay, int rows) => overlay switch
    {
        HelpOverlay help => new(app.Replace(help with { Scroll = Math.Clamp(help.Scroll + rows, 0, SimpleViews.LastScroll(app, help)) })),
        OutputOverlay output => new(app.Replace(output with { Scroll = Math.Clamp(output.Scroll + rows, 0, SimpleViews.LastScroll(app, output)) })),
        ExplanationOverlay explanation => new(app.Replace(Select(explanation, explanation.Trail[^1].Selected + Math.Sign(rows)))),
        InspectorOverlay inspector => InspectorUpdate.Wheel(app, inspector, rows),
        _ => new(app),
    };

    /// <summary>An explanation has come: the next in the trail, or the first.</summary>
    public static AppModel Explained(AppModel app, Explanation explanation) => !app.Overlays.IsEmpty && app.Overlays.Peek() is ExplanationOverlay open
        ? app.Replace(open with { Trail = open.Trail.Add((explanation, 0)) })
        : app.Open(new ExplanationOverlay([(explanation, 0)]));

    /// <summary>A value has come to be inspected: in a new window, or anew in the one that shows it.</summary>
    public static AppModel Inspected(AppModel app, InspectionMsg inspected) =>
        !app.Overlays.IsEmpty && app.Overlays.Peek() is InspectorOverlay open && open.Subject.Value == inspected.Value
            ? app.Replace(open with { Subject = inspected })
            : app.Open(new InspectorOverlay(inspected));

    /// <summary>How far a key scrolls; null for other keys.</summary>
    internal static int? Scrolled(Keystroke key) => key switch
    {
        { Code: KeyCode.Up } => -1,
        { Code: KeyCode.Down } => 1,
        { Code: KeyCode.PageUp } => -PageRows,
        { Code: KeyCode.PageDown } => PageRows,
        { Code: KeyCode.Home } => -100_000,
        { Code: KeyCode.End } => 100_000,
        _ when key.Is('k') => -1,
        _ when key.Is('j') => 1,
        _ => null,
    };

    /// <summary>Esc in predict mode steps without a guess; elsewhere it only closes.</summary>
    private static AppModel Closed(AppModel app, Overlay overlay) =>
        overlay is PredictOverlay ? app.Close() with { Debug = app.Debug! with { Pending = null } } : app.Close();

    private static Step Edit(AppModel app, EditOverlay edit, Keystroke key)
    {
        if (!key.Is(KeyCode.Enter))
            return new(app.Replace(edit with { Line = LineKeys.Apply(edit.Line, key) }));
        return edit.Line.Text.Trim().Length == 0 ? new(app.Close()) : new(app.Close(), new SetValue(edit.Value, edit.Offset, edit.Line.Text));
    }

    private static Step Predict(AppModel app, PredictOverlay predict, Keystroke key)
    {
        if (!key.Is(KeyCode.Enter))
            return new(app.Replace(predict with { Line = LineKeys.Apply(predict.Line, key) }));
        string guess = predict.Line.Text.Trim();
        if (guess.Length == 0) return new(app.Close(), new Move(Movement.Into));
        if (!Prediction.IsGuess(guess)) return new(app.Say(app.Texts.Overlays.NoPrediction(guess), isProblem: true));
        return new(app.Close() with { Debug = app.Debug! with { Pending = guess } }, new Move(Movement.Into, Guess: guess));
    }

    private static Step Explanation(AppModel app, ExplanationOverlay explanation, Keystroke key)
    {
        int selected = explanation.Trail[^1].Selected;
        if (key.Code is KeyCode.Enter or KeyCode.Right || key.Is('e')) return OpenTerm(app, explanation);
        if (key.Code is KeyCode.Backspace or KeyCode.Left)
            return new(explanation.Trail.Count > 1 ? app.Replace(explanation with { Trail = explanation.Trail.RemoveAt(explanation.Trail.Count - 1) }) : app.Close());
        if (Scrolled(key) is int rows) return new(app.Replace(Select(explanation, selected + rows)));
        return key.Is('q') ? new(app.Close()) : new(app);
    }

    private static ExplanationOverlay Select(ExplanationOverlay explanation, int row)
    {
        (Explanation last, int _) = explanation.Trail[^1];
        int rows = ExplanationRows.Of(last).Length;
        return explanation with { Trail = explanation.Trail.SetItem(explanation.Trail.Count - 1, (last, Math.Clamp(row, 0, Math.Max(rows - 1, 0)))) };
    }

    private static Step OpenTerm(AppModel app, ExplanationOverlay explanation)
    {
        (Explanation last, int selected) = explanation.Trail[^1];
        ImmutableArray<ExplanationRow> rows = ExplanationRows.Of(last);
        return selected < rows.Length && rows[selected].Opens is { } element
            ? new(app, new Session.Explain(element))
            : new(app.Say(app.Texts.Overlays.WhereItBegins));
    }
}
