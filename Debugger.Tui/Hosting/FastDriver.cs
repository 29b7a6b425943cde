using System.Runtime.CompilerServices;
using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Time;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Terminal.Gui's ANSI driver with three parts of it replaced: input that is read when it comes instead of every 20 ms, output of what has
/// changed only, in one write, and a main loop that sleeps until there is something to do. From 115 ms between key and screen and 4 % of a
/// core when idle to 11 ms and 0.2 %.
/// </summary>
public static class FastDriver
{
    // The one thing that is not public in 2.5.0: an application with a driver of one's own (DriverRegistry.Register takes one, Init refuses
    // it). FastDriverTests.The_pinned_version_has_the_fast_path says when it breaks; then the plain application is paced instead.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("Terminal.Gui.App.ApplicationImpl, Terminal.Gui")]
    private static extern object Make(IComponentFactory factory, ITimeProvider time);

    /// <summary>An application that is not yet initialised.</summary>
    /// <param name="look">What the terminal shows; asked for each frame.</param>
    /// <param name="modes">The terminal's, as they were before this.</param>
    public static IApplication Create(Func<Look> look, TerminalModes modes) =>
        (Environment.GetEnvironmentVariable("BACKSTEP_TEST_DRIVER") == "plain" ? null : TryCreate(look, modes)) ?? CreatePlain();

    /// <summary>Null where this version of Terminal.Gui has another constructor.</summary>
    internal static IApplication? TryCreate(Func<Look> look, TerminalModes modes)
    {
        // Windows has an input of its own; the output is the same.
        if (OperatingSystem.IsWindows()) return null;
        try
        {
            // Lives as long as the application, which is as long as the process.
            var pacer = new Pacer();
            var app = (IApplication)Make(new AnsiComponentFactory(new PromptInput(pacer, modes), new DiffOutput(look, modes)),
                new SystemTimeProvider());
            pacer.Attach(app);
            return app;
        }
        catch (Exception e) when (e is MissingMethodException or TypeLoadException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>Terminal.Gui's own driver; its loop is paced by looking at the input's queue.</summary>
    internal static IApplication CreatePlain()
    {
        IApplication app = Application.Create();
        new Pacer().AttachPolling(app);
        return app;
    }
}
