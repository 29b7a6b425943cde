using System.Collections.Concurrent;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Carries out a command; the answers come as they are made.</summary>
public delegate IEnumerable<Msg> CommandHandler(SessionCommand command, CancellationToken cancel);

/// <summary>What works for the interface. After the last answer to a command comes a <see cref="DoneMsg"/>.</summary>
public interface IEngine : IDisposable
{
    /// <summary>Takes a command; <paramref name="answer"/> is called on the main loop's thread.</summary>
    void Do(SessionCommand command, Action<Msg> answer);

    /// <summary>Stops the command at work and those that wait.</summary>
    void Interrupt();
}

/// <summary>Works at once, on the caller's thread: tests, scripts, documents.</summary>
public sealed class ImmediateEngine(CommandHandler handler) : IEngine
{
    public void Do(SessionCommand command, Action<Msg> answer)
    {
        foreach (Msg message in handler(command, CancellationToken.None)) answer(message);
        answer(new DoneMsg());
    }

    public void Interrupt()
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>Works on a thread of its own, one command after the other.</summary>
public sealed class EngineThread : IEngine
{
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly CommandHandler _handler;
    private readonly Action<Action> _post;
    private readonly UiTexts _texts;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private CancellationTokenSource _interrupt = new();

    /// <summary>Starts the thread.</summary>
    /// <param name="handler">What carries out a command; called on the thread.</param>
    /// <param name="post">Runs an action on the main loop's thread.</param>
    /// <param name="texts">For faults that nothing else has words for.</param>
    public EngineThread(CommandHandler handler, Action<Action> post, UiTexts texts)
    {
        _handler = handler;
        _post = post;
        _texts = texts;
        _thread = new Thread(Run) { Name = "engine", IsBackground = true };
        _thread.Start();
    }

    public void Do(SessionCommand command, Action<Msg> answer)
    {
        // The token is the present one: an interrupt that comes while the command still waits stops it, too.
        lock (_gate) _jobs.Add(new Job(command, answer, _interrupt.Token));
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            _interrupt.Cancel();
            _interrupt = new CancellationTokenSource();
        }
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        Interrupt();
        _thread.Join();
        _jobs.Dispose();
        _interrupt.Dispose();
    }

    private void Run()
    {
        foreach (Job job in _jobs.GetConsumingEnumerable())
        {
            try
            {
                foreach (Msg message in _handler(job.Command, job.Cancel)) Answer(job, message);
            }
            catch (Exception e)
            {
                // A fault of the engine must not leave the screen waiting for ever.
                Answer(job, new ProblemMsg(e is OutOfMemoryException ? _texts.Common.NotEnoughMemory
                    : _texts.Common.InternalError(e.Message)));
            }
            Answer(job, new DoneMsg());
        }
    }

    private void Answer(Job job, Msg message) => _post(() => job.Answer(message));

    private sealed record Job(SessionCommand Command, Action<Msg> Answer, CancellationToken Cancel);
}
