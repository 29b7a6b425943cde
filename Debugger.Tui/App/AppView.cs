using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Home;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

using ExerciseUpdate = Backstep.Debugger.Tui.App.Lessons.ExerciseUpdate;
using LessonsUpdate = Backstep.Debugger.Tui.App.Lessons.LessonsUpdate;

namespace Backstep.Debugger.Tui.App;

/// <summary>Paints the whole interface; the same state gives the same screen.</summary>
public static class AppView
{
    /// <summary>The smallest terminal that holds the interface.</summary>
    public const int LeastColumns = 60, LeastRows = 20;

    /// <summary>A frame and the regions that it drew.</summary>
    public static (Screen Screen, HitMap Hits) Paint(AppModel app)
    {
        Screen screen = app.Look.NewScreen(app.Size.Width, app.Size.Height);
        var canvas = new Canvas(screen, app.Look);
        var hits = new HitMap.Builder();
        if (app.Size.Width < LeastColumns || app.Size.Height < LeastRows)
        {
            PaintTooSmall(canvas, app);
            return (app.Look.Finish(screen), HitMap.Empty);
        }
        if (LessonsUpdate.Shows(app)) LessonsView.Paint(canvas, app, hits);
        else if (LessonsUpdate.IsExercise(app)) LessonsView.PaintExercise(canvas, app, hits);
        else if (app.Debug is not null) DebugView.Paint(canvas, app, hits);
        else HomeView.Paint(canvas, app, hits);
        foreach (Overlay overlay in app.Overlays.Reverse()) Paint(canvas, app, overlay, hits);
        if (app.Toast is { } toast) Toast.Paint(canvas, toast.Text, toast.IsProblem ? canvas.Theme.Error : canvas.Theme.Success, above: app.Debug is null || DebugView.IsWide(app.Size) ? 2 : 3);
        return (app.Look.Finish(screen), hits.Build());
    }

    private static void Paint(Canvas canvas, AppModel app, Overlay overlay, HitMap.Builder hits)
    {
        switch (overlay)
        {
            case HelpOverlay help: SimpleViews.Help(canvas, app, help, hits); break;
            case OutputOverlay output: SimpleViews.Output(canvas, output, hits); break;
            case CommandOverlay command: SimpleViews.Command(canvas, command, hits); break;
            case EditOverlay edit: SimpleViews.Edit(canvas, app, edit, hits); break;
            case PredictOverlay predict: SimpleViews.Predict(canvas, app, predict, hits); break;
            case ExplanationOverlay explanation: ExplanationView.Paint(canvas, app, explanation, hits); break;
            case InspectorOverlay inspector: InspectorView.Paint(canvas, app, inspector, hits); break;
        }
    }

    private static void PaintTooSmall(Canvas canvas, AppModel app)
    {
        string[] lines = [app.Texts.Common.NeedsLargerWindow, app.Texts.Common.LeastSize(LeastColumns, LeastRows, app.Size.Width, app.Size.Height), app.Texts.Common.QuitsWithQ];
        int top = Math.Max(0, (canvas.Height - lines.Length) / 2);
        for (int i = 0; i < lines.Length; i++) canvas.PutCentred(top + i, lines[i], i == 0 ? canvas.Theme.Bright : canvas.Theme.Text);
    }
}
