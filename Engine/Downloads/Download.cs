using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Backstep.Engine.Data;

namespace Backstep.Engine.Downloads;

/// <summary>How far a file has come.</summary>
/// <param name="Name">The file.</param>
/// <param name="Received">Bytes that are here, those of earlier attempts included.</param>
/// <param name="Length">Bytes of the whole file; null where the server does not say.</param>
public readonly record struct DownloadProgress(string Name, long Received, long? Length);

/// <summary>
/// Brings one file from the first of several addresses that gives the right content. What has come lies in a file with <c>.part</c> behind
/// its name, and is gone on with after a cut, by this process or a later one (RFC 9110, section 14, range requests).
/// </summary>
/// <param name="client">Asks the servers.</param>
/// <param name="patience">How long a server may be silent.</param>
internal sealed class Download(HttpClient client, TimeSpan patience)
{
    private const int ChunkLength = 1 << 16;

    /// <summary>No data set's file comes near it; a server that never ends would fill the disk.</summary>
    private const long MostBytes = 2L << 30;

    /// <summary>Why an address did not give the file.</summary>
    private sealed class MirrorException(Func<DataTexts, string> why) : Exception
    {
        public Func<DataTexts, string> Why => why;
    }

    /// <summary>Brings <paramref name="file"/> to <paramref name="partial"/>.</summary>
    /// <returns>The address that gave the last of it.</returns>
    /// <exception cref="DataException">No address gave it, or it cannot be written here.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set; what has come stays.</exception>
    public async Task<string> Fetch(
        RemoteFile file, IReadOnlyList<string> addresses, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        var reasons = new List<(string Address, Func<DataTexts, string> Why)>();
        foreach (string address in addresses)
        {
            try
            {
                await FetchFrom(new Uri(address), file, partial, progress, cancel);
                return address;
            }
            catch (MirrorException e)
            {
                reasons.Add((address, e.Why));
            }
        }
        if (Length(partial) == 0) Discard(partial);
        throw new DataException(l => DataTexts.In(l).NotFetched(
            file.Name, string.Join("; ", reasons.Select(r => $"{r.Address}: {r.Why(DataTexts.In(l))}"))));
    }

    private async Task FetchFrom(
        Uri address, RemoteFile file, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        if (Length(partial) > 0 && Sum(partial) == file.Md5) return;
        while (true)
        {
            bool isResumed;
            long before = Length(partial);
            try
            {
                isResumed = await Receive(address, file, partial, progress, cancel);
            }
            catch (MirrorException) when (Length(partial) > before)
            {
                // It goes on where it was cut as long as more comes.
                continue;
            }
            if (Sum(partial) == file.Md5) return;
            Discard(partial);
            // What lay here from before may have been the wrong part.
            if (!isResumed) throw new MirrorException(t => t.WrongSum);
        }
    }

    /// <summary>Receives what is lacking; whether something was there before.</summary>
    private async Task<bool> Receive(
        Uri address, RemoteFile file, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using FileStream stream = Local(partial, () => new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
        long begin = stream.Seek(0, SeekOrigin.End);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (begin > 0) request.Headers.Range = new RangeHeaderValue(begin, null);
        // A part of a packed answer could not be put behind another.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        using HttpResponseMessage response = await Ask(
            c => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, c), cancel);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && begin > 0) return true;
        if (!response.IsSuccessStatusCode) throw new MirrorException(t => t.Status((int)response.StatusCode, $"{response.ReasonPhrase}"));
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        // A server that knows no ranges sends everything from its beginning.
        if (begin > 0 && !(response.StatusCode == HttpStatusCode.PartialContent && range?.From == begin)) begin = 0;
        stream.SetLength(begin);
        long received = begin;
        long? length = range?.Length ?? begin + response.Content.Headers.ContentLength;
        using Stream content = await Ask(response.Content.ReadAsStreamAsync, cancel);
        var buffer = new byte[ChunkLength];
        while (true)
        {
            int read = await Ask(c => content.ReadAsync(buffer, c).AsTask(), cancel);
            if (read == 0) break;
            received += read;
            if (received > MostBytes)
            {
                stream.SetLength(0);
                throw new MirrorException(t => t.NoEnd(MostBytes >> 30));
            }
            Local(partial, () => stream.Write(buffer, 0, read));
            progress?.Report(new(file.Name, received, length));
        }
        Local(partial, () => stream.Flush(flushToDisk: true));
        return begin > 0;
    }

    /// <summary>Waits for the server, but not for ever.</summary>
    private async Task<T> Ask<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        either.CancelAfter(patience);
        try
        {
            return await question(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MirrorException(t => t.Silent($"{patience.TotalSeconds:0.#}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancel.IsCancellationRequested)
        {
            string why = (e.InnerException ?? e).Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new MirrorException(_ => why);
        }
        catch (Exception e) when (cancel.IsCancellationRequested && e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string Sum(string path) => Local(path, () =>
    {
        using FileStream stream = File.OpenRead(path);
        return Sum(stream);
    });

    /// <summary>The MD5 of what a stream has left. Published sums of these files are MD5: against damage, not against malice.</summary>
    internal static string Sum(Stream stream)
    {
#pragma warning disable CA5351
        return Convert.ToHexStringLower(MD5.HashData(stream));
#pragma warning restore CA5351
    }

    private static void Discard(string path) => Local(path, () => File.Delete(path));

    private static void Local(string path, Action act) => Local(path, () =>
    {
        act();
        return true;
    });

    /// <summary>What is done here, which no other address makes better.</summary>
    internal static T Local<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(l => WeightsTexts.In(l).CannotWrite(path, e.Message.ReplaceLineEndings(" ")), e);
        }
    }
}
