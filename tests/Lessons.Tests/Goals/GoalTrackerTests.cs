using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Tests.Goals;

public class GoalTrackerTests
{
    private static DebugSession Session() => new(ProgramCatalog.Get("two-layer").Create(new ScenarioOptions()), new ReferenceBackend());

    [Test]
    public void A_value_is_reached_where_it_has_just_been_computed_and_nowhere_else()
    {
        DebugSession session = Session();
        var tracker = new GoalTracker(new ReachGoal("out_h1"), session.Program);
        GoalProgress progress = tracker.Start(session);
        int reached = 0;
        for (int i = 0; i < session.Program.Instructions.Length; i++)
        {
            session.Step();
            progress = tracker.Observe(progress, new Moved(Movement.Into), session);
            if (progress.ReachedNow) reached = i + 1;
        }
        Assert.That((reached, progress.Best, progress.IsReached, progress.Movements),
            Is.EqualTo((3, (int?)3, true, session.Program.Instructions.Length)));
    }

    [Test]
    public void Running_to_the_value_is_one_movement()
    {
        DebugSession session = Session();
        var tracker = new GoalTracker(new ReachGoal("w5.grad"), session.Program);
        GoalProgress start = tracker.Start(session);
        session.RunTo(session.Program["w5.grad"]);
        GoalProgress progress = tracker.Observe(start, new Moved(Movement.RunTo), session);
        Assert.That((progress.IsReached, progress.Best), Is.EqualTo((true, (int?)1)));
    }

    [Test]
    public void Starting_over_counts_anew_and_the_fewest_movements_stay()
    {
        DebugSession session = Session();
        var tracker = new GoalTracker(new ReachGoal("l_h1"), session.Program);
        GoalProgress progress = tracker.Start(session);
        session.Step();
        progress = tracker.Observe(progress, new Moved(Movement.Into), session);
        session.Restart();
        progress = tracker.Observe(progress, new Moved(Movement.Restart), session);
        Assert.That((progress.Movements, progress.IsReached, progress.ReachedNow, progress.Best), Is.EqualTo((0, true, false, (int?)1)));
    }

    [Test]
    public void Passing_by_going_forward_is_not_going_back()
    {
        DebugSession session = Session();
        var tracker = new GoalTracker(new BackToGoal("out_h1"), session.Program);
        session.Step(3);
        GoalProgress progress = tracker.Observe(tracker.Start(Session()), new Moved(Movement.Into), session);
        Assert.That(progress.IsReached, Is.False);
        session.Step();
        progress = tracker.Observe(progress, new Moved(Movement.Into), session);
        session.Back();
        progress = tracker.Observe(progress, new Moved(Movement.Back), session);
        Assert.That(progress.IsReached, Is.True);
    }

    [Test]
    public void Loss_counts_when_an_iteration_is_finished_and_only_within_the_limit()
    {
        DebugSession session = Session();
        double second = LossOf(1);
        var tracker = new GoalTracker(new LossBelowGoal(second + 1e-9, 2, new()), session.Program);
        var late = new GoalTracker(new LossBelowGoal(second + 1e-9, 1, new()), session.Program);
        GoalProgress progress = tracker.Start(session);
        Assert.That(progress.Text.English, Does.Contain("within 2 iterations"));
        session.Iterate();
        Assert.That((progress = tracker.Observe(progress, new Moved(Movement.Iterate), session)).IsReached, Is.False);
        Assert.That(progress.Text.English, Does.StartWith($"loss {Numbers.Format(LossOf(0), 4)} after iteration 1"));
        session.Iterate();
        Assert.That(tracker.Observe(progress, new Moved(Movement.Iterate), session).IsReached, Is.True);
        Assert.That(late.Observe(progress, new Moved(Movement.Iterate), session).IsReached, Is.False);

        static double LossOf(int iteration)
        {
            DebugSession other = Session();
            other.Iterate(iteration + 1);
            return other.Timeline.Read(other.Program["E"])!.ScalarValue;
        }
    }

    [Test]
    public void A_value_has_to_be_brought_there_by_an_edit()
    {
        DebugSession session = Session();
        session.Iterate();
        double wanted = session.Timeline.Read(session.Program["l_h1"])!.ScalarValue;
        var tracker = new GoalTracker(new EqualsGoal("l_h1", "0.385", 0.001, new()), session.Program, wanted);
        GoalProgress progress = tracker.Observe(tracker.Start(session), new Moved(Movement.Iterate), session);
        Assert.That(progress.IsReached, Is.False, "nothing was edited");
        session.Restart();
        session.Set(session.Program["b1"], Tensor.Scalar(0.3504));
        session.Iterate();
        Assert.That(tracker.Observe(progress, new Edited([]), session).IsReached, Is.True);
    }

    [Test]
    public void A_value_that_was_brought_there_is_told_as_such_wherever_the_learner_goes_next()
    {
        DebugSession session = Session();
        var tracker = new GoalTracker(new EqualsGoal("l_h1", "0.385", 0.001, new()), session.Program, 0.385);
        GoalProgress progress = tracker.Start(session);
        Assert.That(progress.Text.English, Does.Contain("not computed yet"));
        session.Set(session.Program["b1"], Tensor.Scalar(0.3504));
        session.Iterate();
        string reached = (progress = tracker.Observe(progress, new Edited([]), session)).Text.English;
        session.Restart();
        Assert.That((reached, tracker.Observe(progress, new Moved(Movement.Restart), session).Text.English),
            Is.EqualTo(("reached: l_h1 brought to 0.385 ± 0.001 by editing", reached)));
    }

    [Test]
    public void An_explanation_counts_for_its_own_value_alone()
    {
        DebugSession session = Session();
        var tracker = new GoalTracker(new ExplainGoal("w1.grad"), session.Program);
        GoalProgress progress = tracker.Observe(tracker.Start(session), new Explained(session.Program["w2.grad"], 0), session);
        Assert.That(progress.IsReached, Is.False);
        Assert.That(tracker.Observe(progress, new Explained(session.Program["w1.grad"], 0), session).IsReached, Is.True);
    }

    [Test]
    public void A_training_is_judged_by_its_own_target()
    {
        DebugSession session = Session();
        var goal = new TrainGoal("mnist", 1, 0.95, new("synthetic", 2, 0.9));
        var tracker = new GoalTracker(goal, session.Program);
        GoalProgress start = tracker.Start(session);
        Assert.That(tracker.Observe(start, new Trained(goal.Target, 0.93), session).IsReached, Is.False);
        Assert.That(tracker.Observe(start, new Trained(goal.Otherwise!, 0.93), session).IsReached, Is.True);
        Assert.That(tracker.Observe(start, new Trained(goal.Target, 0.93), session).Text.English, Does.Contain("93 %").And.Contain("95 %"));
    }

    [Test]
    public void Without_a_goal_nothing_has_to_be_done() =>
        Assert.That(new GoalTracker(null, Session().Program).Start(Session()).IsReached, Is.True);

    [Test]
    public void Every_progress_is_told_in_both_languages()
    {
        DebugSession session = Session();
        Goal?[] goals = [null, new ReachGoal("E"), new BackToGoal("E"), new ReachPhaseGoal(Phase.Update), new LossBelowGoal(1, 2, new()),
            new EqualsGoal("E", "0", 1, new()), new ExplainGoal("E"), new TrainGoal("mnist", 1, 0.9)];
        foreach (Goal? goal in goals)
            Assert.That(new GoalTracker(goal, session.Program, 0).Start(session).Text.IsTranslated, Is.True, goal?.Kind);
    }
}
