using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;

namespace Backstep.Engine.Tests.Models.Files;

public sealed class ProgramFilesTests
{
    private const string Classic =
        """
        {
          "layers": ["Linear(2, 2)", "Sigmoid", "Linear(2, 2)", "Sigmoid"],
          "loss": "HalfSquaredError",
          "optimizer": {"type": "SGD", "lr": 0.5},
          "shared_bias": true,
          "frozen": ["b1", "b2"],
          "data": {"inputs": [[0.05, 0.10]], "targets": [[0.01, 0.99]]},
          "weights": {
            "w1": 0.15, "w2": 0.20, "w3": 0.25, "w4": 0.30, "b1": 0.35,
            "w5": 0.40, "w6": 0.45, "w7": 0.50, "w8": 0.55, "b2": 0.60
          }
        }
        """;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-net").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_bias_that_units_share_is_that_of_each_of_them_when_they_are_trained() =>
        Assert.That(ProgramFiles.Get(File("classic.json", Classic)).Network!.Initialize(new TorchRandom(0))["0.bias"].Data.ToArray(),
            Is.EqualTo(new[] { 0.35, 0.35 }));

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    [Test]
    public void A_name_of_the_catalog_comes_before_a_file()
    {
        File("neuron", "nonsense");
        Assert.That(ProgramFiles.Get("neuron", _folder), Is.SameAs(ProgramCatalog.Get("neuron")));
    }

    [Test]
    public void A_word_that_is_neither_is_no_program() =>
        Assert.That(() => ProgramFiles.Get("two-layr", _folder), Throws.TypeOf<UnknownProgramException>());

    [Test]
    public void The_classic_example_gives_its_published_numbers()
    {
        Scenario scenario = ProgramFiles.Get(File("classic.json", Classic)).Create(new());
        using var backend = new ReferenceBackend();
        var timeline = new Timeline(scenario, backend);
        timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
        Assert.That(Number("E"), Is.EqualTo(0.298371109).Within(5e-10));
        Assert.That(Number("w5"), Is.EqualTo(0.35891648).Within(5e-9));
        Assert.That(Number("w6"), Is.EqualTo(0.408666186).Within(5e-10));
        Assert.That(Number("w7"), Is.EqualTo(0.511301270).Within(5e-10));
        Assert.That(Number("w8"), Is.EqualTo(0.561370121).Within(5e-10));
        Assert.That(Number("w1"), Is.EqualTo(0.149780716).Within(5e-10));
        Assert.That(Number("w2"), Is.EqualTo(0.19956143).Within(5e-9));
        Assert.That(Number("w3"), Is.EqualTo(0.24975114).Within(5e-9));
        Assert.That(Number("w4"), Is.EqualTo(0.29950229).Within(5e-9));
        timeline.MoveTo(new(1, scenario.Program.Instructions.Length));
        // Printed as 0.291027924; In double precision it is this.
        Assert.That(Number("E"), Is.EqualTo(0.29102777369359933).Within(1e-15).And.EqualTo(0.291027924).Within(2e-7));

        double Number(string name) => timeline.Read(scenario.Program[name])!.ScalarValue;
    }
}
