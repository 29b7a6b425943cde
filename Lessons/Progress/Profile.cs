using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Progress;

/// <summary>One learner's saved game.</summary>
public sealed record Profile
{
    /// <summary>What every badge is worth.</summary>
    public const int XpPerBadge = 20;

    /// <summary>The learner's name as he wrote it; see <see cref="ProfileName"/> for what it may be.</summary>
    public required string Name { get; init; }

    /// <summary>The language to show, such as <c>en</c> or <c>zh-Hans</c>; null follows the system.</summary>
    public string? Language { get; init; }

    /// <summary>Whether points, stars, streak, badges and ranks are counted and shown.</summary>
    public bool Game { get; init; } = true;

    /// <summary>Whether the learner is asked how sure he is, where a course wants to know.</summary>
    public bool AsksSure { get; init; } = true;

    /// <summary>When language, game or questions were last changed: the later one wins where two files are merged.</summary>
    public DateTimeOffset Changed { get; init; }

    /// <summary>The days in a row.</summary>
    public Streak Streak { get; init; } = new();

    /// <summary>The badges that were earned, by key, with the day.</summary>
    public ImmutableSortedDictionary<string, DateOnly> Badges { get; init; } = Records.Empty<DateOnly>();

    /// <summary>The courses that were played, by the course's id.</summary>
    public ImmutableSortedDictionary<string, CourseRecord> Courses { get; init; } = Records.Empty<CourseRecord>();

    /// <summary>
    /// The points of all lessons, days of review and badges: a sum, so that merging two files cannot lose or double any.
    /// </summary>
    [JsonIgnore]
    public int Xp => Courses.Values.Sum(c => c.Lessons.Values.Sum(l => l.Xp) + c.Daily.Values.Sum(d => d.Xp)) + (Badges.Count * XpPerBadge);

    /// <summary>What is known of a course; an empty record where it was never played.</summary>
    public CourseRecord Course(string course) => Courses.GetValueOrDefault(course) ?? new();

    /// <summary>What is known of a lesson; an empty record where it was never opened.</summary>
    public LessonRecord Lesson(string course, string lesson) => Course(course).Lessons.GetValueOrDefault(lesson) ?? new();

    /// <summary>The profile with another record of one lesson.</summary>
    public Profile With(string course, string lesson, LessonRecord record) =>
        this with { Courses = Courses.SetItem(course, Course(course) with { Lessons = Course(course).Lessons.SetItem(lesson, record) }) };

    /// <summary>The profile with another record of one day.</summary>
    public Profile With(string course, DateOnly day, DailyRecord record) =>
        this with
        {
            Courses = Courses.SetItem(course, Course(course) with { Daily = Course(course).Daily.SetItem(Records.Key(day), record) }),
        };

    /// <summary>The profile with other settings.</summary>
    /// <param name="language">The language to show; null follows the system.</param>
    /// <param name="game">Whether the game is on.</param>
    /// <param name="now">When they were changed.</param>
    public Profile WithSettings(string? language, bool game, DateTimeOffset now) =>
        this with { Language = language, Game = game, Changed = now };

    /// <summary>The profile of a learner who wants, or does not want, to be asked how sure he is.</summary>
    public Profile WithSure(bool asks, DateTimeOffset now) => this with { AsksSure = asks, Changed = now };
}

/// <summary>What a learner did in one course.</summary>
public sealed record CourseRecord
{
    /// <summary>The lessons that were opened, by id.</summary>
    public ImmutableSortedDictionary<string, LessonRecord> Lessons { get; init; } = Records.Empty<LessonRecord>();

    /// <summary>The days on which something was reviewed, as <c>2026-01-31</c>; before, the challenges of the day.</summary>
    public ImmutableSortedDictionary<string, DailyRecord> Daily { get; init; } = Records.Empty<DailyRecord>();

    /// <summary>How often the test-out of a chapter was begun, by the chapter's id.</summary>
    public ImmutableSortedDictionary<string, int> TestOuts { get; init; } = Records.Empty<int>();
}

/// <summary>What a learner did with one lesson.</summary>
public sealed record LessonRecord
{
    /// <summary>Where the lesson stands, with the counts of the run that is under way or was the last.</summary>
    public LessonPosition Position { get; init; } = new();

    /// <summary>The best stars, 1 to 3; 0 before it is solved, and where it was solved with the game switched off.</summary>
    public int Stars { get; init; }

    /// <summary>The points for it.</summary>
    public int Xp { get; init; }

    /// <summary>The fewest steps that reached the exercise's goal; null before.</summary>
    public int? BestSteps { get; init; }

    /// <summary>The fewest hints of a run that solved it; null before.</summary>
    public int? FewestHints { get; init; }

    /// <summary>The fewest wrong answers of a run that solved it; null before.</summary>
    public int? FewestWrong { get; init; }

    /// <summary>Seconds spent in it, all runs together.</summary>
    public long Seconds { get; init; }

    /// <summary>The day when it was first solved; null before.</summary>
    public DateOnly? SolvedOn { get; init; }

    /// <summary>What was answered, by question.</summary>
    public ImmutableSortedDictionary<string, AnswerRecord> Answers { get; init; } = Records.Empty<AnswerRecord>();

    /// <summary>When it is to be reviewed; null before it is known, see <see cref="Game.ReviewPlan"/>.</summary>
    public ReviewRecord? Review { get; init; }

    /// <summary>When it was last played: the later position wins where two files are merged.</summary>
    public DateTimeOffset Touched { get; init; }

    /// <summary>How often it was reset: a record that was reset more often wins whole, or merging would undo the reset.</summary>
    public int Resets { get; init; }
}

/// <summary>What was reviewed on a day, or the challenge of a day before there were reviews.</summary>
/// <param name="Lesson">The lesson of the first review.</param>
/// <param name="Question">Its question; null where a lesson's exercise was the challenge.</param>
/// <param name="Right">Whether an answer was right.</param>
/// <param name="Tries">How many answers were given.</param>
/// <param name="Xp">The points for it.</param>
public sealed record DailyRecord(string Lesson, string? Question, bool Right, int Tries, int Xp);

/// <summary>Days in a row.</summary>
/// <param name="Days">How many days in a row up to <paramref name="Last"/>.</param>
/// <param name="Last">The last day that counted; null before the first.</param>
/// <param name="Best">The longest row there was.</param>
public sealed record Streak(int Days = 0, DateOnly? Last = null, int Best = 0)
{
    /// <summary>The streak with <paramref name="day"/> counted. A day that is not after the last one changes nothing.</summary>
    public Streak Count(DateOnly day)
    {
        if (Last is { } last && day <= last) return this;
        int days = Last is { } before && before.AddDays(1) == day ? Days + 1 : 1;
        return new(days, day, Math.Max(Best, days));
    }

    /// <summary>How many days in a row there are on <paramref name="today"/>: none where a day was left out.</summary>
    public int On(DateOnly today) => Last is { } last && today.DayNumber - last.DayNumber <= 1 ? Days : 0;
}
