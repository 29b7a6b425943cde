using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Progress;

/// <summary>A saved game as text: JSON with its version, the same in the data folder and in an exported file.</summary>
public static class ProgressJson
{
    /// <summary>The version that is written. Older ones are migrated when they are read, newer ones are refused.</summary>
    public const int Version = 3;

    /// <summary>The largest file that is read, in bytes: far more than any course can fill.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>No count in a saved game is larger: sums stay far from overflow.</summary>
    private const int MaxCount = 1_000_000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The saved game as UTF-8.</summary>
    public static byte[] Write(Profile profile)
    {
        JsonObject body = JsonSerializer.SerializeToNode(profile, Options)!.AsObject();
        JsonObject file = new() { ["version"] = Version };
        foreach ((string key, JsonNode? value) in body.ToArray())
        {
            body.Remove(key);
            file[key] = value;
        }
        return JsonSerializer.SerializeToUtf8Bytes(file, Options);
    }

    /// <summary>Reads a saved game of this or an older version.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="isExport">Whether it is a file that somebody exported, rather than one of this machine's profiles.</param>
    /// <exception cref="ProgressVersionException">A newer program wrote it.</exception>
    /// <exception cref="ProgressException">It is no saved game, or a damaged one.</exception>
    public static Profile Read(ReadOnlySpan<byte> utf8, string path, bool isExport = false)
    {
        if (utf8.Length > MaxBytes) throw Damaged(path, t => t.TooLarge(MaxBytes / 1024 / 1024));
        try
        {
            // Some editors put a byte order mark before what they save.
            if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
            JsonObject file = JsonNode.Parse(utf8, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                ?? throw Damaged(path, t => t.NoObject);
            int version = file["version"] is JsonValue value && value.TryGetValue(out int number)
                ? number : throw Damaged(path, t => t.NoVersion);
            if (version > Version)
                throw new ProgressVersionException(l => isExport ? ProgressTexts.In(l).NewerExport(path, version, Version)
                    : ProgressTexts.In(l).Newer(path, version, Version));
            if (version < 1) throw Damaged(path, t => t.BadVersion(version));
            JsonObject current = ProgressMigration.ToCurrent(file, version);
            Profile profile = current.Deserialize<Profile>(Options) ?? throw Damaged(path, t => t.HoldsNothing);
            return Problem(profile) is { } problem ? throw Damaged(path, problem) : Ordered(profile);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException
            or ArgumentException)
        {
            throw Damaged(path, _ => e.Message, e);
        }
    }

    private static ProgressException Damaged(string path, Func<ProgressTexts, string> why, Exception? cause = null) =>
        new(l => ProgressTexts.In(l).Damaged(path, OneLine(why(ProgressTexts.In(l)))), cause);

    /// <summary>The reader of JSON counts lines and bytes at the end of its message, which helps nobody here.</summary>
    private static string OneLine(string message) =>
        new([.. message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.')
            .Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c).Take(160)]);

    /// <summary>What no program could have written; null where all is well.</summary>
    private static Func<ProgressTexts, string>? Problem(Profile profile)
    {
        if (ProfileName.Problem(profile.Name) is { } name) return t => name.In(t.Language);
        if (profile.Name != profile.Name.Trim()) return t => t.NameBlanks;
        if (!InRange(profile.Streak.Days, profile.Streak.Best)) return t => t.BadStreak;
        if (profile.Courses.Count > 1000 || profile.Badges.Count > 1000) return t => t.TooMany;
        foreach ((string course, CourseRecord record) in profile.Courses)
        {
            if (record is null || record.Lessons.Count > 10_000 || record.Daily.Count > 100_000 || record.TestOuts.Count > 10_000
                || !InRange([.. record.TestOuts.Values]))
                return t => t.BadCourse(course);
            foreach ((string id, LessonRecord lesson) in record.Lessons)
                if (lesson is null || !IsPlausible(lesson)) return t => t.BadLesson(id);
            foreach ((string day, DailyRecord daily) in record.Daily)
                if (daily is null || !DateOnly.TryParseExact(day, "yyyy-MM-dd", out _) || !InRange(daily.Tries)
                    || daily.Xp is < 0 or > 1000)
                    return t => t.BadDay(day);
        }
        return null;
    }

    private static bool IsPlausible(LessonRecord lesson)
    {
        LessonPosition at = lesson.Position;
        return lesson.Stars is >= 0 and <= 3 && lesson.Xp is >= 0 and <= 1000 && lesson.Seconds is >= 0 and < 1L << 40
            && InRange(lesson.BestSteps ?? 0, lesson.FewestHints ?? 0, lesson.FewestWrong ?? 0, lesson.Resets)
            && InRange(at.Page, at.Steps, at.GoalSteps ?? 0, at.ExerciseHints, at.Replays)
            && at.Questions.Count <= 10_000
            && lesson.Answers.Count <= 10_000 && lesson.Answers.Values.All(a => a is not null && IsPlausible(a))
            && InRange(lesson.Review?.Box ?? 0, lesson.Review?.Times ?? 0)
            && at.Questions.Values.All(q => q is not null && InRange(q.Wrong, q.Hints));
    }

    private static bool IsPlausible(AnswerRecord answers) =>
        InRange(answers.Right, answers.Wrong) && answers.Answers.Count <= 1000 && answers.Slips.Count <= 1000
        && InRange([.. answers.Answers.Values, .. answers.Slips.Values])
        && new[] { answers.Guess, answers.Fairly, answers.Sure, answers.Reasons }
            .All(t => t is not null && InRange(t.Asked, t.Right) && t.Right <= t.Asked);

    private static bool InRange(params ReadOnlySpan<int> counts)
    {
        foreach (int count in counts)
        {
            if (count is < 0 or > MaxCount) return false;
        }
        return true;
    }

    /// <summary>The reader makes tables in the order of the machine's culture; ours are in plain order everywhere.</summary>
    private static Profile Ordered(Profile profile) => profile with
    {
        Badges = Ordered(profile.Badges),
        Courses = Ordered(profile.Courses, course => course with
        {
            Lessons = Ordered(course.Lessons, lesson =>
                lesson with
                {
                    Position = lesson.Position with { Questions = Ordered(lesson.Position.Questions) },
                    Answers = Ordered(lesson.Answers, a => a with { Answers = Ordered(a.Answers), Slips = Ordered(a.Slips) }),
                }),
            Daily = Ordered(course.Daily),
            TestOuts = Ordered(course.TestOuts),
        }),
    };

    private static ImmutableSortedDictionary<string, T> Ordered<T>(ImmutableSortedDictionary<string, T> table, Func<T, T>? each = null) =>
        table.ToImmutableSortedDictionary(e => e.Key, e => each is null ? e.Value : each(e.Value), StringComparer.Ordinal);
}

/// <summary>A saved game was written by a newer program: it is left as it is.</summary>
public sealed class ProgressVersionException(Func<Language, string> line) : ProgressException(line);
