using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Backstep.Engine.Tests.Downloads;

/// <summary>What a client asked for.</summary>
/// <param name="From">The first byte of the range; null without one.</param>
internal sealed record Asked(string Path, long? From);

/// <summary>What it is told.</summary>
/// <param name="Content">The body, as announced.</param>
/// <param name="Sent">So many bytes of it are sent before the connection ends; null for all.</param>
/// <param name="Hangs">Whether it then stays silent, with the connection open.</param>
internal sealed record Told(int Status, byte[] Content, string Headers = "", int? Sent = null, bool Hangs = false);

/// <summary>A server on the loopback interface that answers as a test wants, cut connections and silence included.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Asked, Told> _tell;
    private readonly Task _work;

    public LoopbackServer(Func<Asked, Told> tell)
    {
        _tell = tell;
        _listener.Start();
        _work = Work();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Everything that was asked for.</summary>
    public List<Asked> All { get; } = [];

    /// <summary>A server with these files, that knows ranges or not.</summary>
    public static LoopbackServer With(IReadOnlyDictionary<string, byte[]> files, bool ranges = true) =>
        new(asked => Give(files, asked, ranges));

    /// <summary>What a good server tells.</summary>
    public static Told Give(IReadOnlyDictionary<string, byte[]> files, Asked asked, bool ranges = true)
    {
        if (!files.TryGetValue(asked.Path, out byte[]? content)) return new(404, []);
        if (!ranges || asked.From is not { } from) return new(200, content);
        return from >= content.Length ? new(416, [])
            : new(206, content[(int)from..], $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n");
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _work.Wait(TimeSpan.FromSeconds(20));
        _end.Dispose();
    }

    private async Task Work()
    {
        var open = new List<TcpClient>();
        try
        {
            while (!_end.IsCancellationRequested)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                open.Add(client);
                if (!await Answer(client)) client.Dispose();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        foreach (TcpClient client in open) client.Dispose();
    }

    /// <summary>Whether the connection stays open.</summary>
    private async Task<bool> Answer(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            string path = (await reader.ReadLineAsync(_end.Token))!.Split(' ')[1][1..];
            long? from = null;
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } header)
                if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    from = long.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            var asked = new Asked(path, from);
            lock (All) All.Add(asked);
            Told told = _tell(asked);
            byte[] head = Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {told.Status} Said\r\nContent-Length: {told.Content.Length}\r\nConnection: close\r\n{told.Headers}\r\n");
            await stream.WriteAsync(head, _end.Token);
            await stream.WriteAsync(told.Content.AsMemory(0, told.Sent ?? told.Content.Length), _end.Token);
            return told.Hangs;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
