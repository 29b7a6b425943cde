using System.Collections.Concurrent;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;
using Backstep.StubGpu;

namespace Backstep.Engine.Tests.Training;

public class TrainingSessionTests
{
    private static TrainingPlan Plan(int epochs = 3) =>
        SmallSet.Plan(
            7, 2, epochs, OptimizerSpec.Sgd(0.05, momentum: 0.9), "network2", testImages: 3) with
        { TestSchedule = TestSchedule.EachEpoch };

    private static RunCondition Condition(string text) => RunCondition.Parse(text, Plan().Training(2));

    /// <summary>A session whose states can be waited for.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly BlockingCollection<RunState> _states = [];

        public Watched(TrainingPlan plan, RunCondition? condition = null, IBackend? backend = null)
        {
            Session = new(plan, backend ?? new CpuBackend(), condition);
            Session.Changed += _ => _states.Add(Session.State);
        }

        public TrainingSession Session { get; }

        /// <summary>Waits until the run has come to a state after what was asked for last.</summary>
        public void Until(RunState state)
        {
            while (_states.TryTake(out RunState seen, TimeSpan.FromMinutes(2)))
                if (seen == state) return;
            Assert.Fail($"the run never was {state}; it is {Session.State}: {Session.Failure}");
        }

        public double[] Losses => [.. Session.Branch.StepsFrom(0).Select(s => s.Loss)];

