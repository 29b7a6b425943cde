using System.Runtime.InteropServices;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>
/// Ctrl-C and SIGTERM. Until a command promises a clean end by taking the token, they end the program at once, whatever it waits for; after
/// that the first is a request to end cleanly, and a second one ends the program at once.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _isTaken;
    private volatile PosixSignal _signal = PosixSignal.SIGINT;

    public Interrupt()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>128 and the number of the signal that came, as the shell has it: 130 for Ctrl-C, 143 for SIGTERM.</summary>
    public int ExitCode => _signal == PosixSignal.SIGTERM ? 143 : CommandLine.Interrupted;

    /// <summary>Set by the first signal; who takes it promises a clean end.</summary>
    public CancellationToken Take()
    {
        _isTaken = true;
        return _source.Token;
    }

    /// <summary>Asks to end cleanly, as Ctrl-C does.</summary>
    public void Cancel() => _source.Cancel();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        _signal = context.Signal;
        // Never taken back from who has cancelled it before: the interface on a terminal ends in its own way.
        if (_isTaken && !_source.IsCancellationRequested) context.Cancel = true;
        _source.Cancel();
    }
}
