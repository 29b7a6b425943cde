using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Runs;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Models.Files;

/// <summary>Networks from files trained on tables: the one in the file, or another file.</summary>
public class FileTrainingTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-train-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static double[] Losses(RunSettings settings, bool isCpu)
    {
        using IBackend backend = isCpu ? new CpuBackend() : new ReferenceBackend();
        using var trainer = new Trainer(settings.Plan(), backend);
        return [.. trainer.Run().OfType<StepEvent>().Select(s => s.Loss)];
    }

    [Test]
    public void Exclusive_or_is_learnt_from_the_table_in_the_file([Values] bool isCpu)
    {
        string path = File("xor.json", """
            {
              "network": "nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())",
              "loss": "MSELoss", "optimizer": "SGD(lr=1)", "epochs": 600,
              "data": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 1, 0]}
            }
            """);
        double[] losses = Losses(RunSettings.Of(ProgramFiles.Get(path)), isCpu);
        Assert.That(losses, Has.Length.EqualTo(600));
        Assert.That(losses[0], Is.GreaterThan(0.2));
        Assert.That(losses[^1], Is.LessThan(0.01));
    }

    [TestCase("MSELoss", "nn.Linear(2, 1)", "x1,x2,y\n0,0,0.5\n0,1,1.5\n1,0,2.5\n1,1,3.5\n", Description = "numbers to be reached")]
    [TestCase("MSELoss", "nn.Linear(2, 1)", "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,2\n", Description = "whole numbers, which could be classes")]
    [TestCase("CrossEntropyLoss", "nn.Linear(2, 2)", "x1,x2,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,yes\n", Description = "classes")]
    [TestCase("MSELoss", "nn.Linear(2, 2)", "x1,x2,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,yes\n", Description = "classes, one number each")]
    public void A_table_of_numbers_is_trained_on_by_a_network_that_takes_it(string loss, string layer, string table)
    {
        string path = File("net.json", $$"""{"network": "nn.Sequential({{layer}})", "loss": "{{loss}}", "optimizer": "SGD(lr=0.2)"}""");
        RunSettings settings = RunSettings.Of(ProgramFiles.Get(path)) with
        { Data = DatasetKind.Parse(File("t.csv", table)).Name, BatchSize = 4, Epochs = 200 };
        double[] cpu = Losses(settings, isCpu: true), reference = Losses(settings, isCpu: false);
        Assert.That(cpu[^1], Is.LessThan(cpu[0] / 2));
        Assert.That(cpu, Is.EqualTo(reference).Within(1e-4));
    }

    [Test]
    public void Images_of_other_sizes_are_trained_on_by_a_network_for_them([Values] bool isCpu)
    {
        string path = File("net.json",
            """{"network": "nn.Sequential(nn.Flatten(), nn.Linear(64, 10))", "optimizer": "SGD(lr=0.1)", "input_shape": [1, 8, 8]}""");
        string row = string.Join(',', Enumerable.Range(0, 64)), other = string.Join(',', Enumerable.Range(0, 64).Select(i => 255 - i));
        string table = File("t.csv", string.Concat(Enumerable.Range(0, 20).Select(i => $"{i % 2},{(i % 2 == 0 ? row : other)}\n")));
        double[] losses = Losses(RunSettings.Of(ProgramFiles.Get(path)) with
        { Data = DatasetKind.Parse(table).Name, BatchSize = 10, Epochs = 20 }, isCpu);
        Assert.That(losses[^1], Is.LessThan(losses[0] / 4));
    }
}
