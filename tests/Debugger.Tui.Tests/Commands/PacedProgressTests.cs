using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Debugging;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class PacedProgressTests
{
    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }

    [Test]
    public void A_short_run_says_nothing_and_a_long_one_now_and_then()
    {
        var clock = new Clock();
        var told = new List<long>();
        var progress = new PacedProgress(p => told.Add(p.At.Iteration), clock);
        for (int run = 0; run < 2; run++)
        {
            progress.Begin();
            Assert.That(progress.HasTold, Is.False);
            for (int i = 0; i < 1000; i++, clock.Milliseconds++) progress.Report(new(new(i, 0), null));
            Assert.That(progress.HasTold, Is.True);
            Assert.That(told, Is.EqualTo(new long[] { 400, 500, 600, 700, 800, 900 }));
            told.Clear();
        }
        progress.Begin();
        for (int i = 0; i < 399; i++, clock.Milliseconds++) progress.Report(new(new(i, 0), null));
        Assert.That(told, Is.Empty);
    }
}
