using System.Runtime.CompilerServices;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>What the interface starts with.</summary>
/// <param name="State">The first state.</param>
/// <param name="Handler">What carries out commands.</param>
/// <param name="First">What has happened already.</param>
public sealed record TuiStart(AppState State, CommandHandler Handler, IReadOnlyList<Msg> First)
{
    /// <summary>
    /// Each makes a message that may come later, for the first screen: its pictures, how far the learner is, where data sets are. Null
    /// where there is nothing to say.
    /// </summary>
    public IReadOnlyList<Func<Msg?>> Later { get; init; } = [];

    /// <summary>Is told of every state, and may have a problem to tell.</summary>
    public Func<AppState, string?> Keep { get; init; } = _ => null;

    /// <summary>Is given what takes messages that come while a command is at work, from any thread.</summary>
    public Action<Action<Msg>>? Meanwhile { get; init; }
}

/// <summary>
/// Starts the interface: on the terminal, or as a script that gives its last screen. The only door to what is built on Terminal.Gui, whose
/// first touch costs a tenth of a second: plain commands must not go through it.
/// </summary>
public static class TuiApp
{
    /// <summary>Runs on the terminal until the person leaves; null, or 128 and its number if a signal ended it.</summary>
    /// <param name="start">What it starts with.</param>
    /// <param name="crashed">Says what a thread of its own threw, on the terminal as it was, and ends the program.</param>
    public static int? Run(TuiStart start, Action<Exception>? crashed)
    {
        // Before anything of Terminal.Gui touches the terminal.
        var modes = new TerminalModes();
        // A query to the terminal twice a second otherwise, and resizes half a second late.
        Driver.SizeDetection = SizeDetectionMode.Polling;
        KeyWords.NameKeysOurWay();
        Palette.Publish(start.State.Look.Theme);
        Look look = start.State.Look;
        IApplication app = FastDriver.Create(() => look, modes).Init(DriverRegistry.Names.ANSI);
        using var guard = new TerminalGuard(app, modes) { Crashed = crashed };
        // The answer is drawn in the iteration that takes it.
        void Post(Action action) => app.Invoke(() =>
        {
            action();
            app.LayoutAndDraw();
        });
        using var engine = new EngineThread(start.Handler, Post, start.State.Texts);
        var store = new Store(start.State, engine);
        using var navigator = new Navigator(app, store, place => ScreenFactory.Make(place, store));
        guard.Quit = navigator.Quit;
        store.Asked += effect => Carry(effect, app);
        store.Changed += state => { if (start.Keep(state) is { } problem) store.Dispatch(new Say(problem, IsProblem: true)); };
        store.Changed += state =>
        {
            modes.HasMouse = state.UsesMouse;
            if (state.Look == look) return;
            look = state.Look;
            Palette.Publish(look.Theme);
        };
        start.Meanwhile?.Invoke(message => Post(() => store.Dispatch(message)));
        modes.HasMouse = start.State.UsesMouse;
        foreach (Msg message in start.First) store.Dispatch(message);
        app.LayoutAndDrawComplete += AfterFirst;
        // Before any view: also while a dialog is open, and whatever text fields make of these keys.
        app.Keyboard.KeyDown += (_, key) => key.Handled = Own(key, app, navigator, guard);
        if (Environment.GetEnvironmentVariable("BACKSTEP_TEST_CRASH") is { } where)
            app.Keyboard.KeyDown += (_, key) => { if (key == Key.F12) Crash(where); };
        try
        {
            navigator.Run(LibraryFault.Is);
        }
        finally
        {
            // The first thing of all: whatever else comes to its end now may take its time, or fail.
            modes.Leave();
        }
        return guard.ExitCode;

        // What may come later does not take the processor from the first screen.
        void AfterFirst(object? sender, EventArgs e)
        {
            app.LayoutAndDrawComplete -= AfterFirst;
            _ = Task.Run(() =>
            {
                foreach (Func<Msg?> later in start.Later)
                    if (later() is { } made) Post(() => store.Dispatch(made));
            });
        }
    }

    /// <summary>Lets Terminal.Gui read its configuration, a tenth of a second's work, while something else is done.</summary>
    public static void BeginLoading() => Task.Run(() => RuntimeHelpers.RunModuleConstructor(typeof(Driver).Module.ModuleHandle));

    /// <summary>Plays a script of keys without a terminal and gives the last screen.</summary>
    /// <param name="start">What it starts with.</param>
    /// <param name="size">Columns and rows.</param>
    /// <param name="keys">See <see cref="KeyScript"/>.</param>
    /// <param name="format">text, ansi or svg.</param>
    public static string Play(TuiStart start, (int Width, int Height) size, string keys, string format)
    {
        IReadOnlyList<Func<Pilot, Task>> steps = KeyScript.Parse(keys, start.State.Texts.Usage);
        Palette.Publish(start.State.Look.Theme);
        using var pilot = new Pilot(size.Width, size.Height);
        using var engine = new ImmediateEngine(start.Handler);
        var store = new Store(start.State, engine);
        using var navigator = new Navigator(pilot.App, store, place => ScreenFactory.Make(place, store));
        foreach (Msg message in start.First) store.Dispatch(message);
        foreach (Func<Msg?> later in start.Later)
            if (later() is { } made) store.Dispatch(made);
        string dump = "";
        pilot.Run(() => navigator.Run(), async p =>
        {
            foreach (Func<Pilot, Task> step in steps) await step(p);
            dump = ScreenPicture.Dump(p.App.Driver!, store.State.Look, format);
        }, navigator.Quit);
        // Where the keys end the program, its last screen is what they leave behind.
        return dump.Length > 0 ? dump : ScreenPicture.Dump(pilot.App.Driver!, store.State.Look, format);
    }

    /// <summary>The keys that are the same wherever one is.</summary>
    private static bool Own(Key key, IApplication app, Navigator navigator, TerminalGuard guard)
    {
        if (key == Key.C.WithCtrl) navigator.Quit();
        else if (key == Key.Z.WithCtrl && !OperatingSystem.IsWindows()) guard.Suspend();
        else if (key == Key.L.WithCtrl) app.ClearScreenNextIteration = true;
        else return key.Handled;
        return true;
    }

    /// <summary>
    /// For the test that a crash leaves the terminal as it was: in the loop, or on a thread of its own where nothing catches it.
    /// </summary>
    private static void Crash(string where)
    {
        if (where != "thread") throw new InvalidOperationException("crash test");
        new Thread(() => throw new InvalidOperationException("crash test")).Start();
    }

    private static void Carry(Effect effect, IApplication app)
    {
        if (effect is CopyEffect copy) app.Driver!.WriteRaw(Clipboard.Sequence(copy.Text));
    }
}
