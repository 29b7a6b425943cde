using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Goals;

/// <summary>How far a learner is with a goal.</summary>
/// <param name="Movements">Movements since the exercise was begun or started over.</param>
/// <param name="IsReached">Whether the goal has been reached; it stays so.</param>
/// <param name="ReachedNow">Whether the last entry of the journal reached it (again).</param>
/// <param name="Best">The fewest movements that reached it; null before.</param>
/// <param name="Text">Where the learner stands and what is asked for, in one line.</param>
/// <param name="At">The moment after that entry.</param>
public sealed record GoalProgress(int Movements, bool IsReached, bool ReachedNow, int? Best, LocalText Text, Moment At);
