using System.Collections.Immutable;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Tests.Goals;

public class ParFinderTests
{
    private static readonly string[] Programs = ["neuron", "two-layer", "layers", "tutorial-net", "week4-net", "network2"];

    private static DebugSession Session(string program) =>
        new(ProgramCatalog.Get(program).Create(new ScenarioOptions { BatchSize = program == "network2" ? 2 : null }),
        new ReferenceBackend());

    [TestCaseSource(nameof(Programs))]
    public void Each_movement_leads_where_the_debugger_goes(string program)
    {
        DebugSession session = Session(program);
        var random = new Random(7);
        for (int i = 0; i < 120; i++)
        {
            var movement = (Movement)random.Next(5);
            Moment? expected = ParFinder.Target(session.Program, session.Now, movement);
            Moment before = session.Now;
            session.Go(movement);
            Assert.That(session.Now, Is.EqualTo(expected ?? before), $"{movement} at {before}");
        }
    }

    [Test]
    public void Shortest_way_to_a_gradient_ends_there_and_no_shorter_one_does()
    {
        DebugSession session = Session("two-layer");
        var goal = new ReachGoal("w5.grad");
        ImmutableArray<Movement> path = ParFinder.Path(goal, session.Program)!.Value;
        foreach (Movement movement in path) session.Go(movement);
        Assert.That(session.Timeline.Last!.Output.Name, Is.EqualTo("w5.grad"));
        Assert.That(path, Has.Length.EqualTo(Fewest(session.Program, goal)));
    }

    [TestCase("two-layer", "E", 2)]
    [TestCase("neuron", "y", 1)]
    public void Par_is_the_number_of_movements(string program, string value, int par) =>
        Assert.That(ParFinder.Find(new ReachGoal(value), Session(program).Program), Is.EqualTo(par));

    [Test]
    public void A_label_of_an_update_is_the_update_alone()
    {
        Program program = Session("two-layer").Program;
        Assert.That(GoalPlaces.Computing(program, "w5⁺", "$"), Is.EqualTo(GoalPlaces.Computing(program, "w5", "$")));
        Assert.That(GoalPlaces.Computing(program, "∂E/∂w5", "$"), Is.EqualTo(GoalPlaces.Computing(program, "w5.grad", "$")));
    }

    [Test]
    public void Going_back_to_a_value_ends_with_a_movement_back()
    {
        DebugSession session = Session("two-layer");
        ImmutableArray<Movement> path = ParFinder.Path(new BackToGoal("out_h1"), session.Program)!.Value;
        foreach (Movement movement in path) session.Go(movement);
        Assert.That((path[^1], session.Timeline.Last!.Output.Name), Is.EqualTo((Movement.Back, "out_h1")));
    }

    [Test]
    public void A_phase_is_reached_just_before_it()
    {
        DebugSession session = Session("two-layer");
        foreach (Movement movement in ParFinder.Path(new ReachPhaseGoal(Phase.Backward), session.Program)!.Value) session.Go(movement);
        Assert.That((session.Timeline.Next!.Phase, session.Timeline.Last!.Phase), Is.EqualTo((Phase.Backward, Phase.ZeroGrad)));
    }

    [Test]
    public void Goals_that_are_no_places_have_no_par()
    {
        Program program = Session("two-layer").Program;
        Assert.That(ParFinder.Find(null, program), Is.Null);
        Assert.That(ParFinder.Find(new ExplainGoal("w1.grad"), program), Is.Null);
        Assert.That(ParFinder.Find(new LossBelowGoal(0.1, 10, new()), program), Is.Null);
    }

    [TestCase("w5.gard", "did you mean w5.grad")]
    [TestCase("i1", "not computed by any instruction")]
    public void A_goal_that_is_no_place_is_told_with_its_path(string value, string message)
    {
        Goal goal = new ReachGoal(value) with { Path = "$.goal" };
        var e = Assert.Throws<CourseException>(() => ParFinder.Find(goal, Session("two-layer").Program))!;
        Assert.That(e.Problems[0].Path, Is.EqualTo("$.goal.value"));
        Assert.That(e.Message, Does.Contain(message).And.Not.Contain("\n"));
    }

    /// <summary>The same by trying every sequence of movements in the debugger, shortest first.</summary>
    private static int Fewest(Program program, ReachGoal goal)
    {
        ImmutableSortedSet<int> places = GoalPlaces.Computing(program, goal.Value, "$");
        var reached = new HashSet<Moment> { default };
        for (int length = 1; ; length++)
        {
            reached = [.. from start in reached
                          from movement in Enumerable.Range(0, 5)
                          let to = ParFinder.Target(program, start, (Movement)movement)
                          where to is not null
                          select to.Value];
            if (reached.Any(m => places.Contains(m.Executed))) return length;
        }
    }
}
