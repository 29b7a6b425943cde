using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Home;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;

using ExerciseUpdate = Backstep.Debugger.Tui.App.Lessons.ExerciseUpdate;
using LessonsUpdate = Backstep.Debugger.Tui.App.Lessons.LessonsUpdate;

namespace Backstep.Debugger.Tui.App;

/// <summary>From the state and what happened to the next state and what is to be done. Pure: no clock, no engine, no terminal.</summary>
public static class AppUpdate
{
    /// <summary>The next step.</summary>
    public static Step Update(AppModel app, Msg message) => message switch
    {
        InputMsg { Event: KeyEvent key } => Key(app, key.Key),
        InputMsg { Event: MouseEvent mouse } => Mouse(app, mouse),
        InputMsg { Event: PasteEvent paste } => Paste(app, paste.Text),
        InputMsg { Event: ResizeEvent size } => new(app with { Size = (size.Width, size.Height) }),
        InputMsg { Event: InputClosedEvent } => new(app, new QuitEffect()),
        LessonMsg lesson => LessonsUpdate.Arrived(app, lesson),
        SessionMsg arrived => Arrived(app, arrived),
        // What was asked for on a screen that has been left is of no use any more.
        ExplanationMsg or InspectionMsg when app.Debug is null => new(app with { IsBusy = false }),
        ExplanationMsg explained => new(OverlayUpdate.Explained(app with { IsBusy = false }, explained.Explanation)),
        InspectionMsg inspected => new(OverlayUpdate.Inspected(app with { IsBusy = false }, inspected)),
        OutputMsg output => Printed(app, output),
        ProblemMsg problem => new((app with { IsBusy = false, Debug = problem.View is { } view && app.Debug is not null ? DebugUpdate.Arrived(app.Debug, view, app.Texts) : app.Debug }).Say(problem.Problem, isProblem: true)),
        DemoMsg demo => new(app with { Home = app.Home with { Demo = demo.Frames } }),
        TickMsg => new(Tick(app)),
        _ => new(app),
    };

    private static Step Key(AppModel app, Keystroke key)
    {
        if (key.IsControl('l')) return new(app, new RepaintEffect());
        if (key.IsControl('c')) return new(app, new QuitEffect());
        // A notice has been seen once the next key comes.
        app = app with { Toast = null };
        if (!app.Overlays.IsEmpty) return OverlayUpdate.Key(app, app.Overlays.Peek(), key);
        if (LessonsUpdate.Shows(app)) return LessonsUpdate.Key(app, key);
        if (LessonsUpdate.IsExercise(app) && ExerciseUpdate.Key(app, key) is { } step) return step;
        return app.Debug is not null ? DebugUpdate.Key(app, key) : HomeUpdate.Key(app, key);
    }

    private static Step Mouse(AppModel app, MouseEvent mouse)
    {
        (Rect Area, HitTarget Target)? hit = app.Hits.At(mouse.X, mouse.Y);
        if (mouse.Action is MouseAction.WheelUp or MouseAction.WheelDown)
        {
            int rows = mouse.Action == MouseAction.WheelUp ? -3 : 3;
            if (!app.Overlays.IsEmpty) return OverlayUpdate.Wheel(app, app.Overlays.Peek(), rows);
            if (LessonsUpdate.Shows(app)) return LessonsUpdate.Wheel(app, rows);
            return app.Debug is not null ? DebugUpdate.Wheel(app, hit?.Target, rows) : HomeUpdate.Wheel(app, Math.Sign(rows));
        }
        if (mouse.Action is MouseAction.Press or MouseAction.Release) app = app with { Dragged = mouse.Action == MouseAction.Press ? hit?.Target as TimelineTarget : null };
        if (mouse.Action == MouseAction.Drag && app is { Dragged: { } dragged, Debug: not null, Overlays.IsEmpty: true }) return DebugUpdate.Click(app, dragged, mouse);
        if (hit is not { } there || mouse.Button != MouseButton.Left || mouse.Action != MouseAction.Press) return new(app);
        if (there.Target is KeyTarget pressed) return Key(app, pressed.Key);
        app = app with { Toast = null };
        if (!app.Overlays.IsEmpty) return OverlayUpdate.Click(app, app.Overlays.Peek(), there.Target);
        if (LessonsUpdate.Shows(app)) return LessonsUpdate.Click(app, there.Target);
        return app.Debug is not null ? DebugUpdate.Click(app, there.Target, mouse) : HomeUpdate.Click(app, there.Target);
    }

    /// <summary>Pasted text goes where characters go; line breaks become blanks, so that a paste never runs a command.</summary>
    private static Step Paste(AppModel app, string text)
    {
        AppModel model = app;
        bool typing = !app.Overlays.IsEmpty ? app.Overlays.Peek() is CommandOverlay or EditOverlay or PredictOverlay
            : LessonsUpdate.Shows(app) ? LessonsUpdate.IsTyping(app.Lessons!) : app.Debug?.IsFiltering == true;
        if (!typing) return new(app);
        foreach (System.Text.Rune rune in text.ReplaceLineEndings(" ").EnumerateRunes())
            if (!System.Text.Rune.IsControl(rune)) model = Key(model, new Keystroke(KeyCode.Character, rune, KeyModifiers.None)).Model;
        return new(model);
    }

    private static Step Arrived(AppModel app, SessionMsg arrived)
    {
        AppModel next = app with { IsBusy = false, Debug = DebugUpdate.Arrived(app.Debug, arrived.View, app.Texts) };
        if (arrived.Notice is { } notice) next = next.Say(notice, arrived.IsProblem);
        // An edited element shows its new content in the inspector that it was edited in.
        return next.Overlays.IsEmpty || next.Overlays.Peek() is not InspectorOverlay { Subject.Value: var shown } ? new(next) : new(next, new Session.Inspect(shown));
    }

    private static Step Printed(AppModel app, OutputMsg output)
    {
        AppModel next = app with { IsBusy = false, Debug = DebugUpdate.Arrived(app.Debug, output.View, app.Texts) };
        // One line is a notice; more is something to read. What a movement prints is on the screen anyway.
        string last = output.Text[(output.Text.LastIndexOf('\n') + 1)..];
        return new(output.Text.Length == 0 ? next
            : output.IsMovement ? next.Say(last)
            : !output.Text.Contains('\n') && output.Text.Length < 60 ? next.Say(output.Text)
            : next.Open(new OutputOverlay(output.Command, output.Text)));
    }

    private static AppModel Tick(AppModel app) => app with
    {
        Ticks = app.Ticks + 1,
        Toast = app.Toast is { Ticks: > 1 } toast ? toast with { Ticks = toast.Ticks - 1 } : null,
    };
}
