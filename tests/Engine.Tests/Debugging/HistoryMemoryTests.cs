using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class HistoryMemoryTests
{
    [TestCase(0)]
    [TestCase(200_000)]
    [TestCase(Timeline.DefaultBudgetBytes)]
    public void All_timelines_keep_to_one_budget_and_give_the_same_bits(long budget)
    {
        DebugSession session = Sessions.Session("two-layer", Math.Max(1, budget)), generous = Sessions.Session();
        foreach (DebugSession s in new[] { session, generous })
        {
            for (int i = 0; i < 4; i++)
            {
                s.Set(s.Program["w5"], Tensor.Scalar(i));
                s.Iterate(20);
            }
        }
        if (budget > 0 && budget < Timeline.DefaultBudgetBytes)
            Assert.That(session.Timelines.Sum(t => t.Timeline.Bytes), Is.LessThanOrEqualTo(budget));
        var random = new System.Random(3);
        for (int i = 0; i < 20; i++)
        {
            int timeline = random.Next(5);
            var moment = new Moment(random.Next(80), random.Next(session.Program.Instructions.Length + 1));
            foreach (DebugSession s in new[] { session, generous })
            {
                s.SwitchTo(timeline);
                s.GoTo(moment);
            }
            Assert.That(session.Timeline.Picture(), Is.EqualTo(generous.Timeline.Picture()), $"timeline {timeline}, {moment}");
            if (timeline > 0) Assert.That(session.Diff(0).Count, Is.EqualTo(generous.Diff(0).Count));
            Assert.That(session.Timeline.Losses.ToArray(), Is.EqualTo(generous.Timeline.Losses.ToArray()));
        }
    }

    [Test]
    public void What_has_not_been_walked_for_longest_is_forgotten_first()
    {
        DebugSession session = Sessions.Session("two-layer", 400_000);
        Value w5 = session.Program["w5"];
        session.Iterate(10);
        for (int i = 0; i < 3; i++)
        {
            session.Set(w5, Tensor.Scalar(i));
            session.Iterate(20);
        }
        int[] kept = [.. session.Timelines.Select(t => t.Timeline.Versions(w5).Count)];
        Assert.That(kept[0], Is.Zero, "the first run is forgotten, but for its snapshots");
        Assert.That(kept[3], Is.GreaterThan(1));
        session.SwitchTo(0);
        Assert.That(session.Scalar("w5"), Is.Not.NaN);
    }

    [Test]
    public void The_loss_of_every_iteration_is_kept()
    {
        DebugSession forgetful = Sessions.Session("two-layer", 1), generous = Sessions.Session();
        foreach (DebugSession session in new[] { forgetful, generous })
        {
            Assert.That(session.Timeline.Losses.Length, Is.Zero);
            session.Iterate(30);
        }
        double[] losses = [.. generous.Timeline.Versions(generous.Program["E"]).Select(v => v.Content.ScalarValue)];
        Assert.That(losses, Has.Length.EqualTo(30));
        Assert.That(forgetful.Timeline.Losses.ToArray(), Is.EqualTo(losses));
        forgetful.GoTo(new(12, 0));
        Assert.That(forgetful.Timeline.Losses.ToArray(), Is.EqualTo(losses[..12]), "those up to now");
        forgetful.RunTo(forgetful.Program["E"]);
        Assert.That(forgetful.Timeline.Losses.ToArray(), Is.EqualTo(losses[..13]));
    }

    [Test]
    public void A_what_if_has_the_losses_before_it_and_its_own_after_it()
    {
        DebugSession session = Sessions.Session("two-layer", 1);
        session.Iterate(10);
        double[] before = session.Timeline.Losses.ToArray();
        session.Step();
        session.Set(session.Program["w5"], Tensor.Scalar(2));
        session.Iterate(3);
        double[] after = session.Timeline.Losses.ToArray();
        Assert.That(after[..10], Is.EqualTo(before));
        Assert.That(after, Has.Length.EqualTo(13));
        session.SwitchTo(0);
        Assert.That(session.Timeline.Losses[10], Is.Not.EqualTo(after[10]));
    }

    [Test]
    public void A_replay_that_is_cancelled_leaves_all_as_it_was()
    {
        DebugSession session = Sessions.Session("two-layer", 1);
        session.Iterate(200);
        (Moment now, string?[] picture) = (session.Now, session.Timeline.Picture());
        using var cancel = new CancellationTokenSource();
        int reports = 0;
        session.Progress = new Told(_ =>
        {
            if (++reports == 100) cancel.Cancel();
        });
        Assert.That(session.GoTo(new(120, 3), cancel.Token).Kind, Is.EqualTo(StopKind.Interrupted));
        Assert.That(reports, Is.EqualTo(100));
        Assert.That((session.Now, session.Timeline.Picture()), Is.EqualTo((now, picture)));
        Assert.That(session.GoTo(new(120, 3)).Kind, Is.EqualTo(StopKind.Done));
    }

    [Test]
    public void Going_back_ends_when_it_is_cancelled()
    {
        foreach (Func<DebugSession, CancellationToken, Stop> back in new Func<DebugSession, CancellationToken, Stop>[] { (s, c) =>
            s.Back(10_000, c),
            (s, c) => s.ReverseContinue(c) })
        {
            DebugSession session = Sessions.Session("two-layer", 1);
            session.Iterate(50);
            using var cancel = new CancellationTokenSource();
            session.Progress = new Told(_ => cancel.Cancel());
            Assert.That(back(session, cancel.Token).Kind, Is.EqualTo(StopKind.Interrupted));
            Assert.That(session.Now.Iteration, Is.GreaterThan(40), "it ended where the first replay began");
        }
    }

    [Test]
    public void A_what_if_a_comparison_and_a_change_of_timeline_can_be_cancelled()
    {
        DebugSession session = Sessions.Session();
        session.Iterate();
        session.Set(session.Program["w5"], Tensor.Scalar(1));
        session.Iterate(300);
        (Moment now, int current) = (session.Now, session.Current);
        foreach (Action<CancellationToken> action in new Action<CancellationToken>[]
        {
            c => session.Diff(0, c),
            c => session.SwitchTo(0, c),
            c => session.Undo(cancel: c),
            c => session.Set([new(session.Program["w6"], Tensor.Scalar(1))], c),
        })
        {
            using var cancel = new CancellationTokenSource();
            int reports = 0;
            session.Progress = new Told(_ =>
            {
                if (++reports == 20) cancel.Cancel();
            });
            Assert.That(() => action(cancel.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That((session.Now, session.Current, session.Timelines.Count), Is.EqualTo((now, current, 2)));
        }
    }

    [Test]
    public void A_long_run_tells_how_far_it_is()
    {
        DebugSession session = Sessions.Session();
        var told = new List<RunProgress>();
        session.Progress = new Told(told.Add);
        session.Step(2);
        Assert.That(told, Is.EqualTo(new RunProgress[] { new(new(0, 1), new Moment(0, 2)), new(new(0, 2), new Moment(0, 2)) }));
        session.Iterate(3);
        Moment end = session.Program.End(2);
        Assert.That(told[^1], Is.EqualTo(new RunProgress(end, end)));
        Assert.That(told.Skip(2).Select(p => p.Until), Is.All.EqualTo(end));
        told.Clear();
        session.Step(session.Program.Instructions.Length + 1);
        Assert.That(told[^1], Is.EqualTo(new RunProgress(new(4, 1), new Moment(4, 1))));
        told.Clear();
        session.AddBreakpoint(condition: session.Condition("iteration == 8"));
        session.Continue();
        Assert.That(told.Select(p => p.Until), Is.All.Null);
        session.GoTo(default);
        told.Clear();
        session.GoTo(new(1, 1));
        Assert.That(told[^1], Is.EqualTo(new RunProgress(new(1, 1), new Moment(1, 1))));
    }

    /// <summary>Told at once, on the same thread.</summary>
    private sealed class Told(Action<RunProgress> tell) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => tell(value);
    }
}
