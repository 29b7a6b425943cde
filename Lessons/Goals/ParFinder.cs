using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Goals;

/// <summary>
/// The fewest movements to a goal that is a place in the program: a breadth-first search over the moments of the first iterations, for
/// which nothing has to run. A movement leads where <see cref="DebugSession"/> leads without a breakpoint.
/// </summary>
public static class ParFinder
{
    /// <summary>Nothing is farther away than that: a goal that is a place comes once an iteration.</summary>
    private const int Iterations = 3;

    private static readonly ImmutableArray<Movement> Counted =
        [Movement.Into, Movement.Over, Movement.Out, Movement.Iterate, Movement.Back];

    /// <summary>The fewest movements; null where movements do not reach the goal (a loss, an edit, an explanation, a training).</summary>
    /// <exception cref="CourseException">The goal names what the program does not have, or cannot be reached.</exception>
    public static int? Find(Goal? goal, Program program) => Path(goal, program)?.Length;

    /// <summary>The movements themselves, a shortest way; null as for <see cref="Find"/>.</summary>
    /// <exception cref="CourseException">As for <see cref="Find"/>.</exception>
    public static ImmutableArray<Movement>? Path(Goal? goal, Program program) => goal switch
    {
        ReachGoal reach => Path(program, goal, GoalPlaces.Computing(program, reach.Value, goal.At("value")), backward: false),
        BackToGoal back => Path(program, goal, GoalPlaces.Computing(program, back.Value, goal.At("value")), backward: true),
        ReachPhaseGoal phase => Path(program, goal, GoalPlaces.Before(program, phase.Phase, goal.At("phase")), backward: false),
        _ => null,
    };

    /// <summary>Where a movement leads; null where it leads nowhere.</summary>
    public static Moment? Target(Program program, Moment start, Movement movement)
    {
        int length = program.Instructions.Length;
        if (movement == Movement.Back)
        {
            // The start of an iteration and the end of the one before are one place to a person who steps.
            if (start is { Executed: 0, Iteration: > 0 }) start = new(start.Iteration - 1, length);
            return start.Executed > 0 ? start with { Executed = start.Executed - 1 } : null;
        }
        if (start.Executed == length)
        {
            if (program.Fault is not null) return null;
            start = new(start.Iteration + 1, 0);
        }
        return start with
        {
            Executed = movement switch
            {
                Movement.Into => start.Executed + 1,
                Movement.Over => After(StepGroups.Line),
                Movement.Out => After(StepGroups.Phase),
                Movement.Iterate => length,
                _ => throw new ArgumentOutOfRangeException(nameof(movement)),
            },
        };

        int After<T>(Func<Instruction, T> key)
            where T : IEquatable<T>
        {
            int at = start.Executed;
            T group = key(program.Instructions[at]);
            while (at < length && key(program.Instructions[at]).Equals(group)) at++;
            return at;
        }
    }

    private static ImmutableArray<Movement> Path(Program program, Goal goal, ImmutableSortedSet<int> places, bool backward)
    {
        var reachedBy = new Dictionary<Moment, (Moment Start, Movement Movement)>();
        var open = new Queue<Moment>([default]);
        while (open.TryDequeue(out Moment start))
        {
            foreach (Movement movement in Counted)
            {
                if (Target(program, start, movement) is not { } to || to.Iteration >= Iterations) continue;
                if (places.Contains(to.Executed) && (!backward || to < start)) return [.. Way(start), movement];
                if (to != default && reachedBy.TryAdd(to, (start, movement))) open.Enqueue(to);
            }
        }
        throw new CourseException(l => GoalTexts.In(l).OutOfReach(program.Name), goal.Path);

        IEnumerable<Movement> Way(Moment to)
        {
            var way = new Stack<Movement>();
            for (Moment at = to; at != default; at = reachedBy[at].Start) way.Push(reachedBy[at].Movement);
            return way;
        }
    }
}
