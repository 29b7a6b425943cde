using System.Runtime.InteropServices;
using System.Text;
using Terminal.Gui.Drivers;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// The modes of the terminal: as they were before the interface, and as it needs them. The one place that puts the terminal back, for the
/// end and for a stop alike; from any thread, any number of times. On Windows Terminal.Gui's driver does that.
/// </summary>
public sealed class TerminalModes
{
    // Bracketed paste, mouse, colours, cursor's shape, alternate screen, cursor; .NET's console leaves keypad and cursor keys in
    // application mode.
    private const string Left = "\e[?2004l\e[?1003l\e[?1015l\e[?1006l\e[0m\e[0 q\e[?1049l\e[?25h\e[?1l\e>";
    private const string Entered = "\e[?1049h\e[2J\e[?25l\e[?1h\e=\e[?2004h";
    private const string MouseOn = "\e[?1003h\e[?1015h\e[?1006h", MouseOff = "\e[?1003l\e[?1015l\e[?1006l";

    // Larger than struct termios anywhere (60 bytes on Linux, 72 on macOS), whose layout differs between systems.
    private const int TermiosSize = 256;
    private const int AfterOutputDropInput = 2;

    // A frame may hang in a terminal that takes nothing; leaving does not wait for it.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly byte[]? _before = Read();
    private byte[]? _own;

    /// <summary>Whether the terminal shows the interface: nothing else may be written to it or read from it.</summary>
    public bool IsEntered { get; private set; } = true;

    /// <summary>Whether Kitty's keyboard protocol was switched on.</summary>
    public Func<bool> HasKitty { get; set; } = () => false;

    /// <summary>Whether the terminal tells of the mouse; else it is the terminal's own.</summary>
    public bool HasMouse
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            WhileEntered(() => Write(value ? MouseOn : MouseOff));
        }
    } = true;

    /// <summary>Called by whoever finds that the terminal is gone.</summary>
    public Action HangUp { get; set; } = () => { };

    /// <summary>Writes while the terminal shows the interface; else nothing happens.</summary>
    public void WhileEntered(Action write)
    {
        lock (_gate)
            if (IsEntered) write();
    }

    /// <summary>Puts the terminal back as it was before the interface.</summary>
    public void Leave()
    {
        bool entered = _gate.TryEnter(Patience);
        try
        {
            if (!IsEntered) return;
            IsEntered = false;
            // Someone else's by now, or gone.
            if (_before is null || !IsForeground) return;
            _own = Read();
            Write((HasKitty() ? EscSeqUtils.CSI_DisableKittyKeyboardFlags : "") + Left);
            _ = tcsetattr(0, AfterOutputDropInput, _before);
        }
        finally
        {
            if (entered) _gate.Exit();
        }
    }

    /// <summary>Brings the interface's modes back; all has to be painted anew.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            if (_before is null) return;
            if (_own is { } own) _ = tcsetattr(0, AfterOutputDropInput, own);
            Write(Entered + (HasMouse ? MouseOn : ""));
            if (HasKitty()) Write(EscSeqUtils.CSI_EnableKittyKeyboardFlags(EscSeqUtils.KittyKeyboardRequestedFlags));
            IsEntered = true;
        }
    }

    /// <summary>Whether the terminal takes what this program says, and not another that the shell has put in front.</summary>
    public static bool IsForeground => tcgetpgrp(0) == getpgrp();

    /// <summary>Stops the program and whatever was started with it, as Ctrl-Z does where the terminal itself looks for it.</summary>
    public static void Stop() => _ = kill(0, OperatingSystem.IsLinux() ? 20 : 18);

    private static byte[]? Read()
    {
        if (OperatingSystem.IsWindows()) return null;
        var modes = new byte[TermiosSize];
        return tcgetattr(0, modes) == 0 ? modes : null;
    }

    private static void Write(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        nint written = 0;
        while (written < bytes.Length)
        {
            nint count = write(1, bytes[(int)written..], bytes.Length - written);
            // The terminal is gone: that is what SIGHUP says.
            if (count <= 0) return;
            written += count;
        }
    }

    // DllImport: the arguments are blittable, and the source generator would need unsafe code.
#pragma warning disable SYSLIB1054, IDE1006, CA5392
    [DllImport("libc")]
    private static extern int tcgetattr(int descriptor, byte[] modes);

    [DllImport("libc")]
    private static extern int tcsetattr(int descriptor, int when, byte[] modes);

    [DllImport("libc")]
    private static extern int tcgetpgrp(int descriptor);

    [DllImport("libc")]
    private static extern int getpgrp();

    [DllImport("libc")]
    private static extern int kill(int process, int signal);

    [DllImport("libc")]
    private static extern nint write(int descriptor, byte[] bytes, nint count);
#pragma warning restore SYSLIB1054, IDE1006, CA5392
}
