using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Terminal.Gui.Drivers;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Bytes of the terminal as they come: Terminal.Gui looks every 20 ms, and decodes each 256 bytes alone, which breaks pasted Chinese.
/// </summary>
/// <param name="pacer">Woken when something has come.</param>
/// <param name="modes">Tells when what is typed is another program's.</param>
public sealed partial class PromptInput(Pacer pacer, TerminalModes modes) : AnsiInput, IInput<char>
{
    private const int PollMilliseconds = 100, Interrupted = 4;

    private ConcurrentQueue<char> _queue = null!;

    void IInput<char>.Initialize(ConcurrentQueue<char> queue)
    {
        _queue = queue;
        Initialize(queue);
    }

    void IInput<char>.Run(CancellationToken stop)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        byte[] bytes = new byte[4096];
        char[] chars = new char[4096];
        while (!stop.IsCancellationRequested)
        {
            if (!IsAttachedToTerminal)
            {
                stop.WaitHandle.WaitOne();
                return;
            }
            var fd = new PollFd { Fd = 0, Events = 1 };
            if (!modes.IsEntered)
            {
                stop.WaitHandle.WaitOne(PollMilliseconds);
                continue;
            }
            if (poll(ref fd, 1, PollMilliseconds) <= 0 || !modes.IsEntered) continue;
            nint read = Read(0, bytes, (nuint)bytes.Length);
            if (read <= 0)
            {
                if (read < 0 && Marshal.GetLastPInvokeError() == Interrupted) continue;
                // The terminal is gone. Reading on would spin.
                modes.HangUp();
                stop.WaitHandle.WaitOne();
                return;
            }
            // A character may be cut in two by the end of the buffer; the decoder keeps its first half.
            int count = decoder.GetChars(bytes, 0, (int)read, chars, 0);
            foreach (char c in Single(new string(chars, 0, count))) _queue.Enqueue(c);
            pacer.Wake();
        }
    }

    /// <summary>
    /// What an input method commits comes as one sequence in Kitty's protocol; Terminal.Gui 2.5.0 understands it for one sign only.
    /// </summary>
    internal static string Single(string text) => !text.Contains("\e[0;;", StringComparison.Ordinal) ? text
        : Committed().Replace(text, m => string.Concat(m.Groups[1].Value.Split(':').Select(c => $"\e[0;;{c}u")));

    [GeneratedRegex(@"\e\[0;;(\d+(?::\d+)+)u")]
    private static partial Regex Committed();

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

#pragma warning disable SYSLIB1054, CA5392, CA2101
    [DllImport("libc")]
    private static extern int poll(ref PollFd fds, nuint count, int timeout);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(int fd, byte[] buffer, nuint count);
#pragma warning restore SYSLIB1054, CA5392, CA2101
}
