using System.Text.Json;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Models;

/// <summary>The programs of a few numbers, against a real PyTorch in float64 and against what their numbers promise.</summary>
public class SmallProgramTests
{
    private static readonly string[] Names = ["one-weight", "micrograd", "batch", "softmax", "conv4x4", "pool4x4"];

    private static readonly Dictionary<string, OptimizerSpec?> Optimizers = new()
    {
        ["sgd"] = null,
        ["momentum"] = OptimizerSpec.Sgd(0.05, momentum: 0.9),
        ["adam"] = OptimizerSpec.Adam(0.01),
    };

    public static IEnumerable<TestCaseData> Runs() =>
        ModelFixture.Read("small.json").GetProperty("runs").EnumerateArray()
            .Select(run => new TestCaseData(run).SetArgDisplayNames($"{run.GetProperty("program")}, {run.GetProperty("optimizer")}"));

    [TestCaseSource(nameof(Runs))]
    public void Three_steps_give_PyTorchs_numbers(JsonElement run)
    {
        Scenario scenario = Create(run.GetProperty("program").GetString()!, 0, Optimizers[run.GetProperty("optimizer").GetString()!]);
        var timeline = new Timeline(scenario, new ReferenceBackend());
        long step = 0;
        foreach (JsonElement wanted in run.GetProperty("steps").EnumerateArray())
        {
            timeline.MoveTo(new(step++, scenario.Program.Instructions.Length));
            Assert.Multiple(() =>
            {
                foreach (JsonProperty value in wanted.EnumerateObject())
                {
                    double[] theirs = [.. value.Value.EnumerateArray().Select(e => e.GetDouble())],
                        ours = timeline.Read(scenario.Program[value.Name])!.Data.ToArray();
                    Assert.That(ours, Is.EqualTo(theirs).Within(1e-12), $"{value.Name}, step {step}");
                }
            });
        }
    }

    [Test]
    public void The_fixture_covers_every_small_program() =>
        Assert.That(
            Runs().Select(r => ((JsonElement)r.Arguments[0]!).GetProperty("program").GetString()).Distinct(), Is.EquivalentTo(Names));

    [Test]
    public void Other_seeds_give_other_numbers_of_the_same_size_and_the_same_seed_the_same()
    {
        foreach (string name in Names)
        {
            double[][] numbers = [.. Enumerable.Range(0, 30).Select(seed => Given(Create(name, seed)))];
            Assert.That(numbers.Select(n => string.Join(' ', n)).Distinct().Count(), Is.GreaterThanOrEqualTo(29), name);
            Assert.That(Given(Create(name, 7)), Is.EqualTo(numbers[7]), name);
            foreach (double[] n in numbers)
                Assert.That(
                    n, Is.All.InRange(-10, 10).And.All.Matches<double>(x => Math.Abs(Math.Round(x * 10) - x * 10) < 1e-12),
                    $"{name}: easy numbers");
        }
    }

    [Test]
    public void One_weight_always_has_something_to_learn_and_learns_it()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Scenario scenario = Create("one-weight", seed);
            var timeline = new Timeline(scenario, new ReferenceBackend());
            Assert.That(Loss(0), Is.GreaterThan(0.01), $"seed {seed}");
            Assert.That(Loss(20), Is.LessThan(Loss(0)), $"seed {seed}");

