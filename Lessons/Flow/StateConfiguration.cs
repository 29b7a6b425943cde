namespace Backstep.Lessons.Flow;

/// <summary>What may happen in one state of a <see cref="StateMachine{TState, TTrigger}"/>.</summary>
public sealed class StateConfiguration<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly List<Edge<TState, TTrigger>> _edges = [];
    private Action<Transition<TState, TTrigger>>? _entry;
    private Action<Transition<TState, TTrigger>>? _exit;

    internal StateConfiguration(TState state) => State = state;

    /// <summary>The state.</summary>
    public TState State { get; }

    internal IReadOnlyList<Edge<TState, TTrigger>> Edges => _edges;

    /// <summary><paramref name="trigger"/> leads to <paramref name="destination"/>, always.</summary>
    public StateConfiguration<TState, TTrigger> Permit(TTrigger trigger, TState destination) => Add(trigger, destination, false, []);

    /// <summary><paramref name="trigger"/> leads to <paramref name="destination"/> where <paramref name="guard"/> holds.</summary>
    /// <param name="trigger">What is fired.</param>
    /// <param name="destination">Where it leads.</param>
    /// <param name="guard">The condition.</param>
    /// <param name="text">What is needed, to be read after "it needs".</param>
    public StateConfiguration<TState, TTrigger> PermitIf(TTrigger trigger, TState destination, Func<bool> guard, string text) =>
        PermitIf(trigger, destination, new Guard(guard, text));

    /// <summary><paramref name="trigger"/> leads to <paramref name="destination"/> where all <paramref name="guards"/> hold.</summary>
    public StateConfiguration<TState, TTrigger> PermitIf(TTrigger trigger, TState destination, params IReadOnlyList<Guard> guards) =>
        Add(trigger, destination, false, guards);

    /// <summary><paramref name="trigger"/> leaves the state for itself: its exit and entry actions run.</summary>
    public StateConfiguration<TState, TTrigger> PermitReentry(TTrigger trigger) => Add(trigger, State, false, []);

    /// <summary><see cref="PermitReentry"/> where all <paramref name="guards"/> hold.</summary>
    public StateConfiguration<TState, TTrigger> PermitReentryIf(TTrigger trigger, params IReadOnlyList<Guard> guards) => Add(trigger, State, false, guards);

    /// <summary><paramref name="trigger"/> is accepted, and nothing happens.</summary>
    public StateConfiguration<TState, TTrigger> Ignore(TTrigger trigger) => Add(trigger, State, true, []);

    /// <summary>Runs <paramref name="action"/> whenever the state is entered.</summary>
    public StateConfiguration<TState, TTrigger> OnEntry(Action<Transition<TState, TTrigger>> action)
    {
        _entry += action;
        return this;
    }

    /// <summary>Runs <paramref name="action"/> when the state is entered by <paramref name="trigger"/>.</summary>
    public StateConfiguration<TState, TTrigger> OnEntryFrom(TTrigger trigger, Action action) =>
        OnEntry(t =>
        {
            if (EqualityComparer<TTrigger>.Default.Equals(t.Trigger, trigger)) action();
        });

    /// <summary>Runs <paramref name="action"/> whenever the state is left.</summary>
    public StateConfiguration<TState, TTrigger> OnExit(Action<Transition<TState, TTrigger>> action)
    {
        _exit += action;
        return this;
    }

    internal IEnumerable<Edge<TState, TTrigger>> EdgesOf(TTrigger trigger) =>
        _edges.Where(e => EqualityComparer<TTrigger>.Default.Equals(e.Trigger, trigger));

    internal void Enter(Transition<TState, TTrigger> transition) => _entry?.Invoke(transition);

    internal void Exit(Transition<TState, TTrigger> transition) => _exit?.Invoke(transition);

    private StateConfiguration<TState, TTrigger> Add(TTrigger trigger, TState destination, bool isIgnored, IReadOnlyList<Guard> guards)
    {
        if (EdgesOf(trigger).Any(e => e.Guards.Count == 0 || guards.Count == 0))
            throw new InvalidOperationException($"{trigger} is configured twice for {State}, once without a guard");
        _edges.Add(new(State, trigger, destination, isIgnored, guards));
        return this;
    }
}
