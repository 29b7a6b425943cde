using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>
/// The terminal in full-screen mode, from <see cref="Open"/> to <see cref="Restore"/>. Events come from <see cref="Events"/>; frames go to
/// <see cref="Draw"/>, which writes only what changed. However the process ends (quit, signal, crash), the terminal is put back as it was.
/// </summary>
public sealed class TerminalSession : IDisposable
{
    private static readonly TimeSpan ResizePoll = TimeSpan.FromMilliseconds(250);

    private readonly ITty _tty;
    private readonly FileStream _output;
    private readonly AnsiWriter _writer;
    private readonly Channel<InputEvent> _events = Channel.CreateUnbounded<InputEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly InputPump _pump;
    private readonly List<IDisposable> _registrations = [];
    private readonly UnhandledExceptionEventHandler _onCrash;
    private readonly EventHandler _onExit;
    private readonly Timer? _resizeTimer;
    private Screen? _shown;
    private (int Width, int Height) _size;
    private bool _active;
    private bool _closed;

    private TerminalSession(ITty tty, TerminalCapabilities capabilities)
    {
        _tty = tty;
        Capabilities = capabilities;
        _output = new FileStream(tty.Output, FileAccess.Write, 0);
        _writer = new AnsiWriter(capabilities.Colours);
        _pump = new InputPump(tty.Input, Deliver);
        _onCrash = (_, _) => Restore();
        _onExit = (_, _) => Restore();
        // Asking for the size makes the runtime's console write its own sequences, so it comes before ours.
        _size = MeasureSize();
        AppDomain.CurrentDomain.UnhandledException += _onCrash;
        AppDomain.CurrentDomain.ProcessExit += _onExit;
        RegisterSignals();
        Activate();
        if (!tty.TellsResize) _resizeTimer = new Timer(_ => CheckSize(), null, ResizePoll, ResizePoll);
        _pump.Start();
    }

    /// <summary>What this terminal shows.</summary>
    public TerminalCapabilities Capabilities { get; }

    /// <summary>Columns and rows.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            lock (_gate) return _size;
        }
    }

    /// <summary>What came from the terminal. Ctrl-Z never arrives: it suspends the program; when it goes on, a <see cref="ResizeEvent"/> comes.</summary>
    public ChannelReader<InputEvent> Events => _events.Reader;

    /// <summary>Switches the terminal to full screen.</summary>
    /// <param name="capabilities">What it shows; see <see cref="TerminalCapabilities.Detect"/>.</param>
    /// <exception cref="TerminalException">Input or output is no terminal.</exception>
    public static TerminalSession Open(TerminalCapabilities capabilities)
    {
        ITty tty = OperatingSystem.IsWindows() ? new WindowsTty() : new PosixTty();
        if (!tty.IsTerminal) throw new TerminalException("input and output must be a terminal for the full-screen debugger");
        return new TerminalSession(tty, capabilities);
    }

    /// <summary>True when both input and output are a terminal, so that <see cref="Open"/> can succeed.</summary>
    public static bool IsAvailable()
    {
        ITty tty = OperatingSystem.IsWindows() ? new WindowsTty() : new PosixTty();
        return tty.IsTerminal;
    }

    /// <summary>Shows a screen, which must not change afterwards. Does nothing once the terminal was restored.</summary>
    public void Draw(Screen screen)
    {
        lock (_gate)
        {
            if (!_active) return;
            if (Write(_writer.Frame(_shown, screen).Span)) _shown = screen;
        }
    }

    /// <summary>Forgets what is shown: the next frame is painted whole (Ctrl-L).</summary>
    public void Invalidate()
    {
        lock (_gate) _shown = null;
    }

    /// <summary>Puts the terminal back as it was, stops the program as Ctrl-Z does, and comes back in full screen. Nothing on Windows.</summary>
    public void Suspend()
    {
        if (OperatingSystem.IsWindows()) return;
        Restore();
        _tty.StopProcess();
        // What follows is up to SIGCONT, which comes also when another process stopped us.
    }

    /// <summary>Puts the terminal back as it was. May be called from any thread and any number of times; never throws.</summary>
    public void Restore()
    {
        // A frame may hang in a terminal that was paused with Ctrl-S; leaving must not wait for it.
        bool entered = _gate.TryEnter(TimeSpan.FromMilliseconds(200));
        try
        {
            if (!_active) return;
            _active = false;
            _shown = null;
            Write(Encoding.ASCII.GetBytes(AnsiWriter.Leave));
            _tty.LeaveRaw();
        }
        finally
        {
            if (entered) _gate.Exit();
        }
    }

    /// <summary>Restores the terminal and lets go of signals and events.</summary>
    public void Dispose()
    {
        Restore();
        lock (_gate) _closed = true;
        _resizeTimer?.Dispose();
        foreach (IDisposable registration in _registrations) registration.Dispose();
        AppDomain.CurrentDomain.UnhandledException -= _onCrash;
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        _pump.Dispose();
        _events.Writer.TryComplete();
        _output.Dispose();
    }

    private void Activate()
    {
        lock (_gate)
        {
            if (_active || _closed || !_tty.IsForeground) return;
            if (!_tty.EnterRaw()) throw new TerminalException("the terminal refuses raw mode");
            _active = true;
            _shown = null;
            Write(Encoding.ASCII.GetBytes(AnsiWriter.Enter));
        }
    }

    private void RegisterSignals()
    {
        // Not cancelled: after the handler the signal's own effect follows, and the process ends by it.
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, _ => Restore()));
        }
        if (OperatingSystem.IsWindows()) return;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            Suspend();
        }));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            context.Cancel = true;
            Resume();
        }));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => CheckSize()));
    }

    private void Resume()
    {
        try
        {
            Activate();
        }
        catch (TerminalException)
        {
            Closed();
            return;
        }
        (int width, int height) = MeasureSize();
        lock (_gate)
        {
            _size = (width, height);
            _shown = null;
        }
        _events.Writer.TryWrite(new ResizeEvent(width, height));
    }

    private void CheckSize()
    {
        (int Width, int Height) now = MeasureSize();
        lock (_gate)
        {
            if (now == _size || now.Width <= 0 || now.Height <= 0) return;
            _size = now;
            _shown = null;
        }
        _events.Writer.TryWrite(new ResizeEvent(now.Width, now.Height));
    }

    private void Deliver(InputEvent received)
    {
        // Raw mode turns Ctrl-Z into a byte; it takes the same way as the signal.
        if (received is KeyEvent { Key: var key } && key.IsControl('z') && !OperatingSystem.IsWindows())
        {
            Suspend();
            return;
        }
        _events.Writer.TryWrite(received);
    }

    private void Closed() => _events.Writer.TryWrite(new InputClosedEvent());

    private bool Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!bytes.IsEmpty) _output.Write(bytes);
            return true;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // The terminal is gone; its end of input tells the program.
            return false;
        }
    }

    private static (int Width, int Height) MeasureSize()
    {
        try
        {
            int width = Console.WindowWidth, height = Console.WindowHeight;
            return width > 0 && height > 0 ? (width, height) : (80, 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }
}
