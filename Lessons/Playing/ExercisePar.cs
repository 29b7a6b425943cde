using Backstep.Engine.Injection;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Playing;

/// <summary>Par of exercises, for the outline of a course: <c>CourseOutlines.Of(course, ExercisePar.Of)</c>.</summary>
public static class ExercisePar
{
    /// <summary>What the author says or, where the goal is a place, the fewest movements; null where steps do not count or the exercise cannot be run.</summary>
    public static int? Of(Lesson lesson)
    {
        Exercise exercise = lesson.Exercise;
        if (exercise.Par is { } given) return given;
        if (exercise.Goal is not (ReachGoal or ReachPhaseGoal or BackToGoal)) return null;
        try
        {
            ProgramEntry entry = ProgramCatalog.Get(exercise.Program);
            Scenario sound = entry.Create(new ScenarioOptions { Seed = exercise.Run.Seed ?? 0, BatchSize = exercise.Run.BatchSize });
            return ParFinder.Find(exercise.Goal, Mutations.Apply(sound, exercise.Inject).Program);
        }
        catch (Exception e) when (e is UnknownProgramException or ScenarioException or MutationException or CourseException)
        {
            // The course is wrong, which its check tells; a map of it can be shown all the same.
            return null;
        }
    }
}
