using System.Globalization;
using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Data and weights of one's own wherever a data set's name or a file of weights goes.</summary>
public class OwnDataTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-own-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string Table(int rows, int side = 28)
    {
        var text = new StringBuilder("label," + string.Join(',', Enumerable.Range(0, side * side).Select(j => $"pixel{j}")) + "\n");
        for (int i = 0; i < rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i % 10},")
                .AppendJoin(',', Enumerable.Range(0, side * side).Select(j => (i % 10 * 25 + j) % 256)).Append('\n');
        string path = Path.Combine(_folder, "digits.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private string Weights(string prefix = "")
    {
        string path = Path.Combine(_folder, "w.safetensors");
        Network network = ProgramCatalog.Get("network2").Network!;
        IReadOnlyDictionary<string, Tensor> drawn = network.Initialize(new(3));
        Safetensors.Write(path, new([.. network.Parameters.Select(p => KeyValuePair.Create(prefix + p.Name, drawn[p.Name]))], []));
        return path;
    }

    [Test]
    public void A_table_is_trained_on_evaluated_traced_and_debugged_and_how_it_was_read_is_said()
    {
        string path = Table(60), save = Path.Combine(_folder, "s.safetensors");
        CliResult trained = Cli.Run("train", "network2", "--data", path, "--batch-size", "12", "--epochs", "2", "--save", save, "--text");
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        Assert.That(trained.Error,
            Does.Contain("60 rows as images of (1, 28, 28), target label, 10 classes; 12 of 60, always the same, are held out"));
        CliResult evaluated = Cli.Run("eval", "network2", "--weights", save, "--data", path, "--json");
        Assert.That((evaluated.ExitCode, evaluated.Json[0].GetProperty("samples").GetInt32()), Is.EqualTo((0, 12)));
        Assert.That(Cli.Run("trace", "network2", "--data", path, "--batch-size", "2").ExitCode, Is.Zero);
        Assert.That(Cli.Run("debug", "network2", "--data", path, "--batch-size", "2", "--exec", "print labels").Out, Is.Not.Empty);
    }

    [Test]
    public void Weights_with_a_beginning_before_all_names_go_wherever_weights_go_and_that_is_said()
    {
        string path = Weights("module.");
        CliResult debugged = Cli.Run("debug", "network2", "--weights", path, "--batch-size", "1", "--exec", "print out.bias");
        Assert.That((debugged.ExitCode, debugged.Out),
            Is.EqualTo((0, Cli.Good("debug", "network2", "--weights", Weights(), "--batch-size", "1", "--exec", "print out.bias").Out)));
        Assert.That(debugged.Error, Does.Contain("all names begin with module., which is left out"));
    }

    [Test]
    public void What_does_not_fit_the_network_is_one_line()
    {
        Assert.That(Cli.Complaint(2, "train", "network2", "--data", Table(20, side: 8), "--text"),
            Does.Contain("takes samples of (1, 28, 28), those of digits.csv are (1, 8, 8)"));
        Assert.That(Cli.Complaint(2, "trace", "network2", "--data", Table(20, side: 8)), Does.Contain("takes samples of"));
        string path = Table(20);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\n3,", "\n12,", StringComparison.Ordinal));
        Assert.That(Cli.Complaint(2, "train", "network2", "--data", path, "--text"),
            Does.Contain("network2 has 10 outputs, digits.csv has 13 classes"));
        Assert.That(Cli.Complaint(2, "train", "network2", "--data", Path.Combine(_folder, "none.csv"), "--text"),
            Does.Contain("there is no such file"));
        Assert.That(Cli.Complaint(2, "train", "network2", "--data", "cifar", "--text"), Does.Contain("no such data set"));
        File.WriteAllText(path, File.ReadAllText(path).Replace("\n12,", "\n12.5,", StringComparison.Ordinal));
        Assert.That(Cli.Complaint(2, "train", "network2", "--data", path, "--text"),
            Does.Contain("network2 tells classes apart, but digits.csv has numbers to be reached"));
    }

    [TestCase("eval", "network2")]
    [TestCase("train", "network2", "--data", "synthetic", "--text")]
    [TestCase("debug", "network2", "--exec", "next")]
    [TestCase("trace", "network2")]
    [TestCase("explain", "network2", "loss")]
    public void A_pickle_that_would_run_something_is_one_line_everywhere(params string[] command)
    {
        string path = Path.Combine(_folder, "w.pt"), hurt = Path.Combine(_folder, "hurt");
        using (var zip = new System.IO.Compression.ZipArchive(File.Create(path), System.IO.Compression.ZipArchiveMode.Create))
        {
            using Stream entry = zip.CreateEntry("archive/data.pkl").Open();
            entry.Write(Encoding.Latin1.GetBytes($"\u0080\u0002cos\nsystem\n(U{(char)(6 + hurt.Length)}touch {hurt}tR."));
        }
        Assert.That(Cli.Complaint(2, [.. command, "--weights", path]),
            Does.Contain("asks for os.system, which weights never need; nothing of it was run"));
        Assert.That(File.Exists(hurt), Is.False);
    }
}
