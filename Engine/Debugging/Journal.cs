using System.Collections.Immutable;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>Something that a person did in a session, as <see cref="DebugSession.Recorded"/> tells it.
/// What could not be done is not told.</summary>
public abstract record JournalEntry
{
    /// <summary>The moment at which it began.</summary>
    public Moment Before { get; init; }

    /// <summary>The moment at which it ended: for what moves nothing, the same.</summary>
    public Moment After { get; init; }
}

/// <summary>Went to another moment. A movement that led nowhere is not told, but <see cref="Movement.Restart"/> always is.</summary>
/// <param name="Count">How often: <c>next 5</c> counts 5, or fewer where something stopped it.</param>
/// <param name="Stop">Why it came to rest; null where that is of no interest.</param>
public sealed record Moved(Movement Movement, int Count = 1, Stop? Stop = null) : JournalEntry;

/// <summary>Changed values: a new timeline, in which the session stands now.</summary>
/// <param name="Edits">What was changed, all at once.</param>
public sealed record Edited(ImmutableArray<Edit> Edits) : JournalEntry;

/// <summary>Took edits back; the session stands in a timeline without them.</summary>
/// <param name="Edits">What was taken back.</param>
public sealed record Undone(ImmutableArray<Edit> Edits) : JournalEntry;

/// <summary>Went to another timeline, at the same moment.</summary>
/// <param name="From">The index of the one that was left.</param>
/// <param name="To">The index of the one that is walked now.</param>
public sealed record TimelineChanged(int From, int To) : JournalEntry;

/// <summary>Set a breakpoint.</summary>
public sealed record BreakpointSet(Breakpoint Breakpoint) : JournalEntry;

/// <summary>Deleted a breakpoint.</summary>
public sealed record BreakpointDeleted(Breakpoint Breakpoint) : JournalEntry;

/// <summary>Began to watch an expression.</summary>
public sealed record Watched(Expression Expression) : JournalEntry;

/// <summary>Had the value of an expression printed.</summary>
public sealed record Printed(Expression Expression) : JournalEntry;

/// <summary>Asked why an element of a value is what it is, and was told.</summary>
/// <param name="Offset">The element in row-major order.</param>
public sealed record Explained(Value Value, int Offset) : JournalEntry;

/// <summary>Looked at a value in full.</summary>
public sealed record Inspected(Value Value) : JournalEntry;

/// <summary>Said what an instruction would give before it ran.</summary>
/// <param name="Value">What the instruction computed.</param>
/// <param name="IsRight">Whether it came true.</param>
public sealed record Predicted(Value Value, bool IsRight) : JournalEntry;

/// <summary>Compared the program's gradients with finite differences.</summary>
/// <param name="Passed">Whether all agree.</param>
public sealed record GradientsChecked(bool Passed) : JournalEntry;
