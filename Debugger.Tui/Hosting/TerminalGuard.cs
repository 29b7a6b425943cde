using System.Runtime.InteropServices;
using Terminal.Gui.App;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// However the program ends, the terminal is as it was: Terminal.Gui restores it in <see cref="IDisposable.Dispose"/> alone, and that is not reached by a signal
/// or by an exception of another thread.
/// </summary>
public sealed class TerminalGuard : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IApplication _app;
    private readonly List<PosixSignalRegistration> _signals = [];
    private PosixSignalRegistration? _suspend;
    private int _restored;

    /// <summary>Watches over the terminal that an application draws on; disposes of the application in the end.</summary>
    public TerminalGuard(IApplication app)
    {
        _app = app;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        foreach ((PosixSignal signal, int number) in (ReadOnlySpan<(PosixSignal, int)>)[(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGQUIT, 3)])
            _signals.Add(PosixSignalRegistration.Create(signal, context => Stop(context, 128 + number)));
        ListenForSuspend();
    }

    /// <summary>128 and the signal's number if one ended the program.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Ends the main loop; called on its thread.</summary>
    public Action Quit { get; set; } = () => { };

    /// <summary>Puts the terminal back; the second time nothing happens.</summary>
    public void Restore()
    {
        if (Interlocked.Exchange(ref _restored, 1) != 0) return;
        try
        {
            _app.Dispose();
        }
        catch (Exception)
        {
            // Its own state may be broken by what has happened; the terminal has been written to before that.
        }
        // .NET's console leaves the cursor keys in application mode, and a main loop that still ran may have hidden the cursor once more.
        try
        {
            if (!OperatingSystem.IsWindows()) Console.Out.Write("\e[?1l\e>\e[?25h");
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // The terminal is gone: that is what SIGHUP says.
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _suspend?.Dispose();
        Restore();
    }

    /// <summary>Stops the program as Ctrl-Z does, with the terminal as it was; returns when it goes on.</summary>
    public void Suspend()
    {
        // Terminal.Gui sends the signal itself, which must then do its work: the handler is away meanwhile.
        _suspend?.Dispose();
        _app.Driver!.Suspend();
        _app.ClearScreenNextIteration = true;
        ListenForSuspend();
    }

    // The runtime prints the exception after this.
    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e) => Restore();

    private void Stop(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        ExitCode = code;
        _app.Invoke(Quit);
        // A loop that hangs does not keep the terminal.
        _ = Task.Delay(Patience).ContinueWith(_ =>
        {
            Restore();
            Environment.Exit(code);
        }, TaskScheduler.Default);
    }

    // For 'kill -TSTP'.
    private void ListenForSuspend()
    {
        if (OperatingSystem.IsWindows()) return;
        _suspend = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            _app.Invoke(Suspend);
        });
    }
}
