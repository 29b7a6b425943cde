using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Data;
using Backstep.Engine.Downloads;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep data</c>: data sets for who has none.</summary>
internal static class DataCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create(CommandIo io) =>
        new("data", io.Texts.DataSets.Root) { List(io, io.Texts.DataSets), Get(io, io.Texts.DataSets) };

    private static Command List(CommandIo io, DataSetTexts texts)
    {
        Command command = CommandExtensions.New("list", texts.List, "data list", "data list --json");
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonLines };
        var folder = new Option<string?>("--data-dir") { Description = io.Texts.Commands.DataDir, HelpName = "DIR" };
        command.Options.Add(json);
        command.Options.Add(folder);
        command.SetAction(parsed =>
        {
            int width = DatasetKind.All.Max(k => k.Name.Length);
            foreach (DatasetKind kind in DatasetKind.All)
            {
                string? found = DatasetStore.FolderOf(kind, parsed.GetValue(folder));
                // The field names are a contract.
                if (parsed.GetValue(json))
                    io.Out.WriteLine(JsonSerializer.Serialize(new { name = kind.Name, there = found is not null, folder = found }));
                else
                    io.Out.WriteLine($"{kind.Name.PadRight(width)}  "
                        + (kind.IsNames ? texts.NamesAlways : kind.IsDrawn ? texts.Always : found ?? texts.Absent(kind.Name)));
            }
        });
        return command;
    }

    private static Command Get(CommandIo io, DataSetTexts texts)
    {
        Command command = CommandExtensions.New("get", texts.Get, "data get mnist", "data get kmnist --data-dir DIR",
            "data get fashion-mnist --mirror https://example.org/fashion/");
        var name = new Argument<string>("name")
        { Description = texts.NameArgument(string.Join(", ", io.Sources.Select(s => s.Kind.Name))) };
        var folder = new Option<string?>("--data-dir") { Description = texts.Folder, HelpName = "DIR" };
        var mirror = new Option<string[]>("--mirror") { Description = texts.Mirror, HelpName = "URL" };
        command.Arguments.Add(name);
        command.Options.Add(folder);
        command.Options.Add(mirror);
        command.SetAction(parsed =>
        {
            DatasetKind kind = DatasetKind.Parse(parsed.GetValue(name)!);
            DatasetSource source = io.Sources.FirstOrDefault(s => s.Kind == kind) ?? throw new UsageException(texts.NotToGet(kind.Name));
            if (parsed.GetValue(mirror) is { Length: > 0 } own) source = source with { Mirrors = [.. own.Select(a => Address(a, texts))] };
            string? given = parsed.GetValue(folder);
            string place = given is not null ? Path.Combine(given, kind.Name)
                : DatasetStore.Home(kind, io.Variable, UserFolder.ThisSystem) ?? throw new UsageException(texts.NoPlace);
            return Fetch(io, texts, source, place, given, io.Cancel).GetAwaiter().GetResult();
        });
        return command;
    }

    private static string Address(string given, DataSetTexts texts) =>
        Uri.TryCreate(given, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? given.TrimEnd('/') + "/" : throw new UsageException(texts.NoMirror(given));

    private static async Task<int> Fetch(
        CommandIo io, DataSetTexts texts, DatasetSource source, string folder, string? given, CancellationToken cancel)
    {
        // The patience for each answer is the fetcher's.
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("backstep");
        var progress = io.IsTerminal ? new FetchLine(io.Error, TimeProvider.System) : null;
        try
        {
            await foreach (FetchedFile file in new DatasetFetcher(client, Patience).Fetch(source, folder, progress, cancel))
            {
                progress?.Clear();
                io.Out.WriteLine(file.From is { } address
                    ? texts.Came(file.Path, FetchLine.Size(new FileInfo(file.Path).Length), address) : texts.IsThere(file.Path));
            }
        }
        catch (OperationCanceledException)
        {
            progress?.Clear();
            io.Complain(texts.Stopped);
            return CommandLine.Interrupted;
        }
        finally
        {
            progress?.Clear();
        }
        io.Out.WriteLine(texts.Ready(source.Kind.Name, given));
        return CommandLine.Success;
    }
}

/// <summary>A line on the terminal that tells how far a file has come, over and over.</summary>
internal sealed class FetchLine(TextWriter terminal, TimeProvider time) : IProgress<DownloadProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private const int BarLength = 24;

    private long? _last;
    private int _length;

    public void Report(DownloadProgress value)
    {
        if (_last is { } last && time.GetElapsedTime(last) < Interval && value.Received != value.Length) return;
        _last = time.GetTimestamp();
        string line = value.Length is { } length and > 0
            ? $"{value.Name}  [{new string('#', (int)(BarLength * value.Received / length)).PadRight(BarLength, '.')}]"
                + $"  {Size(value.Received)} / {Size(length)}"
            : $"{value.Name}  {Size(value.Received)}";
        terminal.Write("\r" + line.PadRight(_length));
        _length = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_length > 0) terminal.Write("\r" + new string(' ', _length) + "\r");
        _length = 0;
    }

    public static string Size(long bytes) => bytes < 1000 ? $"{bytes} B"
        : bytes < 1_000_000 ? (bytes / 1e3).ToString("F1", CultureInfo.InvariantCulture) + " kB"
        : (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " MB";
}
