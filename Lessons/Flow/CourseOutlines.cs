using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Flow;

/// <summary>What flow, saved game and game need to know of a course.</summary>
public static class CourseOutlines
{
    /// <summary>The outline of a course. An exercise is one that has a goal: where there is none, the debugger is there to look around.</summary>
    /// <param name="course">The course.</param>
    /// <param name="par">The fewest steps to the goal of a lesson's exercise, null where steps do not count; without it, what the file says.</param>
    public static CourseOutline Of(Course course, Func<Lesson, int?>? par = null) => new(course.Id,
    [
        .. from chapter in course.Chapters
           from lesson in chapter.Lessons
           select new LessonInfo(
               lesson.Id,
               chapter.Id,
               lesson.Requires,
               lesson.Pages.Length,
               [.. lesson.Questions.Select(q => q.Id)],
               lesson.Exercise.Goal is not null,
               lesson.Kind == LessonKind.Boss,
               lesson.Exercise.Goal is null ? null : par is null ? lesson.Exercise.Par : par(lesson)),
    ]);
}
