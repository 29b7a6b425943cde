using System.Security.Cryptography;
using Backstep.Engine.Data;
using Backstep.Engine.Downloads;
using Backstep.Engine.Tests.Downloads;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class DataTests
{
    private string _home = "";

    [SetUp]
    public void MakeHome() => _home = Directory.CreateTempSubdirectory("backstep-data-").FullName;

    [TearDown]
    public void DropHome() => Directory.Delete(_home, recursive: true);

    private static Dictionary<string, byte[]> Files(DatasetKind kind) =>
        kind.FileNames.Select((name, i) => (name, i)).ToDictionary(
            f => f.name + ".gz", f => IdxFolder.Gzip(IdxFolder.Content(IdxFolder.Names[f.i])));

    private CliResult Run(
        LoopbackServer server, IReadOnlyDictionary<string, byte[]> files, bool isTerminal, CancellationToken cancel, params string[] args)
    {
        DatasetSource source = new(DatasetKind.Kmnist, [server.Address],
            [.. files.Select(f => new RemoteFile(f.Key, Convert.ToHexStringLower(MD5.HashData(f.Value))))]);
        return Cli.Start(args, "", isTerminal, cancel, variable: name => name == "BACKSTEP_HOME" ? _home : null, sources: [source]);
    }

    [Test]
    public void A_set_that_was_got_is_trained_with()
    {
        Dictionary<string, byte[]> files = Files(DatasetKind.Kmnist);
        using var server = LoopbackServer.With(files);
        string place = Path.Combine(_home, "data", "kmnist");
        CliResult got = Run(server, files, false, default, "data", "get", "kmnist");
        Assert.That((got.ExitCode, got.Error), Is.EqualTo((0, "")));
        Assert.That(got.Lines[^1], Is.EqualTo("kmnist is there; train with it: backstep train network2 --data kmnist"));
        Assert.That(got.Lines[0], Does.StartWith(Path.Combine(place, "train-images-idx3-ubyte.gz") + ": ").And.Contain(server.Address));
        Assert.That(
            Run(server, files, false, default, "data", "get", "kmnist", "--data-dir", Path.Combine(_home, "data")).Lines[^1],
            Does.EndWith($"--data kmnist --data-dir {Path.Combine(_home, "data")}"));
        string trained = Cli.Good(
            "train", "network2", "--data", "kmnist", "--data-dir", Path.Combine(_home,
                "data"), "--max-steps", "2", "--batch-size", "10").Out;
        Assert.That(trained, Does.Contain("accuracy").IgnoreCase);
        Assert.That(Cli.Good("data", "list", "--data-dir", Path.Combine(_home, "data")).Lines,
            Does.Contain($"kmnist         {place}").And.Contain("qmnist         not here; get it: backstep data get qmnist")
                .And.Contain("synthetic      always there (drawn digits)"));
        Assert.That(Cli.Good("data", "list", "--json").Json.Select(j => j.GetProperty("name").GetString()),
            Is.EqualTo(DatasetKind.All.Select(k => k.Name)));
    }

    [Test]
    public void Bytes_are_counted_on_a_terminal_only([Values] bool isTerminal)
    {
        Dictionary<string, byte[]> files = Files(DatasetKind.Kmnist);
        using var server = LoopbackServer.With(files);
        CliResult got = Run(server, files, isTerminal, default, "data", "get", "kmnist");
        string whole = $"t10k-labels-idx1-ubyte.gz  [{new string('#', 24)}]  {files["t10k-labels-idx1-ubyte.gz"].Length} B / ";
        Assert.That(got.Error, isTerminal ? Does.Contain(whole) : Is.Empty);
    }

    [Test]
    public void Content_that_is_not_the_published_one_is_refused([Values("mnist", "fashion-mnist", "kmnist", "emnist-digits", "qmnist")]
        string name)
    {
        using var server = new LoopbackServer(_ => new(200, [.. "something else"u8]));
        string line = Cli.Complaint(2, "data", "get", name, "--data-dir", _home, "--mirror", server.Address);
        Assert.That(line, Does.Contain("no address gave it: " + server.Address).And.Contain("the content is not the published one"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(_home, name)), Is.Empty);
    }

    [Test]
    public void Who_presses_Ctrl_C_is_told_how_to_go_on()
    {
        Dictionary<string, byte[]> files = Files(DatasetKind.Kmnist);
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer(asked =>
        {
            cancel.CancelAfter(50);
            return new(200, files[asked.Path], Sent: 10, Hangs: true);
        });
        CliResult got = Run(server, files, false, cancel.Token, "data", "get", "kmnist");
        Assert.That((got.ExitCode, got.Error), Is.EqualTo((130, "backstep: stopped; the same command goes on where it was\n")));
    }

    [TestCase("data get cifar", "cifar: no such data set; there are mnist,")]
    [TestCase("data get synthetic", "synthetic is drawn when it is wanted; there is nothing to get")]
    [TestCase("data get mnist --mirror ftp://x/", "--mirror ftp://x/ is not possible")]
    [TestCase("data get mnist --mirror nonsense", "--mirror nonsense is not possible")]
    [TestCase("data get mnist", "nothing says where data is kept; name a folder with --data-dir")]
    [TestCase("data get", "get needs a name")]
    public void What_cannot_be_got_is_one_line(string line, string message) =>
        Assert.That(Cli.Complaint(2, line.Split(' ')), Does.Contain(message));
}
