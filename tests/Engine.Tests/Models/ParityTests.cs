using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Models;

/// <summary>Whole programs against what a real PyTorch calculated in float32 from the same seed.</summary>
public class ParityTests
{
    /// <summary>Of a tensor's norm; float32 itself is off by about 1e-6.</summary>
    private const double Tolerance = 1e-5;

    public static IEnumerable<TestCaseData> Runs() =>
        ModelFixture.Read("parity.json").GetProperty("runs").EnumerateArray()
            .Select(run => new TestCaseData(run).SetArgDisplayNames($"{run.GetProperty("program")}, seed {run.GetProperty("seed")}"));

    [TestCaseSource(nameof(Runs))]
    public void First_parameters_are_PyTorchs_to_the_bit(JsonElement run)
    {
        Scenario scenario = Create(run);
        var sums =
            scenario.Program.Parameters.Where(_ => run.GetProperty("init").EnumerateObject().Any())
                .ToDictionary(p => p.Name, p => Sha256(scenario.Initial[p]));
        var wanted = run.GetProperty("init").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        Assert.That(sums, Is.EquivalentTo(wanted));
    }

    [TestCaseSource(nameof(Runs))]
    public void Inputs_are_PyTorchs(JsonElement run)
    {
        Scenario scenario = Create(run);
        var inputs = scenario.Batches.At(0).ToDictionary(i => i.Key.Name, i => i.Value);
        Assert.Multiple(() =>
        {
            foreach (JsonProperty input in run.GetProperty("inputs").EnumerateObject())
                AssertAgrees(inputs[input.Name], input.Value, input.Name);
        });
    }

    [TestCaseSource(nameof(Runs))]
    public void Every_value_gradient_and_update_is_PyTorchs(JsonElement run)
    {
        var timeline = ModelFixture.Run(run.GetProperty("program").GetString()!, new() { Seed = run.GetProperty("seed").GetInt64() });
        Assert.Multiple(() =>
        {
            foreach (JsonProperty wanted in run.GetProperty("values").EnumerateObject())
            {
                string[] key = wanted.Name.Split(':');
                Instruction? writer =
                    timeline.Program.Instructions.LastOrDefault(i => i.Pass == int.Parse(key[0]) && i.Output.Name == key[1]);
                Assert.That(writer, Is.Not.Null, $"nothing writes {wanted.Name}");
                AssertAgrees(timeline.VersionAt(writer!.Output, new(0, writer.Index + 1))!.Content, wanted.Value, wanted.Name);
            }
        });
    }

    [Test]
    public void The_fixture_covers_three_seeds_of_every_seeded_program()
    {
        var seeds =
            Runs().Select(r => (JsonElement)r.Arguments[0]!).GroupBy(r => r.GetProperty("program").GetString()!)
                .ToDictionary(g => g.Key, g => g.Count());
        string[] seeded = ["tutorial-net", "tutorial-net-001", "week4-net", "network2", "network3", "mlp", "layers"];
        Assert.That(seeded.Select(p => seeds[p]), Has.All.EqualTo(3));
    }

    private static Scenario Create(JsonElement run) =>
        ProgramCatalog.Get(run.GetProperty("program").GetString()!).Create(new() { Seed = run.GetProperty("seed").GetInt64() });

    /// <summary>Compares with [norm, sum, four elements evenly spaced].</summary>
    private static void AssertAgrees(Tensor ours, JsonElement summary, string name)
    {
        double[] theirs = [.. summary.EnumerateArray().Select(e => e.GetDouble())];
        TensorStats stats = TensorStats.Of(ours);
        double norm = theirs[0], perElement = norm / Math.Sqrt(ours.Length);
        Assert.That(stats.Norm, Is.EqualTo(norm).Within(Tolerance * norm), $"norm of {name}");
        Assert.That(stats.Sum, Is.EqualTo(theirs[1]).Within(Tolerance * norm * Math.Sqrt(ours.Length)), $"sum of {name}");
        for (int k = 2; k < theirs.Length; k++)
        {
            int at = ours.Length == 1 ? 0 : (k - 2) * (ours.Length - 1) / 3;
            Assert.That(
                ours[at], Is.EqualTo(theirs[k]).Within(Tolerance * Math.Max(perElement, Math.Abs(theirs[k]))), $"{name}, element {at}");
        }
    }

    private static string Sha256(Tensor tensor)
    {
        float[] floats = [.. tensor.Data.ToArray().Select(v => (float)v)];
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(floats)));
    }
}
