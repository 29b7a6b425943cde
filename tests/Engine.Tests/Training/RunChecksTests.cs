using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Bugs;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Training;

public class RunChecksTests
{
    private static readonly Dataset Digits = SyntheticDigits.Create(SyntheticDigits.TrainCount);

    private static TrainingPlan Plan(
        string model = "network2", OptimizerSpec? optimizer = null, long seed = 1, long steps = 520, Dataset? data = null) =>
        TrainingPlans.Create(ProgramCatalog.Get(model), data ?? Digits, null, seed, 10, optimizer ?? OptimizerSpec.Sgd(0.01), epochs: 10)
        with
        { MaxSteps = steps };

    private static WarningEvent[] Warnings(TrainingPlan plan)
    {
        using var backend = new CpuBackend();
        using var run = new TrainingRun(plan, backend, keepsSnapshots: false, checks: new RunChecks(plan));
        return [.. run.Run().OfType<WarningEvent>()];
    }

    private static IEnumerable<TestCaseData> Sound() =>
        from model in (string[])["network2", "mlp", "network3"]
        from optimizer in (OptimizerSpec[])[
            OptimizerSpec.Sgd(0.01), OptimizerSpec.Sgd(0.05), OptimizerSpec.Sgd(0.01, momentum: 0.9), OptimizerSpec.Adam(0.001),
            OptimizerSpec.Sgd(0.02, weightDecay: 1e-4)]
        from seed in model == "network3" ? (long[])[3] : [1, 2]
        select new TestCaseData(model, optimizer, seed);

    [TestCaseSource(nameof(Sound))]
    public void A_sound_run_is_left_in_peace(string model, OptimizerSpec optimizer, long seed)
    {
        // Some go on until guessing would be seen.
        Assert.That(Warnings(Plan(model, optimizer, seed, model == "mlp" && seed == 1 ? 520 : 220)).Select(w => w.Say(Language.English)),
            Is.Empty);
    }

    [Test]
    public void A_sound_run_on_other_data_is_left_in_peace([Values("network2", "mlp")] string model, [Values] bool plain)
    {
        // Bright squares; and digits between 0 and 1, as clothes are normalised.
        Dataset data = plain ? Digits.With(Normalization.ToTensor) : SmallSet.Create(600);
        foreach (OptimizerSpec optimizer in (OptimizerSpec[])[OptimizerSpec.Sgd(0.05), OptimizerSpec.Adam(0.001)])
            Assert.That(Warnings(Plan(model, optimizer, seed: 4, steps: 220, data)).Select(w => w.Say(Language.English)), Is.Empty);
    }

    [TestCase("no-zero-grad", "no-zero-grad", 0)]
    [TestCase("softmax-twice", "softmax-twice", 0)]
    [TestCase("learning-rate-too-high", "loss-explodes", 40)]
    [TestCase("update-sign", "loss-explodes", 400)]
    [TestCase("zero-initialisation", "loss-of-guessing", 500)]
    [TestCase("zero-grad-after-backward", "loss-of-guessing", 500)]
    [TestCase("dead-relu", "dead-relu", 20)]
    public void A_bug_shows_its_sign(string bug, string check, long latest)
    {
        OptimizerSpec optimizer = OptimizerSpec.Sgd(bug == "learning-rate-too-high" ? 0.1 : 0.01);
        WarningEvent warning = Warnings(Plan(optimizer: optimizer, steps: Math.Max(latest, 1)).With([bug])).First(w => w.Check == check);
        Assert.That(warning.Step, Is.LessThanOrEqualTo(latest));
        Assert.That(warning.Say(Language.English), Is.Not.Empty.And.Not.EqualTo(warning.Say(Language.ChineseSimplified)));
    }

    [TestCase(255f)]
    [TestCase(1 / 255f)]
    public void Inputs_of_another_size_are_seen_before_the_first_step(float factor)
    {
        Dataset scaled = Digits.With(Normalization.Of($"x * {factor}", x => x * factor));
        WarningEvent warning = Warnings(Plan(steps: 1, data: scaled)).First();
        Assert.That((warning.Check, warning.Step), Is.EqualTo(("input-scale", 0L)));
    }

    [Test]
    public void A_hidden_sigmoid_that_lies_flat_is_seen([Values(1, 300)] int factor)
    {
        Network network = new("sigmoids", "Sequential", new Shape(1, 28, 28),
            [new("net", new Sequential(new Flatten(), new Linear(784, 20), new Sigmoid(), new Linear(20, 10), new Sigmoid()))],
            (f, x) => f.Call("net", x))
        {
            ForwardLines = "logits = net(x)  #@ net.0, net.1, net.2, net.3, net.4",
            StepLines = "loss = loss_func(logits, labels)  #@ loss\nloss.backward()  #@ zero_grad, backward, update, lr",
        };
        var random = new TorchRandom(1);
        var initial = new Dictionary<string, Tensor>(network.Initialize(random)) { ["lr"] = Tensor.Scalar(0.01) };
        Tensor weight = initial["net.1.weight"];
        initial["net.1.weight"] = new Tensor(weight.Shape, [.. weight.Data.ToArray().Select(w => w * factor)]);
        WarningEvent[] warnings = Warnings(Plan(steps: 20) with
        {
            Training = n => network.BuildTraining(n, OptimizerSpec.Sgd(0.01)),
            Evaluation = network.BuildEvaluation,
            Initial = initial,
        });
        Assert.That(warnings.Select(w => w.Check), factor == 1 ? Is.Empty : Is.EqualTo(new[] { "saturated-sigmoid" }));
    }

    [Test]
    public void A_sign_is_told_once()
    {
        WarningEvent[] warnings = Warnings(Plan(optimizer: OptimizerSpec.Sgd(0.1)).With(["learning-rate-too-high"]));
        Assert.That(warnings.Select(w => w.Check), Is.Unique.And.Not.Empty);
        Assert.That(warnings.Select(w => w.Check), Is.SubsetOf(RunChecks.All.Select(c => c.Check)));
    }
}
