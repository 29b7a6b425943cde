using System.Collections.Immutable;
using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Checking;

/// <summary>What checking a course has shown.</summary>
/// <param name="Problems">What has to be changed before anybody plays it, in the order of the file.</param>
/// <param name="Warnings">What may stay: texts that are not translated.</param>
/// <param name="Counts">What was looked at.</param>
public sealed record CourseCheck(ImmutableArray<CourseProblem> Problems, ImmutableArray<CourseProblem> Warnings, CourseCounts Counts)
{
    /// <summary>Whether the course can be played from the first to the last question.</summary>
    public bool IsGood => Problems.IsEmpty;
}

/// <summary>How much there is in a course.</summary>
/// <param name="Chapters">Chapters.</param>
/// <param name="Lessons">Lessons, boss levels included.</param>
/// <param name="Bosses">Boss levels.</param>
/// <param name="Questions">Questions.</param>
/// <param name="Kinds">Questions by kind.</param>
/// <param name="Misconceptions">Wrong answers that are known by name.</param>
/// <param name="Texts">Texts for people, translations not counted.</param>
public sealed record CourseCounts(int Chapters, int Lessons, int Bosses, int Questions, ImmutableSortedDictionary<string, int> Kinds,
    int Misconceptions, int Texts)
{
    /// <summary>Counts a course.</summary>
    public static CourseCounts Of(Course course) => new(
        course.Chapters.Length,
        course.Lessons.Count(),
        course.Lessons.Count(l => l.Kind == LessonKind.Boss),
        course.Lessons.Sum(l => l.Questions.Length),
        course.Lessons.SelectMany(l => l.Questions).GroupBy(q => q.Kind)
            .ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
        course.Lessons.SelectMany(l => l.Questions)
            .Sum(q => q switch { NumberQuestion n => n.Misconceptions.Length, FactorQuestion f => f.Misconceptions.Length, _ => 0 }),
        course.Texts.Length);
}