            double Loss(long iteration)
            {
                timeline.MoveTo(new(iteration, scenario.Program.Instructions.Length));
                return timeline.Read(scenario.Program["E"])!.ScalarValue;
            }
        }
    }

    /// <summary>The order of the backward pass: a node's gradient is read only after the last of what its uses send is in it.</summary>
    [Test]
    public void Micrograd_goes_back_through_a_node_once_all_its_uses_have_sent_their_part()
    {
        Program program = Create("micrograd", 0).Program;
        foreach (string name in new[] { "d", "e" })
        {
            Instruction[] backward = [.. program.Instructions.Where(i => i.Phase == Phase.Backward)];
            int sum = Array.FindIndex(backward, i => i.Output.Name == $"{name}.grad");
            Assert.That(backward[sum].Inputs, Has.Length.EqualTo(2), name);
            Assert.That(Array.FindIndex(backward, i => i.Inputs.Contains(program[$"{name}.grad"])), Is.GreaterThan(sum), name);
            Assert.That(Array.FindLastIndex(backward, i => i.Output.Name == $"{name}.grad"), Is.EqualTo(sum), name);
        }
        string[] order = [.. program.Instructions.Where(i => i.Phase == Phase.Backward && i.Output.GradientOf is { IsLeaf: false })
            .Select(i => i.Output.Name)];
        Assert.That(order, Is.EqualTo(new[] { "o.grad", "n.grad", "f.grad", "e.grad", "d.grad" }));
    }

    [Test]
    public void The_gradient_of_the_logits_is_p_minus_y_over_N()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Scenario scenario = Create("softmax", seed);
            var timeline = new Timeline(scenario, new ReferenceBackend());
            timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
            Tensor p = Read("p"), labels = Read("labels"), gradient = Read("logits.grad");
            for (int i = 0; i < 6; i++)
                Assert.That(gradient[i], Is.EqualTo((p[i] - (labels[i / 3] == i % 3 ? 1 : 0)) / 2).Within(1e-15), $"seed {seed}");

            Tensor Read(string name) => timeline.Read(scenario.Program[name])!;
        }
    }

    [Test]
    public void Just_one_window_of_the_pooled_image_has_its_maximum_twice_and_the_first_gets_the_gradient()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Scenario scenario = Create("pool4x4", seed);
            var timeline = new Timeline(scenario, new ReferenceBackend());
            timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
            Tensor x = timeline.Read(scenario.Program["x"])!, gradient = timeline.Read(scenario.Program["gradient"])!,
                grad = timeline.Read(scenario.Program["x.grad"])!;
            int ties = 0;
            for (int window = 0; window < 4; window++)
            {
                int[] cells = [.. Enumerable.Range(0, 4).Select(k => (window / 2 * 2 + k / 2) * 4 + window % 2 * 2 + k % 2)];
                double most = cells.Max(c => x[c]);
                int[] largest = [.. cells.Where(c => x[c] == most)];
                if (largest.Length > 1) ties++;
                Assert.That(
                    cells.Select(c => grad[c]), Is.EqualTo(cells.Select(c => c == largest[0] ? gradient[window] : 0)), $"seed {seed}");
            }
            Assert.That(ties, Is.EqualTo(1), $"seed {seed}");
        }
    }

    [Test]
    public void Each_names_its_learning_rate_and_refuses_what_it_cannot_use()
    {
        foreach (string name in Names)
        {
            ProgramEntry entry = ProgramCatalog.Get(name);
            Assert.That(() => entry.Create(new() { BatchSize = 2 }), Throws.TypeOf<ScenarioException>(), name);
            if (entry.LearningRate is not { } rate)
            {
                Assert.That(() => entry.Create(new() { LearningRate = 1 }), Throws.TypeOf<ScenarioException>(), name);
                continue;
            }
            Scenario right = entry.Create(new()), faster = entry.Create(new() { LearningRate = 0.25 }),
                adam = entry.Create(new() { Optimizer = OptimizerSpec.Adam(0.01) });
            Assert.That(right.Initial[right.Program["lr"]].ScalarValue, Is.EqualTo(rate), name);
            Assert.That(faster.Initial[faster.Program["lr"]].ScalarValue, Is.EqualTo(0.25), name);
            Assert.That(
                right.Program.Source.Lines,
                Has.Some.Contains($"SGD(").And.Some.Contains($"lr={rate.ToString(System.Globalization.CultureInfo.InvariantCulture)})"),
                name);
            Assert.That(adam.Program.Source.Lines, Has.Some.Contains("Adam("), name);
        }
    }

    private static Scenario Create(string name, long seed, OptimizerSpec? optimizer = null) =>
        ProgramCatalog.Get(name).Create(new() { Seed = seed, Optimizer = optimizer });

    private static double[] Given(Scenario s) =>
        [.. s.Program.Values.SelectMany(
            v => s.Batches.At(0).Where(b => b.Key == v).Select(b => b.Value)
                .Concat(s.Initial.Where(i => i.Key == v && v.Name != "lr").Select(i => i.Value)))
            .SelectMany(t => t.Data.ToArray())];
}
