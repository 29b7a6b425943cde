using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Game;

/// <summary>A lesson's topic in a plan.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Due">The day from which on it is due.</param>
/// <param name="Box">How many reviews in a row were right.</param>
/// <param name="IsSurprise">Whether the learner was sure of a wrong answer: it comes first.</param>
public sealed record ReviewTopic(LessonInfo Lesson, DateOnly Due, int Box, bool IsSurprise);

/// <summary>A question of a review.</summary>
/// <param name="LessonId">The lesson.</param>
/// <param name="QuestionId">The question.</param>
/// <param name="Play">Which numbers it is asked with.</param>
public sealed record ReviewQuestion(string LessonId, string QuestionId, int Play);

/// <summary>
/// What a learner is to be asked again and when: a box of cards after Leitner, one card a lesson. Each right review in a row doubles the
/// time to the next, a wrong one begins anew. Topics are scheduled and not questions, so that each review of one asks something else
/// (ICER 2019, 10.1145/3291279.3339411).
/// </summary>
/// <param name="Due">What is due, in the order in which it is asked.</param>
/// <param name="Later">What is not due yet, the next first.</param>
public sealed record ReviewPlan(ImmutableArray<ReviewTopic> Due, ImmutableArray<ReviewTopic> Later)
{
    /// <summary>So many are asked at a time: who comes back after a long time is not met by a wall.</summary>
    public const int PerSession = 5;

    /// <summary>The points for a day on which a review was answered right.</summary>
    public const int Xp = 15;

    /// <summary>Plays from here on are reviews'; no lesson is replayed so often.</summary>
    private const int FirstPlay = 200;

    /// <summary>The days to the next review, by box.</summary>
    private static readonly ImmutableArray<int> Days = [1, 2, 4, 8, 16, 32];

    /// <summary>The day on which something is next due; null where nothing waits.</summary>
    public DateOnly? Next => Later is [{ } first, ..] ? first.Due : null;

    /// <summary>The plan of a learner on a day.</summary>
    public static ReviewPlan Of(CourseProgress played, DateOnly today)
    {
        ReviewTopic[] all =
        [
            .. from lesson in played.Outline.Lessons
               where lesson.TestQuestions.Count > 0
               let record = played.Record(lesson)
               let review = Of(record)
               where review is not null
               select new ReviewTopic(lesson, review.Due, review.Box, review.Missed is not null),
        ];
        return new(
            [.. all.Where(t => t.Due <= today).OrderByDescending(t => t.IsSurprise).ThenBy(t => t.Due)],
            [.. all.Where(t => t.Due > today).OrderBy(t => t.Due)]);
    }

    /// <summary>The questions of one session, one for each topic that is due.</summary>
    public static ImmutableArray<ReviewQuestion> Session(CourseProgress played, DateOnly today) =>
    [
        .. from topic in Of(played, today).Due.Take(PerSession)
           let review = Of(played.Record(topic.Lesson))!
           let questions = topic.Lesson.TestQuestions
           select new ReviewQuestion(topic.Lesson.Id,
               review.Missed is { } missed && questions.Contains(missed) ? missed : questions[review.Times % questions.Count],
               FirstPlay + review.Times),
    ];

    /// <summary>What becomes of a topic after its review.</summary>
    internal static ReviewRecord After(LessonRecord record, string question, GivenAnswer answer, DateTimeOffset now)
    {
        ReviewRecord before = Of(record) ?? new(0, default);
        DateOnly today = DateOnly.FromDateTime(now.DateTime);
        int box = answer.IsRight ? Math.Min(before.Box + 1, Days.Length - 1) : 0;
        return new(box, today.AddDays(Days[box]), before.Times + 1, answer.IsSurprise ? question : null, now);
    }

    /// <summary>What becomes of a topic when the learner was sure of a wrong answer in its lesson: it is due at once.</summary>
    internal static ReviewRecord Surprised(LessonRecord record, string question, DateTimeOffset now) =>
        new(0, DateOnly.FromDateTime(now.DateTime), record.Review?.Times ?? 0, question, now);

    /// <summary>A lesson that was solved is due the day after, as long as nothing else is known.</summary>
    private static ReviewRecord? Of(LessonRecord record) =>
        record.Review ?? (record.SolvedOn is { } day ? new ReviewRecord(0, day.AddDays(Days[0])) : null);
}
