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
/// Judges whether a learner has reached the goal of an exercise. It keeps nothing: each entry of the session's journal gives a new <see cref="GoalProgress"/>
/// from the one before and a look at the session as it was left.
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

    /// <summary>Where the learner stands after <paramref name="entry"/>; <paramref name="before"/> itself for what no goal asks for (print, breakpoints).</summary>
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
        EqualsGoal equals => !session.Timeline.Edits.IsEmpty && Present(session) is { } present && Math.Abs(present - _wanted!.Value) <= equals.Tolerance,
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
        session.Timeline.VersionAt(_program.Loss!, new(iteration, _program.Instructions.Length)) is { Content: { Length: 1 } content } ? content[0] : null;

    private LocalText Text(DebugSession session, bool reached, JournalEntry? entry = null) => _goal switch
    {
        null => new("look around as long as you like", "随便看看，不限时间"),
        ReachGoal g => Say(reached, $"stop where {g.Value} has just been computed", $"停在刚算出 {g.Value} 的地方"),
        BackToGoal g => Say(reached, $"run past {g.Value}, then step back until it is the latest", $"先越过 {g.Value}，再退回到刚算出它的地方"),
        ReachPhaseGoal g => Say(reached, $"stop just before {g.Phase.Name()}", $"停在 {g.Phase.Name()} 开始之前"),
        ExplainGoal g => Say(reached, $"open the explanation of {g.Value} (why?)", $"打开 {g.Value} 的解释（为什么？）"),
        LossBelowGoal g => LossText(g, session, reached),
        EqualsGoal g => EqualsText(g, session, reached),
        TrainGoal g => TrainingText(g, entry as Trained, reached),
        _ => throw new InvalidOperationException($"nothing tells about a goal of the kind {_goal.Kind}"),
    };

    private LocalText EqualsText(EqualsGoal goal, DebugSession session, bool reached)
    {
        string wanted = $"{Numbers.Format(_wanted!.Value, 4)} ± {Numbers.Format(goal.Tolerance, 6)}";
        // Once reached it stays so, whatever the value is on the timeline or at the place that is looked at now.
        if (reached) return Say(reached, $"{goal.Value} brought to {wanted} by editing", $"修改数值，使 {goal.Value} 达到 {wanted}");
        string? present = Present(session) is { } value ? Numbers.Format(value, 4) : null;
        return Say(reached,
            $"{goal.Value} {present ?? "not computed yet"}, to reach: {wanted} by editing",
            $"修改数值，使 {goal.Value} 达到 {wanted}（{(present is null ? "尚未计算" : $"现在是 {present}")}）");
    }

    private LocalText LossText(LossBelowGoal goal, DebugSession session, bool reached)
    {
        long finished = Finished(session);
        string below = Numbers.Format(goal.Below, 6), last = finished > 0 && LossOf(session, finished - 1) is { } loss ? Numbers.Format(loss, 4) : "";
        return Say(reached,
            last.Length == 0 ? $"loss below {below} within {goal.Within} iterations" : $"loss {last} after iteration {finished}, to reach: below {below} within {goal.Within} iterations",
            last.Length == 0 ? $"在 {goal.Within} 次迭代内把损失降到 {below} 以下" : $"第 {finished} 次迭代后损失 {last}，目标：{goal.Within} 次迭代内低于 {below}");
    }

    private static LocalText TrainingText(TrainGoal goal, Trained? trained, bool reached)
    {
        TrainingTarget target = trained?.Target ?? goal.Target;
        string wanted = $"{Numbers.Format(100 * target.Accuracy, 2)} %", got = trained is null ? "" : $"{Numbers.Format(100 * trained.Accuracy, 2)} %";
        return Say(reached,
            trained is null ? $"train to an accuracy of {wanted} on {target.Data}" : $"accuracy {got} on {target.Data}, to reach: {wanted}",
            trained is null ? $"在 {target.Data} 上训练到准确率 {wanted}" : $"在 {target.Data} 上的准确率 {got}，目标：{wanted}");
    }

    private static LocalText Say(bool reached, string english, string chinese) =>
        reached ? new($"reached: {english}", $"已达成：{chinese}") : new(english, chinese);
}
