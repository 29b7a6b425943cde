using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>Which screen belongs to a place.</summary>
internal static class ScreenFactory
{
    public static AppScreen Make(Place place, Store store) => place switch
    {
        _ => new StubScreen(store, place),
    };
}
