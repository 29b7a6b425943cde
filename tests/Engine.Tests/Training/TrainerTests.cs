using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Training;

public class TrainerTests
{
    private static List<TrainingEvent> Run(TrainingPlan plan, CancellationToken cancel = default)
    {
        using var trainer = new Trainer(plan, SmallSet.Backend);
        return [.. trainer.Run(cancel)];
    }

    [Test]
    public void Events_come_in_the_order_of_the_tutorials_loop()
    {
        var events = Run(SmallSet.Plan(25, 10, epochs: 2, testImages: 7));
        Assert.That(events.Select(e => e.GetType().Name), Is.EqualTo(new[]
        {
            nameof(StepEvent), nameof(StepEvent), nameof(StepEvent), nameof(EpochEvent),
            nameof(StepEvent), nameof(StepEvent), nameof(StepEvent), nameof(EpochEvent), nameof(TestEvent),
        }));
        StepEvent[] steps = [.. events.OfType<StepEvent>()];
        Assert.That(steps.Select(s => (s.Epoch, s.Step, s.BatchIndex, s.Samples)), Is.EqualTo(new[]
        {
            (0, 1L, 0, 10), (0, 2L, 1, 10), (0, 3L, 2, 5), (1, 4L, 0, 10), (1, 5L, 1, 10), (1, 6L, 2, 5),
        }));
        EpochEvent epoch = events.OfType<EpochEvent>().First();
        Assert.That(epoch.LossSum, Is.EqualTo(steps.Take(3).Sum(s => s.Loss)).Within(1e-12));
        Assert.That((epoch.Correct, epoch.Samples, epoch.Complete), Is.EqualTo((steps.Take(3).Sum(s => s.Correct), 25, true)));
        Assert.That(
            events.OfType<TestEvent>().Single(),
            Has.Property("Samples").EqualTo(7).And.Property("Batches").EqualTo(1).And.Property("Epoch").EqualTo(1));
    }

    [Test]
    public void Each_epoch_is_tested_where_the_tutorial_does_so() =>
        Assert.That(
            Run(SmallSet.Plan(10, 10, epochs: 3, testImages: 10) with { TestSchedule = TestSchedule.EachEpoch }).OfType<TestEvent>()
                .Select(t => t.Epoch),
            Is.EqualTo(new[] { 0, 1, 2 }));

    [TestCase("mlp", 1)]
    [TestCase("network2", 0.3)]
    public void It_learns_to_tell_bright_squares_apart(string model, double learningRate)
    {
        var events = Run(SmallSet.Plan(20, 10, epochs: 25, OptimizerSpec.Sgd(learningRate, momentum: 0.5), model, testImages: 20));
        EpochEvent[] epochs = [.. events.OfType<EpochEvent>()];
        Assert.That(epochs[^1].LossSum, Is.LessThan(epochs[0].LossSum / 2));
        Assert.That(events.OfType<TestEvent>().Single().Accuracy, Is.GreaterThan(60));
    }

    private static IEnumerable<TestCaseData> Optimizers()
    {
        yield return new(OptimizerSpec.Sgd(0.05));
        yield return new(OptimizerSpec.Sgd(0.05, momentum: 0.9, weightDecay: 0.01));
        yield return new(OptimizerSpec.Adam(0.01));
    }

    [TestCaseSource(nameof(Optimizers))]
    public void Training_gives_the_bits_that_stepping_gives(OptimizerSpec optimizer)
    {
        const int Images = 24, BatchSize = 8, Steps = 5;
        ProgramEntry entry = ProgramCatalog.Get("mlp");
        Scenario scenario =
            entry.Create(new() { Seed = 3, Dataset = SmallSet.Create(Images), BatchSize = BatchSize, Optimizer = optimizer });
        var timeline = new Timeline(scenario, SmallSet.Backend);
        using var trainer = new Trainer(SmallSet.Plan(Images, BatchSize, epochs: 2, optimizer) with { MaxSteps = Steps }, SmallSet.Backend);
        foreach (StepEvent step in trainer.Run().OfType<StepEvent>())
        {
            timeline.MoveTo(new(step.Step - 1, scenario.Program.Instructions.Length));
            Assert.That(step.Loss, Is.EqualTo(timeline.Read(scenario.Program.Loss!)!.ScalarValue), $"step {step.Step}");
        }
        Assert.That(timeline.Now.Iteration, Is.EqualTo(Steps - 1));
        foreach (Value parameter in scenario.Program.Parameters)
            Assert.That(trainer.Read(parameter.Name).BitEquals(timeline.Read(parameter)!), parameter.Name);
    }

