using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backstep.Bench.Screen;

/// <summary>
/// A program on a pseudo-terminal (util-linux's <c>script</c> opens it): what is typed goes in, what is written comes out with the time at
/// which it came. It answers the question for the terminal's kind as tmux does, since programs wait for that at their start, and no other.
/// </summary>
internal sealed class Pty : IDisposable
{
    private static readonly byte[] WhoAreYou = "\e[c"u8.ToArray(), IAm = "\e[?62;22c"u8.ToArray();

    private readonly Process _process;
    private readonly string _pidFile = Path.GetTempFileName();
    private readonly MemoryStream _written = new();
    private readonly Lock _gate = new();
    private long _last;

    public Pty(string program, string arguments, int columns, int rows)
    {
        string line = $"stty cols {columns} rows {rows}; echo $$ > {_pidFile}; exec {program} {arguments}";
        var start = new ProcessStartInfo("script", ["-qfec", line, "/dev/null"])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["COLORTERM"] = "truecolor";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["SHELL"] = "/bin/sh";
        Started = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        new Thread(Read) { IsBackground = true }.Start();
    }

    public long Started { get; }

    public int ProgramId => int.Parse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture);

    /// <summary>How many bytes have come.</summary>
    public long Length
    {
        get
        {
            lock (_gate) return _written.Length;
        }
    }

    /// <summary>Waits until something stands in what has been written; returns when that came, since a moment.</summary>
    public TimeSpan WaitFor(string text, long since)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        while (true)
        {
            lock (_gate)
                if (_written.GetBuffer().AsSpan(0, (int)_written.Length).IndexOf(wanted) >= 0)
                    return Stopwatch.GetElapsedTime(since, _last);
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(20)) throw new TimeoutException($"'{text}' never came");
            Thread.Sleep(1);
        }
    }

    /// <summary>Waits until nothing has come for a while.</summary>
    public void WaitForQuiet(int milliseconds)
    {
        long length;
        do
        {
            length = Length;
            Thread.Sleep(milliseconds);
        }
        while (length != Length);
    }

    /// <summary>Types, and waits until all that it leads to has come; the time from the key to the last byte of that.</summary>
    public TimeSpan Press(string keys)
    {
        long before = Length, pressed = Stopwatch.GetTimestamp();
        Send(Encoding.UTF8.GetBytes(keys));
        while (Length == before)
        {
            if (Stopwatch.GetElapsedTime(pressed) > TimeSpan.FromSeconds(10)) throw new TimeoutException($"nothing came of '{keys}'");
            Thread.Sleep(0);
        }
        WaitForQuiet(80);
        return Stopwatch.GetElapsedTime(pressed, Interlocked.Read(ref _last));
    }

    /// <summary>Seconds that the program has calculated so far.</summary>
    public double CpuSeconds
    {
        get
        {
            string[] words = File.ReadAllText($"/proc/{ProgramId}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture)) / 100.0;
        }
    }

    /// <summary>What it holds in memory now, in MB.</summary>
    public double Megabytes =>
        long.Parse(File.ReadLines($"/proc/{ProgramId}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ',
        StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024.0;

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        File.Delete(_pidFile);
    }

    private void Send(byte[] bytes)
    {
        _process.StandardInput.BaseStream.Write(bytes);
        _process.StandardInput.BaseStream.Flush();
    }

    private void Read()
    {
        byte[] bytes = new byte[1 << 16];
        int read;
        while ((read = _process.StandardOutput.BaseStream.Read(bytes)) > 0)
        {
            Interlocked.Exchange(ref _last, Stopwatch.GetTimestamp());
            lock (_gate) _written.Write(bytes, 0, read);
            if (bytes.AsSpan(0, read).IndexOf(WhoAreYou) >= 0) Send(IAm);
        }
    }
}
