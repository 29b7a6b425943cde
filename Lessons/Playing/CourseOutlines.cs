using Backstep.Engine.Bugs;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Playing;

/// <summary>What flow, saved game and game need to know of a course.</summary>
public static class CourseOutlines
{
    /// <summary>The outline of a course. An exercise without a goal need not be done.</summary>
    public static CourseOutline Of(Course course) => new(course.Id,
    [
        .. from chapter in course.Chapters
           from lesson in chapter.Lessons
           select new LessonInfo(lesson.Id, chapter.Id, lesson.Requires, lesson.Pages.Length, [.. lesson.Questions.Select(q => q.Id)],
               lesson.Exercise.Goal is not null, lesson.Kind == LessonKind.Boss,
               AskableAlone: [.. lesson.Questions.Where(q => CanBeAskedAlone(q, lesson)).Select(q => q.Id)],
               Reasoned: [.. lesson.Questions.Where(q => q.Because is not null).Select(q => q.Id)])
           {
               LatePar = new(() => Par(lesson.Exercise)),
           },
    ]);

    /// <summary>
    /// Whether a question can be answered from what it says: the numbers of a scalar program are
    /// given with it, those of tensors are in the debugger, and so is a bug.
    /// </summary>
    private static bool CanBeAskedAlone(Question question, Lesson lesson) => question.Alone && question switch
    {
        FirstWrongStepQuestion or FixQuestion => false,
        NumberQuestion or FactorQuestion or SignQuestion or WorkedQuestion => !lesson.Exercise.HasBugs
            && ProgramCatalog.All.FirstOrDefault(p => p.Name == lesson.Exercise.Program) is { Kind: ProgramKind.Scalar },
        _ => lesson.Kind != LessonKind.Boss,
    };

    /// <summary>
    /// What the author says or, where the goal is a place, the fewest movements; null
    /// where steps do not count or the exercise cannot be run.
    /// </summary>
    public static int? Par(Exercise exercise)
    {
        if (exercise.Par is { } given) return given;
        if (exercise.Goal is not (ReachGoal or ReachPhaseGoal or BackToGoal)) return null;
        try
        {
            ProgramEntry entry = ProgramFiles.Get(exercise.Program);
            Scenario sound = entry.Create(new ScenarioOptions { Seed = exercise.Seed, BatchSize = exercise.BatchSize });
            return ParFinder.Find(exercise.Goal, BugCatalog.Apply(sound, exercise.Bugs ?? []).Program);
        }
        catch (Exception e) when (e is UnknownProgramException or NetworkFileException or ScenarioException or BugException
            or CourseException)
        {
            // The course is wrong, which its check tells; a map of it can be shown all the same.
            return null;
        }
    }
}