        public void Dispose() => Session.Dispose();
    }

    private static double[] Undisturbed(TrainingPlan plan)
    {
        using var cpu = new CpuBackend();
        using var trainer = new Trainer(plan, cpu);
        return [.. trainer.Run().OfType<StepEvent>().Select(s => s.Loss)];
    }

    [Test]
    public void A_run_that_nobody_touches_tells_what_a_trainer_tells()
    {
        using var run = new Watched(Plan());
        Assert.That(run.Session.State, Is.EqualTo(RunState.Idle));
        Assert.That(run.Session.Start(), Is.True);
        Assert.That(run.Session.Start(), Is.False, "it has begun");
        run.Until(RunState.Finished);
        Assert.That(run.Losses, Is.EqualTo(Undisturbed(Plan())));
        Assert.That(run.Session.Branch.Epochs, Has.Length.EqualTo(3));
        Assert.That(run.Session.Branch.Tests, Has.Length.EqualTo(3));
    }

    [Test]
    public void It_pauses_steps_goes_back_and_on_with_the_same_bits()
    {
        double[] expected = Undisturbed(Plan());
        using var run = new Watched(Plan(), Condition("step == 3"));
        run.Session.Start();
        run.Until(RunState.Paused);
        Assert.That(run.Session.Step, Is.EqualTo(3));
        for (int i = 4; i <= 6; i++)
        {
            Assert.That(run.Session.StepOnce(), Is.True);
            run.Until(RunState.Paused);
            Assert.That(run.Session.Step, Is.EqualTo(i));
        }
        Assert.That(run.Session.Rewind(7), Is.False, "the run has not been there");
        Assert.That(run.Session.Rewind(1), Is.True);
        run.Until(RunState.Paused);
        Assert.That(run.Session.Step, Is.EqualTo(1));
        Assert.That(run.Losses, Is.EqualTo(expected[..6]), "what is known stays");
        run.Session.Resume();
        run.Until(RunState.Paused);
        Assert.That(run.Session.Step, Is.EqualTo(3), "the condition holds again");
        run.Session.Resume();
        run.Until(RunState.Finished);
        Assert.That(run.Losses, Is.EqualTo(expected));
        Assert.That(run.Session.Branches, Has.Length.EqualTo(1));
    }

    [Test]
    public void A_step_that_was_asked_for_is_not_stopped_a_second_time_by_the_condition()
    {
        using var run = new Watched(Plan(), Condition("step == 2 or step == 3"));
        run.Session.Start();
        run.Until(RunState.Paused);
        Assert.That(run.Session.Step, Is.EqualTo(2));
        run.Session.Rewind(1);
        run.Until(RunState.Paused);
        run.Session.StepOnce();
        run.Until(RunState.Paused);
        Assert.That(run.Session.Step, Is.EqualTo(2));
        run.Session.StepOnce();
        run.Until(RunState.Paused);
        Assert.That(run.Session.Step, Is.EqualTo(3));
    }

    [Test]
    public void A_fork_with_another_learning_rate_is_the_run_that_had_it_from_there_on()
    {
        using var run = new Watched(Plan(), Condition("step == 6"));
        run.Session.Start();
        run.Until(RunState.Paused);
        double[] first = run.Losses;
        run.Session.Rewind(2);
        run.Until(RunState.Paused);
        Assert.That(run.Session.Fork(new() { LearningRate = 0.2 }), Is.True);
        run.Until(RunState.Forked);
        run.Session.StopFor(null);
        run.Session.Resume();
        run.Until(RunState.Finished);
        RunBranch[] branches = [.. run.Session.Branches];
        Assert.That(
            branches.Select(b => (b.Number, b.ForkedAt, b.Parent?.Number)),
            Is.EqualTo(new (int, long, int?)[] { (0, 0, null), (1, 2, 0) }));
        Assert.That(branches[0].StepsFrom(0).Select(s => s.Loss), Is.EqualTo(first), "the first branch is as it was");
        Assert.That(branches[1].Change, Is.EqualTo("lr 0.05 → 0.2"));

        // By hand: two steps with one rate, the rest with the other.
        using var cpu = new CpuBackend();
        using var trainer = new Trainer(Plan(), cpu) { SaveAt = 2 };
        _ = trainer.Run().OfType<StepEvent>().First(s => s.Step == 2);
        TrainingState state = trainer.Save();
        using var other = new Trainer(Plan(), cpu, state with { Values = state.Values.SetItem("lr", Tensor.Scalar(0.2)) });
        Assert.That(run.Losses, Is.EqualTo(other.Run().OfType<StepEvent>().Select(s => s.Loss)));
        Assert.That(run.Losses[1], Is.Not.EqualTo(first[3]));
    }

    [Test]
    public void Behind_a_fork_with_another_optimizer_every_earlier_step_is_what_it_was()
    {
        using var run = new Watched(Plan(), Condition("step == 5"));
        run.Session.Start();
        run.Until(RunState.Paused);
        TrainingState five = run.Session.Save().Result;
        run.Session.Fork(new() { Optimizer = OptimizerSpec.Adam(0.01) });
        run.Until(RunState.Forked);
        for (int i = 0; i < 2; i++)
        {
            run.Session.StepOnce();
            run.Until(RunState.Paused);
        }
        TrainingState seven = run.Session.Save().Result;
        Assert.That(seven.Values.Keys, Has.Some.EndsWith("exp_avg_sq"));
        run.Session.Rewind(4);
        run.Until(RunState.Paused);
        Assert.That(run.Session.Branch.Number, Is.Zero, "before the fork lies the first branch");
        run.Session.StepOnce();
        run.Until(RunState.Paused);
        TrainingState again = run.Session.Save().Result;
        foreach ((string name, Tensor content) in five.Values) Assert.That(again.Values[name].BitEquals(content), name);
    }

    [Test]
    public void Another_seed_or_another_weight_makes_another_branch()
    {
        using var run = new Watched(Plan(), Condition("step == 2"));
        run.Session.Start();
        run.Until(RunState.Paused);
        Tensor bias = Tensor.Full(new Shape(10), 1);
        run.Session.Fork(new() { Seed = 77, Weights = new Dictionary<string, Tensor> { ["out.bias"] = bias } });
        run.Until(RunState.Forked);
        TrainingState state = run.Session.Save().Result;
        Assert.That(state.Values["out.bias"].BitEquals(bias));
        Assert.That(run.Session.Branch.Change, Is.EqualTo("out.bias, seed 77"));
        double[] before = run.Losses;
        run.Session.StepOnce();
        run.Until(RunState.Paused);
        Assert.That(run.Losses, Has.Length.EqualTo(before.Length + 1));
    }

    [Test]
    public void A_step_is_opened_for_the_debugger_while_the_run_is_paused_or_over()
    {
        using var run = new Watched(Plan());
        run.Session.Start();
        run.Until(RunState.Finished);
        Scenario scenario = run.Session.Open(4).Result;
        Assert.That(scenario.Program.Target!.Shape[0], Is.EqualTo(1), "the last batch of an epoch has one image");
        Assert.That(async () => await run.Session.Open(14), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(run.Session.State, Is.EqualTo(RunState.Finished));
    }

    [Test]
    public void A_device_that_is_lost_fails_the_run_and_says_why()
    {
        using var stub =
            new StubBackend(
                new GpuDevice(0, "stub", "CUDA", "1", 1 << 30, IsProcessor: false), new StubBehaviour { QueueCapacity = 4096, LostAt = 7 });
        using var run = new Watched(Plan(), backend: stub);
        run.Session.Start();
        run.Until(RunState.Failed);
        Assert.That(run.Session.Failure, Is.TypeOf<StubDeviceException>());
        Assert.That(run.Session.Resume(), Is.False);
        Assert.That(async () => await run.Session.Save(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void What_is_asked_of_a_session_that_ends_is_cancelled_and_nothing_hangs()
    {
        var run = new Watched(Plan());
        Task<TrainingState> early = run.Session.Save();
        run.Dispose();
        Assert.That(async () => await early, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await run.Session.Save(), Throws.InstanceOf<OperationCanceledException>());

        var busy = new Watched(Plan(epochs: 100000));
        busy.Session.Start();
        busy.Until(RunState.Running);
        Assert.That(busy.Dispose, Throws.Nothing);
    }

    [Test]
    public void Random_requests_from_two_threads_never_lose_the_run([Values(1, 2, 3)] int seed)
    {
        using var run = new Watched(Plan(epochs: 10), Condition("step == 9 or step == 30"));
        run.Session.Start();
        void Press(int which)
        {
            var random = new System.Random(which);
            for (int i = 0; i < 60; i++)
                _ = random.Next(6) switch
                {
                    0 => run.Session.Pause(),
                    1 => run.Session.StepOnce(),
                    2 => run.Session.Rewind(random.Next(12)),
                    3 => random.Next(5) == 0 && run.Session.Fork(new() { LearningRate = 0.01 * random.Next(1, 5) }),
                    _ => run.Session.Resume(),
                };
        }
        Parallel.Invoke(() => Press(seed), () => Press(100 + seed));
        // Whatever was pressed, the run can still be brought to its end.
        run.Session.StopFor(null);
        TrainingState state = run.Session.Save().Result;
        Assert.That(run.Session.Failure, Is.Null);
        Assert.That(state.Values.Values, Has.All.Matches<Tensor>(t => t.Length > 0));
        while (run.Session.State != RunState.Finished)
        {
            run.Session.Resume();
            run.Session.Save().Wait();
            Assert.That(run.Session.Failure, Is.Null);
        }
        Assert.That(run.Session.Step, Is.EqualTo(40));
    }

    [Test]
    public void The_graph_in_the_documentation_is_that_of_the_machine()
    {
        string folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "Backstep.slnx"))) folder = Path.GetDirectoryName(folder)!;
        Assert.That(
            File.ReadAllText(Path.Combine(folder, "docs", "training-run.md")).ReplaceLineEndings("\n"),
            Does.Contain("```mermaid\n" + TrainingSession.Graph() + "```"));
    }
}
