namespace Backstep.Lessons.Flow;

/// <summary>One step of a state machine.</summary>
/// <param name="Source">The state that was left.</param>
/// <param name="Destination">The state that was entered.</param>
/// <param name="Trigger">What was fired.</param>
public sealed record Transition<TState, TTrigger>(TState Source, TState Destination, TTrigger Trigger)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Whether the state was left for itself.</summary>
    public bool IsReentry => EqualityComparer<TState>.Default.Equals(Source, Destination);
}

/// <summary>
/// A state machine with the surface of the package Stateless, as far as it is needed here, so that moving to the package is a change
/// of <c>using</c>: states are configured fluently, guards carry a text, and the graph can be written down.
/// </summary>
/// <param name="initialState">Where the machine starts; nothing is entered and no action runs.</param>
public sealed class StateMachine<TState, TTrigger>(TState initialState)
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Dictionary<TState, StateConfiguration<TState, TTrigger>> _states = [];
    private Action<Transition<TState, TTrigger>>? _transitioned;

    /// <summary>Where the machine is.</summary>
    public TState State { get; private set; } = initialState;

    /// <summary>The triggers that <see cref="Fire"/> accepts now, in the order in which they were configured.</summary>
    public IReadOnlyList<TTrigger> PermittedTriggers => [.. Here.Edges.Where(e => e.Missing() is null).Select(e => e.Trigger).Distinct()];

    private StateConfiguration<TState, TTrigger> Here => _states.TryGetValue(State, out var here) ? here : new(State);

    /// <summary>Begins or goes on with the configuration of <paramref name="state"/>.</summary>
    public StateConfiguration<TState, TTrigger> Configure(TState state)
    {
        if (!_states.TryGetValue(state, out var configuration)) _states[state] = configuration = new(state);
        return configuration;
    }

    /// <summary>Whether the machine is in <paramref name="state"/>.</summary>
    public bool IsInState(TState state) => EqualityComparer<TState>.Default.Equals(State, state);

    /// <summary>Whether <see cref="Fire"/> accepts <paramref name="trigger"/> now.</summary>
    public bool CanFire(TTrigger trigger) => Here.EdgesOf(trigger).Any(e => e.Missing() is null);

    /// <summary>Why <paramref name="trigger"/> is refused now, in one line; null where it is accepted.</summary>
    public string? WhyNot(TTrigger trigger)
    {
        if (CanFire(trigger)) return null;
        string[] missing = [.. Here.EdgesOf(trigger).Select(e => e.Missing()).OfType<string>().Distinct()];
        return missing.Length > 0
            ? $"{trigger} is refused in {State}: it needs {string.Join(", or ", missing)}"
            : $"{trigger} is refused in {State}: possible there: {(PermittedTriggers.Count > 0 ? string.Join(", ", PermittedTriggers) : "nothing")}";
    }

    /// <summary>Runs the exit actions, changes the state, runs the entry actions, and tells who listens.</summary>
    /// <exception cref="TransitionException">The trigger is refused; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Two transitions are open at once: the configuration is wrong.</exception>
    public void Fire(TTrigger trigger)
    {
        Edge<TState, TTrigger>[] open = [.. Here.EdgesOf(trigger).Where(e => e.Missing() is null)];
        if (open.Length == 0) throw new TransitionException(WhyNot(trigger)!);
        if (open.Length > 1) throw new InvalidOperationException($"{trigger} leads from {State} to {open[0].Destination} and to {open[1].Destination}");
        if (open[0].IsIgnored) return;
        Transition<TState, TTrigger> transition = new(State, open[0].Destination, trigger);
        Here.Exit(transition);
        State = transition.Destination;
        Here.Enter(transition);
        _transitioned?.Invoke(transition);
    }

    /// <summary>Calls <paramref name="action"/> after every transition and every reentry.</summary>
    public void OnTransitioned(Action<Transition<TState, TTrigger>> action) => _transitioned += action;

    /// <summary>Every configured transition, whether its guard holds or not, in the order of configuration.</summary>
    public IReadOnlyList<Edge<TState, TTrigger>> GetInfo() => [.. _states.Values.SelectMany(s => s.Edges)];
}

/// <summary>One configured transition.</summary>
/// <param name="Source">From where.</param>
/// <param name="Trigger">On what.</param>
/// <param name="Destination">To where.</param>
/// <param name="IsIgnored">Whether the trigger is accepted and changes nothing, not even by an action.</param>
/// <param name="Guards">All must hold; each text says what is needed.</param>
public sealed record Edge<TState, TTrigger>(TState Source, TTrigger Trigger, TState Destination, bool IsIgnored, IReadOnlyList<Guard> Guards)
{
    /// <summary>What the transition still needs; null where it is open.</summary>
    internal string? Missing() => Guards.FirstOrDefault(g => !g.Holds())?.Text;
}

/// <summary>A condition of a transition.</summary>
/// <param name="Holds">Whether it holds now; has no effect of its own.</param>
/// <param name="Text">What is needed, to be read after "it needs".</param>
public sealed record Guard(Func<bool> Holds, string Text);

/// <summary>A trigger was refused; the message is one line with the state, the trigger and what is missing.</summary>
public sealed class TransitionException(string message) : Exception(message);
