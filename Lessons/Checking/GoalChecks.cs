using Backstep.Engine.Data;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Texts;

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
            findings.Add(exercise.At("par"), t => t.ParTooLow(given, par.Value));
        if (goal is TrainGoal train && train.Target.Data != SyntheticDigits.Name && train.Otherwise is null)
            findings.Warn(goal.Path, t => t.NotForAll(train.Data));
        findings.Try(goal.Path, () =>
        {
            RunWork.Check(world.Scenario.Program, goal switch
            {
                LossBelowGoal loss => loss.Solution.Iterations ?? 1,
                EqualsGoal equals => equals.Solution.Iterations ?? 1,
                _ => 1,
            });
            if (!new GoalPlayer(world, options.Training).Reach(out LocalText? why)) findings.Add(goal.Path, why);
        });
    }
}
