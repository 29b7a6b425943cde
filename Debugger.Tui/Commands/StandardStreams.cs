using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>
/// The three streams that a process is given. Any of them may be closed (<c>&gt;&amp;-</c>): then its number belongs to a file that the
/// runtime has opened for itself.
/// </summary>
internal static class StandardStreams
{
    private const int Input = 0, Output = 1, Error = 2;

    /// <summary>What is typed; a closed one is at its end.</summary>
    public static TextReader In => !IsOpen(Input) ? TextReader.Null : OperatingSystem.IsWindows() || Console.IsInputRedirected ? Console.In
        : new StreamReader(new FileStream(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0), Encoding.UTF8);

    /// <summary>
    /// Results. What cannot be written is an <see cref="OutputException"/>; once the reader has gone, what is written is dropped.
    /// </summary>
    /// <param name="onReaderGone">Nobody is left to tell; called once.</param>
    public static OutputStream Out(Action onReaderGone) =>
        new(!IsOpen(Output) ? null : OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new BareStream(Output), onReaderGone);

    /// <summary>Complaints; where they cannot be written there is nobody to tell.</summary>
    public static Stream Complaints =>
        !IsOpen(Error) ? Stream.Null : new UnheardStream(OperatingSystem.IsWindows() ? Console.OpenStandardError() : new BareStream(Error));

    private static bool IsOpen(int descriptor)
    {
        if (OperatingSystem.IsWindows()) return true;
        const int GetFlags = 1, CloseOnExec = 1;
        // What was inherited has come through an exec; what the runtime opens would not.
        int flags = fcntl(descriptor, GetFlags);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

#pragma warning disable IDE1006
    [DllImport("libc")]
    private static extern int fcntl(int descriptor, int command);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int descriptor, in byte bytes, nint count);
#pragma warning restore IDE1006

    /// <summary>
    /// Writes as the system does. The console's own stream says nothing when a pipe's reader has gone, so that a long run would go on for
    /// nobody; on a terminal it switches the keypad to application mode and never back; and a file may be shared with other programs, which
    /// a place of one's own in it would overwrite.
    /// </summary>
    private sealed class BareStream(int descriptor) : WriteOnlyStream
    {
        private const int Interrupted = 4;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (buffer.Length > 0)
            {
                nint written = write(descriptor, in buffer[0], buffer.Length);
                if (written >= 0)
                {
                    buffer = buffer[(int)written..];
                    continue;
                }
                int error = Marshal.GetLastPInvokeError();
                // Not blocking where another program has it so: that one is slower than this.
                if (error == Busy) Thread.Sleep(1);
                else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }

        private static int Busy => OperatingSystem.IsLinux() ? 11 : 35;
    }

    /// <summary>Drops what cannot be written.</summary>
    private sealed class UnheardStream(Stream target) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                target.Write(buffer);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}

/// <summary>Results cannot be written: for the reason that the system gives, or because the output was closed from the start.</summary>
internal sealed class OutputException(Exception? inner = null) : IOException(inner?.Message.TrimEnd('.'), inner);

/// <summary>
/// Standard output, whose reader (head, less) may go away: what is written after that is dropped, and the program is asked once
/// to end, since nobody is left to tell.
/// </summary>
/// <param name="target">Where it goes; null where it was closed.</param>
/// <param name="onReaderGone">Called once.</param>
internal sealed class OutputStream(Stream? target, Action onReaderGone) : WriteOnlyStream
{
    /// <summary>Whether the reader has gone.</summary>
    public bool IsReaderGone { get; private set; }

    /// <summary>EPIPE on Unix; ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.</summary>
    private static bool IsBrokenPipe(Exception e) => e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsReaderGone || buffer.IsEmpty) return;
        if (target is null) throw new OutputException();
        try
        {
            target.Write(buffer);
            target.Flush();
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            IsReaderGone = true;
            onReaderGone();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(e);
        }
    }
}

/// <summary>A stream that can only be written to.</summary>
internal abstract class WriteOnlyStream : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override void Write(ReadOnlySpan<byte> buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
