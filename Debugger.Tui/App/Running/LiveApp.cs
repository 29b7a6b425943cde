using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session.Lessons;
using System.Threading.Channels;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.App.Running;

/// <summary>
/// The interface on a terminal. One loop takes messages, updates and paints; the engine has a thread of its own. Messages that
/// wait are taken together, so that a frame is painted at most every 33 ms and not at all while nothing happens.
/// </summary>
public sealed class LiveApp : IDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(33), TickTime = TimeSpan.FromMilliseconds(350);

    private readonly TerminalSession _terminal;
    private readonly InterfaceHost _host;
    private readonly Channel<Msg> _messages = Channel.CreateUnbounded<Msg>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<SessionCommand> _commands = Channel.CreateUnbounded<SessionCommand>(new UnboundedChannelOptions { SingleReader = true });
    private readonly string? _crash = Environment.GetEnvironmentVariable("BACKSTEP_TEST_CRASH");
    private volatile CancellationTokenSource _interrupt = new();
    private AppModel _model;

    /// <summary>Takes a terminal that is open already; the caller restores it.</summary>
    public LiveApp(TerminalSession terminal, AppModel model, SessionHost host, LessonHost? lessons = null)
    {
        _terminal = terminal;
        _model = model;
        _host = new InterfaceHost(host, lessons);
    }

    /// <summary>Puts a message in as if it had happened, for what is prepared at the start.</summary>
    public void Post(Msg message) => _messages.Writer.TryWrite(message);

    /// <summary>Runs until the person leaves.</summary>
    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        Task input = ForwardInput(stop.Token), engine = Task.Run(() => RunEngine(stop.Token), CancellationToken.None), ticks = Tick(stop.Token);
        Paint();
        try
        {
            await Loop();
        }
        finally
        {
            await stop.CancelAsync();
            await _interrupt.CancelAsync();
            await Task.WhenAll(Quietly(input), Quietly(engine), Quietly(ticks));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _interrupt.Dispose();

    private async Task Loop()
    {
        while (await _messages.Reader.WaitToReadAsync())
        {
            long start = Environment.TickCount64;
            AppModel before = _model;
            while (_messages.Reader.TryRead(out Msg? message))
                if (!Take(message)) return;
            // A message that changes nothing costs no frame.
            if (!ReferenceEquals(before, _model)) Paint();
            TimeSpan rest = FrameTime - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
            if (_messages.Reader.TryPeek(out _) && rest > TimeSpan.Zero) await Task.Delay(rest);
        }
    }

    /// <summary>False when the program ends.</summary>
    private bool Take(Msg message)
    {
        // Esc while the engine is at work stops it; the key does nothing else.
        if (_model.IsBusy && message is InputMsg { Event: KeyEvent { Key: { Code: KeyCode.Escape } } })
        {
            _interrupt.Cancel();
            return true;
        }
        if (_crash is not null && message is InputMsg { Event: KeyEvent { Key.Code: KeyCode.F12 } }) Crash(_crash);
        Step step = AppUpdate.Update(_model, message);
        _model = step.Model;
        foreach (Effect effect in step.Effects)
        {
            switch (effect)
            {
                case QuitEffect: return false;
                case RepaintEffect: _terminal.Invalidate(); break;
                case SessionEffect session: _commands.Writer.TryWrite(session.Command); break;
            }
        }
        return true;
    }

    /// <summary>For the test that a crash leaves the terminal as it was: in the loop, or on a thread of its own where nothing catches it.</summary>
    private static void Crash(string where)
    {
        if (where != "thread") throw new InvalidOperationException("crash test");
        new Thread(() => throw new InvalidOperationException("crash test")).Start();
    }

    private void Paint()
    {
        (Screen screen, HitMap hits) = AppView.Paint(_model);
        _model = _model with { Hits = hits };
        _terminal.Draw(screen);
    }

    private async Task ForwardInput(CancellationToken stop)
    {
        await foreach (InputEvent input in _terminal.Events.ReadAllAsync(stop)) Post(new InputMsg(input));
    }

    private async Task RunEngine(CancellationToken stop)
    {
        await foreach (SessionCommand command in _commands.Reader.ReadAllAsync(stop))
        {
            // The used one is left to the collector: the loop may be about to cancel it once more (Esc held down).
            if (_interrupt.IsCancellationRequested) _interrupt = new CancellationTokenSource();
            try
            {
                foreach (Msg answer in _host.Execute(command, _interrupt.Token)) Post(answer);
            }
            catch (Exception e)
            {
                // A fault of the engine must not leave the screen waiting for ever.
                Post(new ProblemMsg(e is OutOfMemoryException ? _model.Texts.Common.NotEnoughMemory : _model.Texts.Common.InternalError(e.Message)));
            }
        }
    }

    private async Task Tick(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TickTime);
        while (await timer.WaitForNextTickAsync(stop))
            if (_model.Toast is not null || _model.Debug is null) Post(new TickMsg());
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // That is how it is asked to end.
        }
    }
}
