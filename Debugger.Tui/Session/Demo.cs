using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Makes the pictures that the home screen plays.</summary>
public static class Demo
{
    /// <summary>The 2-2-2 network through one iteration, a picture after each instruction.</summary>
    public static DemoMsg Make(IBackend backend)
    {
        var host = new SessionHost(backend);
        var frames = ImmutableArray.CreateBuilder<SessionView>();
        Msg message = host.Execute(new OpenProgram("two-layer", new ScenarioOptions()), CancellationToken.None);
        while (message is SessionMsg { View: var view } && view.Now.Iteration == 0)
        {
            frames.Add(view);
            if (view.Next is null) break;
            message = host.Execute(new Move(Movement.Into), CancellationToken.None);
        }
        return new DemoMsg(frames.ToImmutable());
    }
}