    [Test]
    public void A_smaller_last_batch_hands_parameters_and_optimizer_state_on()
    {
        // 13 images in batches of 5 end with one of 3; by hand, with one program a size and one state for both.
        OptimizerSpec adam = OptimizerSpec.Adam(0.01);
        TrainingPlan plan = SmallSet.Plan(13, 5, epochs: 2, adam), same = SmallSet.Plan(13, 5, epochs: 2, adam);
        var losses = Run(plan).OfType<StepEvent>().Select(s => s.Loss).ToList();
        var state = new Dictionary<string, Tensor>(same.Initial);
        var expected = new List<double>();
        for (int epoch = 0; epoch < 2; epoch++)
            foreach (Batch batch in same.TrainLoader.NextEpoch(same.Random))
            {
                Program program = same.Training(batch.Labels.Length);
                var start = program.Values.Where(v => state.ContainsKey(v.Name)).ToDictionary(v => v, v => state[v.Name]);
                var data = new FixedBatch("one", new(program["x"], batch.Images), new(program.Target!, batch.Labels));
                var timeline = new Timeline(new Scenario(program, 0, start, data), SmallSet.Backend);
                timeline.MoveTo(new(0, program.Instructions.Length));
                expected.Add(timeline.Read(program.Loss!)!.ScalarValue);
                foreach (Value v in program.Values.Where(v => v.Kind is ValueKind.Parameter or ValueKind.OptimizerState))
                    state[v.Name] = timeline.Read(v)!;
            }
        Assert.That(losses, Is.EqualTo(expected));
    }

    [Test]
    public void The_same_plan_gives_the_same_bits_twice()
    {
        double[] first = [.. Run(SmallSet.Plan(20, 6, epochs: 2)).OfType<StepEvent>().Select(s => s.Loss)];
        double[] second = [.. Run(SmallSet.Plan(20, 6, epochs: 2)).OfType<StepEvent>().Select(s => s.Loss)];
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void A_limit_of_steps_ends_the_run_with_the_epoch_so_far_and_a_test()
    {
        var events = Run(SmallSet.Plan(30, 10, epochs: 5, testImages: 10) with { MaxSteps = 4 });
        Assert.That(events.OfType<StepEvent>().Count(), Is.EqualTo(4));
        Assert.That(events.OfType<EpochEvent>().Select(e => (e.Complete, e.Samples)), Is.EqualTo(new[] { (true, 30), (false, 10) }));
        Assert.That(events[^1], Is.TypeOf<TestEvent>());
    }

    [Test]
    public void Cancelling_ends_after_the_step_under_way_with_what_is_known()
    {
        using var cancel = new CancellationTokenSource();
        using var trainer = new Trainer(SmallSet.Plan(50, 10, epochs: 3, testImages: 10), SmallSet.Backend);
        var events = new List<TrainingEvent>();
        foreach (TrainingEvent e in trainer.Run(cancel.Token))
        {
            events.Add(e);
            if (e is StepEvent { Step: 2 }) cancel.Cancel();
        }
        Assert.That(events.OfType<StepEvent>().Count(), Is.EqualTo(2));
        Assert.That(events[^1], Is.TypeOf<EpochEvent>().With.Property("Complete").False.And.Property("Samples").EqualTo(20));
    }

    [Test]
    public void The_first_of_equal_logits_counts_as_the_answer()
    {
        var logits = new Tensor(new Shape(3, 3), [1, 1, 0, 0, 2, 2, 5, 5, 5]);
        Assert.That(Trainer.CountCorrect(logits, new Tensor(new Shape(3), [0, 2, 0])), Is.EqualTo(2));
    }
}
