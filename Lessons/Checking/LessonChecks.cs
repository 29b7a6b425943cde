using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Checking;

/// <summary>Everything about one lesson.</summary>
internal static class LessonChecks
{
    public static void Run(Lesson lesson, Findings findings)
    {
        Exercise exercise = lesson.Exercise;
        ProgramEntry? entry = findings.Try(exercise.At("program"), () => ProgramCatalog.Get(exercise.Program));
        if (entry is null) return;
        Scenario? scenario = findings.Try(exercise.Path, () => entry.Create(new ScenarioOptions { Seed = exercise.Run.Seed ?? 0, BatchSize = exercise.Run.BatchSize }));
        if (scenario is null) return;
        int? par = findings.TryNumber(exercise.At("goal"), () => ParFinder.Find(exercise.Goal, scenario.Program) ?? 0);
        if (exercise.Par is { } given && given < par)
            findings.Add(exercise.At("par"), $"{given} movements do not reach the goal, {par} is the fewest; leave par out, it is computed");
    }
}
