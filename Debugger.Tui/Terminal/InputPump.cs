using Microsoft.Win32.SafeHandles;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>
/// Reads bytes on a thread of its own and hands on the events. It sleeps in the read; a timer runs only while the parser waits for the rest of a sequence.
/// </summary>
internal sealed class InputPump : IDisposable
{
    private readonly SafeFileHandle _input;
    private readonly Action<InputEvent> _deliver;
    private readonly InputParser _parser = new();
    private readonly List<InputEvent> _events = [];
    private readonly Lock _gate = new();
    private readonly Timer _flush;
    private bool _disposed;

    public InputPump(SafeFileHandle input, Action<InputEvent> deliver)
    {
        _input = input;
        _deliver = deliver;
        _flush = new Timer(_ => Flush());
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "terminal input" }.Start();

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _flush.Dispose();
        }
    }

    private void Run()
    {
        var buffer = new byte[4096];
        // Console.ReadKey spoils paste marks and OpenStandardInput edits lines: the bytes are read as they are.
        using var stream = new FileStream(_input, FileAccess.Read, 0);
        while (true)
        {
            int count;
            try
            {
                count = stream.Read(buffer, 0, buffer.Length);
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                count = 0;
            }
            InputEvent[] ready;
            lock (_gate)
            {
                if (_disposed) return;
                if (count == 0) _events.Add(new InputClosedEvent());
                else _parser.Feed(buffer.AsSpan(0, count), _events);
                if (_parser.FlushAfter is { } delay) _flush.Change(delay, Timeout.InfiniteTimeSpan);
                ready = Take();
            }
            foreach (InputEvent one in ready) _deliver(one);
            if (count == 0) return;
        }
    }

    private void Flush()
    {
        InputEvent[] ready;
        lock (_gate)
        {
            if (_disposed || _parser.FlushAfter is null) return;
            _parser.Flush(_events);
            ready = Take();
        }
        foreach (InputEvent one in ready) _deliver(one);
    }

    private InputEvent[] Take()
    {
        InputEvent[] ready = [.. _events];
        _events.Clear();
        return ready;
    }
}
