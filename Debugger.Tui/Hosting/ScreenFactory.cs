using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Screens.Debug;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>Which screen belongs to a place.</summary>
internal static class ScreenFactory
{
    public static AppScreen Make(Place place, Store store) => place switch
    {
        Place.Debug => new DebugScreen(store),
        _ => new StubScreen(store, place),
    };
}
