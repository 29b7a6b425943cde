using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;
using Backstep.StubGpu;

namespace Backstep.Engine.Tests.Training;

public class TrainingRunTests
{
    private static readonly OptimizerSpec Momentum = OptimizerSpec.Sgd(0.05, momentum: 0.9);

    private static TrainingPlan Plan(OptimizerSpec? optimizer = null, int epochs = 3) =>
        SmallSet.Plan(7, 2, epochs, optimizer ?? Momentum, "network2", testImages: 3) with { TestSchedule = TestSchedule.EachEpoch };

    private static IBackend Create(string device) => device switch
    {
        "cpu" => new CpuBackend(),
        "queue" =>
            new StubBackend(new GpuDevice(0, "stub", "CUDA", "1", 1 << 30, IsProcessor: false), new StubBehaviour { QueueCapacity = 4096 }),
        _ => SmallSet.Backend,
    };

    private static RunCondition Condition(string text) => RunCondition.Parse(text, Plan().Training(2));

    private static long? FirstBreak(string condition, string device, TrainingPlan? plan = null)
    {
        using IBackend backend = Create(device);
        using var run = new TrainingRun(plan ?? Plan(), backend);
        return run.Run(Condition(condition)).OfType<BreakEvent>().FirstOrDefault()?.Step;
    }

