using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Game;

/// <summary>The question of a day: the same for all who play the course.</summary>
/// <param name="Day">The day.</param>
/// <param name="Seed">The seed for the lesson's program, 0 to 2³¹ - 1.</param>
/// <param name="LessonId">The lesson.</param>
/// <param name="QuestionId">The question; null where the lesson has none and its exercise is the challenge.</param>
public sealed record DailyChallenge(DateOnly Day, long Seed, string LessonId, string? QuestionId)
{
    /// <summary>The points for it.</summary>
    public const int Xp = 15;

    /// <summary>The challenge of <paramref name="day"/>; null where the course has neither question nor exercise.</summary>
    public static DailyChallenge? Of(CourseOutline course, DateOnly day)
    {
        (string Lesson, string? Question)[] choices =
        [
            .. from lesson in course.Lessons
               from question in lesson.QuestionIds.Count > 0 ? lesson.TestQuestions : lesson.HasExercise ? (IEnumerable<string?>)[null] : []
               select (lesson.Id, question),
        ];
        if (choices.Length == 0) return null;
        // A hash and not System.Random: its numbers may change with the runtime, and all players shall have the same day.
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{course.Id}/{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"));
        (string lessonId, string? questionId) = choices[BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)choices.Length];
        return new(day, BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(8)) & 0x7FFF_FFFF, lessonId, questionId);
    }
}
