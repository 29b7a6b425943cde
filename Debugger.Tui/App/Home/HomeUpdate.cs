using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Models;

using ExerciseUpdate = Backstep.Debugger.Tui.App.Lessons.ExerciseUpdate;
using LessonsUpdate = Backstep.Debugger.Tui.App.Lessons.LessonsUpdate;

namespace Backstep.Debugger.Tui.App.Home;

/// <summary>What keys and clicks do on the first screen.</summary>
public static class HomeUpdate
{
    private static int EntryCount => Enum.GetValues<HomeEntry>().Length;

    /// <summary>A key was pressed.</summary>
    public static Step Key(AppModel app, Keystroke key)
    {
        switch (key)
        {
            case { Code: KeyCode.Up }: case var _ when key.Is('k'): return Wheel(app, -1);
            case { Code: KeyCode.Down }: case var _ when key.Is('j'): return Wheel(app, 1);
            case { Code: KeyCode.Enter or KeyCode.Right }: return Open(app);
            case { Code: KeyCode.Escape } when app.Home is { Program: null, Left: { } left }: return new(app with { Debug = left, Home = app.Home with { Left = null } });
            case { Code: KeyCode.Escape or KeyCode.Left or KeyCode.Backspace }: return new(app with { Home = app.Home with { Program = null } });
            case var _ when key.Is('?'): return new(app.Open(new HelpOverlay()));
            case var _ when key.Is('q'): return new(app, new QuitEffect());
            default: return new(app);
        }
    }

    /// <summary>Moves the selection of the list that has the keys.</summary>
    public static Step Wheel(AppModel app, int rows) => new(app with
    {
        Home = app.Home.Program is int program
            ? app.Home with { Program = Math.Clamp(program + rows, 0, HomeModel.Programs.Length - 1) }
            : app.Home with { Selected = (HomeEntry)Math.Clamp((int)app.Home.Selected + rows, 0, EntryCount - 1) },
    });

    /// <summary>A row was clicked: entries come first, programs after them.</summary>
    public static Step Click(AppModel app, HitTarget target) => target switch
    {
        RowTarget row when row.Index < EntryCount => Open(app with { Home = app.Home with { Selected = (HomeEntry)row.Index, Program = null } }),
        RowTarget row => Open(app with { Home = app.Home with { Selected = HomeEntry.Debug, Program = row.Index - EntryCount } }),
        _ => new(app),
    };

    private static Step Open(AppModel app)
    {
        switch (app.Home.Selected)
        {
            case HomeEntry.Walkthrough:
                return Open(app, "two-layer");
            case HomeEntry.Debug when app.Home.Program is int program:
                return Open(app, HomeModel.Programs[program].Name);
            case HomeEntry.Debug:
                return new(app with { Home = app.Home with { Program = 0 } });
            case HomeEntry.Train:
                return new(app.Say(app.Texts.Home.TrainingFromCommandLine));
            case HomeEntry.Lessons:
                return LessonsUpdate.Open(app);
            case HomeEntry.Theme:
                return new(app with { Look = app.Look.In(app.Look.Theme.Name == "dark" ? Theme.Light : Theme.Dark) });
            default:
                return new(app, new QuitEffect());
        }
    }

    /// <summary>Opens a program; the one that was left a moment ago is where it was (R begins it anew).</summary>
    private static Step Open(AppModel app, string program) => app.Home.Left is { } left && left.View.Program.Name == program
        ? new(app with { Debug = left, Home = app.Home with { Left = null } })
        : new(app, new OpenProgram(program, new ScenarioOptions()));
}
