using Backstep.Debugger.Tui.Hosting;

namespace Backstep.Debugger.Tui.Tests.Hosting;

/// <summary>No test touches a terminal, even where there is one.</summary>
[SetUpFixture]
public sealed class Headless
{
    [OneTimeSetUp]
    public void Once() => Pilot.GoHeadless();
}
