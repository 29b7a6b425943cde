using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Tests.Flow;

public sealed class StateMachineTests
{
    private enum Door
    {
        Open,
        Closed,
        Locked,
    }

    private enum Hand
    {
        Push,
        Pull,
        Turn,
        Knock,
    }

    private static StateMachine<Door, Hand> Machine(Func<bool> hasKey, List<string> log)
    {
        StateMachine<Door, Hand> machine = new(Door.Closed);
        machine.Configure(Door.Closed)
            .Permit(Hand.Push, Door.Open)
            .PermitIf(Hand.Turn, Door.Locked, hasKey, "a key")
            .PermitReentry(Hand.Knock)
            .OnEntry(t => log.Add($"enter {t.Source}>{t.Destination}"))
            .OnEntryFrom(Hand.Knock, () => log.Add("knocked"))
            .OnExit(t => log.Add($"exit {t.Source}"));
        machine.Configure(Door.Open).Permit(Hand.Pull, Door.Closed).Ignore(Hand.Push);
        machine.Configure(Door.Locked);
        machine.OnTransitioned(t => log.Add($"now {t.Destination}{(t.IsReentry ? " again" : "")}"));
        return machine;
    }

    [Test]
    public void Actions_run_in_the_order_exit_then_entry_then_listeners()
    {
        List<string> log = [];
        StateMachine<Door, Hand> machine = Machine(() => true, log);
        machine.Fire(Hand.Push);
        machine.Fire(Hand.Pull);
        Assert.That(log, Is.EqualTo(["exit Closed", "now Open", "enter Open>Closed", "now Closed"]));
    }

    [Test]
    public void A_reentry_leaves_and_enters_the_same_state()
    {
        List<string> log = [];
        Machine(() => true, log).Fire(Hand.Knock);
        Assert.That(log, Is.EqualTo(["exit Closed", "enter Closed>Closed", "knocked", "now Closed again"]));
    }

    [Test]
    public void An_ignored_trigger_is_accepted_and_nothing_happens()
    {
        List<string> log = [];
        StateMachine<Door, Hand> machine = Machine(() => true, log);
        machine.Fire(Hand.Push);
        log.Clear();
        machine.Fire(Hand.Push);
        Assert.That((machine.State, log.Count), Is.EqualTo((Door.Open, 0)));
    }

    [Test]
    public void A_guard_that_does_not_hold_refuses_with_its_text_and_changes_nothing()
    {
        List<string> log = [];
        StateMachine<Door, Hand> machine = Machine(() => false, log);
        Assert.That(() => machine.Fire(Hand.Turn), Throws.TypeOf<TransitionException>().With.Message.EqualTo("Turn is refused in Closed: it needs a key"));
        Assert.That((machine.State, machine.CanFire(Hand.Turn), log.Count), Is.EqualTo((Door.Closed, false, 0)));
    }

    [Test]
    public void An_unknown_trigger_is_refused_with_what_is_possible()
    {
        StateMachine<Door, Hand> machine = Machine(() => true, []);
        Assert.That(() => machine.Fire(Hand.Pull), Throws.TypeOf<TransitionException>().With.Message.EqualTo("Pull is refused in Closed: possible there: Push, Turn, Knock"));
        machine.Fire(Hand.Turn);
        Assert.That(machine.WhyNot(Hand.Pull), Is.EqualTo("Pull is refused in Locked: possible there: nothing"));
        Assert.That(machine.IsInState(Door.Locked), Is.True);
    }

    [Test]
    public void Permitted_triggers_follow_the_guards()
    {
        bool hasKey = false;
        StateMachine<Door, Hand> machine = Machine(() => hasKey, []);
        Assert.That(machine.PermittedTriggers, Is.EqualTo([Hand.Push, Hand.Knock]));
        hasKey = true;
        Assert.That(machine.PermittedTriggers, Is.EqualTo([Hand.Push, Hand.Turn, Hand.Knock]));
        Assert.That(machine.WhyNot(Hand.Turn), Is.Null);
    }

    [Test]
    public void The_guard_that_holds_chooses_among_several_ways()
    {
        bool wide = false;
        StateMachine<Door, Hand> machine = new(Door.Closed);
        machine.Configure(Door.Closed)
            .PermitIf(Hand.Push, Door.Open, () => wide, "strength")
            .PermitIf(Hand.Push, Door.Locked, () => !wide, "weakness");
        machine.Fire(Hand.Push);
        Assert.That(machine.State, Is.EqualTo(Door.Locked));
    }

    [Test]
    public void Of_several_guards_of_one_way_the_first_that_fails_is_named()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed);
        machine.Configure(Door.Closed).PermitIf(Hand.Push, Door.Open, new Guard(() => true, "hands"), new Guard(() => false, "shoes"), new Guard(() => false, "hats"));
        Assert.That(machine.WhyNot(Hand.Push), Is.EqualTo("Push is refused in Closed: it needs shoes"));
    }

    [Test]
    public void Two_open_ways_at_once_are_an_error_of_the_configuration()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed);
        machine.Configure(Door.Closed)
            .PermitIf(Hand.Push, Door.Open, () => true, "one")
            .PermitIf(Hand.Push, Door.Locked, () => true, "other");
        Assert.That(() => machine.Fire(Hand.Push), Throws.InvalidOperationException);
    }

    [Test]
    public void A_trigger_without_a_guard_is_configured_once()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed);
        machine.Configure(Door.Closed).Permit(Hand.Push, Door.Open);
        Assert.That(() => machine.Configure(Door.Closed).PermitIf(Hand.Push, Door.Locked, () => true, "one"), Throws.InvalidOperationException);
    }

    [Test]
    public void The_graph_gathers_what_stays_in_notes() =>
        Assert.That(MermaidGraph.Format(Door.Closed, Machine(() => true, []).GetInfo()), Is.EqualTo("""
            stateDiagram-v2
                [*] --> Closed
                Closed --> Open : Push
                Closed --> Locked : Turn [a key]
                Open --> Closed : Pull
                note right of Closed
                    stays: Knock
                end note
                note right of Open
                    stays: Push
                end note

            """.ReplaceLineEndings("\n")));
}
