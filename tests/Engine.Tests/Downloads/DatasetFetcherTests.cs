using System.IO.Compression;
using System.Security.Cryptography;
using Backstep.Engine.Data;
using Backstep.Engine.Downloads;
using Backstep.Engine.Tests.Data;

namespace Backstep.Engine.Tests.Downloads;

public class DatasetFetcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, byte[]> _files = [];
    private IdxTemp _temp = null!; // set for each test by Begin
    private DatasetSource _source = null!;

    [SetUp]
    public void Begin()
    {
        _temp = new();
        _files.Clear();
        foreach (string name in DatasetKind.Mnist.FileNames)
            _files[name + ".gz"] = IdxTemp.Gzip(
                name.Contains("images", StringComparison.Ordinal) ? IdxTemp.Images(300, 28, 28) : IdxTemp.Labels(300));
        _source = new(DatasetKind.Mnist, [], [.. _files.Select(f => new RemoteFile(f.Key, Sum(f.Value)))]);
    }

    [TearDown]
    public void End() => _temp.Dispose();

    private static string Sum(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static string Images => "train-images-idx3-ubyte.gz";

    private string Target(string name) => Path.Combine(_temp.Folder, "mnist", name);

    private FetchedFile[] Fetch(params LoopbackServer[] servers) => Fetch(_source, Patience, default, servers);

    private FetchedFile[] Fetch(DatasetSource source, TimeSpan patience, CancellationToken cancel, params LoopbackServer[] servers) =>
        Fetch(source with { Mirrors = [.. servers.Select(s => s.Address)] }, patience, cancel);

    private FetchedFile[] Fetch(
        DatasetSource source, TimeSpan patience, CancellationToken cancel, IProgress<DownloadProgress>? progress = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return new DatasetFetcher(client, patience)
            .Fetch(source, Path.Combine(_temp.Folder, source.Kind.Name), progress, cancel)
                .ToBlockingEnumerable(CancellationToken.None).ToArray();
    }

    private void AssertAllIsThere()
    {
        Assert.That(Directory.GetFiles(Path.Combine(_temp.Folder, "mnist")).Select(Path.GetFileName), Is.EquivalentTo(_files.Keys));
        foreach ((string name, byte[] content) in _files) Assert.That(File.ReadAllBytes(Target(name)), Is.EqualTo(content), name);
        Assert.That(DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Test, _temp.Folder).Count, Is.EqualTo(300));
    }

    /// <summary>The one line that it ends with.</summary>
    private static string Line(Action fetch)
    {
        var error = Assert.Throws<DataException>(fetch)!;
        Assert.That(error.Message + error.In(Language.ChineseSimplified), Does.Not.Contain("\n").And.Not.Contain("Exception"));
        return error.Message;
    }

    [Test]
    public void Files_come_from_the_first_address_and_the_set_can_be_loaded()
    {
        using var first = LoopbackServer.With(_files);
        using var second = LoopbackServer.With(_files);
        Assert.That(Fetch(first, second).Select(f => f.From), Is.EqualTo(_files.Keys.Select(name => first.Address + name)));
        AssertAllIsThere();
        Assert.That(second.All, Is.Empty);
    }

    [Test]
    public void What_a_cut_has_left_is_gone_on_with([Values] bool ranges)
    {
        int cuts = 0;
        using var server = new LoopbackServer(asked =>
            LoopbackServer.Give(_files, asked, ranges) is var told && asked.Path == Images && cuts++ < 2
                ? told with { Sent = 700 * cuts } : told);
        Fetch(server);
        AssertAllIsThere();
        Assert.That(server.All.Where(a => a.Path == Images).Select(a => a.From),
            Is.EqualTo(new long?[] { null, 700, ranges ? 2100 : 1400 }));
    }

    [Test]
    public void A_server_that_is_always_cut_at_the_same_place_is_given_up()
    {
        using var server = new LoopbackServer(asked => new(200, _files[asked.Path], Sent: 500));
        Assert.That(Line(() => Fetch(server)), Does.StartWith($"{Images}: no address gave it: {server.Address}{Images}: "));
        Assert.That(new FileInfo(Target(Images) + ".part").Length, Is.EqualTo(500), "it can be gone on with");
        using var good = LoopbackServer.With(_files);
        Fetch(good);
        AssertAllIsThere();
        Assert.That(good.All[0], Is.EqualTo(new Asked(Images, 500)));
    }

    [Test]
    public void A_part_that_is_whole_already_needs_no_server()
    {
        Directory.CreateDirectory(Path.Combine(_temp.Folder, "mnist"));
        foreach ((string name, byte[] content) in _files) File.WriteAllBytes(Target(name) + ".part", content);
        Fetch(_source with { Mirrors = ["http://nowhere.invalid/"] }, Patience, default);
        AssertAllIsThere();
    }

    [Test]
    public void A_part_of_something_else_is_thrown_away([Values(100, 100_000)] int length)
    {
        Directory.CreateDirectory(Path.Combine(_temp.Folder, "mnist"));
        File.WriteAllBytes(Target(Images) + ".part", new byte[length]);
        using var server = LoopbackServer.With(_files);
        Fetch(server);
        AssertAllIsThere();
        Assert.That(server.All.Take(2), Is.EqualTo(new Asked[] { new(Images, length), new(Images, null) }));
    }

    [Test]
    public void Wrong_content_is_refused_and_leaves_nothing()
    {
        using var server = new LoopbackServer(_ => new(200, [.. "<html>Please log in</html>"u8]));
        Assert.That(Line(() => Fetch(server)),
            Is.EqualTo($"{Images}: no address gave it: {server.Address}{Images}: the content is not the published one; "
                + "try again later, or name another one with --mirror"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(_temp.Folder, "mnist")), Is.Empty);
    }

    [TestCase(404)]
    [TestCase(503)]
    [TestCase(0, TestName = "The_next_address_is_taken_where_the_content_is_wrong")]
    public void The_next_address_is_taken(int status)
    {
        using var bad = new LoopbackServer(_ => new(status == 0 ? 200 : status, new byte[2000]));
        using var good = LoopbackServer.With(_files);
        Assert.That(Fetch(bad, good).Select(f => f.From), Is.EqualTo(_files.Keys.Select(name => good.Address + name)));
        AssertAllIsThere();
    }

    [Test]
    public void The_next_address_goes_on_with_what_the_first_has_sent()
    {
        using var cut = new LoopbackServer(asked => asked.From is null ? new(200, _files[asked.Path], Sent: 300) : new(500, []));
        using var good = LoopbackServer.With(_files);
        Fetch(_source with { Files = [_source.Files[0]] }, Patience, default, cut, good);
        Assert.That(good.All, Is.EqualTo(new Asked[] { new(Images, 300) }));
        Assert.That(File.ReadAllBytes(Target(Images)), Is.EqualTo(_files[Images]));
    }

    [Test]
    public void A_server_that_falls_silent_is_left([Values(0, 400)] int sent)
    {
        using var silent = new LoopbackServer(asked => new(200, _files[asked.Path], Sent: sent, Hangs: true));
        using var good = LoopbackServer.With(_files);
        Fetch(_source with { Files = [_source.Files[0]] }, TimeSpan.FromSeconds(0.3), default, silent, good);
        Assert.That(File.ReadAllBytes(Target(Images)), Is.EqualTo(_files[Images]));
    }

    [Test]
    public void Without_a_network_each_address_is_named_with_its_reason()
    {
        var gone = LoopbackServer.With(_files);
        string address = gone.Address;
        gone.Dispose();
        Assert.That(Line(() => Fetch(_source with { Mirrors = [address, "http://nowhere.invalid/"] }, Patience, default)),
            Does.Contain($"{address}{Images}: ").And.Contain($"; http://nowhere.invalid/{Images}: "));
        Assert.That(Directory.GetFiles(Path.Combine(_temp.Folder, "mnist")), Is.Empty);
    }

    [Test]
    public void Files_that_are_there_are_not_overwritten()
    {
        using var server = LoopbackServer.With(_files);
        Fetch(server);
        server.All.Clear();
        Assert.That(Fetch(server).Select(f => f.From), Is.All.Null);
        Assert.That(server.All, Is.Empty, "nothing is asked for that is there");
        File.WriteAllText(Target(Images), "mine");
        Assert.That(Line(() => Fetch(server)), Does.StartWith($"{Target(Images)}: is there with another content"));
        Assert.That(File.ReadAllText(Target(Images)), Is.EqualTo("mine"));
    }

    [Test]
    public void Files_that_are_there_unpacked_are_not_fetched()
    {
        _temp.WriteSet("mnist");
        using var server = LoopbackServer.With(_files);
        Assert.That(Fetch(server).Select(f => f.From), Is.All.Null);
        Assert.That(server.All, Is.Empty);
    }

    [Test]
    public void Who_stops_it_can_go_on()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Told<DownloadProgress>(p => cancel.Cancel());
        using (var slow = new LoopbackServer(asked => new(200, _files[asked.Path], Sent: 600, Hangs: true)))
            Assert.That(() => Fetch(_source with { Mirrors = [slow.Address] }, Patience, cancel.Token, progress),
                Throws.InstanceOf<OperationCanceledException>());
        Assert.That(new FileInfo(Target(Images) + ".part").Length, Is.EqualTo(600));
        using var good = LoopbackServer.With(_files);
        Fetch(good);
        AssertAllIsThere();
        Assert.That(good.All[0].From, Is.EqualTo(600));
    }

    [Test]
    public void Progress_ends_with_the_whole_length()
    {
        var told = new List<DownloadProgress>();
        using var server = LoopbackServer.With(_files);
        Fetch(_source with { Mirrors = [server.Address] }, Patience, default, new Told<DownloadProgress>(told.Add));
        foreach ((string name, byte[] content) in _files)
            Assert.That(told.Last(p => p.Name == name), Is.EqualTo(new DownloadProgress(name, content.Length, content.Length)));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_folder_that_cannot_be_written_is_told()
    {
        if (Environment.UserName == "root") Assert.Ignore("the superuser may write anywhere");
        File.SetUnixFileMode(_temp.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.That(Line(() => Fetch()), Does.StartWith(Path.Combine(_temp.Folder, "mnist") + ": cannot be written ("));
        }
        finally
        {
            File.SetUnixFileMode(_temp.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Test]
    public void A_file_in_the_place_of_the_folder_is_told()
    {
        _temp.Write("mnist", [1]);
        Assert.That(Line(() => Fetch()), Does.StartWith(Path.Combine(_temp.Folder, "mnist") + ": cannot be written ("));
    }

    [Test]
    public void The_files_of_emnist_come_out_of_one_archive()
    {
        DatasetKind kind = DatasetKind.EmnistDigits;
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
            foreach (string name in kind.FileNames.Append("emnist-letters-train-labels-idx1-ubyte"))
            {
                using Stream entry = zip.CreateEntry($"gzip/{name}.gz").Open();
                entry.Write(IdxTemp.Gzip(name.Contains("images", StringComparison.Ordinal) ? IdxTemp.Images(2, 28, 28)
                    : IdxTemp.Labels(2)));
            }
        byte[] content = archive.ToArray();
        using var server = LoopbackServer.With(new Dictionary<string, byte[]> { ["gzip.zip"] = content });
        Fetch(new(kind, [], [new("gzip.zip", Sum(content))]), Patience, default, server);
        Assert.That(Directory.GetFiles(Path.Combine(_temp.Folder, "emnist-digits")).Select(Path.GetFileName),
            Is.EquivalentTo(kind.FileNames.Select(f => f + ".gz")));
        ReadOnlySpan<byte> upright = DatasetStore.Load(kind, DatasetSplit.Train, _temp.Folder).Image(1);
        for (int row = 0; row < 28; row++)
            for (int column = 0; column < 28; column++)
                Assert.That(upright[row * 28 + column], Is.EqualTo((byte)(7 + column * 28 + row)));
    }

    [Test]
    public void An_archive_without_the_files_is_told()
    {
        byte[] content = [.. "no archive"u8];
        using var server = LoopbackServer.With(new Dictionary<string, byte[]> { ["gzip.zip"] = content });
        Assert.That(
            Line(() => Fetch(new(DatasetKind.EmnistDigits, [], [new("gzip.zip", Sum(content))]), Patience, default, server)),
            Does.Contain("is not the archive of the data set ("));
    }

    [Test]
    public void Every_known_source_has_four_files_or_an_archive_and_sums()
    {
        foreach (DatasetSource source in DatasetSource.All)
        {
            Assert.That(source.Files.Length, Is.AnyOf(1, 4), $"{source.Kind}");
            Assert.That(source.Files.Select(f => f.Md5), Is.All.Match("^[0-9a-f]{32}$"));
            Assert.That(source.Mirrors, Is.Not.Empty.And.All.Match("^https?://.*/$"));
        }
        Assert.That(DatasetSource.All.SelectMany(s => s.Files).Select(f => f.Md5), Is.Unique);
        Assert.That(DatasetSource.All.Select(s => s.Kind), Is.EquivalentTo(DatasetKind.All.Where(k => !k.IsDrawn)));
    }

    /// <summary>Told on the thread that works.</summary>
    private sealed class Told<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
