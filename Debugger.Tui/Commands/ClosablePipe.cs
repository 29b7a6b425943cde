namespace Backstep.Debugger.Tui.Commands;

/// <summary>
/// Standard output, whose reader (head, less) may go away: what is written after that is dropped, and the program is asked once
/// to end, since nobody is left to tell.
/// </summary>
internal sealed class ClosablePipe(Stream target, Action onClosed) : Stream
{
    /// <summary>EPIPE on Unix; ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.</summary>
    private static bool IsBrokenPipe(IOException e) => e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    /// <summary>Whether the reader has gone.</summary>
    public bool IsClosed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsClosed) return;
        try
        {
            target.Write(buffer);
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            IsClosed = true;
            onClosed();
        }
    }

    public override void Flush()
    {
        if (IsClosed) return;
        try
        {
            target.Flush();
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            IsClosed = true;
            onClosed();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) target.Dispose();
        base.Dispose(disposing);
    }
}
