using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class BreakpointTests
{
    [Test]
    public void A_breakpoint_on_a_value_stops_right_after_it_in_every_iteration()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(value: session.Program["w5.grad"]);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
            Assert.That((session.Now.Iteration, session.Timeline.Last!.Label), Is.EqualTo(((long)i, "∂E/∂w5")));
        }
        Assert.That(session.Breakpoints[0].Hits, Is.EqualTo(3));
    }

    [Test]
    public void A_breakpoint_on_a_line_or_a_phase_stops_before_it()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(line: 9);
        session.AddBreakpoint(phase: Phase.Update);
        session.Continue();
        Assert.That(session.Timeline.Next!.SourceLine, Is.EqualTo(9));
        session.Continue();
        Assert.That((session.Timeline.Last!.Phase, session.Timeline.Next!.Phase), Is.EqualTo((Phase.Backward, Phase.Update)));
        session.Continue();
        Assert.That(session.Now, Is.EqualTo(new Moment(1, 8)));
    }

    [Test]
    public void A_condition_stops_where_it_becomes_true()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(condition: session.Condition("w5 > 0.3"));
        Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
        Assert.That(session.Scalar("w5"), Is.GreaterThan(0.3));
        Assert.That(session.Timeline.Last!.Label, Is.EqualTo("w5⁺"));
        session.Back();
        Assert.That(session.Scalar("w5"), Is.LessThanOrEqualTo(0.3));
    }

    [Test]
    public void A_condition_that_holds_from_the_start_stops_where_something_in_it_is_written()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(condition: session.Condition("w5 > 0"));
        for (int i = 0; i < 2; i++)
        {
            Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
            Assert.That((session.Now.Iteration, session.Timeline.Last!.Label), Is.EqualTo(((long)i, "w5⁺")));
        }
    }

    [TestCase("lr > 0")]
    [TestCase("i1 > 0")]
    [TestCase("iteration > 1")]
    [TestCase("lr > 0 && iteration > 0")]
    public void A_condition_on_what_no_instruction_writes_is_looked_at_where_an_iteration_begins(string condition)
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(condition: session.Condition(condition));
        for (int i = 1; i < 3; i++)
        {
            Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
            Assert.That(session.Now, Is.EqualTo(new Moment(i, 0)));
        }
    }

    [TestCase(Movement.Into, 100)]
    [TestCase(Movement.Over, 100)]
    [TestCase(Movement.Iterate, 3)]
    [TestCase(Movement.Iterate, 1)]
    public void What_is_done_several_times_stops_at_a_breakpoint_on_the_way(Movement movement, int count)
    {
        foreach ((Action<DebugSession> set, Moment where) in new (Action<DebugSession>, Moment)[]
        {
            (s => s.AddBreakpoint(value: s.Program["out_h1"]), new(0, 3)),
            (s => s.AddBreakpoint(line: 3), new(0, Sessions.Session().Program.Instructions.First(i => i.SourceLine == 3).Index)),
            (s => s.AddBreakpoint(phase: Phase.Backward),
            new(0, Sessions.Session().Program.Instructions.First(i => i.Phase == Phase.Backward).Index)),
        })
        {
            DebugSession session = Sessions.Session();
            set(session);
            Stop stop = session.Go(movement, count);
            Assert.That((stop.Kind, stop.Breakpoint?.Number, session.Now), Is.EqualTo((StopKind.Breakpoint, (int?)1, where)));
            Assert.That(session.Breakpoints[0].Hits, Is.EqualTo(1));
        }
    }

    [TestCase(Movement.Into, 100)]
    [TestCase(Movement.Over, 100)]
    [TestCase(Movement.Iterate, 1)]
    public void What_runs_into_the_next_iteration_stops_where_it_begins(Movement movement, int count)
    {
        DebugSession session = Sessions.Session();
        int line = session.Program.Instructions[0].SourceLine;
        if (movement == Movement.Iterate) session.Iterate();
        session.AddBreakpoint(line: line);
        Assert.That(session.Go(movement, count).Kind, Is.EqualTo(StopKind.Breakpoint));
        Assert.That(session.Now, Is.EqualTo(new Moment(1, 0)));
    }

    [Test]
    public void Many_steps_back_stop_at_a_breakpoint_on_the_way()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(value: session.Program["out_h1"]);
        session.GoTo(session.Program.End());
        Assert.That(session.Back(100).Kind, Is.EqualTo(StopKind.Breakpoint));
        Assert.That(session.Timeline.Last!.Output.Name, Is.EqualTo("out_h1"));
    }

    [Test]
    public void One_step_onto_a_breakpoint_has_not_been_stopped_by_it()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(value: session.Program["l_h1"]);
        Assert.That(session.Step().Kind, Is.EqualTo(StopKind.Done));
        Assert.That(session.Step(2).Kind, Is.EqualTo(StopKind.Done));
    }

    [Test]
    public void A_condition_beside_a_place_must_hold_there()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(value: session.Program["E"], condition: session.Condition("E < 0.05"));
        session.Continue();
        Assert.That(session.Scalar("E"), Is.LessThan(0.05));
        Assert.That(session.Now.Iteration, Is.GreaterThan(1));
        Moment stop = session.Now;
        Assert.That(
            session.Timeline.VersionAt(session.Program["E"], new(stop.Iteration - 1, stop.Executed))!.Content.ScalarValue,
            Is.GreaterThanOrEqualTo(0.05));
    }

    [TestCase("iteration == 3", 2, 0)]
    [TestCase("step == 5", 0, 5)]
    [TestCase("iteration * 100 + step == 207", 1, 7)]
    public void A_condition_on_a_counter_stops_when_it_gets_there(string condition, int iteration, int executed)
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(condition: session.Condition(condition));
        Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
        Assert.That(session.Now, Is.EqualTo(new Moment(iteration, executed)));
    }

    [Test]
    public void A_condition_that_never_holds_ends_at_the_limit()
    {
        var session =
            new DebugSession(Sessions.Scenario("neuron"), new Backstep.Engine.Backends.Reference.ReferenceBackend()) { IterationLimit = 5 };
        session.AddBreakpoint(condition: session.Condition("y > 100"));
        Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Limit));
        Assert.That(session.Now.Iteration, Is.EqualTo(5));
    }

    [Test]
    public void Without_a_breakpoint_that_is_enabled_continue_ends_with_the_iteration()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(line: 3).Enabled = false;
        Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.EndOfIteration));
        Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.EndOfIteration));
        Assert.That(session.Now, Is.EqualTo(session.Program.End(1)));
    }

    private static IEnumerable<TestCaseData> Places()
    {
        yield return new("w5.grad", null, null, null);
        yield return new(null, 5, null, null);
        yield return new(null, 1, null, null);
        yield return new(null, null, Phase.Forward, null);
        yield return new(null, null, Phase.Backward, null);
        yield return new("w5", null, null, "w5 > 0.26");
        yield return new(null, null, null, "w5 > 0.28");
        yield return new(null, null, null, "E < 0.09");
        yield return new(null, null, null, "w1.grad > 0.0004");
        yield return new(null, null, null, "iteration == 3");
        yield return new(null, null, null, "step == 20");
    }

    [TestCaseSource(nameof(Places))]
    public void Reverse_continue_visits_the_stops_of_continue_in_reverse_order(string? value, int? line, Phase? phase, string? condition)
    {
        foreach (long? budget in new long?[] { null, 1 })
        {
            DebugSession session = Sessions.Session("two-layer", budget);
            session.AddBreakpoint(
                value is null ? null : session.Program[value], line, phase, condition is null ? null : session.Condition(condition));
            Moment end = session.Program.End(5);
            var forward = new List<Moment>();
            while (session.Continue().Kind == StopKind.Breakpoint && session.Now <= end) forward.Add(session.Now);
            Assert.That(forward, Is.Not.Empty);
            session.Timeline.MoveTo(end);
            var back = session.Stops(() => session.ReverseContinue(), 1000).Select(s => s.Where).ToList();
            // Continue begins behind the first moment and so does not stop there.
            back.Remove(default);
            if (forward.Contains(end)) back.Insert(0, end);
            forward.Reverse();
            Assert.That(back, Is.EqualTo(forward), $"budget {budget}");
        }
    }

    [Test]
    public void Reverse_continue_without_a_breakpoint_ends_at_the_beginning()
    {
        DebugSession session = Sessions.Session();
        session.Iterate(2);
        Assert.That(session.ReverseContinue().Kind, Is.EqualTo(StopKind.Beginning));
        Assert.That(session.Now, Is.EqualTo(default(Moment)));
    }

    [Test]
    public void A_what_if_that_makes_a_condition_true_is_found()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(condition: session.Condition("l_o1 > 1"));
        session.Set(session.Program["w5"], Tensor.Scalar(0.9));
        Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
        Assert.That(session.Timeline.Last!.Output.Name, Is.EqualTo("l_o1"));
    }

    [Test]
    public void Breakpoints_are_numbered_and_deleted_by_number()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(line: 1);
        session.AddBreakpoint(line: 2);
        Assert.That(session.DeleteBreakpoint(1), Is.True);
        Assert.That(session.DeleteBreakpoint(1), Is.False);
        Assert.That(session.AddBreakpoint(line: 3).Number, Is.EqualTo(3));
        session.DeleteBreakpoints();
        Assert.That(session.Breakpoints, Is.Empty);
    }

    [Test]
    public void A_breakpoint_describes_itself()
    {
        DebugSession session = Sessions.Session();
        Assert.That(session.AddBreakpoint(line: 5, condition: session.Condition("w5 > 0")).Description, Is.EqualTo("line 5 if w5 > 0"));
        Assert.That(session.AddBreakpoint(phase: Phase.ZeroGrad).Description, Is.EqualTo("phase zero_grad"));
        Assert.That(session.AddBreakpoint(condition: session.Condition("E<1")).Description, Is.EqualTo("if E<1"));
    }

    [Test]
    public void What_never_happens_cannot_be_a_breakpoint()
    {
        DebugSession session = Sessions.Session("neuron");
        Assert.That(
            () => session.AddBreakpoint(value: session.Program["x1"]),
            Throws.TypeOf<DebugException>().With.Message.Contains("x1 is not computed"));
        Assert.That(
            () => session.AddBreakpoint(line: 4), Throws.TypeOf<DebugException>().With.Message.Contains("lines with instructions: 2, 3"));
        Assert.That(() => session.AddBreakpoint(phase: Phase.Loss), Throws.TypeOf<DebugException>());
        Assert.That(() => session.AddBreakpoint(), Throws.TypeOf<DebugException>());
    }
}
