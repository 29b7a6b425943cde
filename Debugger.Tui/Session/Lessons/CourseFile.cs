using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;

namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>A course from a file; where it cannot be used, one line names the first problem and its place.</summary>
public static class CourseFile
{
    /// <summary>Reads it; one that is proven is not checked member by member again.</summary>
    /// <exception cref="CourseException">It cannot be used.</exception>
    public static Course Load(string path, bool isProven = false)
    {
        try
        {
            return CourseReader.Load(path, isProven);
        }
        catch (CourseException e) when (e.Problems is [{ Line: > 0 } first, ..])
        {
            int? more = e.Problems.Length > 1 ? e.Problems.Length - 1 : null;
            throw new CourseException(l => LessonHelpTexts.In(l).BadCourse(path, first.In(l), more));
        }
    }
}
