using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.App;

/// <summary>The outcome of an update: the new state, and what is to be done outside.</summary>
public readonly record struct Step(AppModel Model, ImmutableArray<Effect> Effects)
{
    /// <summary>Nothing is to be done.</summary>
    public Step(AppModel model) : this(model, [])
    {
    }

    /// <summary>One thing is to be done.</summary>
    public Step(AppModel model, Effect effect) : this(model, [effect])
    {
    }

    /// <summary>The engine has something to do; until its answer comes the interface shows that it is busy.</summary>
    public Step(AppModel model, SessionCommand command) : this(model with { IsBusy = true }, [new SessionEffect(command)])
    {
    }
}
