using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Programs;
using Backstep.Engine.Training;
using Backstep.StubGpu;

namespace Backstep.Engine.Tests.Training;

/// <summary>A run that goes on from a saved state is the run that was never broken off, bit by bit.</summary>
public class ResumeTests
{
    private const int Steps = 12;

    private static readonly OptimizerSpec[] Optimizers =
        [OptimizerSpec.Sgd(0.05), OptimizerSpec.Sgd(0.05, momentum: 0.9, weightDecay: 0.01), OptimizerSpec.Adam(0.01)];

    private static TrainingPlan Plan(OptimizerSpec optimizer) =>
        // Four steps an epoch, the last one smaller; the test draws, too.
        SmallSet.Plan(7, 2, epochs: 3, optimizer, "network2", testImages: 3) with { TestSchedule = TestSchedule.EachEpoch };

    private static IBackend Create(string device) => device switch
    {
        "cpu" => new CpuBackend(),
        "queue" =>
            new StubBackend(new GpuDevice(0, "stub", "CUDA", "1", 1 << 30, IsProcessor: false), new StubBehaviour { QueueCapacity = 4096 }),
        _ => SmallSet.Backend,
    };

    private static TrainingEvent Timeless(TrainingEvent e) =>
        e switch { EpochEvent p => p with { Seconds = 0 }, TestEvent t => t with { Seconds = 0 }, _ => e };

    /// <summary>All states of a run, by the number of events that were given before.</summary>
    private static (List<TrainingEvent> Events, List<TrainingState> States, Trainer Trainer) Whole(
        OptimizerSpec optimizer, IBackend backend)
    {
        var trainer = new Trainer(Plan(optimizer), backend) { SaveAt = 1 };
        var events = new List<TrainingEvent>();
        List<TrainingState> states = [trainer.Save()];
        foreach (TrainingEvent e in trainer.Run())
        {
            events.Add(Timeless(e));
            states.Add(trainer.Save());
            trainer.SaveAt = states[^1].Step + 1;
        }
        return (events, states, trainer);
    }

    [Test]
    public void From_a_saved_state_on_the_same_bits_follow(
        [Values(0, 1, 2)] int optimizer, [Values("reference", "cpu", "queue")] string device)
    {
        using IBackend backend = Create(device);
        (List<TrainingEvent> events, List<TrainingState> states, Trainer whole) = Whole(Optimizers[optimizer], backend);
        using (whole)
        {
            Assert.That(events.OfType<StepEvent>().Count(), Is.EqualTo(Steps));
            // The start, in the middle of an epoch, after its last step, its summary, its test, and the end.
            foreach (int seen in new[] { 0, 2, 4, 5, 6, 7, states.Count - 1 })
            {
                using var resumed = new Trainer(Plan(Optimizers[optimizer]), backend, states[seen]);
                TrainingEvent[] rest = [.. resumed.Run().Select(Timeless)];
                // Between the summary of an epoch and its test, the summary comes again.
                int again = seen > 0 && events[seen - 1] is EpochEvent ? 1 : 0;
                Assert.That(rest, Is.EqualTo(events.Skip(seen - again)), $"after {seen} events");
                foreach (Value parameter in Plan(Optimizers[optimizer]).Training(2).Parameters)
                    Assert.That(
                        resumed.Read(parameter.Name).BitEquals(whole.Read(parameter.Name)), $"{parameter.Name} after {seen} events");
            }
        }
    }

    [Test]
    public void A_device_that_is_ahead_of_its_events_refuses_to_save_unless_it_was_held_back()
    {
        using IBackend backend = Create("queue");
        using var free = new Trainer(Plan(Optimizers[0]), backend);
        var refused = new List<long>();
        foreach (StepEvent step in free.Run().OfType<StepEvent>())
        {
            try
            {
                free.Save();
            }
            catch (InvalidOperationException)
            {
                refused.Add(step.Step);
            }
        }
        Assert.That(refused, Is.Not.Empty);

        using var held = new Trainer(Plan(Optimizers[0]), backend) { SaveAt = refused[0] };
        foreach (StepEvent step in held.Run().OfType<StepEvent>())
        {
            if (step.Step != refused[0]) continue;
            Assert.That(held.Save().Step, Is.EqualTo(refused[0]));
            return;
        }
        Assert.Fail("the step never came");
    }
}
