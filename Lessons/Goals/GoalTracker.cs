using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Goals;

/// <summary>
/// Judges whether a learner has reached the goal of an exercise. It keeps nothing: each entry of the session's journal gives a new
/// <see cref="GoalProgress"/> from the one before and a look at the session as it was left.
/// </summary>
public sealed class GoalTracker
{
    private readonly Goal? _goal;
    private readonly Program _program;
    private readonly double? _wanted;
    private readonly ImmutableSortedSet<int> _places;
    private readonly Value? _value;

    /// <summary>A judge of <paramref name="goal"/>.</summary>
    /// <param name="goal">What is to be done; null: nothing in particular, which is done from the start.</param>
    /// <param name="program">The program that the learner steps.</param>
    /// <param name="wanted">For <see cref="EqualsGoal"/>: what its expression comes to in the exercise.</param>
    /// <exception cref="CourseException">The goal names what the program does not have.</exception>
    public GoalTracker(Goal? goal, Program program, double? wanted = null)
    {
        _goal = goal;
        _program = program;
        _wanted = wanted;
        _places = goal switch
        {
            ReachGoal reach => GoalPlaces.Computing(program, reach.Value, goal.At("value")),
            BackToGoal back => GoalPlaces.Computing(program, back.Value, goal.At("value")),
            ReachPhaseGoal phase => GoalPlaces.Before(program, phase.Phase, goal.At("phase")),
            _ => [],
        };
        _value = goal switch
        {
            EqualsGoal equals => GoalPlaces.ValueOf(program, equals.Value, goal.At("value")),
            ExplainGoal explain => GoalPlaces.ValueOf(program, explain.Value, goal.At("value")),
            _ => null,
        };
        if (goal is EqualsGoal && wanted is null) throw new ArgumentNullException(nameof(wanted));
        if (goal is LossBelowGoal && program.Loss is null)
            throw new CourseException(l => GoalTexts.In(l).NoLoss(program.Name), goal.Path);
    }

    /// <summary>A judge of the goal of an exercise.</summary>
    /// <exception cref="CourseException">The goal names what the program does not have.</exception>
    /// <exception cref="LessonException">The exercise cannot be run, or what a value is to become cannot be computed.</exception>
    public static GoalTracker For(LessonWorld world) =>
        new(world.Exercise.Goal, world.Scenario.Program, world.Exercise.Goal is EqualsGoal equals ? world.Number(equals.Expr) : null);

    /// <summary>Where a learner stands who has just opened the exercise.</summary>
    public GoalProgress Start(DebugSession session)
    {
        bool done = _goal is null;
        return new(0, done, done, done ? 0 : null, Text(session, done), session.Now);
    }

    /// <summary>
    /// Where the learner stands after <paramref name="entry"/>; <paramref name="before"/>
    /// itself for what no goal asks for (print, breakpoints).
    /// </summary>
    /// <param name="before">Where the learner stood.</param>
    /// <param name="entry">What was done.</param>
    /// <param name="session">The session after it; only looked at.</param>
    public GoalProgress Observe(GoalProgress before, JournalEntry entry, DebugSession session)
    {
        if (entry is not (Moved or Edited or Undone or TimelineChanged or Explained or Predicted or Trained)) return before;
        int movements = entry switch
        {
            Moved { Movement: Movement.Restart } => 0,
            // What leads nowhere costs nothing.
            Moved moved => before.Movements + (session.Now == before.At ? 0 : Math.Max(1, moved.Count)),
            _ => before.Movements,
        };
        bool now = IsReached(before, entry, session);
        int? best = now ? Math.Min(before.Best ?? int.MaxValue, movements) : before.Best;
        bool reached = before.IsReached || now;
        return new(movements, reached, now, best, Text(session, reached, entry), session.Now);
    }

