using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class JournalTests
{
    private static (DebugSession Session, List<JournalEntry> Journal) Recorded()
    {
        DebugSession session = Sessions.Session();
        var journal = new List<JournalEntry>();
        session.Recorded += journal.Add;
        return (session, journal);
    }

    [Test]
    public void Every_movement_is_told_with_the_moments_around_it()
    {
        (DebugSession session, List<JournalEntry> journal) = Recorded();
        session.Step(3);
        session.Go(Movement.Over);
        session.Go(Movement.Out);
        session.Back();
        session.RunTo(Phase.Update);
        session.Iterate();
        session.Continue();
        session.GoTo(new(1, 2));
        session.ReverseContinue();
        session.Iterate();
        session.Restart();
        Assert.That(journal.Cast<Moved>().Select(m => m.Movement), Is.EqualTo(new[]
        {
            Movement.Into, Movement.Over, Movement.Out, Movement.Back, Movement.RunTo, Movement.Iterate, Movement.Continue, Movement.GoTo,
            Movement.ReverseContinue, Movement.Iterate, Movement.Restart,
        }));
        Assert.That((journal[0].Before, journal[0].After, ((Moved)journal[0]).Count), Is.EqualTo((default(Moment), new Moment(0, 3), 3)));
        for (int i = 1; i < journal.Count; i++) Assert.That(journal[i].Before, Is.EqualTo(journal[i - 1].After));
        Assert.That(journal[^1].After, Is.EqualTo(default(Moment)));
    }

    [Test]
    public void What_led_nowhere_is_not_told_but_a_new_start_is()
    {
        (DebugSession session, List<JournalEntry> journal) = Recorded();
        session.Back();
        session.ReverseContinue();
        session.GoTo(default);
        session.Step(5, new CancellationToken(canceled: true));
        Assert.That(journal, Is.Empty);
        session.Restart();
        Assert.That(journal, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_movement_counts_as_often_as_it_was_done()
    {
        (DebugSession session, List<JournalEntry> journal) = Recorded();
        session.Step(5);
        session.Back(100);
        Assert.That(
            journal.Cast<Moved>().Select(m => (m.Count, m.Stop!.Kind)), Is.EqualTo(new[] { (5, StopKind.Done), (6, StopKind.Beginning) }));
    }

    [Test]
    public void The_session_stands_where_the_entry_says_when_it_is_told()
    {
        DebugSession session = Sessions.Session();
        var seen = new List<(Moment, Moment, int)>();
        session.Recorded += e => seen.Add((e.After, session.Now, session.Current));
        session.Step();
        session.Set(session.Program["w5"], Tensor.Scalar(1));
        session.Step();
        session.SwitchTo(0);
        Assert.That(seen, Is.EqualTo(new[]
        {
            (new Moment(0, 1), new Moment(0, 1), 0), (new Moment(0, 1), new Moment(0, 1), 1),
            (new Moment(0, 2), new Moment(0, 2), 1), (new Moment(0, 2), new Moment(0, 2), 0),
        }));
    }

    [Test]
    public void Breakpoints_watches_edits_and_timelines_are_told()
    {
        (DebugSession session, List<JournalEntry> journal) = Recorded();
        Breakpoint first = session.AddBreakpoint(line: 3);
        session.AddBreakpoint(phase: Phase.Update);
        session.DeleteBreakpoint(9);
        session.DeleteBreakpoint(first.Number);
        session.DeleteBreakpoints();
        session.AddWatch(session.Condition("w5"));
        session.Set(session.Program["w5"], Tensor.Scalar(1));
        session.SwitchTo(0);
        session.Record(new Explained(session.Program["w5"], 0));
        Assert.That(journal.Select(e => e.GetType().Name), Is.EqualTo(new[]
        {
            nameof(BreakpointSet), nameof(BreakpointSet), nameof(BreakpointDeleted), nameof(BreakpointDeleted), nameof(Watched),
            nameof(Edited),
            nameof(TimelineChanged), nameof(Explained),
        }));
        Assert.That(((Edited)journal[5]).Edits.Single().Value.Name, Is.EqualTo("w5"));
        Assert.That(journal[6], Is.EqualTo(new TimelineChanged(1, 0)));
    }
}
