using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Screens.Debug;
using Backstep.Debugger.Tui.Screens.Drawing;
using Backstep.Debugger.Tui.Screens.Explaining;
using Backstep.Debugger.Tui.Screens.Home;
using Backstep.Debugger.Tui.Screens.Inspector;
using Backstep.Debugger.Tui.Screens.Lessons;
using Backstep.Debugger.Tui.Screens.Training;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>Which screen belongs to a place.</summary>
internal static class ScreenFactory
{
    public static AppScreen Make(Place place, Store store) => place switch
    {
        Place.Debug => new DebugScreen(store),
        Place.Home => new HomeScreen(store),
        Place.Map => new MapScreen(store),
        Place.Page => new PageScreen(store),
        Place.Quiz => new QuizScreen(store),
        Place.Exercise => new DebugScreen(store, new ExerciseCompanion(store)),
        Place.Training => new TrainingScreen(store),
        Place.Run => new RunScreen(store),
        Place.Draw => new DrawScreen(store),
        Place.Closing => new ClosingScreen(store),
        Place.Profile => new ProfileScreen(store),
        Place.Inspector => new InspectorScreen(store),
        Place.Explanation => new ExplanationScreen(store),
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "no screen"),
    };
}
