using System.Collections.Immutable;

namespace Backstep.Debugger.Tui.Session;

/// <summary>
/// The loop of the interface: a message in, a new state out, the views are told. It lives on the main loop's thread;
/// <see cref="StateUpdate"/> decides, views show.
/// </summary>
/// <param name="initial">The first state.</param>
/// <param name="engine">Carries out commands.</param>
public sealed class Store(AppState initial, IEngine engine)
{
    private readonly Queue<Msg> _pending = new();
    private bool _isTaking;

    public AppState State { get; private set; } = initial;

    /// <summary>
    /// The state is another one; views show it. They must not dispatch while they do, and what they dispatch nevertheless waits its turn.
    /// </summary>
    public event Action<AppState>? Changed;

    /// <summary>Something is to be done outside: quit, copy, show an answer.</summary>
    public event Action<Effect>? Asked;

    /// <summary>A message; from the main loop's thread only.</summary>
    public void Dispatch(Msg message)
    {
        _pending.Enqueue(message);
        if (_isTaking) return;
        _isTaking = true;
        try
        {
            while (_pending.TryDequeue(out Msg? next)) Take(next);
        }
        finally
        {
            _isTaking = false;
        }
    }

    /// <summary>Something for the engine to do.</summary>
    public void Ask(SessionCommand command) => Dispatch(new Ask(command));

    /// <summary>Stops what the engine does, and what waits for it.</summary>
    public void Interrupt() => engine.Interrupt();

    /// <summary>An answer to what nobody waits for: that it is done is no news.</summary>
    private void Quietly(Msg message)
    {
        if (message is not DoneMsg) Dispatch(message);
    }

    private void Take(Msg message)
    {
        AppState before = State;
        (State, ImmutableArray<Effect> effects) = StateUpdate.Update(State, message);
        if (!ReferenceEquals(before, State)) Changed?.Invoke(State);
        foreach (Effect effect in effects)
        {
            if (effect is SessionEffect session) engine.Do(session.Command, session.IsQuiet ? Quietly : Dispatch);
            else Asked?.Invoke(effect);
        }
    }
}