    private bool IsReached(GoalProgress before, JournalEntry entry, DebugSession session) => _goal switch
    {
        null => true,
        ReachGoal or ReachPhaseGoal => entry is Moved { Movement: not Movement.Restart } && _places.Contains(session.Now.Executed),
        BackToGoal => entry is Moved && session.Now < before.At && _places.Contains(session.Now.Executed),
        LossBelowGoal loss => IsLossBelow(loss, entry is Moved ? before.At.Iteration : 0, session),
        EqualsGoal equals =>
            !session.Timeline.Edits.IsEmpty && Present(session) is { } present && Math.Abs(present - _wanted!.Value) <= equals.Tolerance,
        ExplainGoal => entry is Explained explained && explained.Value == _value,
        TrainGoal => entry is Trained trained && trained.Accuracy >= trained.Target.Accuracy,
        _ => throw new InvalidOperationException($"nothing judges a goal of the kind {_goal.Kind}"),
    };

    private double? Present(DebugSession session) => session.Timeline.Read(_value!) is { Length: 1 } content ? content[0] : null;

    /// <summary>Whether the loss of an iteration that has been finished is small enough.</summary>
    /// <param name="goal">The goal.</param>
    /// <param name="first">The first iteration to be looked at: a movement changes none of those before.</param>
    /// <param name="session">The session.</param>
    private bool IsLossBelow(LossBelowGoal goal, long first, DebugSession session)
    {
        for (long i = first; i < Math.Min(Finished(session), goal.Within); i++)
            if (LossOf(session, i) < goal.Below) return true;
        return false;
    }

    /// <summary>How many iterations are finished.</summary>
    private static long Finished(DebugSession session) => session.Now.Iteration + (session.Timeline.Next is null ? 1 : 0);

    /// <summary>The loss of a finished iteration, from 0; null if it is no longer kept.</summary>
    private double? LossOf(DebugSession session, long iteration) =>
        session.Timeline.VersionAt(_program.Loss!, new(iteration, _program.Instructions.Length)) is { Content: { Length: 1 } content }
            ? content[0] : null;

    private LocalText Text(DebugSession session, bool reached, JournalEntry? entry = null) => LocalText.Of(language =>
    {
        var t = GoalTexts.In(language);
        string said = _goal switch
        {
            null => t.LookAround,
            ReachGoal g => t.Reach(g.Value),
            BackToGoal g => t.BackTo(g.Value),
            ReachPhaseGoal g => t.ReachPhase(g.Phase.Name()),
            ExplainGoal g => t.Explain(g.Value),
            LossBelowGoal g => LossText(g, session, t),
            EqualsGoal g => EqualsText(g, session, reached, t),
            TrainGoal g => TrainingText(g, entry as Trained, t),
            _ => throw new InvalidOperationException($"nothing tells about a goal of the kind {_goal.Kind}"),
        };
        return reached && _goal is not null ? t.Reached(said) : said;
    });

    private string EqualsText(EqualsGoal goal, DebugSession session, bool reached, GoalTexts texts)
    {
        string wanted = $"{Numbers.Format(_wanted!.Value, 4)} ± {Numbers.Format(goal.Tolerance, 6)}";
        // Once reached it stays so, whatever the value is on the timeline or at the place that is looked at now.
        return reached
            ? texts.EqualsReached(goal.Value, wanted)
            : texts.BringTo(goal.Value, wanted, Present(session) is { } value ? Numbers.Format(value, 4) : null);
    }

    private string LossText(LossBelowGoal goal, DebugSession session, GoalTexts texts)
    {
        long finished = Finished(session);
        string below = Numbers.Format(goal.Below, 6);
        return finished > 0 && LossOf(session, finished - 1) is { } loss
            ? texts.LossNow(Numbers.Format(loss, 4), finished, below, goal.Within)
            : texts.LossBelow(below, goal.Within);
    }

    private static string TrainingText(TrainGoal goal, Trained? trained, GoalTexts texts)
    {
        TrainingTarget target = trained?.Target ?? goal.Target;
        string wanted = $"{Numbers.Format(100 * target.Accuracy, 2)} %";
        return trained is null
            ? texts.Train(wanted, target.Data) : texts.Trained($"{Numbers.Format(100 * trained.Accuracy, 2)} %", target.Data, wanted);
    }
}
