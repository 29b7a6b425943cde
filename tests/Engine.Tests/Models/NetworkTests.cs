using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Models;

public class NetworkTests
{
    public static IEnumerable<string> All() => ProgramCatalog.All.Select(p => p.Name);

    public static IEnumerable<string> Trainable() => ProgramCatalog.All.Where(p => p.CanTrain).Select(p => p.Name);

    [TestCaseSource(nameof(All))]
    public void Every_program_runs_two_iterations_and_all_its_values_are_finite(string name)
    {
        Scenario scenario = ProgramCatalog.Get(name).Create(new());
        var timeline = new Timeline(scenario, new ReferenceBackend());
        int iterations = scenario.Program.Fault is null ? 2 : 1;
        timeline.MoveTo(new(iterations - 1, scenario.Program.Instructions.Length));
        foreach (Instruction i in scenario.Program.Instructions)
            // A mask is there to make infinities.
            if (i.Opcode != Opcode.CausalMask)
                Assert.That(timeline.Read(i.Output)!.Data.ToArray(), Has.All.Matches<double>(double.IsFinite), i.Output.Name);
    }

    [TestCaseSource(nameof(All))]
    public void Every_instruction_belongs_to_a_line_of_code(string name)
    {
        Program program = ProgramCatalog.Get(name).Create(new()).Program;
        foreach (Instruction i in program.Instructions)
            Assert.That(program.Source[i.SourceLine].Trim(), Is.Not.Empty, $"{i.Output.Name}");
        Assert.That(program.Source.Lines, Has.None.Contains("#@").And.None.Matches<string>(l => Regex.IsMatch(l, @"\{\w+\}")));
    }

    [TestCaseSource(nameof(All))]
    public void The_same_seed_gives_the_same_program_and_contents(string name)
    {
        Scenario a = ProgramCatalog.Get(name).Create(new() { Seed = 3 }), b = ProgramCatalog.Get(name).Create(new() { Seed = 3 });
        Assert.That(a.Program.Instructions.Select(i => i.Label), Is.EqualTo(b.Program.Instructions.Select(i => i.Label)));
        foreach (Value value in a.Program.Parameters)
            Assert.That(a.Initial[value].BitEquals(b.Initial[b.Program[value.Name]]), value.Name);
        foreach (var ((x, content), (_, same)) in a.Batches.At(0).Zip(b.Batches.At(a.Batches is FixedBatch ? 5 : 0), (p, q) => (p, q)))
            Assert.That(content.BitEquals(same), x.Name);
    }

    [Test]
    public void Network1_stops_at_fc1_and_says_what_PyTorch_says()
    {
        Scenario scenario = ProgramCatalog.Get("network1").Create(new());
        Program program = scenario.Program;
        Assert.That(
            program.Instructions.Select(i => i.Output.Name), Is.EqualTo(new[] { "conv1", "relu1", "pool1", "conv2", "relu2", "pool2" }));
        string theirs = ModelFixture.Read("models.json").GetProperty("network1_error").GetString()!;
        Assert.That(program.Fault!.Message, Does.StartWith("fc1: ").And.Contain("(4, 12, 4, 4)").And.EndWith(theirs));
        Assert.That(program.Find("fc1.weight"), Is.Not.Null, "parameters that are not reached are there all the same");
        Assert.That(ProgramCatalog.Get("network1").CanTrain, Is.False);
    }

    [TestCaseSource(nameof(Trainable))]
    public void Evaluation_is_the_forward_part_of_training_under_the_same_names(string name)
    {
        Network network = ProgramCatalog.Get(name).Network!;
        Program training = network.BuildTraining(2, OptimizerSpec.Sgd(0.1)), evaluation = network.BuildEvaluation(2);
        static IEnumerable<string> Forward(Program p) =>
            p.Instructions.Where(i => i.Phase <= Phase.Loss).Select(i => $"{i.Opcode} {i.Output} {i.SourceLine}");
        Assert.That(Forward(evaluation), Is.EqualTo(Forward(training)));
        Assert.That(evaluation.Instructions, Has.Length.EqualTo(Forward(training).Count()));
        Assert.That(evaluation.Output!.Name, Is.EqualTo(training.Output!.Name));
        Assert.That(evaluation.Output.Shape, Is.EqualTo(name == "microgpt" ? new Shape(2, 10, 27) : new Shape(2, 10)));
    }

