using System.Text;

namespace Backstep.Lessons.Flow;

/// <summary>Writes the graph of a state machine in Mermaid's language.</summary>
public static class MermaidGraph
{
    /// <summary>
    /// A state diagram with one line for each transition, <c>Source --> Destination : Trigger [guard]</c>. What returns to the same state
    /// is gathered in a note, or a picture would hold more loops than lines.
    /// </summary>
    /// <param name="initial">Where the machine starts.</param>
    /// <param name="edges">The transitions, see <see cref="StateMachine{TState, TTrigger}.GetInfo"/>.</param>
    public static string Format<TState, TTrigger>(TState initial, IReadOnlyList<Edge<TState, TTrigger>> edges)
        where TState : notnull
        where TTrigger : notnull
    {
        StringBuilder text = new();
        text.Append("stateDiagram-v2\n");
        text.Append($"    [*] --> {initial}\n");
        foreach (Edge<TState, TTrigger> edge in edges.Where(e => !IsLoop(e)))
            text.Append($"    {edge.Source} --> {edge.Destination} : {Label(edge)}\n");
        foreach (IGrouping<TState, Edge<TState, TTrigger>> loops in edges.Where(IsLoop).GroupBy(e => e.Source))
        {
            text.Append($"    note right of {loops.Key}\n");
            foreach (Edge<TState, TTrigger> edge in loops) text.Append($"        stays: {Label(edge)}\n");
            text.Append("    end note\n");
        }
        return text.ToString();
    }

    private static bool IsLoop<TState, TTrigger>(Edge<TState, TTrigger> edge) => EqualityComparer<TState>.Default.Equals(edge.Source, edge.Destination);

    private static string Label<TState, TTrigger>(Edge<TState, TTrigger> edge)
        where TState : notnull
        where TTrigger : notnull =>
        edge.Guards.Count == 0 ? $"{edge.Trigger}" : $"{edge.Trigger} [{string.Join(", ", edge.Guards.Select(g => g.Text))}]";
}
