using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Terminal.Gui.App;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// However the program ends or stops, the terminal is as it was: Terminal.Gui restores it in <see cref="IDisposable.Dispose"/> alone, and
/// that is not reached by a signal or by an exception of another thread.
/// </summary>
public sealed class TerminalGuard : IDisposable
{
    private const int Hangup = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), Glance = TimeSpan.FromMilliseconds(100);

    private readonly IApplication _app;
    private readonly TerminalModes _modes;
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly ManualResetEventSlim _continued = new();
    private PosixSignalRegistration? _stop;
    private volatile bool _isStopping;
    private int _restored;

    /// <summary>Watches over the terminal that an application draws on; disposes of the application in the end.</summary>
    public TerminalGuard(IApplication app, TerminalModes modes)
    {
        (_app, _modes) = (app, modes);
        modes.HasKitty = () => app.Driver?.KittyKeyboardCapabilities?.IsSupported == true;
        // Without a signal where that is ignored.
        modes.HangUp = () => End(128 + Hangup);
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        foreach ((PosixSignal signal, int number) in (ReadOnlySpan<(PosixSignal, int)>)[(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15),
            (PosixSignal.SIGHUP, Hangup), (PosixSignal.SIGQUIT, 3)])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                End(128 + number);
            }));
        }
        if (OperatingSystem.IsWindows()) return;
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, OnContinue));
        ListenForStop();
    }

    /// <summary>128 and the signal's number if one ended the program.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Ends the main loop; called on its thread.</summary>
    public Action Quit { get; set; } = () => { };

    /// <summary>Says what another thread threw, on the terminal as it was, and ends the program; null leaves both to the runtime.</summary>
    public Action<Exception>? Crashed { get; set; }

    /// <summary>Puts the terminal back and ends the application; the second time nothing happens.</summary>
    public void Restore()
    {
        _modes.Leave();
        if (Interlocked.Exchange(ref _restored, 1) != 0) return;
        try
        {
            _app.Dispose();
        }
        catch (Exception)
        {
            // Its own state may be broken by what has happened; the terminal is as it was before that.
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        Restore();
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _stop?.Dispose();
        _continued.Dispose();
    }

    /// <summary>Stops the program as Ctrl-Z does, with the terminal as it was; returns when it goes on.</summary>
    [UnsupportedOSPlatform("windows")]
    public void Suspend()
    {
        _modes.Leave();
        _isStopping = true;
        _continued.Reset();
        // The signal must do its own work: the handler is away meanwhile.
        _stop?.Dispose();
        TerminalModes.Stop();
        // Who has no shell that could let him go on is not stopped at all.
        _continued.Wait(Patience);
        _isStopping = false;
        ListenForStop();
        Resume();
    }

    // .NET's console sets the line as it thinks best when the program goes on, and is done with that before this is called.
    private void OnContinue(PosixSignalContext context)
    {
        context.Cancel = true;
        // Stopped by what cannot be caught: the shell has written onto the screen.
        if (!_isStopping) _app.Invoke(Resume);
        _continued.Set();
    }

    private void Resume()
    {
        // 'bg' lets the program go on and keeps the terminal.
        while (!TerminalModes.IsForeground && ExitCode is null) Thread.Sleep(Glance);
        if (ExitCode is not null) return;
        _modes.Enter();
        _app.ClearScreenNextIteration = true;
    }

    // The exception's trace is the runtime's to print, after this.
    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e)
    {
        _modes.Leave();
        if (e.ExceptionObject is Exception exception) Crashed?.Invoke(exception);
    }

    private void End(int code)
    {
        ExitCode = code;
        _app.Invoke(Quit);
        // A loop that hangs does not keep the terminal.
        _ = Task.Delay(Patience).ContinueWith(_ =>
        {
            _modes.Leave();
            Environment.Exit(code);
        }, TaskScheduler.Default);
    }

    // For 'kill -TSTP'.
    [UnsupportedOSPlatform("windows")]
    private void ListenForStop() => _stop = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
    {
        context.Cancel = true;
        _app.Invoke(Suspend);
    });
}
