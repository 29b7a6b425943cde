using Backstep.Engine.Data;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;

namespace Backstep.Lessons.Checking;

/// <summary>Whether the goal of an exercise can be reached, and par be met.</summary>
internal static class GoalChecks
{
    public static void Run(Lesson lesson, LessonWorld world, Findings findings, CheckOptions options)
    {
        Exercise exercise = lesson.Exercise;
        if (exercise.Goal is not { } goal) return;
        int? par = null;
        if (!findings.Try(goal.Path, () => { par = ParFinder.Find(goal, world.Scenario.Program); })) return;
        if (exercise.Par is { } given && given < par)
            findings.Add(exercise.At("par"), $"{given} movements do not reach the goal, {par} is the fewest; leave par out, it is computed");
        if (goal is TrainGoal train && train.Target.Data != SyntheticDigits.Name && train.Otherwise is null)
            findings.Warn(goal.Path, $"whoever does not have {train.Target.Data} cannot reach this goal; add otherwise with synthetic digits");
        findings.Try(goal.Path, () =>
        {
            RunWork.Check(world.Scenario.Program, goal switch { LossBelowGoal loss => loss.Solution.Iterations ?? 1, EqualsGoal equals => equals.Solution.Iterations ?? 1, _ => 1 });
            if (!new GoalPlayer(world, options.Training).Reach(out string? why)) findings.Add(goal.Path, why);
        });
    }
}
