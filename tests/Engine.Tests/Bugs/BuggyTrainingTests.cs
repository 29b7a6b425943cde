using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Training;
using Backstep.Engine.Training;
using Backstep.StubGpu;

namespace Backstep.Engine.Tests.Bugs;

public class BuggyTrainingTests
{
    private static readonly string[] Names = [.. BugCatalog.All.Select(b => b.Name)];

    /// <summary>Four batches an epoch, the last of one image.</summary>
    private static TrainingPlan Sound(string model = "network2", string bug = "", int images = 7) => SmallSet.Plan(images, 2, 2, bug switch
    {
        "momentum-forgotten" => OptimizerSpec.Sgd(0.01, momentum: 0.9),
        "bias-correction-forgotten" => OptimizerSpec.Adam(0.001),
        _ => OptimizerSpec.Sgd(0.01),
    }, model, testImages: 3);

    private static double[] Losses(TrainingPlan plan, IBackend backend)
    {
        using (backend)
        using (var trainer = new Trainer(plan, backend))
            return [.. trainer.Run().OfType<StepEvent>().Select(s => s.Loss)];
    }

    /// <summary>Those that leave the shapes as they are and apply to a run.</summary>
    private static IEnumerable<TestCaseData> Trainable() =>
        from model in (string[])["network2", "mlp"]
        from name in Names
        where Refusal(model, name) is null && name is not ("missing-flatten" or "wrong-in-features")
        select new TestCaseData(model, name);

    private static string? Refusal(string model, string name)
    {
        try
        {
            Sound(model, name).With([name]);
            return null;
        }
        catch (BugException e)
        {
            return e.In(Language.English);
        }
    }

    [TestCaseSource(nameof(Trainable))]
    public void A_run_with_a_bug_is_another_one_and_the_same_on_the_processor_as_by_the_reference(string model, string name)
    {
        double[] reference = Losses(Sound(model, name).With([name]), SmallSet.Backend);
        double[] processor = Losses(Sound(model, name).With([name]), new CpuBackend());
        Assert.That(reference, Is.Not.EqualTo(Losses(Sound(model, name), SmallSet.Backend)));
        for (int i = 0; i < reference.Length && double.IsFinite((float)reference[i]) && Math.Abs(reference[i]) < 1e4; i++)
            Assert.That(processor[i], Is.EqualTo(reference[i]).Within(1e-3 * Math.Max(1, Math.Abs(reference[i]))), $"step {i + 1}");
    }

    [Test]
    public void What_is_not_in_a_program_is_refused_in_a_line([ValueSource(nameof(Names))] string name)
    {
        if (Refusal("network2", name) is not { } line) return;
        Assert.That(line, Does.Contain(name).And.Contain("network2").And.Not.Contain("\n"));
    }

    [Test]
    public void A_layer_that_does_not_fit_is_the_fault_of_the_program([Values("missing-flatten", "wrong-in-features")] string name) =>
        Assert.That(Sound().With([name]).Training(2).Fault, Is.Not.Null);

    [Test]
    public void Gradients_that_add_up_go_on_from_batch_to_batch_as_in_the_debugger([Values("reference", "cpu", "queue")] string device)
    {
        using IBackend backend = Create(device);
        using var run = new TrainingRun(Sound(images: 6).With(["no-zero-grad"]), backend);
        double[] losses = [.. run.Run().OfType<StepEvent>().Select(s => s.Loss)];
        var session = new Timeline(run.Open(1), SmallSet.Backend);
        for (int i = 0; i < losses.Length; i++)
        {
            session.MoveTo(new(i, session.Program.Instructions.Length));
            Assert.That(losses[i], Is.EqualTo(session.Read(session.Program.Loss!)!.ScalarValue).Within(1e-4), $"step {i + 1}");
        }
    }

    [Test]
    public void Gradients_that_add_up_belong_to_the_state_of_a_run([Values("reference", "cpu", "queue")] string device)
    {
        TrainingPlan wrong = Sound().With(["no-zero-grad"]);
        using IBackend backend = Create(device);
        using var run = new TrainingRun(wrong, backend);
        StepEvent[] steps = [.. run.Run().OfType<StepEvent>()];
        foreach (long step in (long[])[0, 3, 4, 5])
        {
            TrainingState state = run.StateAt(step);
            if (step > 0) Assert.That(state.Values.Keys, Does.Contain("conv1.weight.grad"));
            using var again = new Trainer(wrong, backend, state);
            Assert.That(again.Run().OfType<StepEvent>().Select(s => s.Loss), Is.EqualTo(steps[(int)step..].Select(s => s.Loss)),
                $"from {step}");
        }
    }

    [Test]
    public void Nothing_is_learnt_where_gradients_are_set_to_zero_before_the_step()
    {
        TrainingPlan wrong = Sound().With(["zero-grad-after-backward"]);
        using var run = new TrainingRun(wrong, SmallSet.Backend);
        Assert.That(run.Run().OfType<StepEvent>().Count(), Is.EqualTo(8));
        foreach ((string name, Tensor first) in wrong.Initial) Assert.That(run.Read(name).BitEquals(first), name);
    }

    [Test]
    public void A_sum_is_of_as_many_losses_as_the_batch_has_images()
    {
        using var run = new TrainingRun(Sound().With(["sum-instead-of-mean"]) with { MaxSteps = 4 }, SmallSet.Backend);
        StepEvent[] steps = [.. run.Run().OfType<StepEvent>()];
        Assert.That(steps[0].Loss, Is.EqualTo(2 * Losses(Sound(), SmallSet.Backend)[0]).Within(1e-12));
        using var last = new Trainer(Sound(), SmallSet.Backend, run.StateAt(3));
        Assert.That(steps[3].Samples, Is.EqualTo(1));
        Assert.That(steps[3].Loss, Is.EqualTo(last.Run().OfType<StepEvent>().First().Loss).Within(1e-12));
    }

    [Test]
    public void Several_bugs_come_together_and_an_unknown_one_is_named_with_its_neighbours()
    {
        TrainingPlan wrong = Sound().With(["no-zero-grad", "softmax-twice"]);
        Assert.That(wrong.Training(2).Instructions.Any(i => i.Phase == Phase.ZeroGrad), Is.False);
        Assert.That(wrong.Training(2).Instructions.Any(i => i.Opcode == Opcode.Softmax));
        Assert.That(wrong.Evaluation(2).Instructions.Any(i => i.Opcode == Opcode.Softmax));
        Assert.That(() => Sound().With(["no-zero-grads"]), Throws.TypeOf<BugException>().With.Message.Contains("no-zero-grad"));
        Assert.That(Sound() is var sound && ReferenceEquals(sound.With([]), sound));
    }

    private static IBackend Create(string device) => device switch
    {
        "cpu" => new CpuBackend(),
        "queue" =>
            new StubBackend(new GpuDevice(0, "stub", "CUDA", "1", 1 << 30, IsProcessor: false), new StubBehaviour { QueueCapacity = 4096 }),
        _ => SmallSet.Backend,
    };
}
