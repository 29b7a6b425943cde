using System.Collections.Immutable;
using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Game;

/// <summary>A question of a test-out.</summary>
public sealed record TestOutQuestion(string LessonId, string QuestionId);

/// <summary>The test by which a learner who knows a chapter passes it whole: one question of every lesson, without hints.</summary>
public static class ChapterTestOut
{
    /// <summary>One question of every lesson that has any; another choice for another seed.</summary>
    /// <param name="course">The course.</param>
    /// <param name="chapterId">The chapter.</param>
    /// <param name="seed">Zero or more: how often the test was begun before.</param>
    public static ImmutableArray<TestOutQuestion> Questions(CourseOutline course, string chapterId, int seed) =>
    [
        .. from lesson in course.Chapter(chapterId)
           where lesson.TestQuestions.Count > 0
           select new TestOutQuestion(lesson.Id, lesson.TestQuestions[seed % lesson.TestQuestions.Count]),
    ];

    /// <summary>Which numbers a question is asked with: who tries again gets others.</summary>
    /// <param name="attempt">How often the test was begun, this time included.</param>
    /// <param name="at">The question, from 0.</param>
    public static int PlayOf(int attempt, int at) => (101 * attempt) + at;

    /// <summary>How many right answers pass: four of five, rounded up.</summary>
    public static int Needed(int asked) => ((4 * asked) + 4) / 5;

    /// <summary>Whether so many right answers pass; never with none asked.</summary>
    public static bool Passes(int right, int asked) => asked > 0 && right >= Needed(asked);
}
