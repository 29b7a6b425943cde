using System.Collections.Immutable;
using System.Text.Json;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Tests.Data;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Models;

/// <summary>
/// A thousand steps of the small GPT, and the names that it makes up then, against the algorithm in plain Python (generate_microgpt.py):
/// words of the fixture, and the real names where their list is.
/// </summary>
public class GptFixtureTests
{
    private static IEnumerable<TestCaseData> Runs => ((string[])["made_up", "names"]).SelectMany(
        list => Fixtures.Json("microgpt.json").GetProperty(list).GetProperty("runs").EnumerateArray()
            .Select(run => new TestCaseData(list, run).SetArgDisplayNames(list, $"seed {run.GetProperty("seed").GetInt32()}")));

    [TestCaseSource(nameof(Runs))]
    public void In_double_every_loss_is_that_of_the_algorithm_and_so_are_the_names(string list, JsonElement run)
    {
        NameList names = Names(list);
        (double[] losses, ImmutableArray<string> written) = Train(names, run, new ReferenceBackend());
        double[] expected = [.. run.GetProperty("losses").EnumerateArray().Select(l => l.GetDouble())];
        Assert.That(losses, Has.Length.EqualTo(1000));
        for (int step = 0; step < losses.Length; step++)
            Assert.That(losses[step], Is.EqualTo(expected[step]).Within(1e-9), $"step {step + 1}");
        string[] drawn = [.. run.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)];
        Assert.That(written, Is.EqualTo(drawn));
    }

    [TestCaseSource(nameof(Runs))]
    public void In_float_the_last_losses_have_the_mean_of_the_algorithm(string list, JsonElement run)
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        (double[] losses, _) = Train(Names(list), run, cpu);
        double expected = run.GetProperty("losses").EnumerateArray().Skip(950).Average(l => l.GetDouble());
        Assert.That(losses[950..].Average(), Is.EqualTo(expected).Within(1e-3));
    }

    private static NameList Names(string list)
    {
        JsonElement fixture = Fixtures.Json("microgpt.json").GetProperty(list);
        if (!fixture.TryGetProperty("words", out JsonElement words)) return NameList.Read(RealNames.File());
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():n}.txt");
        File.WriteAllLines(path, words.EnumerateArray().Select(w => w.GetString()!));
        try
        {
            return NameList.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The loss of each step, and the names that the trained model makes up.</summary>
    private static (double[] Losses, ImmutableArray<string> Written) Train(NameList names, JsonElement run, IBackend backend)
    {
        ProgramEntry entry = ProgramCatalog.Get("microgpt").With(GptSize.Of(names));
        long seed = run.GetProperty("seed").GetInt64();
        TrainingPlan plan = TrainingPlans.Create(entry, names.ToDataset(), null, seed, epochs: 100) with { MaxSteps = 1000 };
        using var trainer = new Trainer(plan, backend);
        double[] losses = [.. trainer.Run().OfType<StepEvent>().Select(e => e.Loss)];
        return (losses, GptSampler.AfterTraining((GptNetwork)entry.Network!, trainer.Read, plan));
    }
}
