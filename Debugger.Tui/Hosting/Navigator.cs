using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Session;
using Terminal.Gui.App;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Runs the screen of the place where the person is, one after another, until the program is left. A screen that was left stays as it was.
/// </summary>
public sealed class Navigator : IDisposable
{
    private readonly IApplication _app;
    private readonly Store _store;
    private readonly Func<Place, AppScreen> _make;
    private readonly Dictionary<Place, AppScreen> _screens = [];
    private Place? _shown;

    /// <summary>A navigator over the screens that <paramref name="make"/> makes.</summary>
    public Navigator(IApplication app, Store store, Func<Place, AppScreen> make)
    {
        (_app, _store, _make) = (app, store, make);
        store.Changed += OnChanged;
        store.Asked += OnAsked;
    }

    public bool HasQuit { get; private set; }

    /// <summary>The screen that runs; null before the first one does.</summary>
    public AppScreen? Screen => _shown is { } place ? _screens[place] : null;

    /// <summary>Returns when the program is left.</summary>
    /// <param name="forgives">Exceptions of the main loop that are no reason to end.</param>
    public void Run(Func<Exception, bool>? forgives = null)
    {
        using var typed = new TypeAhead(_app, IsBetween);
        while (!HasQuit)
        {
            Place place = _store.State.Place;
            if (!_screens.TryGetValue(place, out AppScreen? screen)) _screens[place] = screen = _make(place);
            _shown = place;
            _app.Run(screen, forgives);
            // Whatever else ends a screen ends the program; else it would begin anew for ever.
            if (_store.State.Place == place) HasQuit = true;
        }
    }

    /// <summary>Ends every loop: the dialogs' and the screen's.</summary>
    public void Quit()
    {
        HasQuit = true;
        Stop();
    }

    public void Dispose()
    {
        _store.Changed -= OnChanged;
        _store.Asked -= OnAsked;
        foreach (AppScreen screen in _screens.Values) screen.Dispose();
    }

    /// <summary>Whether what is on top is about to end, or something is about to lie on it.</summary>
    private bool IsBetween() =>
        !HasQuit && (_app.TopRunnable is null or { StopRequested: true } || _shown != _store.State.Place || Screen!.IsOpening);

    private void OnChanged(AppState state)
    {
        if (_shown is not { } shown || state.Place == shown) return;
        // Not at once: a screen that has just begun to run would not hear of it.
        _app.AddTimeout(TimeSpan.Zero, () =>
        {
            if (_shown != _store.State.Place) Stop();
            return false;
        });
    }

    private void OnAsked(Effect effect)
    {
        if (effect is QuitEffect) _app.AddTimeout(TimeSpan.Zero, () =>
        {
            Quit();
            return false;
        });
    }

    private void Stop()
    {
        foreach (SessionToken session in _app.SessionStack!)
            if (session.Runnable is { } runnable) _app.RequestStop(runnable);
    }
}
