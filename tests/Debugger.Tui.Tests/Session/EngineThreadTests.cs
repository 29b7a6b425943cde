using System.Collections.Concurrent;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Tests.Session;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EngineThreadTests : IDisposable
{
    private sealed record Work(string Name) : SessionCommand;

    private sealed record Did(string Name, bool Cancelled) : Msg;

    private readonly BlockingCollection<Msg> _answers = [];

    private Msg Next() => _answers.TryTake(out Msg? answer, TimeSpan.FromSeconds(20)) ? answer
        : throw new AssertionException("no answer came");

    [Test]
    public void Commands_are_done_one_after_the_other_and_each_ends_with_a_word_of_it()
    {
        using var engine = new EngineThread((command, _) => [new Did(((Work)command).Name, false)], action => action(), UiTexts.English);
        engine.Do(new Work("a"), _answers.Add);
        engine.Do(new Work("b"), _answers.Add);
        Assert.That(new[] { Next(), Next(), Next(), Next() },
            Is.EqualTo(new Msg[] { new Did("a", false), new DoneMsg(), new Did("b", false), new DoneMsg() }));
    }

    [Test]
    public void An_interrupt_stops_what_is_done_and_what_waits_but_not_what_comes_later()
    {
        using var started = new ManualResetEventSlim();
        using var engine = new EngineThread((command, cancel) =>
        {
            string name = ((Work)command).Name;
            if (name == "long")
            {
                started.Set();
                cancel.WaitHandle.WaitOne();
            }
            return [new Did(name, cancel.IsCancellationRequested)];
        }, action => action(), UiTexts.English);
        engine.Do(new Work("long"), _answers.Add);
        engine.Do(new Work("waits"), _answers.Add);
        started.Wait();
        engine.Interrupt();
        engine.Do(new Work("later"), _answers.Add);
        Msg[] answers = [Next(), Next(), Next(), Next(), Next(), Next()];
        Assert.That(answers.OfType<Did>(), Is.EqualTo(new[] { new Did("long", true), new Did("waits", true), new Did("later", false) }));
    }

    [Test]
    public void A_fault_of_the_engine_is_said_and_the_next_command_is_done()
    {
        using var engine = new EngineThread((
            command, _) => ((Work)command).Name == "bad" ? throw new InvalidOperationException("broken") : [new Did("good", false)],
            action => action(), UiTexts.English);
        engine.Do(new Work("bad"), _answers.Add);
        Assert.That(Next(), Is.TypeOf<ProblemMsg>().With.Property("Problem").Contains("broken"));
        Assert.That(Next(), Is.TypeOf<DoneMsg>());
        engine.Do(new Work("good"), _answers.Add);
        Assert.That(Next(), Is.EqualTo(new Did("good", false)));
    }

    public void Dispose() => _answers.Dispose();
}
