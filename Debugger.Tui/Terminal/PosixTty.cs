using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>Linux and macOS: termios on an opaque buffer, since its layout differs between systems.</summary>
internal sealed class PosixTty : ITty
{
    // Larger than struct termios anywhere (60 bytes on Linux, 72 on macOS).
    private const int TermiosSize = 256;
    private const int AfterOutput = 1;
    private const int AfterOutputDropInput = 2;
    private byte[]? _saved;

    public bool IsTerminal => isatty(0) == 1 && isatty(1) == 1;

    public SafeFileHandle Input { get; } = new(0, ownsHandle: false);

    public SafeFileHandle Output { get; } = new(1, ownsHandle: false);

    public bool IsForeground => tcgetpgrp(0) == getpgrp();

    public bool TellsResize => true;

    public bool EnterRaw()
    {
        var modes = new byte[TermiosSize];
        if (tcgetattr(0, modes) != 0) return false;
        _saved ??= (byte[])modes.Clone();
        cfmakeraw(modes);
        return tcsetattr(0, AfterOutput, modes) == 0;
    }

    public void LeaveRaw()
    {
        if (_saved is { } saved) _ = tcsetattr(0, AfterOutputDropInput, saved);
        _saved = null;
    }

    public void StopProcess() => _ = kill(getpid(), OperatingSystem.IsLinux() ? 19 : 17);

    // DllImport: the arguments are blittable, and the source generator would need unsafe code.
#pragma warning disable SYSLIB1054, IDE1006, CA5392
    [DllImport("libc")]
    private static extern int isatty(int descriptor);

    [DllImport("libc")]
    private static extern int tcgetattr(int descriptor, byte[] modes);

    [DllImport("libc")]
    private static extern void cfmakeraw(byte[] modes);

    [DllImport("libc")]
    private static extern int tcsetattr(int descriptor, int when, byte[] modes);

    [DllImport("libc")]
    private static extern int tcgetpgrp(int descriptor);

    [DllImport("libc")]
    private static extern int getpgrp();

    [DllImport("libc")]
    private static extern int getpid();

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
#pragma warning restore SYSLIB1054, IDE1006, CA5392
}
