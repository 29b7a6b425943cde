using System.Runtime.InteropServices;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>Lets the main loop sleep until input comes, work is posted or a timer is due.</summary>
public sealed class Pacer : IDisposable
{
    // That often a lone Esc and, where no signal tells of it, a new size are looked for; when nothing has happened for a while, seldom.
    private const int Longest = 50, LongestIdle = 1000, IdleAfter = 10;

    // Terminal.Gui's own input tells nobody that something has come.
    private const int Poll = 5;

    private readonly AutoResetEvent _wake = new(false);
    private IApplication _app = null!;
    private Func<bool>? _hasInput;
    private bool _again;
    private int _idle;
    private PosixSignalRegistration? _resized;

    public void Attach(IApplication app)
    {
        _app = app;
        Application.MaximumIterationsPerSecond = ushort.MaxValue;
        app.TimedEvents!.Added += (_, _) => Wake();
        app.Iteration += (_, _) => Wait();
        if (!OperatingSystem.IsWindows()) _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Wake());
    }

    /// <summary>For an input that does not wake: its queue is looked at every few milliseconds.</summary>
    public void AttachPolling(IApplication app)
    {
        Attach(app);
        app.InitializedChanged += (_, e) =>
            _hasInput = e.Value && app.Driver!.GetInputProcessor() is InputProcessorImpl<char> processor
                ? () => !processor.InputQueue.IsEmpty : null;
    }

    /// <summary>There is something to do; from any thread.</summary>
    public void Wake() => _wake.Set();

    public void Dispose()
    {
        _resized?.Dispose();
        _wake.Dispose();
    }

    private void Wait()
    {
        // What a timer has changed is drawn by the iteration that follows.
        if (_again)
        {
            _again = false;
            return;
        }
        int longest = _resized is not null && _hasInput is null && _idle >= IdleAfter ? LongestIdle : Longest;
        int wait = ((TimedEvents)_app.TimedEvents!).CheckTimers(out int due) ? Math.Min(due, longest) : longest;
        if (wait <= 0) _again = true;
        else if (_hasInput is null) _again = _wake.WaitOne(wait) || wait < longest;
        else
        {
            _again = wait < longest;
            for (int waited = 0; waited < wait && !_hasInput(); waited += Poll)
            {
                if (!_wake.WaitOne(Poll)) continue;
                _again = true;
                break;
            }
        }
        _idle = _again ? 0 : _idle + 1;
    }
}
