using Backstep.Engine.Debugging;

namespace Backstep.Lessons.Goals;

/// <summary>Carries movements out.</summary>
public static class Movements
{
    /// <summary>Moves once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A movement that needs a place to go to.</exception>
    public static Stop Do(DebugSession session, Movement movement, CancellationToken cancel = default)
    {
        switch (movement)
        {
            case Movement.Into: return session.Step(cancel: cancel);
            case Movement.Over: return session.StepOver(cancel: cancel);
            case Movement.Out: return session.StepOut(cancel);
            case Movement.Iterate: return session.Iterate(cancel: cancel);
            case Movement.Back: return session.Back(cancel: cancel);
            case Movement.Continue: return session.Continue(cancel);
            case Movement.ReverseContinue: return session.ReverseContinue(cancel);
            case Movement.Restart:
                session.Restart();
                return new(StopKind.Done);
            default: throw new ArgumentOutOfRangeException(nameof(movement));
        }
    }
}
