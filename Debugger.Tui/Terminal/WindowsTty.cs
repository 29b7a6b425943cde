using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Backstep.Debugger.Tui.Terminal;

/// <summary>Windows: the console's virtual terminal modes and code page 65001, both put back on leaving.</summary>
internal sealed class WindowsTty : ITty
{
    private const uint VirtualTerminalInput = 0x0200;
    private const uint ExtendedFlags = 0x0080;
    private const uint ProcessedOutput = 0x0001;
    private const uint VirtualTerminalProcessing = 0x0004;
    private const uint NoAutoReturn = 0x0008;
    private const uint Utf8 = 65001;
    private (uint Input, uint Output, uint InputPage, uint OutputPage)? _saved;

    public bool IsTerminal => GetConsoleMode(Input, out _) && GetConsoleMode(Output, out _);

    public SafeFileHandle Input { get; } = new(GetStdHandle(-10), ownsHandle: false);

    public SafeFileHandle Output { get; } = new(GetStdHandle(-11), ownsHandle: false);

    public bool IsForeground => true;

    public bool TellsResize => false;

    public bool EnterRaw()
    {
        if (!GetConsoleMode(Input, out uint input) || !GetConsoleMode(Output, out uint output)) return false;
        _saved ??= (input, output, GetConsoleCP(), GetConsoleOutputCP());
        _ = SetConsoleCP(Utf8);
        _ = SetConsoleOutputCP(Utf8);
        return SetConsoleMode(Input, VirtualTerminalInput | ExtendedFlags)
            && SetConsoleMode(Output, ProcessedOutput | VirtualTerminalProcessing | NoAutoReturn);
    }

    public void LeaveRaw()
    {
        if (_saved is not { } saved) return;
        _ = FlushConsoleInputBuffer(Input);
        _ = SetConsoleMode(Input, saved.Input);
        _ = SetConsoleMode(Output, saved.Output);
        _ = SetConsoleCP(saved.InputPage);
        _ = SetConsoleOutputCP(saved.OutputPage);
        _saved = null;
    }

    public void StopProcess()
    {
        // Windows has no job control.
    }

#pragma warning disable SYSLIB1054, CA5392
    [DllImport("kernel32.dll")]
    private static extern IntPtr GetStdHandle(int which);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(SafeFileHandle handle, out uint mode);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(SafeFileHandle handle, uint mode);

    [DllImport("kernel32.dll")]
    private static extern uint GetConsoleCP();

    [DllImport("kernel32.dll")]
    private static extern uint GetConsoleOutputCP();

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleCP(uint page);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleOutputCP(uint page);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool FlushConsoleInputBuffer(SafeFileHandle handle);
#pragma warning restore SYSLIB1054, CA5392
}
