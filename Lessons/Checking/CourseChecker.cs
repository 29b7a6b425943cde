using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>
/// Checks what reading a course cannot: that its programs run, its expressions come to numbers, its goals can be reached and its
/// misconceptions be told apart. A course without problems can be played from the first to the last question.
/// </summary>
public static class CourseChecker
{
    /// <summary>Checks every lesson.</summary>
    /// <param name="course">A course as it was read.</param>
    /// <param name="backend">What calculates; the reference backend gives the tutorials' digits.</param>
    /// <param name="options">How thorough the check is; null for all of it.</param>
    /// <param name="cancel">Ends the check early; what was found so far is given back.</param>
    public static CourseCheck Check(Course course, IBackend backend, CheckOptions? options = null, CancellationToken cancel = default)
    {
        var findings = new Findings(course);
        TextChecks.Outside(findings);
        foreach (Lesson lesson in course.Lessons)
        {
            if (cancel.IsCancellationRequested) break;
            LessonChecks.Run(lesson, findings, backend, options ?? new());
        }
        // Who writes in English alone knows that; who translates wants to know what is left.
        bool wanted = options?.AsksForTranslations == true || course.Texts.Any(t => t.Text.IsTranslated);
        return new(findings.Problems, [.. findings.Warnings.Concat(wanted ? Translations(course) : []).OrderBy(w => w.Line)],
            CourseCounts.Of(course));
    }

    private static IEnumerable<CourseProblem> Translations(Course course) =>
        from placed in course.Texts
        where !placed.Text.IsTranslated
        select course.Problem(placed.Path, LocalText.Of(l => CheckTexts.In(l).NotTranslated(Language.ChineseSimplified.Code())));
}