    [Test]
    public void Every_step_can_be_gone_back_to_with_the_same_bits([Values("reference", "cpu", "queue")] string device)
    {
        using IBackend backend = Create(device);
        var expected = new List<TrainingState>();
        using (var trainer = new Trainer(Plan(), backend) { SaveAt = 1 })
        {
            expected.Add(trainer.Save());
            foreach (TrainingEvent e in trainer.Run())
            {
                if (e is StepEvent) expected.Add(trainer.Save());
                trainer.SaveAt = expected[^1].Step + 1;
            }
        }
        using var run = new TrainingRun(Plan(), backend);
        Assert.That(run.Run().OfType<StepEvent>().Count(), Is.EqualTo(12));
        Assert.That(run.SnapshotCount, Is.InRange(1, 24));
        foreach (long step in new long[] { 12, 0, 7, 4, 5 })
        {
            TrainingState state = run.StateAt(step);
            Assert.That(state.Step, Is.EqualTo(step));
            foreach ((string name, Tensor content) in expected[(int)step].Values)
                Assert.That(state.Values[name].BitEquals(content), $"{name} after step {step}");
        }
        Assert.That(() => run.StateAt(13), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => run.StateAt(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_step_that_is_opened_is_the_step_that_the_run_made()
    {
        using IBackend backend = SmallSet.Backend;
        using var run = new TrainingRun(Plan(), backend);
        StepEvent[] steps = [.. run.Run().OfType<StepEvent>()];
        // The first, one in the middle, the smaller last one of an epoch, the first of the next.
        foreach (int step in new[] { 1, 3, 4, 5 })
        {
            Scenario scenario = run.Open(step);
            var timeline = new Timeline(scenario, backend);
            timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
            Assert.That(timeline.Read(scenario.Program.Loss!)!.ScalarValue, Is.EqualTo(steps[step - 1].Loss), $"step {step}");
            TrainingState after = run.StateAt(step);
            foreach (Value value in scenario.Program.Values.Where(v => v.IsState))
                Assert.That(timeline.Read(value)!.BitEquals(after.Values[value.Name]), $"{value.Name} after step {step}");
        }
    }

    [Test]
    public void The_iterations_behind_an_opened_step_are_the_steps_behind_it_of_the_same_size()
    {
        using IBackend backend = SmallSet.Backend;
        TrainingPlan plan = Plan();
        var batches = new List<Batch>();
        // The orders of three epochs with the tests' draws between them, by hand.
        var random = Backstep.Engine.Random.TorchRandom.Restore(plan.Random.Save());
        for (int epoch = 0; epoch < 3; epoch++)
        {
            batches.AddRange(plan.TrainLoader.NextEpoch(random));
            plan.TestLoader!.NextEpoch(random);
        }
        using var run = new TrainingRun(plan, backend);
        Assert.That(run.Run().Count(), Is.Positive);
        foreach (int step in new[] { 2, 4, 6 })
        {
            Scenario scenario = run.Open(step);
            Batch[] expected = [.. batches.Skip(step - 1).Where(b => b.Labels.Length == batches[step - 1].Labels.Length)];
            for (int i = expected.Length - 1; i >= 0; i--)
                Assert.That(scenario.Batches.At(i)[0].Value.BitEquals(expected[i].Images), $"iteration {i} of step {step}");
        }
    }

    [TestCase("step == 5", 5)]
    [TestCase("epoch == 2", 5)]
    [TestCase("loss > 0", 1)]
    [TestCase("step > 6 and loss > best", 7)]
    [TestCase("isnan(loss)", null)]
    [TestCase("samples < 2", 4)]
    [TestCase("norm(conv1.weight.grad) > 0 and step >= 3", 3)]
    [TestCase("any(isnan(fc1.weight))", null)]
    [TestCase("dead(relu1) > 1", null)]
    [TestCase("dead( relu3 ) >= 0 and step == 4", 4)]
    [TestCase("misclassified(0) > 2", null)]
    public void A_condition_stops_behind_the_first_step_where_it_holds(string condition, int? step)
    {
        long? reference = FirstBreak(condition, "reference");
        if (!condition.Contains("best")) Assert.That(reference, Is.EqualTo((long?)step));
        Assert.That(FirstBreak(condition, "queue"), Is.EqualTo(reference));
    }

    [Test]
    public void A_run_that_diverges_stops_at_its_first_NaN_and_the_cause_can_be_stepped()
    {
        TrainingPlan plan = Plan(OptimizerSpec.Sgd(1e12), epochs: 20);
        using IBackend backend = Create("cpu");
        using var run = new TrainingRun(plan, backend);
        BreakEvent stop = run.Run(Condition("isnan(loss)")).OfType<BreakEvent>().First();
        Scenario scenario = run.Open(stop.Step);
        var session = new DebugSession(scenario, backend);
        session.Timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
        Assert.That(session.Timeline.Read(scenario.Program.Loss!)!.ScalarValue, Is.NaN);
        TrainingState before = run.StateAt(stop.Step - 1);
        Assert.That(before.Step, Is.EqualTo(stop.Step - 1));
    }

    [Test]
    public void A_condition_that_goes_on_holding_stops_once_and_again_when_it_comes_back()
    {
        using IBackend backend = SmallSet.Backend;
        using var run = new TrainingRun(Plan(), backend);
        Assert.That(
            run.Run(Condition("step > 2 and step < 5 or step > 7")).OfType<BreakEvent>().Select(b => b.Step), Is.EqualTo(new[] { 3, 8 }));
    }

    [TestCase("relu1 > 0", "relu1")]
    [TestCase("loss >", "")]
    [TestCase("lost > 1", "loss")]
    public void A_condition_that_cannot_be_is_refused_before_anything_runs(string text, string said) =>
        Assert.That(() => Condition(text), Throws.TypeOf<ExpressionException>().With.Message.Contains(said));

    [Test]
    public void Going_on_behind_a_stop_gives_the_losses_of_a_run_that_never_stopped([Values("reference", "queue")] string device)
    {
        using IBackend backend = Create(device);
        using var free = new TrainingRun(Plan(), backend);
        double[] expected = [.. free.Run().OfType<StepEvent>().Select(s => s.Loss)];
        using var stopped = new TrainingRun(Plan(), backend);
        var losses = new List<double>();
        foreach (TrainingEvent e in stopped.Run(Condition("step == 3 or step == 6")))
        {
            if (e is StepEvent s) losses.Add(s.Loss);
            else if (e is BreakEvent b) Assert.That(stopped.Open(b.Step).Program.Instructions, Is.Not.Empty);
        }
        Assert.That(losses, Is.EqualTo(expected));
    }

    [Test]
    public void What_is_misclassified_adds_up_to_what_is_not_correct([Values("reference", "cpu", "queue")] string device)
    {
        string wrong = string.Join(" + ", Enumerable.Range(0, 10).Select(c => $"misclassified({c})"));
        Assert.That(FirstBreak($"{wrong} != samples - correct", device), Is.Null);
        Assert.That(FirstBreak($"{wrong} > 0", device), Is.EqualTo(FirstBreak("correct < samples", device)).And.Not.Null);
    }

    [Test]
    public void Units_whose_bias_is_far_below_zero_are_dead([Values("reference", "cpu", "queue")] string device, [Values(0, 2, 6)] int dead)
    {
        TrainingPlan plan = Plan(OptimizerSpec.Sgd(1e-6));
        Tensor bias = plan.Initial["conv1.bias"];
        double[] biases = [.. bias.Data.ToArray().Select((b, i) => i < dead ? -100 : 5.0)];
        plan = plan with
        {
            Initial = new Dictionary<string, Tensor>(plan.Initial) { ["conv1.bias"] = new(bias.Shape, biases) },
        };
        Assert.That(FirstBreak($"dead(relu1) == {dead}/6", device, plan), Is.EqualTo(1));
    }

    [TestCase("dead(relu9) > 0", "dead(relu9) is not known; there are dead(relu1), dead(relu2), dead(relu3), dead(relu4) (column 1)")]
    [TestCase("loss > 1 and misclassified(10)", "misclassified(10) is not known; there are misclassified(0), ")]
    [TestCase("dead(conv1)", "dead(conv1) is not known")]
    public void What_a_run_does_not_measure_is_told(string condition, string line) =>
        Assert.That(() => Condition(condition), Throws.TypeOf<ExpressionException>().With.Message.StartsWith(line));

    [Test]
    public void The_cause_is_the_instruction_that_makes_the_first_number_that_is_not_finite([Values("reference", "cpu")] string device)
    {
        using IBackend backend = Create(device);
        using var run = new TrainingRun(Plan(), backend);
        Assert.That(run.Run().OfType<StepEvent>().Any(s => s.Step == 6));
        TrainingState state = run.StateAt(5);
        // Finite, but their product with anything is not.
        Tensor weight = state.Values["fc2.weight"];
        TrainingState broken = state with
        {
            Values = state.Values.SetItem("fc2.weight",
                new(weight.Shape, [.. Enumerable.Repeat(device == "cpu" ? 3e38 : 1e308, weight.Length)])),
        };
        using var forked = new TrainingRun(Plan(), backend, broken);
        Assert.That(forked.Run().OfType<StepEvent>().Last().Loss, Is.NaN);
        RunCause cause = forked.FindCause()!;
        Assert.That(cause.Step, Is.EqualTo(6));
        var timeline = new Timeline(cause.Scenario, backend);
        timeline.MoveTo(cause.Moment);
        Instruction made = cause.Scenario.Program.Instructions[cause.Moment.Executed - 1];
        Assert.That(made.Output.Name, Is.EqualTo("fc2"));
        Assert.That(timeline.Read(made.Output)!.Data.ToArray().All(double.IsFinite), Is.False);
        timeline.MoveTo(new(0, cause.Moment.Executed - 1));
        foreach (Value value in cause.Scenario.Program.Values)
            if (timeline.Read(value) is { } content)
                Assert.That(content.Data.ToArray(), Is.All.Matches<double>(double.IsFinite), value.Name);
        Assert.That(cause.Say(Language.English), Does.StartWith("the first number that is not finite is in step 6: instruction "));
    }

    [Test]
    public void The_cause_of_a_jump_is_the_update_before_it()
    {
        using IBackend backend = SmallSet.Backend;
        using var run = new TrainingRun(Plan(), backend);
        Assert.That(run.Run().OfType<StepEvent>().Any(s => s.Step == 8));
        TrainingState state = run.StateAt(7);
        // A momentum that throws one layer's biases far away.
        const string Buffer = "out.bias.momentum_buffer";
        Tensor buffer = state.Values[Buffer];
        Tensor thrown = new(buffer.Shape, [.. Enumerable.Range(0, buffer.Length).Select(c => 400.0 * c)]);
        using var again = new TrainingRun(Plan(), backend, state with { Values = state.Values.SetItem(Buffer, thrown) });
        StepEvent[] steps = [.. again.Run().OfType<StepEvent>()];
        Assert.That(steps[1].Loss, Is.GreaterThan(2 * steps[0].Loss));
        RunCause cause = again.FindCause()!;
        Instruction made = cause.Scenario.Program.Instructions[cause.Moment.Executed - 1];
        Assert.That((cause.Step, made.Phase, made.Output.Name), Is.EqualTo((8, Phase.Update, "out.bias")));
        Assert.That(cause.Say(Language.English), Does.StartWith("all numbers are finite; the loss jumps most at step 9, from "));
    }

    [Test]
    public void A_sound_run_has_no_cause()
    {
        using IBackend backend = SmallSet.Backend;
        using var run = new TrainingRun(Plan(OptimizerSpec.Sgd(0.01)), backend);
        Assert.That(run.Run().OfType<StepEvent>().Count(), Is.EqualTo(12));
        Assert.That(run.FindCause(), Is.Null);
    }
}
