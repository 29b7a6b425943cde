using Microsoft.Win32.SafeHandles;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>The operating system's side of a terminal: its modes and its two handles.</summary>
internal interface ITty
{
    /// <summary>True when both input and output are a terminal.</summary>
    bool IsTerminal { get; }

    /// <summary>Where keys come from.</summary>
    SafeFileHandle Input { get; }

    /// <summary>Where frames go.</summary>
    SafeFileHandle Output { get; }

    /// <summary>True when the process may change the terminal's modes now (it is the foreground job).</summary>
    bool IsForeground { get; }

    /// <summary>True when the system tells of new sizes; otherwise they must be asked for.</summary>
    bool TellsResize { get; }

    /// <summary>Remembers the modes and switches to raw ones. False when the terminal refuses.</summary>
    bool EnterRaw();

    /// <summary>Drops input that waits and puts the remembered modes back.</summary>
    void LeaveRaw();

    /// <summary>Stops this process as Ctrl-Z does; returns when it goes on. Nothing on Windows.</summary>
    void StopProcess();
}