    [Test]
    public void Network2_of_seed_50_has_the_published_bytes()
    {
        Scenario scenario = ProgramCatalog.Get("network2").Create(new() { Seed = 50 });
        float[] all = [.. scenario.Program.Parameters.SelectMany(p => scenario.Initial[p].Data.ToArray()).Select(v => (float)v)];
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(all))),
            Is.EqualTo("7b12838b408a4c9c06f4c49652e2a5e2fa6c5e8451468f2243a793fe6b79cdd4"));
    }

    [Test]
    public void The_images_themselves_get_no_gradient() =>
        Assert.That(ProgramCatalog.Get("network2").Create(new()).Program.Find("x.grad"), Is.Null);

    [Test]
    public void The_chosen_optimizer_shows_in_the_listing_and_its_rate_is_a_value()
    {
        Scenario scenario =
            ProgramCatalog.Get("network2").Create(new() { Optimizer = OptimizerSpec.Sgd(0.1, momentum: 0.9), LearningRate = 0.05 });
        Assert.That(scenario.Program.Source.Lines, Has.One.EqualTo("optimizer = optim.SGD(network.parameters(), lr=0.05, momentum=0.9)"));
        Assert.That(scenario.Initial[scenario.Program["lr"]].ScalarValue, Is.EqualTo(0.05));
        Assert.That(scenario.Program.Find("fc1.weight.momentum_buffer"), Is.Not.Null);
    }

    [Test]
    public void Activations_show_each_functions_slope_as_a_path_of_its_own()
    {
        Timeline timeline = ModelFixture.Run("activations", new());
        Program program = timeline.Program;
        double[] x = timeline.Read(program["x"])!.Data.ToArray(), slopes = timeline.Read(program["x.grad"])!.Data.ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            double s = 1 / (1 + Math.Exp(-x[i])), t = Math.Tanh(x[i]);
            Assert.That(slopes[i], Is.EqualTo(s * (1 - s) + (1 - t * t) + (x[i] > 0 ? 1 : 0)).Within(1e-14));
        }
        Assert.That(program.Instructions.Select(i => i.Label), Has.One.EqualTo("sigmoid→∂total/∂x"));
    }

    [Test]
    public void Without_zero_grad_in_between_both_backward_passes_add_up()
    {
        Timeline kept = ModelFixture.Run("tutorial-net-001", new()), cleared = ModelFixture.Run("tutorial-net", new());
        Tensor sum = At(kept, 2), first = At(cleared, 1), second = At(cleared, 2);
        for (int i = 0; i < sum.Length; i++) Assert.That(sum[i], Is.EqualTo(first[i] + second[i]).Within(1e-15));

        static Tensor At(Timeline t, int pass)
        {
            Instruction writer =
                t.Program.Instructions.Last(i => i.Pass == pass && i.Output.Name == "conv1.bias.grad" && i.Phase == Phase.Backward);
            return t.VersionAt(writer.Output, new(0, writer.Index + 1))!.Content;
        }
    }

    [Test]
    public void A_script_refuses_another_optimizer_but_takes_a_learning_rate()
    {
        ProgramEntry script = ProgramCatalog.Get("week4-net");
        Assert.That(() => script.Create(new() { Optimizer = OptimizerSpec.Adam() }), Throws.TypeOf<ScenarioException>());
        Assert.That(script.Create(new() { LearningRate = 0.5 }).Program.Source.Lines, Has.One.EqualTo("learning_rate = 0.5"));
    }

    [Test]
    public void An_unknown_program_gets_near_misses_and_the_list()
    {
        var error = Assert.Throws<UnknownProgramException>(() => ProgramCatalog.Get("netwrok2"));
        Assert.That(error!.Near, Is.EqualTo(new[] { "network2" }));
        Assert.That(
            error.Message,
            Does.StartWith("there is no program netwrok2; did you mean network2?").And.Contain("two-layer").And.Not.Contain("\n"));
        Assert.That(
            Assert.Throws<UnknownProgramException>(() => ProgramCatalog.Get("tutorial"))!.Near,
            Is.EqualTo(new[] { "tutorial-net", "tutorial-net-001" }));
        Assert.That(Assert.Throws<UnknownProgramException>(() => ProgramCatalog.Get("resnet"))!.Message, Does.Not.Contain("did you mean"));
    }
}
