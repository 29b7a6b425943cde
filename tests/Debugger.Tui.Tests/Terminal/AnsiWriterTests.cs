using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.Tests.Terminal;

public sealed class AnsiWriterTests
{
    [Test]
    public void Leaving_takes_back_every_mode_that_entering_set()
    {
        string enter = AnsiWriter.Enter, leave = AnsiWriter.Leave;
        // The cursor keys and the keypad are put to normal on both ways, since the runtime switches them.
        foreach (string mode in new[] { "?1049", "?1002", "?1006", "?2004" })
        {
            Assert.That(enter, Does.Contain($"\u001b[{mode}h"));
            Assert.That(leave, Does.Contain($"\u001b[{mode}l"));
        }
        foreach (string mode in new[] { "?25", "?7" })
        {
            Assert.That(enter, Does.Contain($"\u001b[{mode}l"));
            Assert.That(leave, Does.Contain($"\u001b[{mode}h"));
        }
        Assert.That(leave, Does.StartWith("\u001b[?2026l\u001b[0m").And.EndWith("\u001b[?1049l"));
    }
}
