using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class DebugSessionTests
{
    private static IEnumerable<string> Sound => Sessions.Sound;

    [Test]
    public void A_step_goes_on_from_the_end_of_an_iteration_into_the_next_and_back_returns()
    {
        DebugSession session = Sessions.Session();
        int length = session.Program.Instructions.Length;
        Assert.That(session.Step(length).Kind, Is.EqualTo(StopKind.Done));
        Assert.That(session.Now, Is.EqualTo(new Moment(0, length)));
        session.Step();
        Assert.That(session.Now, Is.EqualTo(new Moment(1, 1)));
        session.Back();
        Assert.That(session.Now, Is.EqualTo(new Moment(1, 0)));
        session.Back();
        Assert.That(
            session.Now, Is.EqualTo(new Moment(0, length - 1)), "the start of an iteration and the end of the one before are one place");
    }

    [Test]
    public void Going_back_ends_at_the_very_beginning()
    {
        DebugSession session = Sessions.Session();
        session.Step(3);
        Assert.That(session.Back(3).Kind, Is.EqualTo(StopKind.Done));
        Assert.That(session.Back().Kind, Is.EqualTo(StopKind.Beginning));
        Assert.That(session.Now, Is.EqualTo(default(Moment)));
    }

    [TestCaseSource(nameof(Sound))]
    public void Two_sessions_give_the_same_bits(string program)
    {
        DebugSession a = Sessions.Session(program), b = Sessions.Session(program);
        a.Iterate();
        while (b.Timeline.Next is not null) b.Step();
        Assert.That(b.Timeline.Picture(), Is.EqualTo(a.Timeline.Picture()));
    }

    [Test]
    public void Step_over_runs_a_line_going_forward_and_a_layer_going_backward()
    {
        DebugSession session = Sessions.Session("network2");
        session.Go(Movement.Over);
        Assert.That(session.Timeline.Next!.SourceLine, Is.Not.EqualTo(session.Program.Instructions[0].SourceLine));
        session.RunTo(Phase.Backward);
        string? layer = session.Timeline.Next!.Layer;
        session.Go(Movement.Over);
        Assert.That(session.Timeline.Next!.Phase, Is.EqualTo(Phase.Backward));
        Assert.That(session.Timeline.Next.Layer, Is.Not.EqualTo(layer));
    }

    [Test]
    public void Step_over_visits_every_group_once_and_ends_with_the_iteration()
    {
        DebugSession session = Sessions.Session("network2");
        int steps = 0;
        do session.Go(Movement.Over);
        while (++steps < 1000 && session.Timeline.Next is not null);
        var groups = session.Program.Instructions.Select(i => (i.Phase, i.SourceLine, i.Layer)).ToList();
        int changes = 1 + groups.Zip(groups.Skip(1), (a, b) => a == b ? 0 : 1).Sum();
        Assert.That(steps, Is.EqualTo(changes));
        session.Go(Movement.Over);
        Assert.That(session.Now.Iteration, Is.EqualTo(1), "from the end it goes on");
    }

    [Test]
    public void Step_out_runs_the_rest_of_the_phase()
    {
        DebugSession session = Sessions.Session();
        session.Step(2);
        foreach (Phase next in new[] { Phase.Loss, Phase.ZeroGrad, Phase.Backward, Phase.Update })
        {
            session.Go(Movement.Out);
            Assert.That(session.Timeline.Next!.Phase, Is.EqualTo(next));
            Assert.That(session.Timeline.Last!.Phase, Is.Not.EqualTo(next));
        }
        session.Go(Movement.Out);
        Assert.That(session.Now, Is.EqualTo(session.Program.End()));
    }

    [Test]
    public void Step_out_of_a_script_stops_between_the_passes()
    {
        DebugSession session = Sessions.Session("tutorial-net");
        session.RunTo(Phase.Backward);
        session.Go(Movement.Out);
        Assert.That((session.Timeline.Last!.Pass, session.Timeline.Next!.Pass), Is.EqualTo((1, 2)));
        Assert.That(session.Timeline.Last.Phase, Is.EqualTo(Phase.Backward));
    }

    [Test]
    public void Run_to_a_value_stops_when_it_has_been_computed_not_when_it_is_zeroed()
    {
        DebugSession session = Sessions.Session();
        Assert.That(session.RunTo(session.Program["w5.grad"]).Kind, Is.EqualTo(StopKind.Done));
        Assert.That(session.Timeline.Last!.Label, Is.EqualTo("∂E/∂w5"));
        session.RunTo(session.Program["l_h1"]);
        Assert.That(session.Now, Is.EqualTo(new Moment(1, 1)), "in the next iteration, since it lies behind in this");
    }

    [Test]
    public void Run_to_a_line_or_a_phase_stops_just_before_it()
    {
        DebugSession session = Sessions.Session();
        session.RunToLine(5);
        Assert.That((session.Timeline.Last!.SourceLine, session.Timeline.Next!.SourceLine), Is.EqualTo((4, 5)));
        session.RunTo(Phase.Update);
        Assert.That((session.Timeline.Last!.Phase, session.Timeline.Next!.Phase), Is.EqualTo((Phase.Backward, Phase.Update)));
    }

    [Test]
    public void What_cannot_be_run_to_is_refused()
    {
        DebugSession session = Sessions.Session("neuron");
        Assert.That(() => session.RunTo(session.Program["w1"]), Throws.TypeOf<DebugException>().With.Message.Contains("w1"));
        Assert.That(() => session.RunToLine(99), Throws.TypeOf<DebugException>().With.Message.Contains("line 99"));
        Assert.That(() => session.RunTo(Phase.Update), Throws.TypeOf<DebugException>().With.Message.Contains("update"));
    }

    [Test]
    public void Iterate_goes_to_the_end_of_this_iteration_and_then_of_the_next()
    {
        DebugSession session = Sessions.Session();
        session.Step(4);
        session.Iterate();
        Assert.That(session.Now, Is.EqualTo(session.Program.End()));
        session.Iterate(3);
        Assert.That(session.Now, Is.EqualTo(session.Program.End(3)));
    }

    [Test]
    public void Descending_for_some_iterations_lowers_the_loss()
    {
        DebugSession session = Sessions.Session();
        session.Iterate();
        double first = session.Scalar("E");
        session.Iterate(50);
        Assert.That(session.Scalar("E"), Is.LessThan(first / 2));
    }

    [Test]
    public void Restart_returns_to_the_beginning_and_keeps_breakpoints_and_watches()
    {
        DebugSession session = Sessions.Session();
        session.AddBreakpoint(value: session.Program["w5.grad"]);
        session.AddWatch(session.Condition("w5"));
        session.Continue();
        session.Restart();
        Assert.That(session.Now, Is.EqualTo(default(Moment)));
        Assert.That((session.Breakpoints.Count, session.Watches.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_weight_set_before_its_update_changes_this_iteration()
    {
        DebugSession session = Sessions.Session();
        session.Iterate();
        session.Back(10);
        double loss = session.Scalar("E");
        WhatIf whatIf = session.Set(session.Program["w5"], Tensor.Scalar(0.5));
        Assert.That(whatIf.Edits[0].At, Is.EqualTo(default(Moment)));
        Assert.That(session.Scalar("E"), Is.LessThan(loss));
        Assert.That((session.Current, session.Now.Executed), Is.EqualTo((1, session.Program.Instructions.Length - 10)));
        session.SwitchTo(0);
        Assert.That(session.Scalar("E"), Is.EqualTo(loss));
    }

    [Test]
    public void A_weight_set_after_its_update_changes_what_follows()
    {
        DebugSession session = Sessions.Session();
        session.Iterate();
        double loss = session.Scalar("E");
        session.Set(session.Program["w5"], Tensor.Scalar(0.1));
        Assert.That(session.Scalar("E"), Is.EqualTo(loss));
        Assert.That(session.Scalar("w5"), Is.EqualTo(0.1));
        session.Step();
        Assert.That(session.Scalar("w5"), Is.EqualTo(0.1), "the next iteration begins with it");
    }

    [Test]
    public void Inputs_activations_gradients_and_the_learning_rate_can_be_set()
    {
        DebugSession session = Sessions.Session();
        session.RunTo(Phase.Update);
        session.Set(session.Program["lr"], Tensor.Scalar(2));
        session.Iterate();
        Assert.That(session.Scalar("w5"), Is.EqualTo(0.25 + 2 * 0.018375021542).Within(1e-11));
        session.SwitchTo(0);
        session.Restart();
        session.RunTo(session.Program["w5.grad"]);
        session.Set(session.Program["w5.grad"], Tensor.Scalar(1));
        session.Iterate();
        Assert.That(session.Scalar("w5"), Is.EqualTo(0.25 - 1).Within(1e-15));
        session.SwitchTo(0);
        session.Restart();
        session.Set(session.Program["out_h1"], Tensor.Scalar(0));
        session.Iterate();
        Assert.That(session.Scalar("l_o1"), Is.EqualTo(0.35 * 0.5986876601124 + 0.5).Within(1e-12));
        session.SwitchTo(0);
        session.Set(session.Program["i1"], Tensor.Scalar(0));
        Assert.That(session.Scalar("l_h1"), Is.EqualTo(0.15 * 0.2 + 0.35).Within(1e-15));
    }

    [Test]
    public void A_weight_set_twice_after_its_update_has_the_second_content()
    {
        DebugSession session = Sessions.Session();
        session.Iterate();
        Value w5 = session.Program["w5"];
        WhatIf first = session.Set(w5, Tensor.Scalar(1)), second = session.Set(w5, Tensor.Scalar(2));
        Assert.That(session.Scalar("w5"), Is.EqualTo(2));
        Assert.That(second.Edits[0].At, Is.EqualTo(first.Edits[0].At), "both after the update");
        Assert.That(session.Timeline.Edits, Has.Count.EqualTo(1), "the second takes the place of the first");
    }

    [Test]
    public void An_activation_of_a_later_pass_set_twice_has_the_second_content()
    {
        DebugSession session = Sessions.Session("tutorial-net");
        session.Iterate();
        Value conv1 = session.Program["conv1"];
        WhatIf first = session.Set(conv1, Tensor.Full(conv1.Shape, 1)), second = session.Set(conv1, Tensor.Full(conv1.Shape, 2));
        Assert.That(session.Timeline.Read(conv1)![0], Is.EqualTo(2));
        Assert.That(second.Edits[0].At, Is.EqualTo(first.Edits[0].At));
    }

    [Test]
    public void The_name_of_an_update_stands_for_what_was_set_after_it()
    {
        DebugSession session = Sessions.Session();
        session.Iterate();
        session.Set(session.Program["w5"], Tensor.Scalar(2));
        Assert.That(session.Condition("w5⁺").Evaluate(session.Values).ScalarValue, Is.EqualTo(2));
    }

    [Test]
    public void A_breakpoint_where_a_movement_ends_anyway_is_not_counted_as_a_hit()
    {
        DebugSession session = Sessions.Session();
        Breakpoint loss = session.AddBreakpoint(phase: Phase.Loss);
        Assert.That(session.Go(Movement.Out).Kind, Is.EqualTo(StopKind.Done));
        Assert.That(session.Timeline.Next!.Phase, Is.EqualTo(Phase.Loss));
        Assert.That(loss.Hits, Is.Zero);
    }

    [Test]
    public void Many_steps_end_when_they_are_cancelled()
    {
        DebugSession session = Sessions.Session();
        session.Step(5);
        Assert.That(session.Step(1000, new CancellationToken(canceled: true)).Kind, Is.EqualTo(StopKind.Interrupted));
        Assert.That(session.Back(1000, new CancellationToken(canceled: true)).Kind, Is.EqualTo(StopKind.Interrupted));
        Assert.That(session.Now, Is.EqualTo(new Moment(0, 5)));
    }

    [Test]
    public void Content_of_another_shape_is_refused() =>
        Assert.That(
            () => Sessions.Session("layers") is var s ? s.Set(s.Program.Parameters.First(), Tensor.Scalar(1)) : null,
            Throws.TypeOf<DebugException>());

    [Test]
    public void Diff_lists_what_an_edit_changed_and_nothing_else()
    {
        DebugSession session = Sessions.Session();
        session.RunTo(Phase.Backward);
        session.Set(session.Program["w7"], Tensor.Scalar(0.31));
        Assert.That(session.Diff(0).Select(d => d.Value.Name), Is.EqualTo(new[] { "w7", "l_o2", "out_o2", "E_o2", "E" }));
        ValueDifference w7 = session.Diff(0).Single(d => d.Value.Name == "w7");
        Assert.That((w7.Before.ScalarValue, w7.After.ScalarValue), Is.EqualTo((0.30, 0.31)));
        Assert.That(w7.MaxChange, Is.EqualTo(0.01).Within(1e-15));
        session.SwitchTo(0);
        Assert.That(session.Diff(1).Select(d => d.After.ScalarValue).First(), Is.EqualTo(0.30));
    }

    [Test]
    public void A_timeline_that_does_not_exist_is_refused()
    {
        DebugSession session = Sessions.Session();
        Assert.That(() => session.SwitchTo(1), Throws.TypeOf<DebugException>().With.Message.Contains("no timeline 1"));
        Assert.That(() => session.Diff(1), Throws.TypeOf<DebugException>().With.Message.Contains("no timeline 1"));
        Assert.That(() => session.SwitchTo(-1), Throws.TypeOf<DebugException>());
    }

    [Test]
    public void A_broken_program_reports_its_fault_on_every_way_forward()
    {
        foreach (Func<DebugSession, Stop> run in new Func<DebugSession, Stop>[]
                 { s => s.Step(7), s => s.Go(Movement.Over, 99), s => s.Continue(), s => s.Iterate(),
                 s => s.RunTo(s.Program["pool2"]) is var _ ? s.RunTo(s.Program["conv1"]) : null! })
        {
            DebugSession session = Sessions.Session("network1");
            Stop stop = run(session);
            Assert.That(stop.Kind, Is.EqualTo(StopKind.Fault));
            Assert.That(stop.Fault!.Message, Does.StartWith("fc1: "));
            Assert.That(session.Now, Is.EqualTo(session.Program.End()));
            Assert.That(session.Back().Kind, Is.EqualTo(StopKind.Done), "it can still be walked back");
        }
    }

    [Test]
    public void A_run_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        foreach (Func<DebugSession, Stop> run in new Func<DebugSession, Stop>[]
                 { s => s.Continue(cancel.Token), s => s.Iterate(1, cancel.Token), s => s.Go(Movement.Out, cancel: cancel.Token),
                 s => s.Go(Movement.Over, cancel: cancel.Token), s => s.RunTo(Phase.Loss, cancel.Token) })
            Assert.That(run(Sessions.Session()).Kind, Is.EqualTo(StopKind.Interrupted));
    }
}
