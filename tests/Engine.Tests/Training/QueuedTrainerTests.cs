using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Training;
using Backstep.StubGpu;

namespace Backstep.Engine.Tests.Training;

/// <summary>Training on a device that works through a queue: what is told is the same as where each step is waited for.</summary>
public class QueuedTrainerTests
{
    private static StubBackend Queued(int capacity = 4096, int? lostAt = null) =>
        new(new GpuDevice(0, "stub", "CUDA", "1", 1 << 30, IsProcessor: false),
            new StubBehaviour { QueueCapacity = capacity, LostAt = lostAt });

    /// <summary>The smallest of the networks, so that many steps take no time.</summary>
    private static TrainingPlan Plan(int images, int batchSize, int epochs = 1, OptimizerSpec? optimizer = null, int? testImages = null) =>
        SmallSet.Plan(images, batchSize, epochs, optimizer, "network2", testImages);

    private static List<TrainingEvent> Run(TrainingPlan plan, IBackend backend)
    {
        using (backend)
        {
            using var trainer = new Trainer(plan, backend);
            return [.. trainer.Run()];
        }
    }

    /// <summary>Without the times, which are those of a clock.</summary>
    private static IEnumerable<TrainingEvent> Timeless(IEnumerable<TrainingEvent> events) =>
        events.Select(e => e switch { EpochEvent p => p with { Seconds = 0 }, TestEvent t => t with { Seconds = 0 }, _ => e });

    private static IEnumerable<TestCaseData> Plans()
    {
        yield return Case("many steps an epoch", () => Plan(40, 2, epochs: 3, testImages: 20));
        yield return Case("a smaller last batch", () => Plan(33, 5, epochs: 3, testImages: 13));
        yield return Case("a smaller last batch with momentum", () => Plan(33, 5, epochs: 2, OptimizerSpec.Sgd(0.05, momentum: 0.9)));
        yield return Case(
            "one step an epoch", () => Plan(10, 10, epochs: 4, testImages: 10) with { TestSchedule = TestSchedule.EachEpoch });
        yield return Case("a batch that the set does not fill", () => Plan(7, 10, epochs: 2, testImages: 3));
        yield return Case("a limit inside an epoch", () => Plan(40, 2, epochs: 5, testImages: 10) with { MaxSteps = 27 });
        yield return Case("a limit at an epoch's end", () => Plan(40, 2, epochs: 5, testImages: 10) with { MaxSteps = 40 });
        yield return Case("a limit of one", () => Plan(40, 2, epochs: 5) with { MaxSteps = 1 });

        static TestCaseData Case(string what, Func<TrainingPlan> plan) => new TestCaseData(plan).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Plans))]
    public void Events_and_losses_are_those_of_a_device_without_a_queue(Func<TrainingPlan> plan)
    {
        TrainingEvent[] expected = [.. Timeless(Run(plan(), SmallSet.Backend))];
        Assert.That(expected.OfType<StepEvent>().Count(), Is.Positive);
        foreach (int capacity in new[] { 4096, 3 })
            Assert.That(Timeless(Run(plan(), Queued(capacity))), Is.EqualTo(expected), $"capacity {capacity}");
    }

    [Test]
    public void Parameters_after_training_are_those_of_a_device_without_a_queue()
    {
        using var queued = new Trainer(Plan(23, 4, epochs: 2), Queued());
        using var plain = new Trainer(Plan(23, 4, epochs: 2), SmallSet.Backend);
        Assert.That(queued.Run().Count(), Is.EqualTo(plain.Run().Count()));
        foreach (Value parameter in Plan(4, 4).Training(4).Parameters)
            Assert.That(queued.Read(parameter.Name).BitEquals(plain.Read(parameter.Name)), parameter.Name);
    }

    [Test]
    public void Cancelling_ends_with_what_was_run_and_nothing_more()
    {
        using var cancel = new CancellationTokenSource();
        using var trainer = new Trainer(Plan(400, 2, epochs: 3, testImages: 10), Queued());
        var events = new List<TrainingEvent>();
        foreach (TrainingEvent e in trainer.Run(cancel.Token))
        {
            events.Add(e);
            if (e is StepEvent { Step: 2 }) cancel.Cancel();
        }
        StepEvent[] steps = [.. events.OfType<StepEvent>()];
        // The chunk that was under way is done, and told whole; chunks begin with one step and double at most.
        Assert.That(steps.Select(s => s.Step), Is.EqualTo(Enumerable.Range(1, steps.Length).Select(i => (long)i)));
        Assert.That(steps, Has.Length.InRange(2, 3));
        Assert.That(events[^1], Is.TypeOf<EpochEvent>().With.Property("Complete").False.And.Property("Samples").EqualTo(2 * steps.Length));
        Assert.That(events, Has.Count.EqualTo(steps.Length + 1), "no test behind it");
    }

    [TestCase(null)]
    [TestCase(5)]
    public void The_order_of_the_next_epoch_is_drawn_while_the_device_works_on_the_last_steps(int? testImages)
    {
        TrainingPlan plan = Plan(8, 4, epochs: 3, testImages: testImages) with { TestSchedule = TestSchedule.EachEpoch };
        var states = new List<ulong>();
        using var backend =
            new StubBackend(
                new GpuDevice(0, "stub", "CUDA", "1", 1 << 30, IsProcessor: false),
                new StubBehaviour { QueueCapacity = 1 })
            { OnCollect = () => states.Add(Peek()) };
        using var trainer = new Trainer(plan, backend);
        ulong[] between = [.. trainer.Run().Where(e => testImages is null ? e is EpochEvent : e is TestEvent).Select(_ => Peek())];
        // Two steps of training an epoch, each collected by itself, and two of the test:
        // when the last one is waited for, the generator stands where the next epoch begins.
        int collected = testImages is null ? 2 : 4;
        Assert.That(states, Has.Count.EqualTo(3 * collected));
        for (int epoch = 0; epoch < 2; epoch++)
        {
            Assert.That(
                states[collected * (epoch + 1) - 1], Is.EqualTo(between[epoch]).And.Not.EqualTo(states[collected * (epoch + 1) - 2]));
            Assert.That(states[collected * (epoch + 1)], Is.EqualTo(between[epoch]), "nothing more is drawn when the epoch begins");
        }

        ulong Peek() => TorchRandom.Restore(plan.Random.Save()).NextUInt64();
    }

    [Test]
    public void A_device_that_is_lost_ends_the_run_with_its_exception_and_the_trainer_can_be_let_go()
    {
        using StubBackend backend = Queued(lostAt: 15);
        var trainer = new Trainer(Plan(40, 2), backend);
        var steps = new List<StepEvent>();
        Assert.That(() =>
        {
            foreach (StepEvent step in trainer.Run().OfType<StepEvent>()) steps.Add(step);
        }, Throws.TypeOf<StubDeviceException>());
        Assert.That(steps, Has.Count.InRange(1, 14));
        Assert.That(trainer.Dispose, Throws.Nothing);
    }
}
